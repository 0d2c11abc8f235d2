using System.Diagnostics;

namespace Busbar.Bench.Bus;

/// <summary>Something that is done over and over.</summary>
internal interface ISubject : IAsyncDisposable
{
    /// <summary>What it is, for the table.</summary>
    string Name { get; }

    /// <summary>Gets ready.</summary>
    Task StartAsync();

    /// <summary>Does it once, as caller number <paramref name="caller"/>.</summary>
    ValueTask OnceAsync(int caller);
}

/// <summary>Runs ours and bare in turn, closed loop, and prints both and their ratio.</summary>
internal static class Compare
{
    /// <summary>Callers at once in the line that shows throughput.</summary>
    private const int Many = 256;

    public static async Task RunAsync(string title, string unit, ISubject ours, ISubject bare, double seconds, int rounds)
    {
        await using var first = ours;
        await using var second = bare;
        ISubject[] subjects = [ours, bare];
        foreach (var subject in subjects)
        {
            await subject.StartAsync();
            await MeasureAsync(subject, Many, 1);
        }

        Console.WriteLine($"## {title}");
        Console.WriteLine($"| callers | subject | {unit}s a second | p50 | p99 |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var callers in new[] { 1, 16, Many })
        {
            var rates = new List<double>[] { [], [] };
            var times = new List<TimeSpan>[] { [], [] };
            for (var round = 0; round < rounds; round++)
            {
                for (var s = 0; s < 2; s++)
                {
                    var (rate, latencies) = await MeasureAsync(subjects[s], callers, seconds);
                    rates[s].Add(rate);
                    times[s].AddRange(latencies);
                }
            }

            for (var s = 0; s < 2; s++)
            {
                times[s].Sort();
                Console.WriteLine($"| {callers} | {subjects[s].Name} | {rates[s].Average():N0} | {Percentile(times[s], 0.5)} | {Percentile(times[s], 0.99)} |");
            }

            var ratios = rates[0].Zip(rates[1], static (a, b) => a / b).Order().ToArray();
            Console.WriteLine($"| {callers} | ours against bare | {ratios.Average():P0} ({ratios[0]:P0} to {ratios[^1]:P0}) | | |");
        }
    }

    private static string Percentile(List<TimeSpan> sorted, double share) => $"{sorted[(int)((sorted.Count - 1) * share)].TotalMilliseconds:0.00} ms";

    private static async Task<(double Rate, List<TimeSpan> Latencies)> MeasureAsync(ISubject subject, int callers, double seconds)
    {
        var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        var began = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var own = new List<TimeSpan>();
            while (Stopwatch.GetTimestamp() < end)
            {
                var at = Stopwatch.GetTimestamp();
                await subject.OnceAsync(caller);
                own.Add(Stopwatch.GetElapsedTime(at));
            }

            return own;
        })));
        return (latencies.Sum(l => l.Count) / Stopwatch.GetElapsedTime(began).TotalSeconds, [.. latencies.SelectMany(l => l)]);
    }
}
