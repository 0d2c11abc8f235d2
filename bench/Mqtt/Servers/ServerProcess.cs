using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Busbar.Bench.Mqtt.Servers;

/// <summary>The server under load, whose CPU time and memory are read from /proc.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Clock ticks a second of /proc on Linux (USER_HZ).</summary>
    private const double TicksPerSecond = 100;

    private readonly Process? _child;
    private readonly Action? _cleanUp;
    private readonly int? _pid;

    private ServerProcess(string name, IPEndPoint at, Process? child, int? pid, Action? cleanUp)
    {
        Name = name;
        At = at;
        _child = child;
        _pid = pid;
        _cleanUp = cleanUp;
    }

    /// <summary>Names that <see cref="StartAsync"/> knows, for the help text.</summary>
    public static string Known => "busbar, busbar-durable, mosquitto, mosquitto-nodelay, bare, HOST:PORT or HOST:PORT@PID";

    public string Name { get; }

    public IPEndPoint At { get; }

    /// <summary>Resident memory in bytes; 0 when the process is not known.</summary>
    public long RssBytes
    {
        get
        {
            if (_pid is not { } pid) return 0;
            var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Starts a server by name, or takes one that runs. One of ours that runs on another machine's process has no figures.</summary>
    public static async Task<ServerProcess> StartAsync(string name)
    {
        switch (name)
        {
            case "busbar":
                return await StartOwnAsync(name, [], null);
            case "busbar-durable":
                var folder = Directory.CreateTempSubdirectory("busbar-bench-").FullName;
                return await StartOwnAsync(name, ["--store", folder], () => Directory.Delete(folder, recursive: true));
            case "bare":
                return await StartOwnAsync(name, ["--bare"], null);
            case "mosquitto" or "mosquitto-nodelay":
                var mosquitto = await Mosquitto.StartAsync(noDelay: name == "mosquitto-nodelay");
                return new ServerProcess(name, mosquitto.At, mosquitto.Process, mosquitto.Process.Id, mosquitto.CleanUp);
            default:
                var parts = name.Split('@');
                if (!IPEndPoint.TryParse(parts[0], out var at) || at.Port == 0) throw new InvalidOperationException($"Server \"{name}\" is not known; allowed: {Known}.");
                return new ServerProcess(name, at, null, parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : null, null);
        }
    }

    /// <summary>CPU time in seconds since the start, in user and kernel mode; 0 when the process is not known.</summary>
    public double ReadCpuS()
    {
        if (_pid is not { } pid) return 0;
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Managed heap in bytes after a collection; null where the server has none.</summary>
    public async Task<long?> ManagedBytesAsync()
    {
        if (_child is not { StartInfo.RedirectStandardInput: true }) return null;
        await _child.StandardInput.WriteLineAsync("memory");
        await _child.StandardInput.FlushAsync();
        var line = await _child.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{Name} has ended.");
        return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Ours ends with its standard input, others are told to.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_child is null) return;
        if (_child.StartInfo.RedirectStandardInput) _child.StandardInput.Close();
        else _child.Kill();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _child.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _child.Kill();
        }

        _child.Dispose();
        _cleanUp?.Invoke();
    }

    private static async Task<ServerProcess> StartOwnAsync(string name, string[] more, Action? cleanUp)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["serve", "--port", "0", .. more]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        var line = await process.StandardOutput.ReadLineAsync();
        if (line is null || !line.StartsWith("port ", StringComparison.Ordinal)) throw new InvalidOperationException($"{name} did not say its port but \"{line}\".");
        return new ServerProcess(name, new IPEndPoint(IPAddress.Loopback, int.Parse(line[5..], CultureInfo.InvariantCulture)), process, process.Id, cleanUp);
    }
}
