using Busbar.Lab.Sites;
using Busbar.Links.Can;
using Busbar.Plant.Boards;
using Busbar.Tests;
using Busbar.Wire.Can.Boards;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Boards;

/// <summary>
/// Two modules, two guns, a full matrix, one contactor board and two gun boards: the drivers work on the simulated site over a CAN bus, and
/// the site's physics judge every switching. Contactors: 0 M1-GUN1, 1 M1-GUN2, 2 M2-GUN1, 3 M2-GUN2.
/// </summary>
public sealed class SiteScenarioTests
{
    [Fact]
    public async Task A_vehicle_charges_from_plug_to_plug_over_the_boards()
    {
        await using var site = new Site();
        site.Arrive(0, new EvTraits { CapacityKwh = 1, MaxPowerW = 40_000 }, socPct: 60);
        site.Connect(module: 0, gun: 0);
        site.RunUntil(() => site.Player(0).Step == SeccStep.Done, atMostS: 120);
        Assert.Null(site.Player(0).Trouble);
        Assert.InRange(site.Player(0).Vehicle.SocPct, 80, 81);
        site.Run(1.5);
        Assert.Equal(200, site.Guns[0].View.EnergyOutWh!.Value, 15.0);
        Assert.Equal(1u, site.Guns[0].View.Wear!.Value.Cycles);
        Assert.Equal(0, site.Guns[0].View.Wear!.Value.LoadBreaks);
        Assert.Empty(site.Physics.Violations);
    }

    [Fact]
    public async Task The_drivers_read_the_meter_of_the_physics()
    {
        await using var site = new Site();
        site.ChargeAt(0);
        site.Run(5);
        Assert.Equal(site.Physics.GunV(0), site.Guns[0].View.VoltageV!.Value, 1.0);
        Assert.Equal(site.Physics.GunA(0), site.Guns[0].View.CurrentA!.Value, 3.0);
        Assert.True(site.Guns[0].View.CurrentA > 50);
    }

    [Fact]
    public async Task A_second_module_joins_while_the_vehicle_charges_and_leaves_again_by_the_rules()
    {
        await using var site = new Site();
        site.ChargeAt(0);
        site.Run(8);
        site.Connect(module: 1, gun: 0);
        site.Run(8);
        Assert.True(site.Physics.Sources[1].CurrentA > 10, $"{site.Physics.Sources[1].CurrentA} A");
        site.Serving[1] = null;
        site.Run(0.5);
        site.Contactors.Open(2);
        site.Run(0.2);
        Assert.False(site.Contactors[2].Closed);
        Assert.Empty(site.Physics.Violations);
        Assert.Equal(SeccStep.Charge, site.Player(0).Step);
    }

    [Fact]
    public async Task A_controller_that_opens_under_current_or_joins_two_guns_is_found_out()
    {
        await using var site = new Site();
        site.ChargeAt(0);
        site.Run(8);
        site.Contactors.Close(1);
        site.Contactors.Open(0);
        site.Run(0.2);
        Assert.Contains(site.Physics.Violations, v => v is { Law: SiteLaw.GunsJoined, Part: "GUN1+GUN2" } || v is { Law: SiteLaw.OpenedUnderCurrent, Part: "M1-GUN1" });
        Assert.Contains(site.Physics.Violations, v => v is { Law: SiteLaw.OpenedUnderCurrent, Part: "M1-GUN1" } && v.Value > 50);
    }

    [Fact]
    public async Task A_dead_controller_leaves_guns_open_first_and_the_matrix_without_current()
    {
        await using var site = new Site();
        site.ChargeAt(0);
        site.Run(8);
        site.IsAlive = false;
        site.Run(3.5);
        Assert.True(site.Physics.Outputs[0].IsClosed);
        Assert.True(site.Physics.Contactors[0].IsClosed);
        site.Run(1);
        Assert.False(site.Physics.Outputs[0].IsClosed);
        Assert.True(site.Physics.Contactors[0].IsClosed);
        site.Run(1);
        Assert.False(site.Physics.Contactors[0].IsClosed);
        // The modules went on pushing: the output had to break the current, the matrix did not.
        Assert.Equal([(SiteLaw.OpenedUnderCurrent, "GUN1 output")], site.Physics.Violations.Select(v => (v.Law, v.Part)));
    }

