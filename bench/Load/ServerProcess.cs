using System.Diagnostics;
using System.Globalization;

namespace Busbar.Bench.Load;

/// <summary>A server in a process of its own, whose CPU time and memory are read from /proc.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Clock ticks a second of /proc on Linux (USER_HZ).</summary>
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private ServerProcess(string name, Process process, int port)
    {
        Name = name;
        _process = process;
        Port = port;
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>CPU time in seconds since the start.</summary>
    public (double UserS, double SystemS) ReadCpu()
    {
        var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) / TicksPerSecond, long.Parse(fields[12], CultureInfo.InvariantCulture) / TicksPerSecond);
    }

    /// <summary>Resident memory in bytes.</summary>
    public long RssBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Managed heap in bytes after a collection; null where the server has none.</summary>
    public async Task<long?> ManagedBytesAsync()
    {
        if (Name == "ocpp-rpc") return null;
        await _process.StandardInput.WriteLineAsync("memory");
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{Name} has ended.");
        return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Starts a server by name: <c>gateway</c>, <c>gateway-nolog</c>, <c>echo</c> or <c>ocpp-rpc</c>.</summary>
    public static async Task<ServerProcess> StartAsync(string name)
    {
        var self = Environment.ProcessPath!;
        var start = name switch
        {
            "gateway" => new ProcessStartInfo(self, ["serve-gateway"]),
            "gateway-nolog" => new ProcessStartInfo(self, ["serve-gateway", "--log", "false"]),
            "echo" => new ProcessStartInfo(self, ["serve-echo"]),
            "ocpp-rpc" => new ProcessStartInfo("node", [Path.Combine(FindPeers(), "ocpp-rpc", "server.mjs")]),
            _ => throw new InvalidOperationException($"Unknown server \"{name}\"; known: gateway, gateway-nolog, echo, ocpp-rpc."),
        };
        start.RedirectStandardOutput = start.RedirectStandardInput = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        var line = await process.StandardOutput.ReadLineAsync();
        if (line is null || !line.StartsWith("port ", StringComparison.Ordinal)) throw new InvalidOperationException($"{name} did not say its port but \"{line}\".");
        return new ServerProcess(name, process, int.Parse(line[5..], CultureInfo.InvariantCulture));
    }

    /// <summary>Starts the whole hub, as <c>busbar demo --world none</c>, on a data folder of its own.</summary>
    public static async Task<ServerProcess> StartHubAsync(string folder)
    {
        var hub = Path.Combine(Directory.GetParent(FindPeers())!.Parent!.FullName, "src", "Hub", "bin", "Release", "net10.0", "busbar");
        var start = new ProcessStartInfo(hub, ["demo", "--world", "none", "--data", Path.Combine(folder, "data"), "--http-port", "0", "--ocpp-port", "0", "--mqtt-port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The hub did not start.");
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is not ["stations", var address, ..]) continue;
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new ServerProcess("hub", process, new Uri(address.Split("/ocpp")[0]).Port);
        }

        throw new InvalidOperationException("The hub ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        if (Name == "hub") _process.Kill();
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string FindPeers()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peers = Path.Combine(folder.FullName, "bench", "peers");
            if (Directory.Exists(peers)) return peers;
        }

        throw new InvalidOperationException("bench/peers was not found above the program.");
    }
}
