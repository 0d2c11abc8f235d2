using System.Text;
using Busbar.Core.Session;
using Busbar.Lab.Sites;
using Busbar.Lab.Worlds;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Sites;

/// <summary>The controller with all its loops against a running site of the lab: boards and modules over CAN, SECCs over TCP, in real time.</summary>
public sealed class LabSiteWorldTests
{
    [Fact]
    public async Task Two_vehicles_charge_at_once_over_PEP_and_one_is_sent_away_by_the_operator()
    {
        await using var rig = await Rig.StartAsync(
            new WorldVisit { Gun = "GUN1", AfterS = 0.2, MaxPowerKw = 60 },
            new WorldVisit { Gun = "GUN2", AfterS = 0.5, MaxPowerKw = 90, FullV = 800 });
        await rig.UntilAsync(s => s.Physics.GunA(0) > 50 && s.Physics.GunA(1) > 50, "both charge");
        Assert.True(await rig.World.AskAsync(s => s.Physics.GunV(1) - s.Physics.GunV(0) > 200, rig.Stop.Token), "each at its own voltage");

        var first = (await rig.World.AskAsync(s => s.PluggedIn[0], rig.Stop.Token))!;
        rig.Controller.Guns[0].Stop("the operator");
        await rig.UntilAsync(_ => first.Step == SeccStep.Done, "the first vehicle is done");
        Assert.Null(first.Trouble);
        var secondA = await rig.World.AskAsync(s => s.Physics.GunA(1), rig.Stop.Token);
        // A module that joins changes its range first, 4 s without current, and its share is asked from nobody else.
        Assert.True(secondA > 25, $"the second one goes on: {secondA} A\n{rig.Controller.Guns[1].Status}\n{string.Join('\n', rig.Controller.Picture.Modules)}\n{string.Join('\n', rig.Controller.Picture.Events)}");
        await rig.UntilAsync(s => s.Physics.GunA(1) > 50, "the second one has its current again");
        await rig.AssertLawfulAsync();
    }

    [Fact]
    public async Task A_controller_that_stops_ends_the_sessions_and_the_next_one_is_found_by_the_SECCs()
    {
        await using var rig = await Rig.StartAsync(
            new WorldVisit { Gun = "GUN1", AfterS = 0.2, MaxPowerKw = 60 },
            new WorldVisit { Gun = "GUN1", AfterS = 0.2, MaxPowerKw = 60 });
        await rig.UntilAsync(s => s.Physics.GunA(0) > 30, "the vehicle charges");
        var first = (await rig.World.AskAsync(s => s.PluggedIn[0], rig.Stop.Token))!;
        await rig.RestartControllerAsync();
        await rig.UntilAsync(s => first.Step == SeccStep.Done && s.PluggedIn[0] != first && s.Physics.GunA(0) > 30, "the next vehicle charges under the next controller");
        await rig.AssertLawfulAsync();
    }

    [Fact]
    public async Task An_SECC_that_vanishes_leaves_its_gun_in_standby_without_current_and_comes_back()
    {
        await using var rig = await Rig.StartAsync(
            [new WorldFault { AtS = 20, Kind = "seccVanish", Part = "GUN1", ForS = 4 }],
            new WorldVisit { Gun = "GUN1", AfterS = 0.2, MaxPowerKw = 60 });
        await rig.UntilAsync(s => s.Physics.GunA(0) > 30, "the vehicle charges");
        await rig.UntilAsync(_ => rig.World.Seccs[0].HasVanished, "it vanishes");
        await rig.UntilAsync(s => !s.Physics.Outputs[0].IsClosed && rig.Controller.Guns[0].Status.Phase == SessionPhase.Standby, "standby");
        Assert.True(rig.World.Seccs[1].IsConnected);
        await rig.UntilAsync(_ => rig.World.Seccs[0].IsConnected, "it is back");
        await rig.AssertLawfulAsync();
    }

