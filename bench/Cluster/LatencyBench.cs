using System.Diagnostics;
using System.Text;

namespace Busbar.Bench.Cluster;

/// <summary>Commands over REST to stations that answer at once, beside a request that the same API process answers by itself.</summary>
internal static class LatencyBench
{
    private const int Stations = 16;

    public static async Task RunAsync(RunningCluster cluster, HttpClient rest, bool isShort)
    {
        var stations = Enumerable.Range(0, Stations).Select(n => new BenchStation($"LAT{n}", cluster.Gateways[n % 2])).ToArray();
        foreach (var station in stations)
        {
            await station.ConnectAsync(CancellationToken.None);
            await station.BootAsync();
            while (!await TryAsync(rest, station.Id)) await Task.Delay(100); // The API process hears of it a moment later.
        }

        Console.WriteLine("## Remote commands");
        Console.WriteLine("| callers | request | a second | p50 | p99 | longest |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var callers in new[] { 1, Stations })
        {
            await MeasureAsync($"| {callers} | ClearCache, REST to station and back |", callers, isShort, caller => CommandAsync(rest, stations[caller].Id));
            await MeasureAsync($"| {callers} | GET /info, the API process alone |", callers, isShort, async _ => (await rest.GetAsync("/api/v1/info")).EnsureSuccessStatusCode().Dispose());
        }

        foreach (var station in stations) await station.DisposeAsync();
    }

    private static async Task MeasureAsync(string title, int callers, bool isShort, Func<int, Task> act)
    {
        var (warmUp, counted) = (TimeSpan.FromSeconds(isShort ? 0.2 : 2), TimeSpan.FromSeconds(isShort ? 1 : 10));
        var began = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(began) < warmUp + counted)
            {
                var at = Stopwatch.GetTimestamp();
                await act(caller);
                if (Stopwatch.GetElapsedTime(began, at) > warmUp) own.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }

            return own;
        }));
        double[] all = [.. times.SelectMany(own => own)];
        Console.WriteLine($"{title} {all.Length / counted.TotalSeconds:N0} | {Figures.Milliseconds(all)} |");
    }

    private static async Task CommandAsync(HttpClient rest, string station)
    {
        if (!await TryAsync(rest, station)) throw new InvalidOperationException($"{station} gave no answer.");
    }

    private static async Task<bool> TryAsync(HttpClient rest, string station)
    {
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await rest.PostAsync($"/api/v1/chargers/{station}/commands/ClearCache", body);
        return answer.IsSuccessStatusCode;
    }
}
