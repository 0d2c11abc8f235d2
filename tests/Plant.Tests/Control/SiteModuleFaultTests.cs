using Busbar.Core.Session;
using Busbar.Lab.Modules;
using Busbar.Lab.Sites;
using Busbar.Plant.Control;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Tests.Control;

/// <summary>
/// Modules that lie, overheat, answer late, restart or do not obey while a vehicle charges at the whole controller: what they break is known by its name, the vehicle
/// charges on with the others, and they serve again when they are well.
/// </summary>
public sealed class SiteModuleFaultTests
{
    private const double NeedW = 60_000;

    [Fact]
    public async Task A_module_that_overheats_gives_less_then_goes_and_is_replaced_and_serves_again_when_it_is_cool()
    {
        await using var rig = await ChargingAsync();
        var (id, module) = First(rig);
        module.Troubles.TemperatureC = 82;
        rig.RunUntil(() => Shown(rig, id).View.IsDerated, atMostS: 10);
        // The third module gives what the hot one does not.
        rig.RunUntil(() => PowerW(rig) > NeedW * 0.9, atMostS: 30);
        module.Troubles.TemperatureC = 95;
        rig.RunUntil(() => Has(rig, id, ModuleErrorCode.OverTemperature), atMostS: 5);
        rig.RunUntil(() => !Feeding(rig).Contains(id) && PowerW(rig) > NeedW * 0.9, atMostS: 40);
        Assert.Equal(SessionPhase.Charge, rig.Gun(0).Status.Phase);
        module.Troubles.TemperatureC = null;
        rig.RunUntil(() => Shown(rig, id).View.IsUsable, atMostS: 60);
        rig.AssertLawful();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(900)]
    public async Task Modules_that_answer_late_are_counted_and_no_contactor_closes_across_an_old_voltage(int lateMs)
    {
        await using var rig = await ChargingAsync();
        foreach (var module in rig.Modules) module.Troubles.AnswersLate = TimeSpan.FromMilliseconds(lateMs);
        rig.Run(5);
        rig.Arrive(1, new EvTraits { MaxPowerW = 100_000, MaxCurrentA = 300 }, socPct: 60);
        rig.Run(40);
        if (lateMs > 500) Assert.All(rig.Controller.Picture.Modules, m => Assert.True(m.View.Counters.LateAnswers > 0, rig.Describe()));
        Assert.Equal(SessionPhase.Charge, rig.Gun(0).Status.Phase);
        foreach (var module in rig.Modules) module.Troubles.AnswersLate = TimeSpan.Zero;
        rig.RunUntil(() => PowerW(rig) > NeedW / 2, atMostS: 40);
        rig.AssertLawful();
    }

    [Theory]
    [InlineData("uugreen")]
    [InlineData("infy")]
    [InlineData("winline")]
    public async Task A_module_that_restarts_in_the_charge_is_told_off_before_it_serves_again(string family)
    {
        await using var rig = await ChargingAsync(family);
        var (id, module) = First(rig);
        var number = rig.Modules.ToList().IndexOf(module);
        module.Restart();
        rig.Run(0.02);
        Assert.False(module.IsToldOn);
        rig.RunUntil(() => Shown(rig, id).View.Counters.Restarts > 0, atMostS: 5);
        Assert.Equal(SessionPhase.Charge, rig.Gun(0).Status.Phase);
        rig.RunUntil(() => PowerW(rig) > NeedW * 0.9, atMostS: 40);
        rig.RunUntil(() => rig.Controller.Picture.Modules[number].View.IsUsable, atMostS: 20);
        rig.AssertLawful();
    }