    private sealed class Rig : IAsyncDisposable
    {
        private readonly Task _running;
        private readonly List<string> _lines = [];
        private readonly SitePlan _plan;

        private Rig(SitePlan plan, SiteController controller, WorldSite site)
        {
            _plan = plan with { Pep = new PepPlan { Port = controller.PepPort, Address = "127.0.0.1" } };
            Controller = controller;
            World = new LabSiteWorld(site, new Uri($"ws://127.0.0.1:{controller.PepPort}"), TimeProvider.System, Note);
            _running = World.RunAsync(Stop.Token);
        }

        public CancellationTokenSource Stop { get; } = new(TimeSpan.FromSeconds(150));

        public SiteController Controller { get; private set; }

        public LabSiteWorld World { get; }

        public static Task<Rig> StartAsync(params WorldVisit[] visits) => StartAsync([], visits);

        public static async Task<Rig> StartAsync(WorldFault[] faults, params WorldVisit[] visits)
        {
            var address = $"memory:lab-world-{Guid.NewGuid():N}";
            var json = $$"""
                {
                  "id": "rig",
                  "buses": [{ "id": "can", "address": "{{address}}" }],
                  "modules": [{ "id": "M{n}", "count": 4, "family": "uugreen", "bus": "can", "address": 1, "maxW": 40000, "maxA": 133, "minV": 50, "maxV": 1000 }],
                  "guns": [{ "id": "GUN{n}", "count": 2, "maxW": 240000, "maxA": 500, "board": { "bus": "can", "address": 1 } }],
                  "matrix": { "boards": [{ "bus": "can", "address": 10 }] },
                  "pep": { "port": 0, "address": "127.0.0.1" }
                }
                """;
            var plan = SitePlan.Parse(Encoding.UTF8.GetBytes(json), "rig");
            var site = new WorldSite
            {
                Id = "rig",
                Buses = [new WorldBus { Id = "can", Address = address }],
                Modules = [new WorldModule { Id = "M", Count = 4, Family = "uugreen", Bus = "can", Address = 1 }],
                Guns = [new WorldGun { Id = "GUN", Count = 2, Board = new WorldBoard { Bus = "can", Address = 1 } }],
                Boards = [new WorldBoard { Bus = "can", Address = 10 }],
                Visits = visits,
                Faults = faults,
                SeccRetryS = 0.3,
            };
            return new Rig(plan, await StartControllerAsync(plan), site);
        }

        public async Task RestartControllerAsync()
        {
            await Controller.DisposeAsync();
            Controller = await StartControllerAsync(_plan);
        }

        public async Task UntilAsync(Func<LabSite, bool> condition, string what)
        {
            try
            {
                while (!await World.AskAsync(condition, Stop.Token))
                {
                    if (_running.IsCompleted) await _running;
                    await Task.Delay(20, Stop.Token);
                }
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"never came true: {what}; {Describe()}");
            }
        }

        public async Task AssertLawfulAsync() => Assert.True(await World.AskAsync(s => s.Physics.Violations.Count == 0, Stop.Token), Describe());

        public async ValueTask DisposeAsync()
        {
            await Stop.CancelAsync();
            await _running;
            await World.DisposeAsync();
            await Controller.DisposeAsync();
            Stop.Dispose();
        }

        private static Task<SiteController> StartControllerAsync(SitePlan plan) =>
            SiteController.StartAsync(plan, new SiteControllerOptions { StopTime = TimeSpan.FromSeconds(6) }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

        private void Note(string line)
        {
            lock (_lines) _lines.Add(line);
        }

        private string Describe()
        {
            lock (_lines)
            {
                return string.Join('\n', _lines.Concat(Controller.Picture.Events.Take(30).Reverse().Select(e => $"{e.At:mm:ss.fff} {e.Subject}: {e.Text}"))
                    .Concat(Controller.Guns.Select(g => $"{g.Plan.Id} {g.Status.Phase} {g.Status.Fault?.Text}")));
            }
        }
    }
}
