using Busbar.Core.Safety;
using Law = Busbar.Core.Safety.Safety;

namespace Busbar.Core.Tests.Safety;

public sealed class SafetyClampTests
{
    private static readonly SafetyContext Good = new()
    {
        Modules = new ModuleEnvelope(150, 1000, 300, 120_000, 50),
        GunMaxV = 920, GunMaxA = 250, GunMaxW = 150_000, CableMaxA = 240,
        VehicleMaxV = 480, VehicleMaxA = 230, VehicleMaxW = 100_000, VehicleMaxDischargeA = 40,
        GrantMaxA = 220, GrantMaxW = 90_000, TestMaxA = 2,
        OutputClosed = true, Permits = true, Isolation = IsolationStatus.Valid,
        MeasuredV = 400, MeasurementAge = TimeSpan.FromMilliseconds(50), MeasurementMaxAge = TimeSpan.FromMilliseconds(500),
    };

    [Fact]
    public void The_default_is_0_V_0_A_and_off() => Assert.Equal((0.0, 0.0, false), (default(SafeSetpoint).VoltageV, default(SafeSetpoint).CurrentA, default(SafeSetpoint).IsOn));

    [Fact]
    public void Nobody_else_can_make_one()
    {
        var constructors = typeof(SafeSetpoint).GetConstructors(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance);
        Assert.Empty(constructors);
        Assert.All(typeof(SafeSetpoint).GetProperties(), p => Assert.False(p.CanWrite));
    }

    [Theory]
    [InlineData(double.NaN, 10), InlineData(400, double.NaN), InlineData(-1, 10), InlineData(1e9, 10), InlineData(400, 1e9), InlineData(400, -1e9), InlineData(double.PositiveInfinity, 1), InlineData(400, double.NegativeInfinity)]
    public void A_wish_that_is_no_number_or_not_plausible_is_off(double voltageV, double currentA) => Off(SafetyReason.Implausible, Charge(voltageV, currentA), Good);

    [Fact]
    public void An_empty_context_allows_nothing() => Assert.False(Law.Clamp(Charge(400, 10), default).IsOn);

    [Fact]
    public void The_emergency_stop_is_off_in_every_phase() =>
        Assert.All(Enum.GetValues<DrivePhase>().Where(p => p != DrivePhase.Off), p => Off(SafetyReason.EmergencyStop, new WantedSetpoint(400, 1, true, p), Good with { EmergencyStop = true }));

    [Fact]
    public void An_old_measurement_is_off()
    {
        Off(SafetyReason.StaleMeasurement, Charge(400, 10), Good with { MeasurementAge = null });
        Off(SafetyReason.StaleMeasurement, Charge(400, 10), Good with { MeasurementAge = TimeSpan.FromMilliseconds(501) });
        Off(SafetyReason.StaleMeasurement, Charge(400, 10), Good with { MeasurementAge = TimeSpan.FromMilliseconds(-1) });
        Off(SafetyReason.StaleMeasurement, Charge(400, 10), Good with { MeasuredV = double.NaN });
    }

    [Fact]
    public void An_open_or_unknown_output_contactor_is_off_but_in_the_cable_check()
    {
        foreach (var closed in new bool?[] { false, null })
        {
            Off(SafetyReason.OutputOpen, Charge(400, 10), Good with { OutputClosed = closed });
            Off(SafetyReason.OutputOpen, new WantedSetpoint(400, 1, true, DrivePhase.PreCharge), Good with { OutputClosed = closed });
            Assert.True(Law.Clamp(new WantedSetpoint(400, 1, true, DrivePhase.CableCheck), Good with { OutputClosed = closed }).IsOn);
        }
    }

    [Fact]
    public void Without_isolation_nothing_is_driven_but_in_the_cable_check()
    {
        Off(SafetyReason.IsolationNotTested, Charge(400, 10), Good with { Isolation = IsolationStatus.Invalid });
        Off(SafetyReason.IsolationFault, Charge(400, 10), Good with { Isolation = IsolationStatus.Fault });
        Assert.True(Law.Clamp(Charge(400, 10), Good with { Isolation = IsolationStatus.Warning }).IsOn);
        Assert.True(Law.Clamp(new WantedSetpoint(400, 1, true, DrivePhase.CableCheck), Good with { Isolation = IsolationStatus.Invalid }).IsOn);
    }

    [Fact]
    public void Without_permission_nothing_is_driven() => Off(SafetyReason.NoPermission, Charge(400, 10), Good with { Permits = false });

    [Fact]
    public void Over_voltage_is_off() => Off(SafetyReason.OverVoltage, Charge(400, 10), Good with { MeasuredV = 551 });

    [Fact]
    public void The_level_is_that_of_the_gun_when_the_vehicle_can_take_more() =>
        Off(SafetyReason.OverVoltage, Charge(400, 10), Good with { MeasuredV = 551, GunMaxV = 500, VehicleMaxV = 920 });

