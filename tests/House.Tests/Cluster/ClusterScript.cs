using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Cluster;

/// <summary>A cluster with real servers, by <c>scripts/cluster.sh</c>, in a folder of its own; ended and deleted when disposed.</summary>
internal sealed class ClusterScript : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"busbar-cluster-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}");

    private readonly (string Name, string Value)[] _environment;

    private ClusterScript((string Name, string Value)[] environment) => _environment = environment;

    /// <summary>What HAProxy serves: console and REST.</summary>
    public Uri Http => new($"http://127.0.0.1:{Ports["http"]}");

    /// <summary>What HAProxy serves: stations.</summary>
    public string Ocpp => $"ws://127.0.0.1:{Ports["ocpp"]}/ocpp";

    public string Folder => _folder;

    /// <summary>Settings of all its processes, for one more of them.</summary>
    public string Settings => File.ReadAllText(Path.Combine(_folder, "busbar.json"));

    /// <summary>Ports and more by name.</summary>
    public IReadOnlyDictionary<string, string> Ports { get; private set; } = new Dictionary<string, string>();

    /// <summary>Starts it without stations; the test is skipped, visibly, where a server is not installed.</summary>
    /// <param name="environment">More variables for its processes.</param>
    public static async Task<ClusterScript> StartAsync(params (string Name, string Value)[] environment)
    {
        string[] needed = ["/usr/sbin/haproxy", "/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/bin/setsid", "/usr/bin/curl"];
        if (Array.Find(needed, n => !File.Exists(n)) is { } missing) Assert.Skip($"{missing} is not installed; scripts/setup-test.sh does that.");
        if (!Directory.Exists("/usr/lib/postgresql")) Assert.Skip("PostgreSQL is not installed; scripts/setup-test.sh does that.");
        var cluster = new ClusterScript(environment);
        try
        {
            await cluster.RunAsync("up", "0");
            cluster.Ports = File.ReadLines(Path.Combine(cluster._folder, "ports")).Select(l => l.Split('=')).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one of the script's words; fails with its output.</summary>
    public async Task<string> RunAsync(params string[] words)
    {
        var start = new ProcessStartInfo(Path.Combine(Repo.Root, "scripts", "cluster.sh"), words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BUSBAR_CLUSTER"] = _folder;
        start.Environment["BUSBAR"] = HubProcess.Executable;
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(process.ExitCode == 0, $"cluster.sh {string.Join(' ', words)}: {output}{await errors}");
        return output;
    }

    /// <summary>A client of the API that is logged in.</summary>
    /// <param name="at">Where; null for what HAProxy serves.</param>
    /// <param name="cookies">Takes the login's cookie.</param>
    public async Task<HttpClient> LogInAsync(Uri? at = null, CookieContainer? cookies = null)
    {
        var log = Directory.GetFiles(_folder, "api*.log").SelectMany(File.ReadLines).First(l => l.Contains("with password '", StringComparison.Ordinal));
        var password = log.Split("with password '")[1].Split('\'')[0];
        var handler = new HttpClientHandler { CookieContainer = cookies ?? new CookieContainer() };
        var client = new HttpClient(handler) { BaseAddress = at ?? Http, Timeout = TimeSpan.FromSeconds(60) };
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password });
        answer.EnsureSuccessStatusCode();
        return client;
    }

    /// <summary>Whether a role says that it can do its job.</summary>
    public async Task<bool> IsReadyAsync(string name) => await ReadinessAsync(new Uri($"http://127.0.0.1:{Ports[$"http_{name}"]}")) == HttpStatusCode.OK;

    /// <summary>What a process answers when it is asked whether it is ready; null when it does not answer.</summary>
    public static async Task<HttpStatusCode?> ReadinessAsync(Uri process)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(new Uri(process, "/health/ready"));
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    public Task UntilReadyAsync(string name) => Until.TrueAsync(() => IsReadyAsync(name), $"{name} is ready", TimeSpan.FromSeconds(120));

    /// <summary>A swarm that sends numbered meter values and writes down which were acknowledged.</summary>
    public ClusterSwarm StartSwarm(int stations, int ratePerS) => new(Ocpp, stations, ratePerS, Path.Combine(_folder, "acks.txt"));

    /// <summary>GET as JSON.</summary>
    public static async Task<JsonElement> GetAsync(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>(path);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(_folder, "ports"))) await RunAsync("down");
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
