using System.Text;
using Busbar.Core.Session;
using Busbar.Lab.Modules;
using Busbar.Lab.Sites;
using Busbar.Links.Can;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Plant.Pep;
using Busbar.Tests;
using Busbar.Wire.Can.Boards;
using Busbar.Wire.Pep.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Control;

/// <summary>
/// The whole controller against the lab's site, both by their bytes on one CAN bus, turned by hand on a clock that only the test moves: the same run every time,
/// and the site's physics judge every switching.
/// </summary>
internal sealed class ControlRig : IAsyncDisposable
{
    private static readonly TimeSpan Dt = TimeSpan.FromMilliseconds(5);

    private readonly FakeTime _time = new();
    private readonly ICanBus[] _theirs;
    private readonly SiteControllerOptions _options;
    private readonly IPepGun[] _doors;
    private readonly List<SiteController> _dead = [];
    private long _ticket;

    private ControlRig(SitePlan plan, SiteControllerOptions options)
    {
        var run = Guid.NewGuid().ToString("N");
        Plan = plan with { Buses = [.. plan.Buses.Select(b => b with { Address = $"memory:{b.Id}-{run}" })] };
        _options = options;
        _theirs = [.. Plan.Buses.Select(b => CanBuses.Open(b.Address, _time))];
        Dictionary<string, int> bus = new(StringComparer.Ordinal);
        foreach (var b in plan.Buses) bus.Add(b.Id, bus.Count);
        Modules = [.. plan.Modules.Select(m => SimulatedModules.Create(m.Family, new SimulatedModuleOptions { Address = m.Address, MaxW = m.MaxW, MaxA = m.MaxA, MinV = m.MinV, MaxV = m.MaxV, BootTime = TimeSpan.Zero }))];
        var boards = plan.Contactors.Select((c, k) => (c.Board, Number: k)).GroupBy(c => c.Board, c => c.Number);
        Lab = new LabSite(
            Electrics(plan), _theirs,
            [.. boards.Select(b => new LabContactorBoardPlan(bus[b.Key.Bus], (byte)b.Key.Address, [.. b]))],
            [.. plan.Guns.Select(g => new LabGunBoardPlan(bus[g.Board.Bus], (byte)g.Board.Address))],
            [.. Modules.Select((m, i) => new LabModulePlan(bus[plan.Modules[i].Bus], m))]);
        _doors = new IPepGun[plan.Guns.Count];
    }

    public SitePlan Plan { get; }

    public LabSite Lab { get; }

    public SitePhysics Physics => Lab.Physics;

    public IReadOnlyList<SimulatedModule> Modules { get; }

    public SiteController Controller { get; private set; } = null!;

    public IGun Gun(int gun) => Controller.Guns[gun];

    public SeccPlayer Player(int gun) => Lab.PluggedIn[gun]!;

    /// <summary>Whether the SECC of a gun is connected; a test cuts it.</summary>
    public bool[] HasSecc { get; private init; } = [];

    /// <summary>A full matrix of modules of 40 kW and guns of up to 240 kW.</summary>
    public static async Task<ControlRig> StartAsync(int modules, int guns, double? limitW = null, string family = "uugreen", SiteControllerOptions? options = null)
    {
        var json = $$"""
            {
              "id": "rig", {{(limitW is { } w ? $"\"limitW\": {w}," : "")}}
              "buses": [{ "id": "can", "address": "memory:x" }],
              "modules": [{ "id": "M{n}", "count": {{modules}}, "family": "{{family}}", "bus": "can", "address": 1, "maxW": 40000, "maxA": 133, "minV": 50, "maxV": 1000 }],
              "guns": [{ "id": "GUN{n}", "count": {{guns}}, "maxW": 240000, "maxA": 500, "board": { "bus": "can", "address": 1 } }],
              "matrix": { "boards": [{ "bus": "can", "address": 10, "count": {{((modules * guns) + 31) / 32}} }] }
            }
            """;
        return await StartAsync(SitePlan.Parse(Encoding.UTF8.GetBytes(json), "rig"), options);
    }

    /// <summary>A site by its plan, on buses in memory.</summary>
    public static async Task<ControlRig> StartAsync(SitePlan plan, SiteControllerOptions? options = null)
    {
        var rig = new ControlRig(plan, options ?? new SiteControllerOptions()) { HasSecc = [.. Enumerable.Repeat(true, plan.Guns.Count)] };
        await rig.StartControllerAsync();
        return rig;
    }

    /// <summary>A controller begins, as after a restart: nothing of the one before is known but what is on disk.</summary>
    public async Task StartControllerAsync()
    {
        Controller = await SiteController.AssembleAsync(Plan, _options, _time, NullLoggerFactory.Instance, hasLoops: false);
        for (var g = 0; g < _doors.Length; g++)
        {
            _doors[g] = Controller.PepGun(g);
            if (HasSecc[g]) _doors[g].SeccConnected();
        }

        IsAlive = true;
    }

    /// <summary>Whether the controller runs; false is a kill -9: it says and does nothing any more.</summary>
    public bool IsAlive { get; set; }

    /// <summary>The controller dies without a word.</summary>
    public void Kill()
    {
        IsAlive = false;
        _dead.Add(Controller);
    }

    /// <summary>The SECC of a gun goes, or comes back.</summary>
    public void Connect(int gun, bool isThere)
    {
        if (HasSecc[gun] == isThere) return;
        HasSecc[gun] = isThere;
        if (isThere) _doors[gun].SeccConnected();
        else _doors[gun].SeccLost("The SECC is gone.");
    }

