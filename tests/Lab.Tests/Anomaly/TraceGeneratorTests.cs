using Busbar.Core.Anomaly;
using Busbar.Lab.Anomaly;

namespace Busbar.Lab.Tests.Anomaly;

public sealed class TraceGeneratorTests
{
    [Fact]
    public void The_random_numbers_are_those_of_the_published_algorithm()
    {
        // First outputs of SplitMix64 for seed 1234567, as in the reference vectors of the Rosetta Code page.
        var random = new TraceRandom(1234567);
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    [Fact]
    public void Uniform_and_normal_numbers_have_their_moments()
    {
        var random = new TraceRandom(7);
        var uniform = Enumerable.Range(0, 100_000).Select(_ => random.Unit()).ToList();
        Assert.All(uniform, u => Assert.InRange(u, 0, 0.9999999999999999));
        Assert.Equal(0.5, uniform.Average(), 2);
        var normal = Enumerable.Range(0, 100_000).Select(_ => random.Normal()).ToList();
        Assert.Equal(0, normal.Average(), 1);
        Assert.Equal(1, normal.Average(n => n * n), 1);
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 1000).Select(_ => random.Whole(1, 3)).Distinct().Order());
    }

    public static TheoryData<TraceKind> Kinds => [.. Enum.GetValues<TraceKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_seed_gives_the_same_trace_and_another_seed_another(TraceKind kind)
    {
        var (one, same, other) = (TraceGenerator.Generate(kind, 5), TraceGenerator.Generate(kind, 5), TraceGenerator.Generate(kind, 6));
        Assert.Equal(one.Samples, same.Samples);
        Assert.Equal(one.Commands, same.Commands);
        Assert.Equal(one.Labels, same.Labels);
        Assert.NotEqual(one.Samples, other.Samples);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Labels_lie_inside_the_trace_and_only_where_something_is_wrong(TraceKind kind)
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            var trace = TraceGenerator.Generate(kind, seed);
            Assert.Equal(kind is TraceKind.Normal or TraceKind.Planned or TraceKind.Idle, trace.Labels.Count == 0);
            Assert.InRange(trace.Duration, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(25));
            Assert.All(trace.Labels, l => Assert.True(l.Start < l.End && l.End <= trace.Samples[^1].At + TimeSpan.FromSeconds(90)));
            Assert.Equal(trace.Commands.OrderBy(c => c.At), trace.Commands);
        }
    }

    [Fact]
    public void Traces_vary_in_everything_that_was_promised()
    {
        var traces = Enumerable.Range(0, 60).Select(i => TraceGenerator.Generate(TraceKind.Normal, (ulong)i)).ToList();
        static double Interval(LabelledTrace t) => Math.Round(t.Samples.Zip(t.Samples.Skip(1), (a, b) => (b.At - a.At).TotalSeconds).Order().ElementAt(t.Samples.Count / 2), 1);
        Assert.True(traces.Select(Interval).Distinct().Count() >= 4, "sampling interval");
        Assert.Contains(traces, t => t.Samples.All(s => !double.IsFinite(s.CurrentA) || s.CurrentA == Math.Round(s.CurrentA)));
        Assert.Contains(traces, t => t.Samples.Any(s => s.CurrentA != Math.Round(s.CurrentA)));
        Assert.Contains(traces, t => t.Samples.Any(s => double.IsNaN(s.CurrentA)));
        Assert.Contains(traces, t => t.Samples.Zip(t.Samples.Skip(1)).Any(p => p.Second.At <= p.First.At));
        Assert.Contains(traces, t => t.Samples.Zip(t.Samples.Skip(1)).Any(p => p.Second.At - p.First.At > TimeSpan.FromSeconds(14)));
        Assert.Contains(traces, t => t.Samples.Any(s => s.LimitA is not null));
        Assert.Contains(traces, t => t.Samples.All(s => s.LimitA is null));
    }
}
