using System.Diagnostics;

namespace Busbar.Bench.Load;

/// <summary>
/// The whole way of a MeterValues: socket, schema, CMS, SQLite commit synced to disk, answer; the load client runs on the same cores. Beside
/// it, in turn, the same load against the gateway alone with nothing behind it.
/// </summary>
internal static class DurableCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var connections = arguments.Number("connections", 1000);
        var seconds = arguments.Number("seconds", 10);
        var rounds = arguments.Number("rounds", 3);
        var folder = Directory.CreateTempSubdirectory("busbar-bench-").FullName;
        try
        {
            await using var hub = await ServerProcess.StartHubAsync(folder);
            await using var gateway = await ServerProcess.StartAsync("gateway");
            (string Name, ServerProcess Server, Station[] Stations)[] paths =
                [("hub, acknowledged after commit", hub, await ConnectAsync(hub, connections)), ("gateway alone, nothing kept", gateway, await ConnectAsync(gateway, connections))];
            var seen = paths.Select(_ => new List<Round>()).ToArray();
            for (var round = -1; round < rounds; round++)
            {
                for (var i = 0; i < paths.Length; i++)
                {
                    var result = await MeasureAsync(paths[i].Server, paths[i].Stations, TimeSpan.FromSeconds(seconds));
                    Console.Error.WriteLine($"round {round + 1}: {paths[i].Name}: {result.PerS:F0} per s, p99 {result.Quantile(0.99):F1} ms");
                    if (round >= 0) seen[i].Add(result);
                }
            }

            Console.WriteLine($"{connections} connections, closed loop, MeterValues of {Station.BytesOf("MeterValues")} bytes with 5 samples, {rounds} rounds of {seconds} s in turn, load client on the same cores.");
            Console.WriteLine();
            Console.WriteLine("| path | messages per s | p50 ms | p99 ms | server CPU us each |");
            Console.WriteLine("|---|---|---|---|---|");
            for (var i = 0; i < paths.Length; i++)
                Console.WriteLine($"| {paths[i].Name} | {seen[i].Average(r => r.PerS):F0} | {seen[i].Average(r => r.Quantile(0.5)):F1} | {seen[i].Average(r => r.Quantile(0.99)):F1} | {seen[i].Average(r => 1e6 * r.CpuS / r.LatenciesMs.Count):F1} |");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Station[]> ConnectAsync(ServerProcess server, int connections)
    {
        var stations = new Station[connections];
        for (var i = 0; i < connections; i++) stations[i] = await Station.ConnectAsync(server.Port, $"BENCH{i}");
        return stations;
    }

    private static async Task<Round> MeasureAsync(ServerProcess server, Station[] stations, TimeSpan duration)
    {
        foreach (var station in stations) station.LatenciesMs = [];
        var (cpu, clock) = (server.ReadCpu(), Stopwatch.GetTimestamp());
        await Task.WhenAll(stations.Select(s => Task.Run(() => s.LoopAsync("MeterValues", () => Stopwatch.GetElapsedTime(clock) >= duration))));
        var (end, elapsed) = (server.ReadCpu(), Stopwatch.GetElapsedTime(clock));
        var latencies = stations.SelectMany(s => s.LatenciesMs!).ToList();
        latencies.Sort();
        return new Round(latencies, elapsed.TotalSeconds, end.UserS - cpu.UserS + end.SystemS - cpu.SystemS);
    }

    private sealed record Round(List<double> LatenciesMs, double WallS, double CpuS)
    {
        public double PerS => LatenciesMs.Count / WallS;

        public double Quantile(double q) => LatenciesMs[(int)Math.Min(LatenciesMs.Count - 1, q * LatenciesMs.Count)];
    }
}
