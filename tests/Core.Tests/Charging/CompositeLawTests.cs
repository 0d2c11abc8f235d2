using Busbar.Core.Charging;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Charging;

/// <summary>What must hold for every charge point, whatever its profiles are.</summary>
public sealed class CompositeLawTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly int[] Seeds = [.. Enumerable.Range(20_000, 1_000)];

    [Fact]
    public void The_limit_is_never_above_the_charge_points_own_nor_above_the_local_one()
    {
        Assert.All(Seeds, seed =>
        {
            var (profiles, context, from) = World(seed);
            var connector = CompositeSchedule.Compute(profiles, context, from, Hour, LimitUnit.Ampere);
            var whole = CompositeSchedule.Compute(profiles, context with { ConnectorId = 0 }, from, Hour, LimitUnit.Ampere);
            foreach (var offset in Edges(connector, whole))
            {
                // In amperes a limit in watts depends on the phases; with the connector's fewer phases it is the higher one.
                var bound = whole.At(offset);
                var factor = (double)bound.Phases / connector.At(offset).Phases;
                Assert.True(connector.At(offset).Limit.Value <= bound.Limit.Value * Math.Max(1, factor) + 1e-9);
            }
        });
    }

    [Fact]
    public void Neighbours_differ_and_periods_ascend_from_zero_within_the_duration()
    {
        Assert.All(Seeds, seed =>
        {
            var (profiles, context, from) = World(seed);
            var schedule = CompositeSchedule.Compute(profiles, context, from, Hour, LimitUnit.Watt);
            Assert.Equal(TimeSpan.Zero, schedule.Periods[0].Start);
            Assert.All(schedule.Periods.Zip(schedule.Periods.Skip(1)), pair =>
            {
                Assert.True(pair.First.Start < pair.Second.Start && pair.Second.Start < schedule.Duration);
                Assert.NotEqual(pair.First with { Start = pair.Second.Start }, pair.Second);
            });
        });
    }

    [Fact]
    public void Watts_are_amperes_times_voltage_times_phases_at_every_instant()
    {
        Assert.All(Seeds, seed =>
        {
            var (profiles, context, from) = World(seed);
            var amperes = CompositeSchedule.Compute(profiles, context, from, Hour, LimitUnit.Ampere);
            var watts = CompositeSchedule.Compute(profiles, context, from, Hour, LimitUnit.Watt);
            foreach (var offset in Edges(amperes, watts))
            {
                var a = amperes.At(offset);
                Assert.Equal(watts.At(offset).Limit.Value, a.Limit.Value * context.VoltageV * a.Phases, 6);
                Assert.Equal(watts.At(offset).Phases, a.Phases);
            }
        });
    }

    [Fact]
    public void A_later_question_gets_the_same_answer_for_the_same_instants()
    {
        Assert.All(Seeds, seed =>
        {
            var (profiles, context, from) = World(seed);
            if (context.TransactionStart is null) return;
            var first = CompositeSchedule.Compute(profiles, context, from, Hour, LimitUnit.Ampere);
            var later = CompositeSchedule.Compute(profiles, context, from.AddSeconds(777), Hour, LimitUnit.Ampere);
            for (var s = 777; s < 3600; s += 30)
                Assert.Equal(first.At(TimeSpan.FromSeconds(s)) with { Start = default }, later.At(TimeSpan.FromSeconds(s - 777)) with { Start = default });
        });
    }

    [Fact]
    public void The_order_of_installation_in_the_list_does_not_matter()
    {
        Assert.All(Seeds, seed =>
        {
            var (profiles, context, from) = World(seed);
            var one = CompositeSchedule.Compute(profiles, context, from, Hour, LimitUnit.Ampere);
            var other = CompositeSchedule.Compute(profiles.Reverse(), context, from, Hour, LimitUnit.Ampere);
            Assert.Equal(one.Periods, other.Periods);
        });
    }

    [Fact]
    public void The_total_is_the_sum_of_the_connectors_within_the_charge_points_limit()
    {
        Assert.All(Seeds, seed =>
        {
            var (profiles, context, from) = World(seed);
            CompositeSchedule Of(int connector) => CompositeSchedule.Compute(profiles, context with { ConnectorId = connector }, from, Hour, LimitUnit.Watt);
            var (whole, first, second) = (Of(0), Of(1), Of(2));
            var total = CompositeSchedule.Total(whole, [first, second]);
            foreach (var offset in Edges(whole, first, second))
            {
                var expected = Math.Min(whole.At(offset).Limit.Value, first.At(offset).Limit.Value + second.At(offset).Limit.Value);
                Assert.Equal(expected, total.At(offset).Limit.Value);
            }
        });
    }

    [Fact]
    public void The_reported_schedule_is_never_above_the_computed_one_and_has_one_decimal()
    {
        Assert.All(Seeds, seed =>
        {
            var (profiles, context, from) = World(seed);
            var schedule = CompositeSchedule.Compute(profiles, context, from, Hour, LimitUnit.Ampere);
            var reported = schedule.ToSchedule(500);
            Assert.All(reported.Periods, p =>
            {
                var computed = schedule.At(p.Start).Limit;
                Assert.True(p.Limit <= (computed.IsUnlimited ? 500 : computed.Value) + 1e-6);
                Assert.True(p.Limit > (computed.IsUnlimited ? 500 : computed.Value) - 0.1 - 1e-6);
            });
            Assert.All(reported.Periods.Zip(reported.Periods.Skip(1)), x => Assert.False(x.First.Limit == x.Second.Limit && x.First.NumberPhases == x.Second.NumberPhases));
            Assert.Null(ChargingProfileRules.Check(
                new ChargingProfile { Id = 1, Purpose = ChargingProfilePurpose.TxDefault, Kind = ChargingProfileKind.Absolute, Schedule = reported }, new ChargingProfileLimits()));
        });
    }

    [Fact]
    public void A_low_limit_is_marked_when_the_vehicle_charges_badly_below_it()
    {
        var profile = new InstalledProfile(
            new ChargingProfile
            {
                Id = 1,
                Purpose = ChargingProfilePurpose.TxDefault,
                Kind = ChargingProfileKind.Relative,
                Schedule = new ChargingSchedule
                {
                    RateUnit = LimitUnit.Ampere,
                    MinChargingRate = 6,
                    Periods = [new(TimeSpan.Zero, 16), new(TimeSpan.FromSeconds(60), 5.9), new(TimeSpan.FromSeconds(120), 6)],
                },
            },
            0,
            RandomProfiles.Evening);
        var schedule = CompositeSchedule.Compute([profile], new ChargingContext { ConnectorId = 1 }, RandomProfiles.Evening, Hour, LimitUnit.Watt);
        Assert.Equal([false, true, false], schedule.Periods.Select(p => p.IsBelowMinimum));
        Assert.Equal(6 * 230 * 3, schedule.Periods[0].MinChargingRate);
    }

    [Fact]
    public void A_question_over_decades_is_cut_and_says_so()
    {
        var everySecond = new InstalledProfile(
            new ChargingProfile
            {
                Id = 1,
                Purpose = ChargingProfilePurpose.TxDefault,
                Kind = ChargingProfileKind.Recurring,
                Recurrency = ChargingRecurrency.Daily,
                Schedule = new ChargingSchedule
                {
                    StartSchedule = RandomProfiles.Evening,
                    RateUnit = LimitUnit.Ampere,
                    Periods = [.. Enumerable.Range(0, 1024).Select(i => new ChargingSchedulePeriod(TimeSpan.FromSeconds(i), i % 2))],
                },
            },
            0,
            RandomProfiles.Evening);
        var schedule = CompositeSchedule.Compute(
            [everySecond], new ChargingContext { ConnectorId = 1 }, RandomProfiles.Evening, TimeSpan.FromSeconds(int.MaxValue), LimitUnit.Ampere);
        Assert.Equal(CompositeSchedule.MaxChanges, schedule.Periods.Count);
        Assert.True(schedule.Duration > TimeSpan.FromDays(40) && schedule.Duration < TimeSpan.FromSeconds(int.MaxValue));
    }

    [Fact]
    public void The_end_of_time_is_reached_without_overflow()
    {
        var profile = new RandomProfiles(1).Profiles();
        var schedule = CompositeSchedule.Compute(
            profile, new ChargingContext { ConnectorId = 1 }, DateTimeOffset.MaxValue.AddDays(-1), TimeSpan.MaxValue, LimitUnit.Ampere);
        Assert.True(schedule.Duration <= TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData(-1, 230, 3, 60, "ConnectorId is -1")]
    [InlineData(1, 0, 3, 60, "VoltageV is 0")]
    [InlineData(1, 230, 4, 60, "Phases is 4")]
    [InlineData(1, 230, 3, 0, "duration is 00:00:00")]
    public void A_question_out_of_range_is_refused_with_field_and_value(int connector, double voltageV, int phases, int seconds, string says)
    {
        var refusal = Assert.Throws<ArgumentException>(() => CompositeSchedule.Compute(
            [],
            new ChargingContext { ConnectorId = connector, VoltageV = voltageV, Phases = phases },
            RandomProfiles.Evening,
            TimeSpan.FromSeconds(seconds),
            LimitUnit.Ampere));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("allowed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_spoken_in_its_own_unit_amounts_to_the_composite_limit()
    {
        var both = 0;
        Assert.All(Seeds, seed =>
        {
            var (profiles, context, from) = World(seed);
            context = context with { Phases = 1, LocalLimit = null };
            var spoken = CompositeSchedule.Spoken(profiles, context, from);
            var lowest = Limit.Unlimited(LimitUnit.Watt);
            if (spoken.Session is { } session) lowest = Limit.Min(session.To(LimitUnit.Watt, context.VoltageV, 1), lowest);
            if (spoken.ChargePoint is { } whole) lowest = Limit.Min(lowest, whole.To(LimitUnit.Watt, context.VoltageV, 1));
            if (spoken is { Session: not null, ChargePoint: not null }) both++;
            Assert.Equal(CompositeSchedule.Compute(profiles, context, from, Hour, LimitUnit.Watt).At(TimeSpan.Zero).Limit, lowest);
        });
        Assert.True(both > 50);
    }

    private static (InstalledProfile[] Profiles, ChargingContext Context, DateTimeOffset From) World(int seed)
    {
        var world = new RandomProfiles(seed);
        return (world.Profiles(), world.Context(), world.Instant());
    }

    private static IEnumerable<TimeSpan> Edges(params CompositeSchedule[] schedules) => schedules.SelectMany(s => s.Periods).Select(p => p.Start).Distinct();
}