    [Theory]
    [InlineData(1.5, 1)]
    [InlineData(1, 1.5)]
    [InlineData(1, 10)]
    [InlineData(double.NaN, 1)]
    public async Task A_module_that_lies_about_what_it_gives_is_taken_out_and_the_vehicle_gets_no_more_than_it_asked_for(double voltageFactor, double currentFactor)
    {
        // Winline modules tell floating-point numbers, NaN among them.
        await using var rig = await ChargingAsync("winline");
        var (id, module) = First(rig);
        (module.Troubles.VoltageFactor, module.Troubles.CurrentFactor) = (voltageFactor, currentFactor);
        var mostA = 0.0;
        rig.RunUntil(() =>
        {
            mostA = Math.Max(mostA, rig.Physics.GunA(0));
            return Has(rig, id, ModuleErrorCode.MeasurementImplausible) || Shown(rig, id).View.VoltageV is null;
        }, atMostS: 20);
        rig.RunUntil(() => (!Feeding(rig).Contains(id) || !module.IsOn) && PowerW(rig) > NeedW * 0.6, atMostS: 40);
        Assert.Equal(SessionPhase.Charge, rig.Gun(0).Status.Phase);
        Assert.True(mostA < 200, $"{mostA} A; {rig.Describe()}");
        rig.AssertLawful();
    }

    [Fact]
    public async Task A_module_that_promises_more_than_it_can_is_not_believed()
    {
        await using var rig = await ChargingAsync();
        var (id, module) = First(rig);
        module.Troubles.CapabilityA = 1000;
        rig.RunUntil(() => Has(rig, id, ModuleErrorCode.CapabilityImplausible), atMostS: 5);
        rig.Run(5);
        Assert.True(Shown(rig, id).View.AvailableW <= 40_000);
        Assert.True(PowerW(rig) > NeedW * 0.9, rig.Describe());
        rig.AssertLawful();
    }

    [Fact]
    public async Task A_module_that_does_not_go_on_is_replaced()
    {
        await using var rig = await ControlRig.StartAsync(modules: 3, guns: 2);
        rig.Run(2);
        rig.Modules[0].Troubles.IsStubborn = true;
        rig.Charge(0, new EvTraits { MaxPowerW = NeedW });
        rig.RunUntil(() => PowerW(rig) > NeedW * 0.9, atMostS: 40);
        Assert.True(Has(rig, "M1", ModuleErrorCode.DoesNotObey), rig.Describe());
        Assert.Equal(["M2", "M3"], Feeding(rig).Order(StringComparer.Ordinal));

        // Going off proves nothing: it is not tried again with the next vehicle.
        rig.Player(0).Stop();
        rig.RunUntil(() => rig.Gun(0).Status.Phase == SessionPhase.Standby && Feeding(rig).Count == 0, atMostS: 20);
        Assert.False(Shown(rig, "M1").View.IsUsable);
        rig.Modules[0].Troubles.IsStubborn = false;
        rig.Controller.Recover("M1", "test");
        rig.RunUntil(() => Shown(rig, "M1").View.IsUsable, atMostS: 5);
        rig.Charge(0, new EvTraits { MaxPowerW = 110_000, MaxCurrentA = 300 });
        rig.RunUntil(() => Feeding(rig).Count == 3 && PowerW(rig) > 100_000, atMostS: 40);
        rig.AssertLawful();
    }

    private static async Task<ControlRig> ChargingAsync(string family = "uugreen")
    {
        var rig = await ControlRig.StartAsync(modules: 3, guns: 2, family: family);
        rig.Charge(0, new EvTraits { MaxPowerW = NeedW });
        rig.RunUntil(() => Feeding(rig).Count == 2 && PowerW(rig) > NeedW * 0.9, atMostS: 40);
        return rig;
    }

    private static IReadOnlyList<string> Feeding(ControlRig rig) => rig.Controller.Picture.Guns[0].Modules;

    private static double PowerW(ControlRig rig) => rig.Physics.GunA(0) * rig.Physics.GunV(0);

    private static (string Id, SimulatedModule Module) First(ControlRig rig)
    {
        var id = Feeding(rig)[0];
        return (id, rig.Modules[rig.Plan.Modules.ToList().FindIndex(m => m.Id == id)]);
    }

    private static ModulePicture Shown(ControlRig rig, string id) => rig.Controller.Picture.Modules.First(m => m.Plan.Id == id);

    private static bool Has(ControlRig rig, string id, ModuleErrorCode code) => Shown(rig, id).View.Errors.Any(e => e.Code == code);
}
