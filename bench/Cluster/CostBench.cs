using System.Diagnostics;

namespace Busbar.Bench.Cluster;

/// <summary>What a station costs each role while it is silent, and what each kind of message costs. Input of <c>bench/Scale</c>.</summary>
internal static class CostBench
{
    private const int Senders = 200;

    private const string MeterValues = """{"connectorId":1,"meterValue":[{"timestamp":"TIME","sampledValue":[{"value":"NUMBER","measurand":"Energy.Active.Import.Register","unit":"Wh"},{"value":"21.4","measurand":"Current.Import","phase":"L1","unit":"A"},{"value":"229.8","measurand":"Voltage","phase":"L1-N","unit":"V"},{"value":"14730","measurand":"Power.Active.Import","unit":"W"},{"value":"57","measurand":"SoC","location":"EV","unit":"Percent"}]}]}""";

    public static async Task RunAsync(RunningCluster cluster, HttpClient rest, int count, bool isShort)
    {
        var window = TimeSpan.FromSeconds(isShort ? 2 : 30);
        await Task.Delay(isShort ? TimeSpan.Zero : TimeSpan.FromSeconds(20)); // Whatever starts does more at first.
        var silent = await OverAsync(cluster, window);
        var before = cluster.Spent();
        var stations = Enumerable.Range(0, count).Select(n => new BenchStation($"COST{n:D5}", cluster.Gateways[n % 2])).ToArray();
        foreach (var batch in stations.Chunk(50))
        {
            await Task.WhenAll(batch.Select(async station =>
            {
                await station.ConnectAsync(CancellationToken.None);
                await station.BootAsync();
                await station.CallAsync("Heartbeat", "{}");
            }));
        }

        while (await RunningCluster.ConnectedAsync(rest) < count) await Task.Delay(200);
        await Task.Delay(isShort ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(15)); // Their configuration is read meanwhile.
        var entered = cluster.Spent();
        var idle = await OverAsync(cluster, window);
        Console.WriteLine($"## A silent station, {count:N0} of them on two processes of each role, pings every 30 s");
        Console.WriteLine("| role | memory, KB each | CPU time to enter it, ms | CPU time, us a second each | CPU of all without any, % of a core |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var role in idle.Keys)
        {
            Console.WriteLine(
                $"| {role} | {(entered[role] - before[role]).Bytes / 1024.0 / count:0.0} | {(entered[role] - before[role]).CpuS * 1e3 / count:0.00} | "
                + $"{(idle[role].CpuS - silent[role].CpuS) * 1e6 / window.TotalSeconds / count:0.0} | {silent[role].CpuS / window.TotalSeconds:0.0%} |");
        }

        Console.WriteLine();
        Console.WriteLine($"## A message, {Math.Min(count, Senders)} stations at once, each waiting for its answer");
        Console.WriteLine("| message | a second | p50 | p99 | longest | " + string.Join(" | ", idle.Keys.Select(role => $"{role}, us")) + " |");
        Console.WriteLine("|---|---|---|---|---|" + string.Concat(idle.Keys.Select(_ => "---|")));
        var senders = stations.Take(Senders).ToArray();
        var length = TimeSpan.FromSeconds(isShort ? 2 : 10);
        await MessagesAsync(cluster, senders, "Heartbeat", static _ => "{}", length, silent, window);
        await MessagesAsync(
            cluster, senders, "MeterValues", n => MeterValues.Replace("NUMBER", $"{n}", StringComparison.Ordinal).Replace("TIME", $"{DateTimeOffset.UtcNow:O}", StringComparison.Ordinal),
            length, silent, window);
        await MessagesAsync(
            cluster, senders, "StatusNotification", static n => $$"""{"connectorId":1,"errorCode":"NoError","status":"{{(n % 2 == 0 ? "Available" : "Preparing")}}"}""", length, silent, window);
        await MessagesAsync(cluster, senders, "Authorize", static _ => """{"idTag":"BENCH"}""", length, silent, window);
        foreach (var station in stations) await station.DisposeAsync();
    }

    private static async Task MessagesAsync(
        RunningCluster cluster, BenchStation[] senders, string action, Func<long, string> payload, TimeSpan length, Dictionary<string, Spent> silent, TimeSpan window)
    {
        var before = cluster.Spent();
        var began = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(senders.Select(station => Task.Run(async () =>
        {
            var own = new List<double>();
            for (long n = 0; Stopwatch.GetElapsedTime(began) < length; n++)
            {
                var at = Stopwatch.GetTimestamp();
                await station.CallAsync(action, payload(n));
                own.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }

            return own;
        })));
        await Task.Delay(TimeSpan.FromSeconds(1)); // What is done after the answer.
        var tookS = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var spent = cluster.Spent();
        double[] all = [.. times.SelectMany(own => own)];
        var costs = before.Keys.Select(role => $"{Math.Max(0, (spent[role] - before[role]).CpuS - (silent[role].CpuS * tookS / window.TotalSeconds)) * 1e6 / all.Length:0}");
        Console.WriteLine($"| {action} | {all.Length / length.TotalSeconds:N0} | {Figures.Milliseconds(all)} | {string.Join(" | ", costs)} |");
    }

    private static async Task<Dictionary<string, Spent>> OverAsync(RunningCluster cluster, TimeSpan window)
    {
        var before = cluster.Spent();
        await Task.Delay(window);
        return cluster.Spent().ToDictionary(now => now.Key, now => now.Value - before[now.Key], StringComparer.Ordinal);
    }
}
