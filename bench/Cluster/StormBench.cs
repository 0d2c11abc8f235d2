using System.Diagnostics;

namespace Busbar.Bench.Cluster;

/// <summary>
/// All stations come at once, half of them to each of two gateways: first as strangers that the CMS enters, in processes that have just started; then again after
/// all their lines were cut; then as many other strangers, in processes that are warm by now.
/// </summary>
internal static class StormBench
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(RunningCluster cluster, HttpClient rest, int count)
    {
        var stations = Stations("STORM");
        Console.WriteLine($"## Connection storm, {count:N0} stations, two gateways");
        Console.WriteLine("| they are | all registered after | half of them | turned away once or more | boot answered: p50 | p99 | longest | CPU, s: gateways | workers | RabbitMQ | PostgreSQL | client |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        await MeasureAsync(cluster, rest, "strangers, cold", stations);
        await CutAsync(stations);
        await MeasureAsync(cluster, rest, "known", stations);
        await CutAsync(stations);
        var others = Stations("OTHER");
        await MeasureAsync(cluster, rest, "strangers, warm", others);
        await CutAsync(others);

        BenchStation[] Stations(string prefix) => [.. Enumerable.Range(0, count).Select(n => new BenchStation($"{prefix}{n:D5}", cluster.Gateways[n % 2]))];

        async Task CutAsync(BenchStation[] connected)
        {
            await Task.WhenAll(connected.Select(station => station.CutAsync().AsTask()));
            var waiting = Stopwatch.GetTimestamp();
            while (await RunningCluster.ConnectedAsync(rest) > 0 && Stopwatch.GetElapsedTime(waiting) < Patience) await Task.Delay(200);
        }
    }

    private static async Task MeasureAsync(RunningCluster cluster, HttpClient rest, string what, BenchStation[] stations)
    {
        var before = cluster.Spent();
        var own = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(Patience);
        var results = await Task.WhenAll(stations.Select(station => Task.Run(async () =>
        {
            for (var refused = 0; ; refused++)
            {
                refused += await station.ConnectAsync(patience.Token);
                try
                {
                    var boot = await station.BootAsync();
                    return (Refused: refused, BootMs: boot.TotalMilliseconds, RegisteredS: Stopwatch.GetElapsedTime(began).TotalSeconds);
                }
                catch (IOException)
                {
                    // Cut before it was answered: a station comes again.
                }
            }
        })));
        var registered = results.Select(r => r.RegisteredS).ToArray();
        var client = Environment.CpuUsage.TotalTime - own;
        var spent = cluster.Spent();
        double Cpu(string role) => (spent[role] - before[role]).CpuS;
        Console.WriteLine(
            $"| {what} | {registered.Max():0.0} s | {Figures.Percentile(registered, 0.5):0.0} s | {results.Count(r => r.Refused > 0):N0} | {Figures.Milliseconds([.. results.Select(r => r.BootMs)])} | "
            + $"{Cpu("gateway"):0.0} | {Cpu("cms"):0.0} | {Cpu("RabbitMQ"):0.0} | {Cpu("PostgreSQL"):0.0} | {client.TotalSeconds:0.0} |");
        var waiting = Stopwatch.GetTimestamp();
        while (await RunningCluster.ConnectedAsync(rest) < stations.Length && Stopwatch.GetElapsedTime(waiting) < Patience) await Task.Delay(200);
        Console.WriteLine($"The API process showed all of them as connected {Stopwatch.GetElapsedTime(waiting).TotalSeconds:0.0} s later.");
        Console.WriteLine();
    }
}
