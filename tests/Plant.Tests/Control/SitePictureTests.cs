using Busbar.Core.Power.Switching;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Plant.Modules;

namespace Busbar.Plant.Tests.Control;

public class SitePictureTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly GunPlan Gun = new("GUN1", "/GUN1", 1, true, 100_000, 250, 250, 150, 1000, 1, new BoardPlan("can", 1));
    private static readonly ModulePlan Module = new("M1", "infy", "can", 1, 0, null, 30_000, 100, 150, 1000, null);

    [Fact]
    public void Rows_that_are_equal_stay_the_same_objects()
    {
        var before = Picture(10, 20);
        var after = Picture(10, 20).SharingRowsWith(before);
        Assert.Same(before.Guns, after.Guns);
        Assert.Same(before.Modules, after.Modules);
        Assert.Same(before.Contactors, after.Contactors);
        Assert.Same(before.EmergencyStop, after.EmergencyStop);
    }

    [Fact]
    public void A_row_that_differs_is_the_new_one_and_its_neighbours_stay()
    {
        var before = Picture(10, 20);
        var after = Picture(10, 21).SharingRowsWith(before);
        Assert.Same(before.Modules[0], after.Modules[0]);
        Assert.NotSame(before.Modules[1], after.Modules[1]);
        Assert.Equal(21, after.Modules[1].View.TemperatureC);
        Assert.Same(before.Guns, after.Guns);
    }

    [Fact]
    public void A_gun_that_gets_another_module_is_a_new_row()
    {
        var before = Picture(10, 20);
        var after = Picture(10, 20, "M1", "M2").SharingRowsWith(before);
        Assert.Equal(["M1", "M2"], after.Guns[0].Modules);
        Assert.NotSame(before.Guns[0], after.Guns[0]);
    }

    private static SitePicture Picture(double firstC, double secondC, params string[] modules) => new()
    {
        At = Noon,
        Policy = "exact",
        Limit = Limit.Watts(60_000, "modules"),
        Totals = default,
        EmergencyStop = new EmergencyStopPicture(Noon, "operator", ["GUN1"]),
        Modules = [Row(Module, firstC), Row(Module with { Id = "M2", Address = 2 }, secondC)],
        Contactors = [new ContactorPicture(new ContactorPlan("M1-GUN1", "M1", "GUN1", new BoardPlan("can", 2), 0), ContactorPhase.Open, ContactorFailure.None, default)],
        Guns = [new GunPicture(Gun, new GunStatus(), GunMeter.Unknown, default, [.. modules], 0, Limit.Watts(100_000, "gun"), null, Noon, null)],
    };

    private static ModulePicture Row(ModulePlan plan, double temperatureC) => new(plan, new ModuleView { Id = plan.Id, TemperatureC = temperatureC, Errors = [] }, null, false, null);
}
