using Busbar.Core.Session;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Session;

/// <summary>Current, its limits and their sources.</summary>
public sealed class ChargeTests
{
    [Fact]
    public void The_current_grows_by_25_A_per_s()
    {
        var rig = new GunRig().ToCharge();
        var start = rig.Now;
        rig.RunUntil(() => rig.Driven.CurrentA >= 100, 5, "100 A");
        Assert.InRange((rig.Now - start).TotalSeconds, 3.8, 4.2);
        var drives = rig.Log.Where(l => l.At > start && l.Effect is Drive).Select(l => (l.At, ((Drive)l.Effect).CurrentA)).ToList();
        Assert.All(drives.Zip(drives.Skip(1)), p => Assert.True(p.Second.CurrentA - p.First.CurrentA <= (25 * (p.Second.At - p.First.At).TotalSeconds) + 1e-9));
    }

    [Fact]
    public void A_lower_request_counts_at_once()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(6);
        Assert.Null(rig.Target(RequestedPhase.Charge, 450, 30));
        Assert.Equal(30, rig.Driven.CurrentA);
    }

    [Theory, InlineData("operator"), InlineData("profile of the central system")]
    public void A_lower_limit_counts_at_once_and_is_named(string source)
    {
        var rig = new GunRig().ToCharge();
        rig.Run(6);
        rig.Send(new LimitsChanged(Limit.Amperes(50, "feeder"), Limit.Amperes(20, source)));
        Assert.Equal((20.0, source), (rig.Driven.CurrentA, rig.Status.Binding.Source));
        rig.Send(new LimitsChanged());
        rig.RunUntil(() => rig.Driven.CurrentA >= 100, 5, "up again");
        Assert.Equal("vehicle's request", rig.Status.Binding.Source);
    }

    [Fact]
    public void A_limit_on_power_counts_by_the_voltage_that_is_there()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(6);
        rig.Send(new LimitsChanged(Limit.Watts(20_000, "operator")));
        Assert.InRange(rig.Driven.CurrentA * rig.VoltageV, 19_999, 20_001);
        Assert.Equal(20_000, rig.Status.Binding.Value, 0.5);
    }

    [Theory]
    [InlineData("gun", 40, 500, 300, 250), InlineData("cable", 500, 40, 300, 250), InlineData("site", 500, 500, 40, 250), InlineData("vehicle", 500, 500, 300, 40)]
    public void The_lowest_limit_binds_and_is_named(string source, double gunA, double cableA, double grantA, double vehicleA)
    {
        var rig = new GunRig(new GunSettings { MaxCurrentA = gunA, CableMaxA = cableA });
        rig.Send(new Granted(rig.Grant with { MaxA = grantA }));
        rig.Send(new VehicleReported(rig.Vehicle with { MaxCurrentA = vehicleA }));
        rig.ToCharge();
        rig.Run(5);
        Assert.Equal((40.0, source), (rig.Driven.CurrentA, rig.Status.Binding.Source));
    }

    [Fact]
    public void The_profile_of_vehicle_and_SECC_is_a_limit()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        rig.Send(new VehicleReported(rig.Vehicle with { ProfileMaxPowerW = 0 }));
        Assert.Equal((0.0, "profile of vehicle and SECC"), (rig.Driven.CurrentA, rig.Status.Binding.Source));
    }

    [Theory, InlineData(80, 100), InlineData(85, 100), InlineData(89, 50), InlineData(90, 0)]
    public void The_current_goes_down_with_the_temperature(double temperatureC, double expectedA)
    {
        var rig = new GunRig().ToCharge();
        rig.Run(6);
        rig.TemperatureC = temperatureC;
        rig.Run(0.1);
        Assert.Equal(expectedA, rig.Driven.CurrentA, 6);
        if (expectedA < 100) Assert.Contains("temperature", rig.Status.Binding.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void The_voltage_never_passes_the_vehicles_highest() => Assert.Equal(480, new GunRig().ToCharge(voltageV: 900).Driven.VoltageV);

    [Fact]
    public void The_demand_follows_what_the_gun_would_take_without_the_grant()
    {
        var rig = new GunRig();
        rig.Send(new Granted(rig.Grant with { MaxW = 5000 }));
        rig.ToCharge();
        rig.Run(6);
        Assert.InRange(rig.Status.DemandW, 39_500, 40_500);
        Assert.True(rig.All<Demand>().Last() is { Running: true, VoltageV: 450 });
        Assert.Equal("site", rig.Status.Binding.Source);
        rig.Reset();
        rig.RunUntil(SessionPhase.Standby, 10);
        Assert.True(rig.All<Demand>().Last() is { Running: false, PowerW: 0 });
    }

    [Fact]
    public void A_pause_switches_off_and_keeps_the_session()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        Assert.Null(rig.Target(RequestedPhase.Standby, 0, 0));
        Assert.False(rig.Driven.On);
        rig.Run(1);
        Assert.Null(rig.Target(RequestedPhase.Charge, 450, 50));
        rig.RunUntil(() => rig.CurrentA > 49, 3, "50 A again");
    }

    [Fact]
    public void Without_limits_of_discharge_a_negative_current_is_0()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        Assert.Null(rig.Target(RequestedPhase.Charge, 400, -50));
        Assert.Equal(0, rig.Driven.CurrentA);
        Assert.Equal("limit of discharge", rig.Status.Binding.Source);
    }

    [Theory, InlineData(80, 40, 60, 40), InlineData(30, 40, 60, 30), InlineData(80, 100, 60, 60)]
    public void Discharge_is_bounded_by_gun_vehicle_and_modules(double gunA, double vehicleA, double moduleA, double expectedA)
    {
        var rig = new GunRig(new GunSettings { MaxDischargeA = gunA, MaxDischargeW = 100_000 });
        rig.Send(new Granted(rig.Grant with { MaxDischargeA = moduleA }));
        rig.Send(new VehicleReported(rig.Vehicle with { MaxDischargeCurrentA = vehicleA }));
        rig.ToCharge();
        Assert.Null(rig.Target(RequestedPhase.Charge, 400, -500));
        rig.Run(5);
        Assert.Equal(-expectedA, rig.Driven.CurrentA, 6);
        Assert.True(rig.Status is { IsDischarging: true, MeasuredCurrentA: > 0 });
        Assert.True(rig.Status.EnergyBackWh > 0);
        rig.Send(new StopRequested("operator", Hard: true));
        rig.RunUntil(SessionPhase.Standby, 15);
    }

    [Fact]
    public void The_current_goes_down_by_at_least_100_A_per_s_before_the_contactor_opens_below_1_A()
    {
        var rig = new GunRig().ToCharge(currentA: 200);
        rig.Run(10);
        rig.Reset();
        var since = rig.Now;
        rig.RunUntil(() => !rig.Driven.On, 2, "off");
        Assert.InRange((rig.Now - since).TotalSeconds, 0.5, 2);
        rig.RunUntil(() => rig.All<SwitchOutput>().Last() is { Close: false }, 1, "open");
        Assert.True(Math.Abs(rig.CurrentA) < 1);
    }

    [Fact]
    public void Energy_is_the_integral_of_what_is_measured()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(6);
        rig.Frozen = true;
        rig.Measure(400, 100);
        var before = rig.Status.EnergyWh;
        rig.Run(36);
        Assert.Equal(400, rig.Status.EnergyWh - before, 1.0);
    }

    [Fact]
    public void A_soft_stop_asks_the_SECC_and_ends_here_after_20_s()
    {
        var rig = new GunRig().ToCharge();
        rig.Run(5);
        Assert.Contains(rig.Send(new StopRequested("operator")), e => e is AskStopCharging);
        Assert.DoesNotContain(rig.Send(new StopRequested("operator")), e => e is AskStopCharging);
        rig.Run(19.9);
        Assert.Equal(SessionPhase.Charge, rig.Session.Phase);
        rig.Run(0.2);
        Assert.Equal(SessionPhase.Transition, rig.Session.Phase);
        rig.RunUntil(SessionPhase.Standby, 10);
        var record = Assert.Single(rig.All<SessionEnded>()).Record;
        Assert.Equal(SessionEndReason.Stopped, record.Reason);
        Assert.StartsWith("operator", record.By, StringComparison.Ordinal);
    }

    [Fact]
    public void A_soft_stop_that_the_SECC_follows_does_not_end_the_next_session()
    {
        var rig = new GunRig().ToCharge();
        rig.Send(new StopRequested("operator"));
        rig.Reset();
        rig.RunUntil(SessionPhase.Standby, 10);
        rig.ToCharge();
        rig.Run(25);
        Assert.Equal(SessionPhase.Charge, rig.Session.Phase);
    }

    [Fact]
    public void A_hard_stop_ends_at_once() =>
        Assert.Contains(Stopped().Log, l => l.Effect is SwitchOutput { Close: false });

    [Fact]
    public void The_isolation_is_tested_again_every_5_s()
    {
        var rig = new GunRig().ToCharge();
        var before = rig.All<RunIsolationTest>().Count();
        rig.Run(16);
        Assert.Equal(3, rig.All<RunIsolationTest>().Count() - before);
    }

    private static GunRig Stopped()
    {
        var rig = new GunRig().ToCharge();
        rig.Send(new StopRequested("operator", Hard: true));
        rig.RunUntil(SessionPhase.Standby, 10);
        return rig;
    }
}
