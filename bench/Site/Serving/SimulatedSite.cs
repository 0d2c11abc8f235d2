using System.Globalization;
using System.Text;
using Busbar.Core.Session;
using Busbar.Lab.Modules;
using Busbar.Lab.Sites;
using Busbar.Links.Can;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Bench.Site.Serving;

/// <summary>
/// The whole site controller on a simulated site by its bytes, with a vehicle of 400 V plugged in at every gun. The SECCs come from outside.
/// </summary>
internal sealed class SimulatedSite : IAsyncDisposable
{
    private const int GunsOfACabinet = 12;

    private readonly SiteController _controller;
    private readonly LabSite _lab;
    private readonly IReadOnlyList<ICanBus> _buses;
    private readonly Ev[] _vehicles;

    private SimulatedSite(SiteController controller, LabSite lab, IReadOnlyList<ICanBus> buses)
    {
        (_controller, _lab, _buses) = (controller, lab, buses);
        _vehicles = [.. controller.Guns.Select((_, g) => PlugIn(lab, g))];
        World = new WorldThread(lab, MoveVehicles);
    }

    public int Port => _controller.PepPort;

    public WorldThread World { get; }

    /// <summary>Cabinets of up to twelve guns and as many modules with a full matrix between them, a CAN bus for each.</summary>
    public static SitePlan Cabinets(int guns) => SitePlan.Parse(Encoding.UTF8.GetBytes(Describe(guns)), "bench");

    public static async Task<SimulatedSite> StartAsync(SitePlan plan)
    {
        var buses = plan.Buses.Select(b => CanBuses.Open(b.Address)).ToArray();
        var lab = Build(plan, buses);
        var local = plan with { Pep = (plan.Pep ?? new PepPlan()) with { Address = "127.0.0.1", Port = 0 } };
        return new SimulatedSite(await SiteController.StartAsync(local, new SiteControllerOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None), lab, buses);
    }

    /// <summary>What went wrong with it, in words: broken laws of switching, and time that the world could not follow.</summary>
    public IEnumerable<string> Troubles()
    {
        foreach (var e in _controller.Picture.Events.Where(e => e.Severity > NoticeSeverity.Info).Take(30)) yield return $"{e.At:HH:mm:ss.fff} {e.Subject}: {e.Text}";
        foreach (var violation in _lab.Physics.Violations.Take(20)) yield return $"violation: {violation}";
        if (World.Lost > TimeSpan.Zero) yield return string.Create(CultureInfo.InvariantCulture, $"the world lost {World.Lost.TotalSeconds:0.0} s; it stood still for up to {World.LongestStall.TotalSeconds:0.0} s");
    }

    public async ValueTask DisposeAsync()
    {
        await _controller.DisposeAsync();
        World.Dispose();
        _lab.Dispose();
        foreach (var bus in _buses) await bus.DisposeAsync();
    }

    private static string Describe(int guns)
    {
        var cabinets = Enumerable.Range(0, (guns + GunsOfACabinet - 1) / GunsOfACabinet).ToArray();
        int Size(int c) => Math.Min(GunsOfACabinet, guns - (c * GunsOfACabinet));
        return $$"""
            { "id": "bench", "pep": { "port": 0, "address": "127.0.0.1" },
              "buses": [{{Join(cabinets, c => $$"""{ "id": "can{{c}}", "address": "memory:bench-{{c}}" }""")}}],
              "modules": [{{Join(cabinets, c => $$"""{ "id": "C{{c}}M{n}", "count": {{Size(c)}}, "family": "uugreen", "bus": "can{{c}}", "address": 1, "maxW": 40000, "maxA": 133, "minV": 50, "maxV": 1000 }""")}}],
              "guns": [{{Join(Enumerable.Range(0, guns), g => $$"""{ "id": "C{{g / GunsOfACabinet}}GUN{{g + 1}}", "path": "/GUN{{g + 1}}", "maxW": 240000, "maxA": 500, "board": { "bus": "can{{g / GunsOfACabinet}}", "address": {{(g % GunsOfACabinet) + 1}} } }""")}}],
              "matrix": { "blocks": [{{Join(cabinets, c => $$"""{ "modules": "C{{c}}M*", "guns": "C{{c}}GUN*", "boards": [{ "bus": "can{{c}}", "address": 20, "count": {{((Size(c) * Size(c)) + 31) / 32}} }] }""")}}] } }
            """;
    }

    private static string Join(IEnumerable<int> numbers, Func<int, string> one) => string.Join(", ", numbers.Select(one));

    private static LabSite Build(SitePlan plan, IReadOnlyList<ICanBus> buses)
    {
        var bus = plan.Buses.Select((b, i) => (b.Id, i)).ToDictionary(b => b.Id, b => b.i, StringComparer.Ordinal);
        var nodes = plan.Modules.Select(m => m.Id).Concat(plan.Guns.Select(g => g.Id)).Select((id, n) => (id, n)).ToDictionary(x => x.id, x => x.n, StringComparer.Ordinal);
        var electrics = new SiteElectrics
        {
            Modules = [.. plan.Modules.Select(m => new SiteModuleTraits(m.Id, m.MaxW, m.MaxA, m.MaxV))],
            Guns = [.. plan.Guns.Select(g => g.Id)],
            Contactors = [.. plan.Contactors.Select(c => new SiteEdge(nodes[c.From], nodes[c.To]))],
        };
        var boards = plan.Contactors.Select((c, k) => (c.Board, c.Output, Number: k)).GroupBy(c => c.Board);
        return new LabSite(
            electrics,
            buses,
            [.. boards.Select(b => new LabContactorBoardPlan(bus[b.Key.Bus], (byte)b.Key.Address, [.. b.OrderBy(c => c.Output).Select(c => c.Number)]))],
            [.. plan.Guns.Select(g => new LabGunBoardPlan(bus[g.Board.Bus], (byte)g.Board.Address))],
            [.. plan.Modules.Select(m => new LabModulePlan(bus[m.Bus], SimulatedModules.Create(m.Family, new SimulatedModuleOptions { Address = m.Address, MaxW = m.MaxW, MaxA = m.MaxA, MinV = m.MinV, MaxV = m.MaxV })))]);
    }

    /// <summary>A vehicle that holds its pilot at C and never asks by itself.</summary>
    private static Ev PlugIn(LabSite lab, int gun)
    {
        var ev = new Ev(new EvTraits { Id = string.Create(CultureInfo.InvariantCulture, $"EV-{gun + 1}"), CapacityKwh = 1000, EmptyV = 399, FullV = 401, MaxVoltageV = 500 }, 20);
        var driver = new SeccPlayer(ev, 100, new SeccManners { TalksFor = TimeSpan.FromDays(2) });
        lab.Plug(gun, driver);
        driver.Advance(TimeSpan.Zero, default);
        driver.Advance(TimeSpan.FromDays(1), default);
        return ev;
    }

    /// <summary>A vehicle closes its contactors when the voltage is its battery's, and opens them when the charge is over and no current flows.</summary>
    private void MoveVehicles()
    {
        for (var g = 0; g < _vehicles.Length; g++)
        {
            var ev = _vehicles[g];
            var charges = _controller.Guns[g].Status.Phase is SessionPhase.PreCharge or SessionPhase.Charge;
            if (ev.IsConnected) ev.IsConnected = charges || Math.Abs(ev.CurrentA) >= 0.5;
            else ev.IsConnected = charges && Math.Abs(ev.InletV - ev.OpenCircuitV) <= 10;
        }
    }
}
