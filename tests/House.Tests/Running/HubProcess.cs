using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Busbar.Tests;

namespace Busbar.House.Tests.Running;

/// <summary>A real <c>busbar</c> process on free loopback ports with a data folder of its own; killed, not asked, when disposed.</summary>
internal sealed partial class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<(Uri Http, Uri? Ocpp)> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Uri? _http;

    private HubProcess(Process process) => _process = process;

    /// <summary>The built executable, of the configuration that the tests were built in.</summary>
    public static string Executable { get; } = BuiltProgram.Path("src/Hub", "busbar");

    public Uri Http { get; private set; } = null!;

    /// <summary>Base for stations, e.g. <c>ws://127.0.0.1:41234</c>; not there without the role gateway.</summary>
    public Uri Ocpp { get; private set; } = null!;

    /// <summary>The broker, e.g. <c>mqtt://127.0.0.1:41235</c>; null when it is switched off.</summary>
    public Uri? Mqtt { get; private set; }

    public HttpClient Client { get; private set; } = null!;

    public int Pid => _process.Id;

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    /// <summary>Starts <c>busbar {verb}</c> with free ports on <paramref name="dataFolder"/> and waits until it listens.</summary>
    public static Task<HubProcess> StartAsync(string dataFolder, params string[] arguments) => StartWithoutPepPortAsync(dataFolder, [.. arguments, "--pep-port", "0"]);

    /// <summary>The same with the port for SECCs as the settings have it.</summary>
    public static async Task<HubProcess> StartWithoutPepPortAsync(string dataFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = dataFolder };
        foreach (var a in (string[])[.. arguments, "--http-port", "0", "--ocpp-port", "0", "--mqtt-port", "0", "--data", Path.Combine(dataFolder, "data")])
            start.ArgumentList.Add(a);
        var hub = new HubProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        hub._process.OutputDataReceived += (_, e) => hub.OnLine(e.Data);
        hub._process.ErrorDataReceived += (_, e) => hub.OnLine(e.Data);
        hub._process.Exited += (_, _) => hub._ready.TrySetException(new InvalidOperationException($"busbar ended with code {hub._process.ExitCode}:\n{hub.Output}"));
        hub._process.Start();
        hub._process.BeginOutputReadLine();
        hub._process.BeginErrorReadLine();
        var (http, ocpp) = await hub._ready.Task.WaitAsync(StartDeadline);
        (hub.Http, hub.Ocpp) = (http, ocpp!);
        hub.Client = new HttpClient { BaseAddress = hub.Http, Timeout = TimeSpan.FromSeconds(30) };
        return hub;
    }

    /// <summary>GET as JSON.</summary>
    public async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Sends an OCPP command by REST and gives status code and body.</summary>
    public async Task<(int Status, JsonElement Body)> CommandAsync(string chargerId, string action, object payload)
    {
        using var response = await Client.PostAsJsonAsync($"/api/v1/chargers/{chargerId}/commands/{action}", payload);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>SIGTERM; gives the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await AskToEndAsync();
        return await ExitCodeAsync();
    }

    /// <summary>SIGTERM.</summary>
    public async Task AskToEndAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(StartDeadline);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL, as a power cut does it.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        Client?.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
        if (ConsoleLine().Match(line) is { Success: true } console) _http = new Uri(console.Groups[1].Value);
        if (MqttLine().Match(line) is { Success: true } mqtt) Mqtt = new Uri(mqtt.Groups[1].Value);
        if (StationsLine().Match(line) is { Success: true } stations && _http is not null)
            _ready.TrySetResult((_http, stations.Groups[1].Success ? new Uri(stations.Groups[1].Value) : null));
    }

    [GeneratedRegex(@"console\s+(http://[\d.:]+)")]
    private static partial Regex ConsoleLine();

    [GeneratedRegex(@"mqtt\s+(mqtt://[\d.:]+)")]
    private static partial Regex MqttLine();

    [GeneratedRegex(@"stations\s+(?:(ws://[\d.:]+)|none)")]
    private static partial Regex StationsLine();
}
