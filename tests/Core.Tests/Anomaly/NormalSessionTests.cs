using Busbar.Core.Anomaly;

namespace Busbar.Core.Tests.Anomaly;

/// <summary>What a lawful session does must raise nothing, at any sampling interval, noise and resolution.</summary>
public sealed class NormalSessionTests
{
    public static TheoryData<double, double, double> Meters
    {
        get
        {
            var data = new TheoryData<double, double, double>();
            foreach (var intervalS in new[] { 0.1, 0.5, 1, 2, 5, 10, 30, 60 })
                foreach (var (noiseA, stepA) in new[] { (0.0, 0.0), (0.5, 0.0), (1.0, 1.0), (0.0, 1.0), (0.3, 1.0), (1.0, 0.1) }.Take(intervalS < 1 ? 3 : 6))
                    data.Add(intervalS, noiseA, stepA);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Meters))]
    public void Constant_current_then_constant_voltage_is_normal(double intervalS, double noiseA, double stepA) => Quiet(intervalS, noiseA, stepA, s =>
    {
        s.Command(CommandKind.Limit, 120);
        s.Run(20);
        s.Command(CommandKind.Start);
        s.Run(600);
        for (; s.DemandA > 5; s.DemandA *= Math.Exp(-intervalS / 600)) s.Run(intervalS);
        s.Command(CommandKind.Stop);
        s.Run(300);
    });

    [Theory]
    [MemberData(nameof(Meters))]
    public void A_limit_that_a_site_changes_every_few_minutes_is_normal(double intervalS, double noiseA, double stepA) => Quiet(intervalS, noiseA, stepA, s =>
    {
        s.Command(CommandKind.Limit, 120);
        s.Command(CommandKind.Start);
        s.Run(180);
        foreach (var limit in new[] { 60, 32, 80, 6, 120, 50, 51, 100, 0, 90 })
        {
            s.Command(CommandKind.Limit, limit);
            s.Run(150);
        }
    });

    [Theory]
    [MemberData(nameof(Meters))]
    public void A_few_pauses_are_normal(double intervalS, double noiseA, double stepA) => Quiet(intervalS, noiseA, stepA, s =>
    {
        s.Command(CommandKind.Start);
        s.Run(200);
        for (var i = 0; i < 4; i++)
        {
            s.Command(CommandKind.Stop);
            s.Run(45);
            s.Command(CommandKind.Start);
            s.Run(120);
        }
    });

    [Theory]
    [MemberData(nameof(Meters))]
    public void Nothing_flowing_is_normal_whatever_is_commanded(double intervalS, double noiseA, double stepA) => Quiet(intervalS, noiseA / 2, stepA, s =>
    {
        s.DemandA = 0;
        s.Run(600);
        s.Command(CommandKind.Limit, 32);
        s.Run(600);
        s.Command(CommandKind.Start);
        s.Run(600);
        s.Command(CommandKind.Stop);
        s.Run(600);
    });

    [Theory]
    [MemberData(nameof(Meters))]
    public void A_source_that_tells_of_no_command_and_no_limit_is_not_blamed_for_starts_and_pauses(double intervalS, double noiseA, double stepA) => Quiet(intervalS, noiseA, stepA, s =>
    {
        foreach (var demand in new[] { 0, 100, 40, 0, 80, 0 })
        {
            for (var t = 0.0; t < 240; t += intervalS)
            {
                s.FlowingA += (demand - s.FlowingA) * (1 - Math.Pow(0.8, intervalS));
                s.Run(intervalS, (_, reading) => reading + (stepA > 0 ? Math.Round(s.FlowingA / stepA) * stepA : s.FlowingA));
                s.FlowingA /= Math.Pow(0.8, intervalS);
            }
        }
    });

    [Fact]
    public void A_command_that_comes_a_moment_after_its_effect_still_explains_it()
    {
        var session = Session.Charging();
        session.DemandA = 40;
        session.Run(2);
        session.Command(CommandKind.Other);
        session.Run(120);
        Assert.Empty(session.Changes);
    }

    [Fact]
    public void The_same_limit_told_again_and_again_is_no_stream_of_commands()
    {
        var session = Session.Charging();
        for (var i = 0; i < 30; i++)
        {
            session.Command(CommandKind.Limit, 120);
            session.Run(10);
        }

        Assert.Empty(session.Changes);
        Assert.True(session.Monitor.IsReady(FindingKind.Drift), "A repeated limit must not keep the detectors from judging.");
    }

    [Fact]
    public void A_limit_in_every_sample_counts_when_it_changes()
    {
        var session = Session.Charging();
        foreach (var limit in new[] { 120.0, 60, 60, 110 })
        {
            session.SampleLimitA = limit;
            session.Run(90);
        }

        Assert.Empty(session.Changes);
    }

    private static void Quiet(double intervalS, double noiseA, double stepA, Action<Session> live)
    {
        for (var seed = 0; seed < (intervalS < 1 ? 1 : 3); seed++)
        {
            var session = new Session(seed: seed, intervalS: intervalS) { NoiseA = noiseA, StepA = stepA };
            live(session);
            Assert.True(session.Changes.Count == 0, string.Join('\n', session.Raised.Select(f => $"seed {seed}: {f.Kind} at {f.RaisedAt}: {f.Describe()}")));
            Assert.Equal(0, session.Monitor.Counters.Gaps);
        }
    }
}
