using Busbar.Core.Safety;
using Busbar.Lab.Modules;
using Busbar.Lab.Sites;
using Busbar.Lab.Worlds;
using Busbar.Links.Can;
using Busbar.Plant.Boards;
using Busbar.Plant.Modules;
using Busbar.Plant.Tests.Modules;
using Busbar.Tests;
using Busbar.Wire.Can.Boards;
using Busbar.Wire.Can.Modules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Sites;

/// <summary>A world's site of one gun and one module of each family, boards and modules on one bus: the drivers work on it, the physics answer.</summary>
public sealed class SiteModuleTests
{
    [Theory]
    [InlineData("uugreen")]
    [InlineData("infy")]
    [InlineData("infy-beg")]
    [InlineData("winline")]
    public async Task A_module_of_each_family_charges_a_vehicle_and_tells_what_its_terminals_feel(string family)
    {
        await using var rig = new Rig(family);
        rig.Until(() => rig.Driver.View.IsUsable && rig.Gun.View.IsOnline && rig.Contactors.IsOnline, "everything is heard");
        var ev = rig.Plug(new EvTraits());
        rig.Drive(ev.OpenCircuitV, 2);
        rig.Until(() => Math.Abs(rig.Gun.View.VoltageV!.Value - ev.OpenCircuitV) < 5, "pre-charged");
        ev.IsConnected = true;
        rig.Drive(ev.Traits.MaxVoltageV, 80);
        rig.Until(() => ev.CurrentA > 79, "80 A into the battery");
        rig.Run(2000);
        Assert.Equal(80, rig.Driver.View.CurrentA!.Value, 1.0);
        Assert.Equal(rig.Gun.View.VoltageV!.Value, rig.Driver.View.VoltageV!.Value, 1.0);
        Assert.Equal(rig.Gun.View.CurrentA!.Value, rig.Driver.View.CurrentA!.Value, 1.0);
        Assert.Empty(rig.Lab.Physics.Violations);
    }

    [Theory]
    [InlineData("uugreen")]
    [InlineData("infy")]
    [InlineData("infy-beg")]
    [InlineData("winline")]
    public async Task A_failure_by_the_plan_switches_the_module_off_is_told_and_ends_when_it_ends(string family)
    {
        await using var rig = new Rig(family, new WorldFault { AtS = 6, Kind = "moduleFailure", Part = "M", ForS = 3 });
        rig.Until(() => rig.Driver.View.IsUsable, "usable");
        rig.Drive(400, 5);
        rig.Until(() => rig.Driver.View.IsOn == true, "on");
        Assert.True(rig.Lab.Physics.Now < TimeSpan.FromSeconds(6), "the fault must come after the module is on");
        rig.Until(() => rig.Driver.View.Errors.Any(e => ModuleErrors.SeverityOf(e.Code) == ModuleSeverity.Fault), "a fault is told");
        Assert.False(rig.Lab.Physics.Sources[0].IsOn);
        rig.Until(() => rig.Driver.View.Errors.All(e => ModuleErrors.SeverityOf(e.Code) != ModuleSeverity.Fault), "the fault is over");
    }

    [Fact]
    public async Task A_module_without_power_is_lost_and_comes_back_off()
    {
        await using var rig = new Rig("uugreen", new WorldFault { AtS = 6, Kind = "moduleLoss", Part = "M", ForS = 6 });
        rig.Until(() => rig.Driver.View.IsUsable, "usable");
        rig.Run(7000 - (int)rig.Lab.Physics.Now.TotalMilliseconds);
        rig.Until(() => !rig.Driver.View.IsOnline, "lost");
        rig.Until(() => rig.Driver.View.IsOnline, "back");
        Assert.False(rig.Lab.Physics.Sources[0].IsOn);
    }

