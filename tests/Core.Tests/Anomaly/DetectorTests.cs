using Busbar.Core.Anomaly;

namespace Busbar.Core.Tests.Anomaly;

/// <summary>Each detector by itself: what it finds, how soon, with which evidence, and where it keeps quiet.</summary>
public sealed class DetectorTests
{
    [Theory]
    [InlineData(10, 15)]
    [InlineData(10, 60)]
    [InlineData(6, 25)]
    [InlineData(25, 40)]
    public void Swings_without_commands_are_found(double periodS, double swingA)
    {
        var session = Session.Charging();
        var start = session.Now;
        session.Run(4 * periodS, (t, a) => a + (swingA / 2 * Math.Sin(2 * Math.PI * t / periodS)));
        var found = session.Raised.First(f => f.Kind == FindingKind.Oscillation);
        Assert.True((found.RaisedAt - start).TotalSeconds <= 3.6 * periodS);
    }

    [Fact]
    public void A_swing_smaller_than_the_amplitude_is_none()
    {
        var session = Session.Charging();
        session.Run(200, (t, a) => a + (3.5 * Math.Sin(2 * Math.PI * t / 10)));
        Assert.DoesNotContain(session.Raised, f => f.Kind == FindingKind.Oscillation);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.2)]
    public void Scatter_is_found_within_forty_seconds(double intervalS)
    {
        var session = Session.Charging(intervalS: intervalS);
        var start = session.Now;
        session.NoiseA = 10;
        session.Run(60);
        var found = session.Raised.First(f => f.Kind == FindingKind.HighVariance);
        Assert.InRange((found.RaisedAt - start).TotalSeconds, 20, 40);
        Assert.InRange(found.Evidence.Statistic, 4, 20);
    }

    [Fact]
    public void A_single_jump_is_no_scatter()
    {
        var session = Session.Charging();
        session.Run(60, (_, a) => a - 40);
        Assert.DoesNotContain(session.Raised, f => f.Kind == FindingKind.HighVariance);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(-0.6)]
    public void A_creeping_current_is_found(double slopeAPerS)
    {
        var session = Session.Charging();
        var start = session.Now;
        session.Run(80, (t, a) => a + (slopeAPerS * t));
        var found = Assert.Single(session.Raised);
        Assert.Equal(FindingKind.Drift, found.Kind);
        Assert.InRange((found.RaisedAt - start).TotalSeconds, 10, 45);
    }

    [Fact]
    public void A_downward_drift_as_slow_as_a_taper_is_found_only_against_the_expected_current()
    {
        var blind = Session.Charging();
        blind.Run(120, (t, a) => a - (0.15 * t));
        Assert.Empty(blind.Changes);

        var told = Session.Charging();
        var start = told.Now;
        Finding? found = null;
        for (var i = 0; i < 120 && found is null; i++)
        {
            told.Now += TimeSpan.FromSeconds(1);
            foreach (var change in told.Monitor.Step(new CurrentSample(told.Now, 100 + (i % 2) - (0.15 * i), ExpectedA: 100))) found = change;
        }

        Assert.Equal(FindingKind.Drift, found?.Kind);
        Assert.InRange((found!.Value.RaisedAt - start).TotalSeconds, 10, 45);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public void A_jump_without_a_command_is_found_within_five_seconds_and_is_no_drift(double jumpA)
    {
        var session = Session.Charging();
        var start = session.Now;
        session.DemandA = 200;
        session.Command(CommandKind.Limit, 300);
        session.Run(120);
        Assert.Empty(session.Changes);
        start = session.Now;
        session.Run(120, (_, a) => a + jumpA);
        var found = Assert.Single(session.Raised);
        Assert.Equal(FindingKind.StepWithoutCommand, found.Kind);
        Assert.InRange((found.RaisedAt - start).TotalSeconds, 2, 5);
        Assert.InRange(found.Evidence.Statistic, 25, 35);
    }

    [Fact]
    public void The_jumps_of_known_swings_and_scatter_are_not_reported_again_and_again()
    {
        var session = Session.Charging();
        session.Run(300, (t, a) => a + (40 * Math.Sin(2 * Math.PI * t / 8)));
        session.Run(150);
        session.NoiseA = 20;
        session.Run(300);
        Assert.InRange(session.Raised.Count(f => f.Kind == FindingKind.StepWithoutCommand), 0, 2);
    }

    [Fact]
    public void A_single_wrong_reading_is_no_jump()
    {
        var session = Session.Charging();
        session.Run(30, (t, a) => t is > 10 and <= 11 ? a + 60 : a);
        Assert.Empty(session.Changes);
    }

    [Fact]
    public void A_jump_soon_after_a_command_is_explained_and_one_long_after_it_is_not()
    {
        var session = Session.Charging();
        session.Command(CommandKind.Other);
        session.DemandA = 60;
        session.Run(100);
        Assert.Empty(session.Changes);
        session.DemandA = 20;
        session.Run(20);
        Assert.Contains(session.Raised, f => f.Kind == FindingKind.StepWithoutCommand);
    }

    [Fact]
    public void More_than_the_limit_is_found_with_limit_and_excess()
    {
        var session = Session.Charging();
        session.Command(CommandKind.Limit, 50);
        session.Run(60);
        Assert.Empty(session.Changes);
        var start = session.Now;
        session.Run(60, (_, a) => a + 8);
        var found = session.Raised.First(f => f.Kind == FindingKind.LimitViolation);
        Assert.InRange((found.RaisedAt - start).TotalSeconds, 3, 12);
        Assert.Equal(Severity.Warning, found.Severity);
        Assert.Equal(2, found.Evidence.Threshold, 3);
    }

    [Fact]
    public void A_limit_that_nothing_obeys_is_found_soon_after_the_dead_time_and_is_critical()
    {
        var session = Session.Charging();
        var start = session.Now;
        session.Command(CommandKind.Limit, 20);
        session.Run(60, (_, _) => 100 + (0.01 * session.Now.TotalSeconds % 0.5));
        var found = session.Raised.First(f => f.Kind == FindingKind.LimitViolation);
        Assert.InRange((found.RaisedAt - start).TotalSeconds, 5, 15);
        Assert.Contains(session.Monitor.Active, f => f is { Kind: FindingKind.LimitViolation, Severity: Severity.Critical });
    }

    [Fact]
    public void Current_after_a_stop_is_critical()
    {
        var session = Session.Charging();
        session.Command(CommandKind.Stop);
        session.Run(60, (_, a) => a + 6);
        Assert.Equal(Severity.Critical, session.Raised.First(f => f.Kind == FindingKind.LimitViolation).Severity);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.1)]
    public void A_ramp_down_that_takes_its_time_is_no_violation(double rampPerS)
    {
        var session = Session.Charging();
        session.Command(CommandKind.Limit, 10);
        var flowing = 100.0;
        session.Run(90, (_, a) => a - session.FlowingA + (flowing += (10 - flowing) * rampPerS));
        Assert.Empty(session.Changes);
    }

    [Fact]
    public void A_reading_that_ignores_a_stop_is_frozen()
    {
        var session = Session.Charging();
        var start = session.Now;
        session.Command(CommandKind.Stop);
        session.Run(40, (_, _) => 99.5);
        var found = session.Raised.First(f => f.Kind == FindingKind.Frozen);
        Assert.InRange((found.RaisedAt - start).TotalSeconds, 12, 16);
    }

    [Fact]
    public void A_reading_that_has_lost_its_noise_is_frozen()
    {
        var session = Session.Charging();
        var start = session.Now;
        session.Run(60, (_, _) => 99.5);
        var found = Assert.Single(session.Raised);
        Assert.Equal(FindingKind.Frozen, found.Kind);
        Assert.InRange((found.RaisedAt - start).TotalSeconds, 30, 32);
        Assert.InRange(found.Evidence.Samples, 30, 32);
        session.Run(30);
        Assert.Empty(session.Monitor.Active);
    }

    [Theory]
    [InlineData(ExpectNoise.Never, false)]
    [InlineData(ExpectNoise.Learn, false)]
    [InlineData(ExpectNoise.Always, true)]
    public void A_source_that_never_had_noise_is_frozen_only_where_noise_is_demanded(ExpectNoise expect, bool found)
    {
        var session = new Session(new CurrentMonitorOptions { Frozen = new FrozenOptions { ExpectNoise = expect } }) { NoiseA = 0, StepA = 1 };
        session.Command(CommandKind.Start, 80);
        session.Run(400);
        Assert.Equal(found, session.Raised.Any(f => f.Kind == FindingKind.Frozen));
    }

    [Fact]
    public void Standing_still_at_rest_is_never_frozen()
    {
        var session = Session.Charging();
        session.Command(CommandKind.Stop);
        session.Run(60);
        session.NoiseA = 0;
        session.Run(600, (_, _) => 0);
        Assert.Empty(session.Changes);
    }

    [Fact]
    public void Noise_finer_than_the_resolution_may_stand_still_for_minutes()
    {
        var session = new Session { NoiseA = 0.4, StepA = 1, DemandA = 99.5 };
        session.Command(CommandKind.Start, 120);
        session.Run(300);
        session.Command(CommandKind.Other);
        session.DemandA = 95;
        session.NoiseA = 0.15;
        session.Run(600);
        Assert.Empty(session.Changes);
    }
}