    [Fact]
    public void A_limit_that_is_no_number_is_off()
    {
        Off(SafetyReason.NoLimit, Charge(400, 10), Good with { GunMaxA = double.NaN });
        Off(SafetyReason.NoLimit, Charge(400, 10), Good with { GrantMaxW = -1 });
        Off(SafetyReason.NoLimit, Charge(400, 10), Good with { VehicleMaxV = double.NaN });
        Off(SafetyReason.NoLimit, Charge(400, 10), Good with { Modules = Good.Modules with { MaxW = double.NaN } });
    }

    [Fact]
    public void A_voltage_below_the_modules_range_is_off() => Off(SafetyReason.BelowRange, Charge(149, 10), Good);

    [Theory]
    [InlineData(400, 100, 400, 100, SafetyReason.AsWanted, SafetyReason.AsWanted), InlineData(600, 100, 480, 100, SafetyReason.Vehicle, SafetyReason.AsWanted), InlineData(400, 500, 400, 220, SafetyReason.AsWanted, SafetyReason.Grant)]
    [InlineData(400, -30, 400, -30, SafetyReason.AsWanted, SafetyReason.AsWanted), InlineData(400, -90, 400, -40, SafetyReason.AsWanted, SafetyReason.Discharge), InlineData(400, 0, 400, 0, SafetyReason.AsWanted, SafetyReason.AsWanted)]
    public void A_wish_is_bounded_by_what_is_lowest(double v, double a, double expectedV, double expectedA, SafetyReason voltageWhy, SafetyReason currentWhy)
    {
        var set = Law.Clamp(Charge(v, a), Good);
        Assert.Equal((true, expectedV, expectedA, voltageWhy, currentWhy), (set.IsOn, set.VoltageV, set.CurrentA, set.VoltageWhy, set.CurrentWhy));
    }

    [Fact]
    public void Each_limit_binds_with_its_own_name()
    {
        Binds(SafetyReason.Module, Good with { Modules = Good.Modules with { MaxA = 10 } });
        Binds(SafetyReason.Module, Good with { Modules = Good.Modules with { MaxW = 4_000 } });
        Binds(SafetyReason.Gun, Good with { GunMaxA = 10 });
        Binds(SafetyReason.Gun, Good with { GunMaxW = 4_000 });
        Binds(SafetyReason.Cable, Good with { CableMaxA = 10 });
        Binds(SafetyReason.Vehicle, Good with { VehicleMaxA = 10 });
        Binds(SafetyReason.Vehicle, Good with { VehicleMaxW = 4_000 });
        Binds(SafetyReason.Grant, Good with { GrantMaxA = 10 });
        Binds(SafetyReason.Grant, Good with { GrantMaxW = 4_000 });

        static void Binds(SafetyReason why, SafetyContext context)
        {
            var set = Law.Clamp(Charge(400, 100), context);
            Assert.Equal((10.0, why), (set.CurrentA, set.CurrentWhy));
        }
    }

    [Theory, InlineData(DrivePhase.CableCheck, SafetyReason.CableCheck), InlineData(DrivePhase.PreCharge, SafetyReason.PreCharge), InlineData(DrivePhase.Equalise, SafetyReason.Equalise)]
    public void Tests_and_pre_charge_have_2_A(DrivePhase phase, SafetyReason why)
    {
        var set = Law.Clamp(new WantedSetpoint(400, 100, true, phase), Good);
        Assert.Equal((2.0, why), (set.CurrentA, set.CurrentWhy));
        Assert.Equal(0, Law.Clamp(new WantedSetpoint(400, -10, true, phase), Good).CurrentA);
    }

    [Theory, InlineData(480, 530, 500), InlineData(800, 1000, 880), InlineData(400, 500, 450)]
    public void The_test_voltage_may_pass_the_vehicles_highest_as_the_standard_says(double vehicleV, double wantedV, double expectedV) =>
        Assert.Equal(expectedV, Law.Clamp(new WantedSetpoint(wantedV, 2, true, DrivePhase.CableCheck), Good with { VehicleMaxV = vehicleV, MeasuredV = 10 }).VoltageV, 6);

    [Fact]
    public void Off_is_off_whatever_else_is_wanted() => Assert.Equal(SafeSetpoint.Off, Law.Clamp(new WantedSetpoint(400, 100, false, DrivePhase.Charge), Good));

    [Fact]
    public void Every_reason_has_its_words() => Assert.All(Enum.GetValues<SafetyReason>(), r => Assert.NotEmpty(SafetyReasons.Describe(r)));

    private static WantedSetpoint Charge(double voltageV, double currentA) => new(voltageV, currentA, true, DrivePhase.Charge);

    private static void Off(SafetyReason why, WantedSetpoint wanted, SafetyContext context)
    {
        var set = Law.Clamp(wanted, context);
        Assert.Equal((false, 0.0, 0.0, why), (set.IsOn, set.VoltageV, set.CurrentA, set.CurrentWhy));
    }
}
