using Busbar.Core.Charging;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Charging;

public sealed class ChargingProfileStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ChargingProfileStore Empty = new(new ChargingProfileLimits { Connectors = 2, MaxProfiles = 3, MaxStackLevel = 9, MaxPeriods = 4 });

    [Fact]
    public void A_profile_with_the_same_id_replaces_the_old_one_wherever_it_stands()
    {
        var store = Added(Empty, Profile(1, stack: 0), connector: 0);
        var change = store.Add(Profile(1, stack: 5), 1, null, Now);
        Assert.Equal(5, Assert.Single(change.Store.Profiles).Profile.StackLevel);
        Assert.Equal(0, Assert.Single(change.Removed).Profile.StackLevel);
    }

    [Fact]
    public void A_profile_with_the_same_purpose_level_and_connector_replaces_the_old_one()
    {
        var store = Added(Empty, Profile(1), connector: 1);
        var change = store.Add(Profile(2), 1, null, Now);
        Assert.Equal(2, Assert.Single(change.Store.Profiles).Profile.Id);
        Assert.Equal(1, Assert.Single(change.Removed).Profile.Id);
    }

    [Fact]
    public void One_new_profile_can_replace_two()
    {
        var store = Added(Added(Empty, Profile(1, stack: 0), 1), Profile(2, stack: 1), 1);
        var change = store.Add(Profile(1, stack: 1), 1, null, Now);
        Assert.Equal(2, change.Removed.Count);
        Assert.Single(change.Store.Profiles);
    }

    [Fact]
    public void Another_connector_level_or_purpose_is_another_place()
    {
        var store = Added(Added(Added(Empty, Profile(1), 0), Profile(2), 1), Profile(3, stack: 1), 1);
        Assert.Equal(3, store.Profiles.Count);
    }

    [Fact]
    public void A_full_store_refuses_a_new_profile_but_takes_a_replacement()
    {
        var full = Added(Added(Added(Empty, Profile(1, stack: 0), 1), Profile(2, stack: 1), 1), Profile(3, stack: 2), 1);
        var refused = full.Add(Profile(4, stack: 3), 1, null, Now);
        Assert.Equal("profiles installed is 4; allowed: at most 3; clear one first.", refused.Fault!.ToString());
        Assert.Same(full, refused.Store);
        Assert.Null(full.Add(Profile(3, stack: 7), 1, null, Now).Fault);
    }

    [Fact]
    public void A_refused_profile_changes_nothing()
    {
        var store = Added(Empty, Profile(1), 1);
        Assert.Same(store, store.Add(Profile(1) with { StackLevel = -1 }, 1, null, Now).Store);
    }

    [Fact]
    public void The_old_store_does_not_change()
    {
        _ = Added(Empty, Profile(1), 1);
        Assert.Empty(Empty.Profiles);
    }

    [Fact]
    public void A_transaction_profile_needs_its_transaction()
    {
        var tx = Profile(1) with { Purpose = ChargingProfilePurpose.Tx, TransactionId = "42" };
        Assert.Contains("no transaction runs on connector 1", Fault(tx, 1, null), StringComparison.Ordinal);
        Assert.Contains("transactionId is 42; allowed: 43", Fault(tx, 1, new ActiveTransaction("43")), StringComparison.Ordinal);
        Assert.Contains("transactionId is 42; allowed: absent", Fault(tx, 1, new ActiveTransaction(null)), StringComparison.Ordinal);
        Assert.Contains("connectorId is 0", Fault(tx, 0, new ActiveTransaction("42")), StringComparison.Ordinal);
        Assert.Null(Empty.Add(tx, 1, new ActiveTransaction("42"), Now).Fault);
        Assert.Null(Empty.Add(tx with { TransactionId = null }, 1, new ActiveTransaction(null), Now).Fault);
    }

    [Fact]
    public void The_end_of_a_transaction_takes_its_profiles_and_no_others()
    {
        var tx = Profile(1) with { Purpose = ChargingProfilePurpose.Tx };
        var store = Added(Empty.Add(tx, 1, new ActiveTransaction("42"), Now).Store.Add(tx with { Id = 2 }, 2, new ActiveTransaction("43"), Now).Store, Profile(3), 1);
        var change = store.EndTransaction(1);
        Assert.Equal([2, 3], change.Store.Profiles.Select(p => p.Profile.Id));
        Assert.Equal(1, Assert.Single(change.Removed).Profile.Id);
    }

    [Fact]
    public void A_charge_point_limit_stands_on_connector_0_only()
    {
        var max = Profile(1) with { Purpose = ChargingProfilePurpose.ChargePointMax };
        Assert.Contains("allowed: 0, because the purpose is ChargePointMax", Fault(max, 1, null), StringComparison.Ordinal);
        Assert.Null(Empty.Add(max, 0, null, Now).Fault);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void An_unknown_connector_is_refused(int connector) => Assert.Contains("connectorId is", Fault(Profile(1), connector, null), StringComparison.Ordinal);

    [Fact]
    public void Clearing_by_id_ignores_the_other_fields()
    {
        var store = Three();
        Assert.Equal([2], Cleared(store, new ProfileFilter(Id: 2, ConnectorId: 77, StackLevel: 77)));
    }

    [Fact]
    public void Clearing_matches_all_given_fields_together()
    {
        var store = Three();
        Assert.Equal([1, 2], Cleared(store, new ProfileFilter(ConnectorId: 1)));
        Assert.Equal([1], Cleared(store, new ProfileFilter(ConnectorId: 1, StackLevel: 0)));
        Assert.Equal([3], Cleared(store, new ProfileFilter(ConnectorId: 0)));
        Assert.Equal([3], Cleared(store, new ProfileFilter(Purpose: ChargingProfilePurpose.ChargePointMax)));
        Assert.Empty(Cleared(store, new ProfileFilter(ConnectorId: 0, StackLevel: 1)));
    }

    [Fact]
    public void Clearing_with_no_field_clears_all() => Assert.Equal([1, 2, 3], Cleared(Three(), default));

    [Fact]
    public void Clearing_what_is_not_there_changes_nothing()
    {
        var store = Three();
        Assert.Same(store, store.Clear(new ProfileFilter(Id: 9)).Store);
    }

    public static TheoryData<string, ChargingProfile> Bad => new()
    {
        { "stackLevel is -1; allowed: 0 to 9.", Profile(1) with { StackLevel = -1 } },
        { "stackLevel is 10; allowed: 0 to 9.", Profile(1) with { StackLevel = 10 } },
        { "recurrency is absent; allowed: Daily or Weekly, because the profile is recurring.", Profile(1) with { Kind = ChargingProfileKind.Recurring } },
        { "validTo is 2026-03-01T12:00:00.0000000+00:00; allowed: later than validFrom 2026-03-01T12:00:00.0000000+00:00.", Profile(1) with { ValidFrom = Now, ValidTo = Now } },
        { "transactionId is 42; allowed: absent, because the purpose is TxDefault and not Tx.", Profile(1) with { TransactionId = "42" } },
        { "schedule.duration is 00:00:00; allowed: 1 s or more, or absent.", With(s => s with { Duration = TimeSpan.Zero }) },
        { "schedule.minChargingRate is -1; allowed: 0 or more, with at most one decimal.", With(s => s with { MinChargingRate = -1 }) },
        { "schedule.minChargingRate is 6.25; allowed: 0 or more, with at most one decimal.", With(s => s with { MinChargingRate = 6.25 }) },
        { "schedule.periods is 0 periods; allowed: 1 to 4 periods.", Periods() },
        { "schedule.periods is 5 periods; allowed: 1 to 4 periods.", Periods((0, 1), (1, 1), (2, 1), (3, 1), (4, 1)) },
        { "schedule.periods[0].start is 00:00:10; allowed: 0 for the first period.", Periods((10, 16)) },
        { "schedule.periods[1].start is 00:00:00; allowed: 1 s or more after the period before it, which starts at 00:00:00.", Periods((0, 16), (0, 10)) },
        { "schedule.periods[2].start is 00:00:30; allowed: 1 s or more after the period before it, which starts at 00:01:00.", Periods((0, 16), (60, 10), (30, 8)) },
        { "schedule.periods[0].limit is -0.1; allowed: 0 or more, with at most one decimal.", Periods((0, -0.1)) },
        { "schedule.periods[0].limit is 8.15; allowed: 0 or more, with at most one decimal.", Periods((0, 8.15)) },
        { "schedule.periods[0].limit is NaN; allowed: 0 or more, with at most one decimal.", Periods((0, double.NaN)) },
        { "schedule.periods[0].limit is Infinity; allowed: 0 or more, with at most one decimal.", Periods((0, double.PositiveInfinity)) },
        { "schedule.periods[0].numberPhases is 4; allowed: 1 to 3, or absent.", With(s => s with { Periods = [new(TimeSpan.Zero, 16, 4)] }) },
        { "schedule.periods[0].numberPhases is 0; allowed: 1 to 3, or absent.", With(s => s with { Periods = [new(TimeSpan.Zero, 16, 0)] }) },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_bad_profile_is_refused_with_field_value_and_what_is_allowed(string says, ChargingProfile profile) =>
        Assert.Equal(says, Fault(profile, 1, null));

    [Theory]
    [InlineData(8.1)]
    [InlineData(0)]
    [InlineData(11_000)]
    [InlineData(350_000.7)]
    public void One_decimal_is_good(double limit) => Assert.Null(ChargingProfileRules.Check(Periods((0, limit)), Empty.Limits));

    [Fact]
    public void A_unit_that_the_charge_point_does_not_take_is_refused()
    {
        var wattsOnly = new ChargingProfileLimits { AllowAmperes = false };
        Assert.Equal("schedule.rateUnit is Ampere; allowed: Watt.", ChargingProfileRules.Check(Profile(1), wattsOnly)!.ToString());
    }

    [Fact]
    public void What_is_harmless_is_tolerated()
    {
        Assert.Null(ChargingProfileRules.Check(Profile(1) with { Recurrency = ChargingRecurrency.Daily }, Empty.Limits));
        Assert.Null(ChargingProfileRules.Check(With(s => s with { StartSchedule = Now }) with { Kind = ChargingProfileKind.Relative }, Empty.Limits));
        Assert.Null(ChargingProfileRules.Check(With(s => s with { StartSchedule = null }) with { Kind = ChargingProfileKind.Absolute }, Empty.Limits));
    }

    [Fact]
    public void A_store_can_be_kept_and_given_back()
    {
        var store = Three();
        var restored = new ChargingProfileStore(store.Limits, store.Profiles);
        Assert.Equal(store.Profiles, restored.Profiles);
    }

    private static ChargingProfileStore Three() => Added(
        Added(Added(Empty, Profile(1), 1), Profile(2, stack: 1), 1), Profile(3) with { Purpose = ChargingProfilePurpose.ChargePointMax }, 0);

    private static int[] Cleared(ChargingProfileStore store, ProfileFilter filter)
    {
        var change = store.Clear(filter);
        Assert.Equal(store.Profiles.Count, change.Store.Profiles.Count + change.Removed.Count);
        return [.. change.Removed.Select(p => p.Profile.Id)];
    }

    private static ChargingProfileStore Added(ChargingProfileStore store, ChargingProfile profile, int connector)
    {
        var change = store.Add(profile, connector, null, Now);
        Assert.Null(change.Fault);
        return change.Store;
    }

    private static string? Fault(ChargingProfile profile, int connector, ActiveTransaction? transaction) =>
        Empty.Add(profile, connector, transaction, Now).Fault?.ToString();

    private static ChargingProfile Profile(int id, int stack = 0) => new()
    {
        Id = id,
        StackLevel = stack,
        Purpose = ChargingProfilePurpose.TxDefault,
        Kind = ChargingProfileKind.Relative,
        Schedule = new ChargingSchedule { RateUnit = LimitUnit.Ampere, Periods = [new(TimeSpan.Zero, 16)] },
    };

    private static ChargingProfile With(Func<ChargingSchedule, ChargingSchedule> change) => Profile(1) with { Schedule = change(Profile(1).Schedule) };

    private static ChargingProfile Periods(params (int Start, double Limit)[] periods) =>
        With(s => s with { Periods = [.. periods.Select(p => new ChargingSchedulePeriod(TimeSpan.FromSeconds(p.Start), p.Limit))] });
}