    [Fact]
    public async Task A_bus_that_is_off_silences_all_that_hang_on_it_until_it_returns()
    {
        await using var rig = new Rig("uugreen", new WorldFault { AtS = 6, Kind = "busOff", Part = "can0", ForS = 15 });
        rig.Until(() => rig.Driver.View.IsUsable && rig.Gun.View.IsOnline, "everything is heard");
        rig.Run(7000 - (int)rig.Lab.Physics.Now.TotalMilliseconds);
        Assert.False(rig.Gun.View.IsOnline);
        rig.Until(() => !rig.Driver.View.IsOnline, "the module is lost");
        Assert.True(rig.Lab.Physics.Now < TimeSpan.FromSeconds(21), "lost while the bus is off");
        rig.Until(() => rig.Driver.View.IsOnline && rig.Gun.View.IsOnline, "back");
    }

    private sealed class Rig : IAsyncDisposable
    {
        private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
        private readonly FakeTime _time = new();
        private readonly ICanBus _theirs;
        private readonly ICanBus _ours;
        private readonly BoardBus _boards;
        private readonly ModuleBus _modules;
        private readonly WorldSitePlayers _players;
        private SafeSetpoint? _wanted;

        public Rig(string family, params WorldFault[] faults)
        {
            var address = $"memory:site-module-{Guid.NewGuid():N}";
            var plan = new WorldSite
            {
                Id = "one",
                Buses = [new WorldBus { Id = "can0", Address = address }],
                Modules = [new WorldModule { Id = "M", Family = family, Bus = "can0", Address = 1 }],
                Guns = [new WorldGun { Id = "GUN", Board = new WorldBoard { Bus = "can0", Address = 1 } }],
                Boards = [new WorldBoard { Bus = "can0", Address = 1 }],
                Faults = faults,
            };
            _theirs = CanBuses.Open(address, _time);
            _ours = CanBuses.Open(address, _time);
            Lab = new WorldSiteLayout(plan).Build([_theirs]);
            _players = new WorldSitePlayers(plan, Lab, seed: 1);
            _boards = BoardBus.Open(
                _ours, [new BoardConfig("K", BoardKind.Contactors, 1, 1), new BoardConfig("GUN", BoardKind.Gun, 1)], _time, NullLogger.Instance, () => true, hasLoop: false);
            _modules = ModuleBus.Open(_ours, [new ModuleConfig("M", family, 1, ModuleRig.Envelope)], _time, NullLogger.Instance, new ModuleBusOptions(), hasLoop: false);
        }

        public LabSite Lab { get; }

        public ContactorBoard Contactors => _boards.ContactorBoards[0];

        public GunBoard Gun => _boards.GunBoards[0];

        public IPowerModuleDriver Driver => _modules.Modules[0];

        public void Drive(double voltageV, double currentA) => _wanted = ModuleRig.Safe(voltageV, currentA);

        /// <summary>A vehicle is there and its pilot lets the output close; both contactors are closed.</summary>
        public Ev Plug(EvTraits car)
        {
            var player = new SeccPlayer(new Ev(car, 30));
            Lab.Plug(0, player);
            player.Advance(Lab.Physics.Now, default);
            player.Advance(Lab.Physics.Now + TimeSpan.FromSeconds(1.5), default);
            Run(200);
            Assert.True(Contactors.Close(0));
            Assert.True(Gun.SwitchOutput(close: true));
            Until(() => Lab.Physics.Outputs[0].IsClosed && Lab.Physics.Contactors[0].IsClosed, "both contactors are closed");
            return player.Vehicle;
        }

        public void Until(Func<bool> condition, string what)
        {
            for (var t = 0; t < 30_000 && !condition(); t += 5) Run(5);
            Assert.True(condition(), $"never came true: {what}; {Driver.View}");
        }

        public void Run(int ms)
        {
            for (var t = 0; t < ms; t += 5)
            {
                _time.Advance(Step);
                if (_wanted is { } wanted) Driver.Set(wanted);
                _boards.Turn();
                _modules.Turn();
                _players.Advance(Lab.Physics.Now);
                Lab.Step(Step);
            }
        }

        public async ValueTask DisposeAsync()
        {
            Lab.Dispose();
            await _modules.DisposeAsync();
            await _boards.DisposeAsync();
            await _ours.DisposeAsync();
            await _theirs.DisposeAsync();
        }
    }
}
