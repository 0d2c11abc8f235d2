using Busbar.Core.Anomaly;

namespace Busbar.Core.Tests.Anomaly;

public sealed class WindowStatisticsTests
{
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1e6, 1e-3)]
    [InlineData(3, -400, 50)]
    [InlineData(4, 0, 0)]
    public void Mean_variance_and_scatter_are_those_of_a_naive_recomputation(int seed, double offset, double spread)
    {
        var random = new Random(seed);
        var window = new WindowStatistics(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), 8, 64);
        var all = new List<(TimeSpan At, double Value)>();
        var at = TimeSpan.Zero;
        for (var i = 0; i < 5_000; i++)
        {
            at += TimeSpan.FromSeconds(random.NextDouble() < 0.01 ? random.Next(10, 100) : random.NextDouble() * 2);
            all.Add((at, offset + (spread * random.NextDouble())));
            window.Add(at, all[^1].Value);
            var held = Held(all, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), 8, 64);
            Assert.Equal(held.Count, window.Count);
            Assert.Equal(held[0].At, window.OldestAt);
            Assert.Equal(held[^1].At - held[0].At, window.Span);
            var (mean, variance, scatter, meanAt) = Naive(held);
            var tolerance = 1e-9 * Math.Max(1, spread * spread) + 1e-12 * Math.Abs(offset);
            Assert.InRange(window.Mean - mean, -tolerance, tolerance);
            Assert.InRange(window.Variance - variance, -tolerance, tolerance);
            Assert.InRange(window.ScatterAroundTrend - scatter, -tolerance, tolerance);
            Assert.InRange((window.MeanAt - meanAt).TotalSeconds, -1e-6, 1e-6);
        }
    }

    [Fact]
    public void A_million_values_leave_no_rounding_behind()
    {
        var random = new Random(5);
        var window = new WindowStatistics(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15), 2, 64);
        for (var i = 0; i < 1_000_000; i++) window.Add(TimeSpan.FromSeconds(i), i % 1000 == 0 ? 1e9 : random.NextDouble());
        for (var i = 1_000_001; i < 1_000_040; i++) window.Add(TimeSpan.FromSeconds(i), 100);
        Assert.Equal(100, window.Mean, 9);
        Assert.Equal(0, window.Variance, 9);
        Assert.Equal(0, window.ScatterAroundTrend, 9);
    }

    [Fact]
    public void A_ramp_has_no_scatter()
    {
        var window = new WindowStatistics(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15), 3, 64);
        for (var i = 0; i < 100; i++) window.Add(TimeSpan.FromSeconds(i), 200 - (3 * i));
        Assert.True(window.Variance > 100);
        Assert.Equal(0, window.ScatterAroundTrend, 6);
    }

    [Fact]
    public void Slow_sampling_keeps_the_wanted_number_up_to_the_greatest_age()
    {
        var window = new WindowStatistics(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), 8, 64);
        for (var i = 0; i < 20; i++) window.Add(TimeSpan.FromSeconds(5 * i), i);
        Assert.Equal(8, window.Count);
        Assert.True(window.IsFull);
        window.Clear();
        for (var i = 0; i < 20; i++) window.Add(TimeSpan.FromSeconds(20 * i), i);
        Assert.Equal(4, window.Count);
        Assert.False(window.IsFull);
    }

    [Fact]
    public void An_empty_window_says_zero()
    {
        var window = new WindowStatistics(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1, 1);
        Assert.Equal((0, 0d, 0d, 0d, default, default), (window.Count, window.Mean, window.Variance, window.ScatterAroundTrend, window.OldestAt, window.MeanAt));
    }

    [Fact]
    public void A_window_that_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WindowStatistics(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), 1, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WindowStatistics(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 0, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WindowStatistics(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 9, 8));
    }

    // What is in the window after each value, by the rule: from the newest back, within the capacity, while young enough.
    private static List<(TimeSpan At, double Value)> Held(List<(TimeSpan At, double Value)> all, TimeSpan window, TimeSpan max, int wanted, int capacity)
    {
        var now = all[^1].At;
        var held = new List<(TimeSpan At, double Value)>();
        for (var i = all.Count - 1; i >= 0 && held.Count < capacity; i--)
        {
            var age = now - all[i].At;
            if (age > max || (age > window && held.Count >= wanted)) break;
            held.Insert(0, all[i]);
        }

        return held;
    }

    private static (double Mean, double Variance, double Scatter, TimeSpan MeanAt) Naive(List<(TimeSpan At, double Value)> held)
    {
        var mean = held.Average(h => h.Value);
        var meanTime = held.Average(h => h.At.TotalSeconds);
        var squares = held.Sum(h => (h.Value - mean) * (h.Value - mean));
        var times = held.Sum(h => (h.At.TotalSeconds - meanTime) * (h.At.TotalSeconds - meanTime));
        var products = held.Sum(h => (h.At.TotalSeconds - meanTime) * (h.Value - mean));
        var slope = times > 0 ? products / times : 0;
        var rest = held.Sum(h => Math.Pow(h.Value - mean - (slope * (h.At.TotalSeconds - meanTime)), 2));
        return (mean, held.Count < 2 ? 0 : squares / (held.Count - 1), held.Count < 3 ? 0 : rest / (held.Count - 2), TimeSpan.FromSeconds(meanTime));
    }
}
