using Busbar.Core.Anomaly;

namespace Busbar.Core.Tests.Anomaly;

/// <summary>Streaming detectors against a naive recomputation over the whole history at every single reading.</summary>
public sealed class DetectorOracleTests
{
    [Fact]
    public void Oscillation_counts_the_turns_that_a_recomputation_from_the_first_reading_counts()
    {
        var options = new OscillationOptions { Window = TimeSpan.FromSeconds(40) };
        var most = 0.0;
        for (var seed = 0; seed < 60; seed++)
        {
            var detector = new OscillationDetector(options);
            var history = new List<Reading>();
            foreach (var reading in Walk(seed, 250))
            {
                history.Add(reading);
                var verdict = detector.Step(reading);
                var turns = Turns(history, options).Where(t => reading.At - t <= options.Window).ToList();
                Assert.Equal(turns.Count, verdict.Statistic);
                if (turns.Count > 0) Assert.Equal(turns[0], verdict.Since);
                most = Math.Max(most, verdict.Statistic);
            }
        }

        Assert.True(most >= 6, "No walk swung enough to prove anything.");
    }

    [Fact]
    public void Variance_is_that_of_a_recomputation_over_the_window()
    {
        var options = new VarianceOptions();
        for (var seed = 100; seed < 130; seed++)
        {
            var detector = new VarianceDetector(options);
            var history = new List<Reading>();
            foreach (var reading in Walk(seed, 300))
            {
                history.Add(reading);
                var verdict = detector.Step(reading);
                var held = history.Where((r, i) =>
                    reading.At - r.At <= options.MaxWindow && (reading.At - r.At <= options.Window || history.Count - i <= options.MinSamples)).ToList();
                Assert.Equal(held.Count >= options.MinSamples, verdict.IsReady);
                if (!verdict.IsReady) continue;
                Assert.Equal(StandardError(held), verdict.Statistic, 6);
                Assert.Equal(Math.Max(options.ThresholdA, options.ThresholdPct / 100 * Math.Abs(held.Average(r => r.CurrentA))), verdict.Threshold, 6);
                Assert.Equal(held.Count, verdict.Samples);
            }
        }
    }

    [Fact]
    public void Drift_sums_are_the_largest_sums_over_any_tail_of_the_deviations()
    {
        // Page's recursion S(n) = max(0, S(n-1) + x(n)) is the largest of all sums x(j) + ... + x(n), or 0 (Page 1954).
        // A decision interval so long that the ceiling of the sums is never reached.
        var options = new DriftOptions { Decision = TimeSpan.FromHours(10) };
        var grew = 0;
        for (var seed = 200; seed < 230; seed++)
        {
            var detector = new DriftDetector(options);
            var (above, below) = (new List<double>(), new List<double>());
            var history = new List<Reading>();
            (double Upper, double Lower)? bounds = null;
            foreach (var reading in Walk(seed, 300, calm: true))
            {
                history.Add(reading);
                var verdict = detector.Step(reading);
                if (!verdict.IsReady)
                {
                    Assert.Null(bounds);
                    continue;
                }

                var held = history.TakeLast(DriftDetector.Capacity).Where((r, i) =>
                    reading.At - r.At <= options.Averaging * 6
                    && (reading.At - r.At <= options.Averaging || Math.Min(history.Count, DriftDetector.Capacity) - i <= DriftDetector.MinSamples)).ToList();
                var mean = held.Average(r => r.CurrentA);
                var age = reading.At.TotalSeconds - held.Average(r => r.At.TotalSeconds);
                bounds = Follow(bounds, mean, reading, options);
                var shift = Math.Max(options.ShiftA, Math.Max(options.ShiftPct / 100 * Math.Abs(mean), options.ShiftSigma * reading.NoiseA));
                var weight = Math.Min(reading.Interval.TotalSeconds, options.MaxWeight.TotalSeconds);
                above.Add((reading.CurrentA - (bounds.Value.Upper + (options.RiseAPerS * age)) - (shift / 2)) * weight);
                below.Add((bounds.Value.Lower - (Fall(bounds.Value.Lower, options) * age) - reading.CurrentA - (shift / 2)) * weight);

                // The age of the mean is known to a tick, 0.1 us, hence not more decimals.
                Assert.InRange(detector.AboveAs - LargestTail(above), -1e-5, 1e-5);
                Assert.InRange(detector.BelowAs - LargestTail(below), -1e-5, 1e-5);
                if (detector.AboveAs > 0 || detector.BelowAs > 0) grew++;
            }
        }

        Assert.True(grew > 500, "The sums never grew: nothing was proved.");
    }

