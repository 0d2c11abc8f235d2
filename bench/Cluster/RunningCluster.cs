using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Busbar.Bench.Cluster;

/// <summary>The cluster of <c>scripts/cluster.sh</c>, without its stations; ended and deleted when disposed.</summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    /// <summary>Processes whose cost is of interest, with their role.</summary>
    public static readonly (string Name, string Role)[] Processes =
    [
        ("gateway1", "gateway"), ("gateway2", "gateway"), ("worker1", "cms"), ("worker2", "cms"), ("api1", "api"), ("api2", "api"), ("rabbitmq", "RabbitMQ"), ("postgres", "PostgreSQL"),
    ];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"busbar-bench-{Environment.ProcessId}");
    private Dictionary<string, string> _ports = [];

    private RunningCluster()
    {
    }

    /// <summary>OCPP ports of the gateways.</summary>
    public int[] Gateways => [Port("ocpp_gateway1"), Port("ocpp_gateway2")];

    public static async Task<RunningCluster> StartAsync()
    {
        var cluster = new RunningCluster();
        try
        {
            await cluster.RunAsync("up", "0");
            cluster._ports = File.ReadLines(Path.Combine(cluster._folder, "ports")).Select(line => line.Split('=')).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of one API process, logged in.</summary>
    public async Task<HttpClient> LogInAsync()
    {
        var log = Directory.GetFiles(_folder, "api*.log").SelectMany(File.ReadLines).First(line => line.Contains("with password '", StringComparison.Ordinal));
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port("http_api1")}"), Timeout = TimeSpan.FromSeconds(60) };
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = log.Split("with password '")[1].Split('\'')[0] });
        answer.EnsureSuccessStatusCode();
        return client;
    }

    /// <summary>Stations that the API process knows as connected.</summary>
    public static async Task<int> ConnectedAsync(HttpClient rest) =>
        (await rest.GetFromJsonAsync<JsonElement>("/api/v1/overview")).GetProperty("connected").GetInt32();

    /// <summary>CPU time and memory of each role now, added up over its processes.</summary>
    public Dictionary<string, Spent> Spent() => Processes
        .Select(p => (p.Role, Spent: ProcessTree.Read(int.Parse(File.ReadAllText(Path.Combine(_folder, $"{p.Name}.pid")), CultureInfo.InvariantCulture))))
        .GroupBy(p => p.Role, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Aggregate(default(Spent), (sum, p) => sum + p.Spent), StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(_folder, "ports"))) await RunAsync("down");
    }

    private int Port(string name) => int.Parse(_ports[name], CultureInfo.InvariantCulture);

    private async Task RunAsync(params string[] words)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Busbar.slnx"))) root = root.Parent!;
        var start = new ProcessStartInfo(Path.Combine(root.FullName, "scripts", "cluster.sh"), words) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["BUSBAR_CLUSTER"] = _folder;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"cluster.sh {string.Join(' ', words)} ended with {process.ExitCode}: {output}");
    }
}