    [Fact]
    public async Task R42_A_pilot_that_drops_opens_the_output_and_nothing_closes_it_again()
    {
        await using var site = new Site();
        site.ChargeAt(0);
        site.Run(8);
        site.Lab.SeccPermits[0] = false;
        site.Run(0.1);
        Assert.False(site.Physics.Outputs[0].IsClosed);
        Assert.False(site.Guns[0].View.Permits);
        site.Lab.SeccPermits[0] = true;
        site.Run(2);
        Assert.False(site.Physics.Outputs[0].IsClosed);
        Assert.Equal("the contactors opened", site.Player(0).Trouble);
    }

    [Fact]
    public async Task A_welded_contactor_of_the_matrix_is_seen_by_its_driver_and_by_the_voltage()
    {
        await using var site = new Site();
        site.Run(0.3);
        site.Connect(module: 0, gun: 0);
        site.Physics.Contactors[0].Fault = ContactorFault.Welded;
        site.Contactors.Open(0);
        site.Run(0.5);
        Assert.True(site.Contactors[0].IsWelded);
        site.Serving[0] = null;
        (site.Modules[0].IsOn, site.Modules[0].VoltageV, site.Modules[0].CurrentA) = (true, 300, 2);
        site.Run(1);
        Assert.Equal(300, site.Guns[0].View.VoltageV!.Value, 1.0);
    }

    [Fact]
    public async Task A_welded_output_is_seen_after_the_session()
    {
        await using var site = new Site();
        site.ChargeAt(0);
        site.Run(3);
        site.Physics.Outputs[0].Fault = ContactorFault.Welded;
        site.Player(0).Stop();
        site.Run(5);
        Assert.True(site.Guns[0].View.OutputFault);
        Assert.True(site.Guns[0].View.OutputClosed);
        Assert.False(site.Guns[0].View.OutputDriven);
    }

    [Fact]
    public async Task A_vehicle_with_bad_isolation_is_found_in_the_cable_check_and_gets_no_current()
    {
        await using var site = new Site();
        site.Connect(module: 0, gun: 0);
        site.Arrive(0, new EvTraits { IsolationKOhm = 60 }, socPct: 30);
        site.RunUntil(() => site.Player(0).Step == SeccStep.Done, atMostS: 60);
        Assert.Equal("the isolation is too low", site.Player(0).Trouble);
        Assert.Equal(IsolationState.Fault, site.Guns[0].View.Isolation.State);
        Assert.Equal(0, site.Player(0).Vehicle.EnergyJ);
    }

    [Fact]
    public async Task A_lost_gun_board_ends_its_own_gun_only()
    {
        await using var site = new Site();
        site.ChargeAt(0);
        site.Arrive(1, new EvTraits(), socPct: 30);
        site.Connect(module: 1, gun: 1);
        site.RunUntil(() => site.Player(1).Step == SeccStep.Charge, atMostS: 30);
        site.Lab.GunBoards[0].Fault = BoardFault.Cut;
        site.Run(6);
        Assert.False(site.Guns[0].View.IsOnline);
        Assert.False(site.Physics.Outputs[0].IsClosed);
        Assert.Equal(SeccStep.Charge, site.Player(1).Step);
        Assert.True(site.Guns[1].View.CurrentA > 50);
    }

    /// <summary>The lab's site, the drivers, and the simplest controller: each gun's targets go to the modules that serve it.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
        private readonly FakeTime _time = new();
        private readonly ICanBus _theirs;
        private readonly ICanBus _ours;
        private readonly BoardBus _boards;
        private readonly AskTargets?[] _targets = new AskTargets?[2];