    private static double LargestTail(List<double> values) => Enumerable.Range(0, values.Count).Select(j => values.Skip(j).Sum()).Append(0).Max();

    private static (double Upper, double Lower) Follow((double Upper, double Lower)? before, double mean, in Reading reading, DriftOptions options)
    {
        if (before is not { } b) return (mean, mean);
        var dt = reading.Interval.TotalSeconds;
        var closing = Math.Min(1, dt / options.Closing.TotalSeconds);
        var upper = mean < b.Upper ? b.Upper + ((mean - b.Upper) * closing) : Math.Min(mean, b.Upper + (options.RiseAPerS * dt));
        var lower = mean > b.Lower ? b.Lower + ((mean - b.Lower) * closing) : Math.Max(mean, b.Lower - (Fall(b.Lower, options) * dt));
        return (upper, lower);
    }

    private static double Fall(double lower, DriftOptions options) => (options.FallPctPerS / 100 * Math.Abs(lower)) + options.RiseAPerS;

    private static double StandardError(List<Reading> held)
    {
        var (time, value) = (held.Average(r => r.At.TotalSeconds), held.Average(r => r.CurrentA));
        var slope = held.Sum(r => (r.At.TotalSeconds - time) * (r.CurrentA - value)) / held.Sum(r => Math.Pow(r.At.TotalSeconds - time, 2));
        return Math.Sqrt(held.Sum(r => Math.Pow(r.CurrentA - value - (slope * (r.At.TotalSeconds - time)), 2)) / (held.Count - 2));
    }

    // The times of all turns: from each confirmed turn on, look for the first reading that has come back far enough from the
    // extreme so far; the extreme is the turn. The very first move has no turn before it.
    private static List<TimeSpan> Turns(List<Reading> history, OscillationOptions options)
    {
        var turns = new List<TimeSpan>();
        var (from, direction) = (0, 0);
        for (var k = 1; k < history.Count; k++)
        {
            var span = history[from..(k + 1)];
            var here = history[k].CurrentA;
            var high = span.MaxBy(r => r.CurrentA);
            var low = span.MinBy(r => r.CurrentA);
            bool Back(double way, double higher) => way >= Math.Max(options.AmplitudeA, options.AmplitudePct / 100 * Math.Abs(higher));
            var down = direction >= 0 && Back(high.CurrentA - here, high.CurrentA);
            var up = !down && direction <= 0 && Back(here - low.CurrentA, here);
            if (!down && !up) continue;
            if (direction != 0) turns.Add(down ? high.At : low.At);
            (from, direction) = (k, down ? -1 : 1);
        }

        return turns;
    }

    // Irregular times, values that wander, swing and jump.
    private static IEnumerable<Reading> Walk(int seed, int count, bool calm = false)
    {
        var random = new Random(seed);
        var at = TimeSpan.FromSeconds(random.Next(-1000, 1000));
        var current = 100.0;
        var swing = random.Next(0, 40);
        for (var i = 0; i < count; i++)
        {
            var interval = i == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(0.1 + (random.NextDouble() * 2));
            at += interval;
            current += (random.NextDouble() - 0.5) * (calm ? 2 : 12);
            if (random.NextDouble() < 0.02) current += random.Next(-30, 30);
            yield return new Reading
            {
                At = at,
                CurrentA = current + (calm ? 0 : swing * Math.Sin(at.TotalSeconds * 2 * Math.PI / 11)),
                Interval = interval,
                IsSettled = true,
                HearsCommands = true,
                NoiseA = 0.5,
            };
        }
    }
}
