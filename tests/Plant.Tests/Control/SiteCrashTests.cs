using Busbar.Core.Session;
using Busbar.Lab.Sites;
using Busbar.Plant.Control;

namespace Busbar.Plant.Tests.Control;

/// <summary>
/// The controller is killed without a word at every step of a reallocation (a second vehicle takes modules from the first), at once or after the boards have made
/// themselves safe a new one starts, and the site's physics judge what it does with what it finds.
/// </summary>
public sealed class SiteCrashTests
{
    private static EvTraits Hungry => new() { MaxPowerW = 150_000, MaxCurrentA = 400 };

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.6)]
    [InlineData(6)]
    public async Task After_a_kill_at_any_step_of_a_reallocation_contactors_are_known_before_anything_moves(double deadForS)
    {
        for (var killAfterS = 0.0; killAfterS < 5; killAfterS += 0.155) await CrashAsync(killAfterS, deadForS);
    }

    private static async Task CrashAsync(double killAfterS, double deadForS)
    {
        var folder = Directory.CreateTempSubdirectory("busbar-crash").FullName;
        try
        {
            await using var rig = await ControlRig.StartAsync(modules: 3, guns: 2, options: new SiteControllerOptions { DataFolder = folder });
            rig.Charge(0, Hungry);
            rig.RunUntil(() => rig.Controller.Picture.Guns[0].Modules.Count == 3, atMostS: 40);
            rig.Run(11);
            rig.Arrive(1, Hungry, socPct: 20);
            rig.RunUntil(() => rig.Gun(1).Status.DemandW > 0, atMostS: 20);
            rig.Run(killAfterS);
            rig.Kill();
            rig.Run(deadForS);
            await rig.StartControllerAsync();
            var closings = rig.Physics.Contactors.Select(c => c.IsClosed).ToArray();
            var allOpenOnce = false;
            for (var t = 0.0; t < 12; t += 0.005)
            {
                rig.Advance();
                allOpenOnce |= rig.Controller.Switching.Contactors.All(c => c.Phase == Core.Power.Switching.ContactorPhase.Open);
                for (var k = 0; k < closings.Length; k++)
                {
                    var isClosed = rig.Physics.Contactors[k].IsClosed;
                    Assert.True(allOpenOnce || !isClosed || closings[k], $"contactor {k} closed before all were known, killed after {killAfterS} s, dead for {deadForS} s");
                    closings[k] = isClosed;
                }
            }

            Assert.True(allOpenOnce, $"not all contactors were known open, killed after {killAfterS} s, dead for {deadForS} s: {rig.Describe()}");
            rig.Lab.Plug(0, null);
            rig.Lab.Plug(1, null);
            rig.RunUntil(() => rig.Controller.Guns.All(g => g.Status is { Phase: SessionPhase.Standby, IsOperative: true }), atMostS: 30);
            rig.Charge(1, Hungry);
            Assert.True(!rig.Violations.Any(), $"killed after {killAfterS} s, dead for {deadForS} s: {rig.Describe()}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
