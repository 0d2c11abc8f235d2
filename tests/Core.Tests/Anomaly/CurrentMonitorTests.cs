using Busbar.Core.Anomaly;

namespace Busbar.Core.Tests.Anomaly;

/// <summary>The monitor as a whole: what it finds, how long that takes, and what leaves it cold.</summary>
public sealed class CurrentMonitorTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(65_535)]
    [InlineData(-1e300)]
    public void A_bad_value_between_good_ones_changes_nothing(double bad)
    {
        var with = Swinging(s => s.Measure(bad));
        var without = Swinging(_ => { });
        Assert.NotEmpty(without.Changes);
        Assert.Equal(without.Changes, with.Changes);
        var counters = with.Monitor.Counters;
        Assert.Equal(without.Monitor.Counters.Accepted, counters.Accepted);
        Assert.True(counters.NotANumber + counters.Implausible > 50);
    }

    [Fact]
    public void A_late_or_doubled_sample_is_counted_and_changes_nothing()
    {
        var with = Swinging(s =>
        {
            s.Measure(900);
            var now = s.Now;
            s.Now -= TimeSpan.FromSeconds(0.5);
            s.Measure(900);
            s.Now = now;
        });
        var without = Swinging(_ => { });
        Assert.Equal(without.Changes, with.Changes);
        Assert.True(with.Monitor.Counters is { Duplicates: > 50, OutOfOrder: > 50, ClockRestarts: 0 });
    }

    [Fact]
    public void A_time_from_the_far_future_does_not_silence_the_monitor_for_ever()
    {
        var session = Session.Charging();
        var now = session.Now;
        session.Now += TimeSpan.FromDays(30);
        session.Measure(100);
        session.Now = now;
        session.Run(60);
        Assert.Equal(1, session.Monitor.Counters.ClockRestarts);
        Assert.Equal(9, session.Monitor.Counters.OutOfOrder - 1);
        session.Run(90, (t, _) => 100 + (25 * Math.Sin(2 * Math.PI * t / 10)));
        Assert.Contains(session.Raised, f => f.Kind == FindingKind.Oscillation);
    }

    [Fact]
    public void Bad_limits_and_expected_values_are_counted_and_ignored()
    {
        var session = Session.Charging();
        session.Monitor.OnCommand(session.Now, CommandKind.Limit, -5);
        session.Monitor.OnCommand(session.Now, CommandKind.Limit, double.NaN);
        session.Now += TimeSpan.FromSeconds(1);
        session.Monitor.Step(new CurrentSample(session.Now, 100, double.NegativeInfinity, double.NaN));
        Assert.Equal(4, session.Monitor.Counters.BadLimits);
        session.Run(60);
        Assert.Empty(session.Changes);
    }

    [Fact]
    public void A_command_from_the_far_future_does_not_explain_everything_that_follows()
    {
        var session = Session.Charging();
        session.Monitor.OnCommand(session.Now + TimeSpan.FromDays(30), CommandKind.Other);
        session.Now += TimeSpan.FromSeconds(1);
        session.Monitor.Step(new CurrentSample(session.Now, 100, CommandedAt: TimeSpan.MaxValue));
        Assert.Equal(1, session.Monitor.Counters.BadLimits);
        session.Run(120);
        session.Run(20, (_, a) => a - 30);
        Assert.Contains(session.Raised, f => f.Kind == FindingKind.StepWithoutCommand);
    }

    [Fact]
    public void A_caller_that_only_knows_when_something_was_commanded_says_so_in_the_sample()
    {
        var session = Session.Charging();
        session.DemandA = 50;
        session.Now += TimeSpan.FromSeconds(1);
        session.Monitor.Step(new CurrentSample(session.Now, 100, CommandedAt: session.Now - TimeSpan.FromSeconds(1)));
        session.Run(120);
        Assert.Empty(session.Changes);
    }

    [Theory]
    [InlineData(8.0)]
    [InlineData(10.0)]
    public void The_cycle_of_the_anomaly_lab_is_found_within_forty_seconds(double cycleS)
    {
        // Limit 0, 2 s, limit 100, 1 s, start, 2 s, stop, 3 s; the module goes 20 % of its way each second and reports whole amperes.
        var monitor = new CurrentMonitor();
        var (running, limitA, currentA) = (false, 32.0, 0.0);
        Finding? found = null;
        for (var second = 1; second <= 120 && found is null; second++)
        {
            var at = TimeSpan.FromSeconds(second);
            foreach (var (offset, kind, limit) in new (double, CommandKind, double?)[] { (0, CommandKind.Limit, 0), (2, CommandKind.Limit, 100), (3, CommandKind.Start, null), (5, CommandKind.Stop, null) })
            {
                var phase = (second - 1) % cycleS;
                if (phase != Math.Floor(offset * cycleS / 8)) continue;
                monitor.OnCommand(at - TimeSpan.FromSeconds(0.5), kind, limit);
                running = kind switch { CommandKind.Start => true, CommandKind.Stop => false, _ => running };
                limitA = limit ?? limitA;
            }

            currentA += ((running ? limitA : 0) - currentA) * 0.2;
            foreach (var change in monitor.Step(new CurrentSample(at, Math.Round(currentA))))
                if (change.Kind == FindingKind.Oscillation) found = change;
        }

        Assert.NotNull(found);
        Assert.InRange(found.Value.RaisedAt.TotalSeconds, 15, 40);
        Assert.Equal(6, found.Value.Evidence.Statistic);
        Assert.Equal(6, found.Value.Evidence.Threshold);
        Assert.True(found.Value.Start < found.Value.RaisedAt);
        Assert.InRange(found.Value.Evidence.Samples, 15, 40);
    }

    [Fact]
    public void A_limit_between_0_and_100_every_five_seconds_is_found_within_forty_seconds_and_scatters_too()
    {
        var session = Session.Charging();
        var start = session.Now;
        for (var i = 0; i < 12; i++)
        {
            session.Command(CommandKind.Limit, i % 2 == 0 ? 0 : 100);
            session.Run(5);
        }

        Assert.InRange((session.Raised.First(f => f.Kind == FindingKind.Oscillation).RaisedAt - start).TotalSeconds, 20, 40);
        Assert.Contains(session.Raised, f => f.Kind == FindingKind.HighVariance);
        Assert.DoesNotContain(session.Raised, f => f.Kind is FindingKind.Drift or FindingKind.StepWithoutCommand or FindingKind.Frozen);
    }

    [Fact]
    public void A_finding_is_raised_once_and_cleared_once()
    {
        var session = Session.Charging();
        session.Run(300, (t, _) => 100 + (25 * Math.Sin(2 * Math.PI * t / 10)));
        session.Run(300);
        var life = session.Changes.Where(c => c.Kind == FindingKind.Oscillation).ToList();
        Assert.Equal([FindingState.Raised, FindingState.Cleared], life.Select(c => c.State));
        Assert.Equal(life[0].RaisedAt, life[1].RaisedAt);
        Assert.Equal(life[0].Start, life[1].Start);
        Assert.InRange((life[1].LastSeen - life[0].RaisedAt).TotalSeconds, 270, 400);
        Assert.True(life[1].ClearedAt > life[1].LastSeen);
        Assert.True(life[1].Evidence.Statistic > life[0].Evidence.Statistic, "At the end the strongest evidence is given.");
        Assert.Empty(session.Monitor.Active);
    }

    [Fact]
    public void A_condition_that_goes_for_less_than_its_clearing_time_stays_one_finding()
    {
        var session = Session.Charging();
        session.Command(CommandKind.Limit, 50);
        session.Run(60);
        for (var i = 0; i < 6; i++)
        {
            session.Run(15, (_, a) => a + 8);
            session.Run(15);
        }

        Assert.Equal([FindingState.Raised], session.Changes.Where(c => c.Kind == FindingKind.LimitViolation).Select(c => c.State));
        session.Run(60);
        Assert.Equal([FindingState.Raised, FindingState.Cleared], session.Changes.Where(c => c.Kind == FindingKind.LimitViolation).Select(c => c.State));
    }

    [Fact]
    public void A_gap_is_no_time_in_which_a_condition_was_gone()
    {
        var session = Session.Charging();
        session.Command(CommandKind.Limit, 50);
        session.Run(60);
        session.Run(30, (_, a) => a + 8);
        session.Run(12);
        session.Now += TimeSpan.FromMinutes(5);
        session.Run(5);
        Assert.Contains(session.Monitor.Active, f => f.Kind == FindingKind.LimitViolation);
        session.Run(20);
        Assert.Empty(session.Monitor.Active);
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(80, true)]
    public void A_condition_must_hold_for_its_raising_time_without_a_gap(double holdS, bool raised)
    {
        var patient = new AlarmOptions { RaiseAfter = TimeSpan.FromSeconds(60) };
        var session = Session.Charging(new CurrentMonitorOptions { Limit = new LimitViolationOptions { Alarm = patient } });
        session.Command(CommandKind.Limit, 50);
        session.Run(60);
        session.Run(holdS, (_, a) => a + 8);
        session.Now += TimeSpan.FromMinutes(5);
        session.Run(holdS, (_, a) => a + 8);
        Assert.Equal(1, session.Monitor.Counters.Gaps);
        Assert.Equal(raised, session.Raised.Any(f => f.Kind == FindingKind.LimitViolation));
    }

    [Fact]
    public void What_is_active_can_be_asked()
    {
        var session = Session.Charging();
        session.Run(100, (t, _) => 100 + (25 * Math.Sin(2 * Math.PI * t / 10)));
        var active = session.Monitor.Active;
        Assert.Contains(active, f => f.Kind == FindingKind.Oscillation);
        Assert.All(active, f => Assert.Equal(FindingState.Raised, f.State));
        Assert.All(active, f => Assert.Null(f.ClearedAt));
    }

    [Fact]
    public void A_gap_raises_nothing_clears_nothing_and_starts_the_windows_again()
    {
        var session = Session.Charging();
        session.Run(60, (t, _) => 100 + (25 * Math.Sin(2 * Math.PI * t / 10)));
        Assert.Single(session.Monitor.Active, f => f.Kind == FindingKind.Oscillation);
        session.Now += TimeSpan.FromMinutes(30);
        session.Measure(20);
        Assert.Equal(1, session.Monitor.Counters.Gaps);
        Assert.Single(session.Monitor.Active, f => f.Kind == FindingKind.Oscillation);
        Assert.DoesNotContain(session.Changes, c => c is { Kind: FindingKind.Oscillation, State: FindingState.Cleared });
        session.FlowingA = session.DemandA = 20;
        session.Run(60);
        Assert.Empty(session.Monitor.Active);
        Assert.DoesNotContain(session.Raised, f => f.Kind == FindingKind.StepWithoutCommand && f.RaisedAt > TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void Turns_before_a_gap_and_behind_it_do_not_add_up()
    {
        var session = Session.Charging();
        session.Run(22, (t, _) => 100 + (25 * Math.Sin(2 * Math.PI * t / 10)));
        session.Now += TimeSpan.FromSeconds(30);
        session.Run(22, (t, _) => 100 + (25 * Math.Sin(2 * Math.PI * t / 10)));
        Assert.DoesNotContain(session.Raised, f => f.Kind == FindingKind.Oscillation);
    }

    [Fact]
    public void The_origin_of_time_does_not_matter()
    {
        IEnumerable<(FindingKind, FindingState, double)> At(TimeSpan origin)
        {
            var session = new Session(seed: 9) { Now = origin };
            session.Command(CommandKind.Limit, 100);
            session.Run(5);
            session.Command(CommandKind.Start);
            session.Run(120);
            session.Run(90, (t, a) => a + (25 * Math.Sin(2 * Math.PI * t / 10)));
            session.Run(200);
            session.Run(60, (_, a) => a + 30);
            return session.Changes.Select(c => (c.Kind, c.State, Math.Round((c.RaisedAt - origin).TotalSeconds, 3)));
        }

        var zero = At(TimeSpan.Zero).ToList();
        Assert.True(zero.Count > 4);
        Assert.Equal(zero, At(TimeSpan.FromDays(-400)));
        Assert.Equal(zero, At(TimeSpan.FromDays(20_000)));
    }

    [Fact]
    public void A_sample_costs_no_memory()
    {
        var monitor = new CurrentMonitor();
        monitor.OnCommand(TimeSpan.Zero, CommandKind.Limit, 120);
        var random = new Random(1);
        var at = TimeSpan.Zero;
        var findings = 0;
        void Feed(int count)
        {
            for (var i = 0; i < count; i++)
            {
                at += TimeSpan.FromSeconds(0.1 + random.NextDouble());
                findings += monitor.Step(new CurrentSample(at, (i / 400 % 2 * 60) + (50 * random.NextDouble()), 120, CommandedAt: at - TimeSpan.FromSeconds(i % 90))).Length;
                if (i % 7 == 0) monitor.Step(new CurrentSample(at, double.NaN));
                if (i % 50 == 0) monitor.OnCommand(at, CommandKind.Limit, i % 100);
            }
        }

        Feed(20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(100_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(findings > 10);
    }

    [Fact]
    public void A_detector_that_is_switched_off_finds_nothing_and_is_never_ready()
    {
        var session = Session.Charging(new CurrentMonitorOptions { Oscillation = new OscillationOptions { Enabled = false } });
        session.Run(120, (t, _) => 100 + (25 * Math.Sin(2 * Math.PI * t / 10)));
        Assert.DoesNotContain(session.Raised, f => f.Kind == FindingKind.Oscillation);
        Assert.False(session.Monitor.IsReady(FindingKind.Oscillation));
        Assert.True(session.Monitor.IsReady(FindingKind.HighVariance));
    }

    [Fact]
    public void A_detector_says_when_sampling_is_too_slow_for_it()
    {
        var session = Session.Charging(intervalS: 30);
        Assert.False(session.Monitor.IsReady(FindingKind.HighVariance));
        Assert.True(session.Monitor.IsReady(FindingKind.LimitViolation));
    }

    [Fact]
    public void Every_finding_can_be_read_as_a_sentence_with_its_numbers()
    {
        foreach (var kind in Enum.GetValues<FindingKind>())
        {
            var text = new Finding(kind, Severity.Warning, FindingState.Raised, default, default, default, null, new Evidence(TimeSpan.FromSeconds(7), 41, 23, 5)).Describe();
            Assert.Contains("41", text, StringComparison.Ordinal);
            Assert.Contains("23", text, StringComparison.Ordinal);
            Assert.EndsWith(".", text, StringComparison.Ordinal);
        }
    }

    private static Session Swinging(Action<Session> between)
    {
        var session = Session.Charging();
        for (var i = 0; i < 120; i++)
        {
            session.Run(1, (_, a) => a + (25 * Math.Sin(2 * Math.PI * i / 10)));
            if (i % 2 == 0) between(session);
        }

        session.Run(150);
        return session;
    }
}