    /// <summary>A gun's door, to say what no good SECC says.</summary>
    public IPepGun Door(int gun) => _doors[gun];

    /// <summary>Laws broken but for those that a dead controller cannot keep: its output contactors open by themselves under current (docs/boards.md).</summary>
    public IEnumerable<SiteViolation> Violations => Physics.Violations.Where(v => _dead.Count == 0 || v.Law != SiteLaw.OpenedUnderCurrent || !v.Part.EndsWith(" output", StringComparison.Ordinal));

    public void Arrive(int gun, EvTraits car, double socPct, double targetPct = 80) => Lab.Plug(gun, new SeccPlayer(new Ev(car, socPct), targetPct));

    public void Charge(int gun, EvTraits? car = null, double socPct = 30)
    {
        Arrive(gun, car ?? new EvTraits(), socPct);
        RunUntil(() => Player(gun).Step == SeccStep.Charge, atMostS: 40);
    }

    public void RunUntil(Func<bool> condition, double atMostS)
    {
        for (var t = 0.0; t < atMostS && !condition(); t += Dt.TotalSeconds) Advance();
        if (!condition()) Assert.Fail($"not within {atMostS} s; {Describe()}");
    }

    public void Run(double seconds)
    {
        for (var t = 0.0; t < seconds - 1e-9; t += Dt.TotalSeconds) Advance();
    }

    public void AssertLawful() => Assert.True(!Violations.Any(), Describe());

    public string Describe() => string.Join(
        "; ",
        [
            .. Controller.Guns.Select((g, i) => $"{g.Plan.Id} {g.Status.Phase} {Lab.PluggedIn[i]?.Step} {Lab.PluggedIn[i]?.Trouble} {Physics.GunV(i):0} V {Physics.GunA(i):0} A fault {g.Status.Fault?.Text} grant {g.Status.Grant.Modules} {g.Status.Grant.MaxW:0} W {g.Status.Grant.Binding.Source}"),
            .. Controller.Picture.Modules.Select(m => $"{m.Plan.Id} {m.Gun} {(m.IsMoving ? "moving" : "")} on {m.View.IsOn} usable {m.View.IsUsable} {m.View.VoltageV:0} V {m.View.CurrentA:0} A {string.Join(',', m.View.Errors.Select(e => e.Text))}"),
            .. Controller.Picture.Events.Take(20).Reverse().Select(e => $"\n {e.At:mm:ss.fff} {e.Subject}: {e.Text}"),
            .. Physics.Violations.Select(v => $"\n violation {v}"),
        ]);

    public async ValueTask DisposeAsync()
    {
        Lab.Dispose();
        if (IsAlive) await Controller.DisposeAsync();
        foreach (var dead in _dead) await dead.DisposeAsync();
        foreach (var bus in _theirs) await bus.DisposeAsync();
    }

    public void Advance()
    {
        if (IsAlive)
        {
            for (var g = 0; g < _doors.Length; g++)
                if (Lab.PluggedIn[g] is { } player && HasSecc[g]) Play(g, player);
        }

        _time.Advance(Dt);
        if (IsAlive) Controller.Turn();
        Lab.Step(Dt);
    }

    private static SiteElectrics Electrics(SitePlan plan)
    {
        Dictionary<string, int> nodes = new(StringComparer.Ordinal);
        foreach (var id in plan.Modules.Select(m => m.Id).Concat(plan.Guns.Select(g => g.Id)).Concat(plan.Busbars)) nodes.Add(id, nodes.Count);
        return new SiteElectrics
        {
            Modules = [.. plan.Modules.Select(m => new SiteModuleTraits(m.Id, m.MaxW, m.MaxA, m.MaxV))],
            Guns = [.. plan.Guns.Select(g => g.Id)],
            Busbars = plan.Busbars.Count,
            Contactors = [.. plan.Contactors.Select(c => new SiteEdge(nodes[c.From], nodes[c.To]))],
        };
    }

    private void Play(int g, SeccPlayer player)
    {
        var status = _doors[g].View.Status;
        var isolation = status.IsolationStatus switch
        {
            PepIsolationStatus.Valid => IsolationState.Valid,
            PepIsolationStatus.Warning => IsolationState.Warning,
            PepIsolationStatus.Fault => IsolationState.Fault,
            _ => IsolationState.Invalid,
        };
        var isOperative = status.Operative || player.Step is SeccStep.Plugged or SeccStep.PostCharge or SeccStep.Reset or SeccStep.Done;
        var seen = new ChargerStatus(status.ContactorsClosed, isolation, status.MeasuredVoltageV, status.MeasuredCurrentA, isOperative);
        foreach (var ask in player.Advance(Physics.Now, seen))
        {
            var ticket = ++_ticket;
            switch (ask)
            {
                case AskContactors contactors: _doors[g].OnContactors(ticket, new PepContactorsStatus(contactors.Close)); break;
                case AskCableCheck check: _doors[g].OnCableCheck(ticket, new PepCableCheck(check.VoltageV)); break;
                case AskTargets targets:
                    _doors[g].OnTargetValues(ticket, new PepTargetValues(targets.VoltageV, targets.CurrentA, targets.SocPct, targets.Step switch
                    {
                        SeccStep.PreCharge => PepChargingState.PreCharge,
                        SeccStep.Charge => PepChargingState.Charge,
                        _ => PepChargingState.PostCharge,
                    }));
                    break;
                case AskReset: _doors[g].OnReset(ticket); break;
            }
        }
    }
}
