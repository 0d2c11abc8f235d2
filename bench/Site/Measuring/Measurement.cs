using System.Diagnostics;
using System.Globalization;

namespace Busbar.Bench.Site.Measuring;

/// <summary>One row: all guns to the charge, then everything of a stretch of time in which all charge. Jitter: distance of each status gap from 200 ms, as it arrives.</summary>
internal static class Measurement
{
    /// <summary>False: a gun did not charge, or a request was not answered.</summary>
    public static async Task<bool> RunAsync(string what, int guns, TimeSpan length, bool flood)
    {
        await using var server = await ServerProcess.StartAsync(what, guns);
        using var stop = new CancellationTokenSource();
        var flooding = flood ? Flood.RunAsync(server.Port, stop.Token) : Task.CompletedTask;
        var first = flood ? 2 : 1;
        var seccs = Enumerable.Range(first, guns - first + 1).Select(i => new BenchSecc(server.Port, i)).ToArray();
        await Task.WhenAll(seccs.Select(s => s.BeginAsync()));

        var before = await server.SpentAsync();
        var mine = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(seccs.Select(s => Task.Run(() => s.ChargeAsync(length))));
        var percent = 100 / Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        mine = Environment.CpuUsage.TotalTime - mine;
        var spent = (await server.SpentAsync()).Since(before);

        await Task.WhenAll(seccs.Select(s => s.EndAsync()));
        await stop.CancelAsync();
        await flooding;
        var jitter = seccs.SelectMany(s => s.Seen.JitterMs).Order().ToArray();
        var answered = seccs.SelectMany(s => s.Seen.AnsweredMs).Order().ToArray();
        var unanswered = seccs.Sum(s => s.Seen.Unanswered);
        var troubles = seccs.Where(s => s.Seen.Trouble is not null).Select(s => s.Seen.Trouble!).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {(flood ? "one gun flooded" : "quiet")} | {seccs.Length - troubles.Length} | {jitter.Length} | {At(jitter, 0.5):0.00} | {At(jitter, 0.99):0.00} | {At(jitter, 0.999):0.00} | {At(jitter, 1):0.00} | {answered.Length} | {At(answered, 0.5):0.00} | {At(answered, 0.99):0.00} | {At(answered, 1):0.00} | {(spent.CpuMs - spent.WorldCpuMs) * percent:0.0} | {spent.WorldCpuMs * percent:0.0} | {mine.TotalMilliseconds * percent:0.0} | {(spent.Bytes - spent.WorldBytes) / Math.Max(1, jitter.Length + (2 * answered.Length))} | {unanswered} |"));
        foreach (var trouble in troubles.Distinct(StringComparer.Ordinal).Take(5)) Console.Error.WriteLine($"{what}: {trouble}");
        return troubles.Length == 0 && unanswered == 0;
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