        public Site()
        {
            var address = $"memory:scenario-{Guid.NewGuid():N}";
            _theirs = CanBuses.Open(address, _time);
            _ours = CanBuses.Open(address, _time);
            Modules = [new DirectModule(), new DirectModule()];
            Lab = new LabSite(
                SiteElectrics.FullMatrix(2, 2), [_theirs],
                [new LabContactorBoardPlan(0, 1, [0, 1, 2, 3])],
                [new LabGunBoardPlan(0, 1), new LabGunBoardPlan(0, 2)],
                [.. Modules.Select(m => new LabModulePlan(0, m))]);
            _boards = BoardBus.Open(
                _ours,
                [new BoardConfig("K", BoardKind.Contactors, 1, 4), new BoardConfig("GUN1", BoardKind.Gun, 1), new BoardConfig("GUN2", BoardKind.Gun, 2)],
                _time, NullLogger.Instance, () => IsAlive, hasLoop: false);
            Run(0.3);
        }

        public LabSite Lab { get; }

        public SitePhysics Physics => Lab.Physics;

        public IReadOnlyList<DirectModule> Modules { get; }

        public ContactorBoard Contactors => _boards.ContactorBoards[0];

        public IReadOnlyList<IGunBoard> Guns => _boards.GunBoards;

        /// <summary>The gun that each module serves; null: none.</summary>
        public int?[] Serving { get; } = [null, null];

        public bool IsAlive { get; set; } = true;

        public SeccPlayer Player(int gun) => Lab.PluggedIn[gun]!;

        public void Arrive(int gun, EvTraits car, double socPct) => Lab.Plug(gun, new SeccPlayer(new Ev(car, socPct)));

        public void Connect(int module, int gun)
        {
            Assert.True(Contactors.Close((module * 2) + gun));
            Run(0.2);
            Assert.True(Contactors[(module * 2) + gun].Closed);
            Serving[module] = gun;
        }

        /// <summary>An ordinary car charges with the gun's own module.</summary>
        public void ChargeAt(int gun)
        {
            Arrive(gun, new EvTraits(), socPct: 30);
            Connect(gun, gun);
            RunUntil(() => Player(gun).Step == SeccStep.Charge, atMostS: 30);
        }

        public void RunUntil(Func<bool> condition, double atMostS)
        {
            for (var t = 0.0; t < atMostS && !condition(); t += Step.TotalSeconds) Advance();
            Assert.True(condition(), $"not within {atMostS} s");
        }

        public void Run(double seconds)
        {
            for (var t = 0.0; t < seconds - 1e-9; t += Step.TotalSeconds) Advance();
        }

        public async ValueTask DisposeAsync()
        {
            Lab.Dispose();
            await _boards.DisposeAsync();
            await _ours.DisposeAsync();
            await _theirs.DisposeAsync();
        }

        private void Advance()
        {
            for (var g = 0; g < 2; g++)
                if (Lab.PluggedIn[g] is { } player) Play(g, player);
            if (IsAlive)
            {
                for (var m = 0; m < 2; m++)
                {
                    var target = Serving[m] is { } gun ? _targets[gun] : null;
                    Modules[m].IsOn = target is { VoltageV: > 0 } || (Serving[m] is null && Modules[m].IsOn && Modules[m].CurrentA <= 2);
                    if (target is null) continue;
                    Modules[m].VoltageV = target.VoltageV;
                    Modules[m].CurrentA = target.CurrentA / Serving.Count(s => s == Serving[m]);
                }
            }

            _time.Advance(Step);
            _boards.Turn();
            Lab.Step(Step);
        }

        private void Play(int g, SeccPlayer player)
        {
            var view = Guns[g].View;
            var status = new ChargerStatus(view.OutputClosed == true, view.Isolation.State, view.VoltageV ?? 0, view.CurrentA ?? 0);
            foreach (var ask in player.Advance(Physics.Now, status))
            {
                switch (ask)
                {
                    case AskContactors { Close: true }:
                        Guns[g].SwitchOutput(close: true);
                        break;
                    case AskCableCheck check:
                        Guns[g].StartIsolationTest(check.VoltageV);
                        break;
                    case AskTargets targets:
                        _targets[g] = targets;
                        break;
                    case AskReset:
                        _targets[g] = null;
                        Guns[g].SwitchOutput(close: false);
                        break;
                }
            }
        }
    }
}
