using Busbar.Core.Power;
using Busbar.Core.Safety;
using Busbar.Core.Session;
using Busbar.Links.Can;
using Busbar.Plant.Boards;
using Busbar.Plant.Configuration;
using Busbar.Plant.Modules;
using Busbar.Wire.Can.Boards;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control.Sites;

/// <summary>The drivers of a site by its plan: every bus with its boards and modules, and everything in the plan's order.</summary>
internal sealed class SiteWiring : IAsyncDisposable
{
    private readonly List<ICanBus> _buses = [];

    private SiteWiring(SitePlan plan)
    {
        Graph = GraphOf(plan);
    }

    public SwitchGraph Graph { get; }

    public IReadOnlyList<ICanBus> Buses => _buses;

    public IReadOnlyList<BoardBus> BoardBuses { get; private set; } = [];

    public IReadOnlyList<ModuleBus> ModuleBuses { get; private set; } = [];

    public IContactors Contactors { get; private set; } = new ContactorMap([]);

    public IReadOnlyList<IPowerModuleDriver> Modules { get; private set; } = [];

    public IReadOnlyList<IGunBoard> GunBoards { get; private set; } = [];

    /// <summary>Opens everything.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Logs.</param>
    /// <param name="isControllerAlive">See <see cref="BoardBus"/>.</param>
    /// <param name="hasLoops">Whether the buses turn by themselves.</param>
    /// <exception cref="CanBusException">A bus cannot be opened.</exception>
    public static async Task<SiteWiring> OpenAsync(SitePlan plan, TimeProvider time, ILoggerFactory logs, Func<bool> isControllerAlive, bool hasLoops)
    {
        var wiring = new SiteWiring(plan);
        try
        {
            wiring.Open(plan, time, logs, isControllerAlive, hasLoops);
            return wiring;
        }
        catch
        {
            await wiring.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bus in ModuleBuses) await bus.DisposeAsync();
        foreach (var bus in BoardBuses) await bus.DisposeAsync();
        foreach (var bus in _buses) await bus.DisposeAsync();
    }

    /// <summary>The plan's numbers over the settings of all guns.</summary>
    public static GunSettings SettingsOf(GunPlan gun, GunSettings common) => common with
    {
        MaxVoltageV = gun.MaxV,
        MinVoltageV = gun.MinV,
        MaxCurrentA = gun.MaxA,
        MaxPowerW = gun.MaxW,
        CableMaxA = gun.CableMaxA,
        MaxDischargeA = gun.MaxDischargeA,
        MaxDischargeW = gun.MaxDischargeW,
    };

    private void Open(SitePlan plan, TimeProvider time, ILoggerFactory logs, Func<bool> isControllerAlive, bool hasLoops)
    {
        List<BoardBus> boardBuses = [];
        List<ModuleBus> moduleBuses = [];
        Dictionary<BoardPlan, ContactorBoard> contactorBoards = [];
        Dictionary<string, GunBoard> gunBoards = new(StringComparer.Ordinal);
        Dictionary<string, IPowerModuleDriver> modules = new(StringComparer.Ordinal);
        foreach (var entry in plan.Buses)
        {
            var bus = CanBuses.Open(entry.Address, time);
            _buses.Add(bus);
            if (BoardsOf(plan, entry.Id) is { Count: > 0 } boards)
            {
                var opened = BoardBus.Open(bus, boards, time, logs.CreateLogger<BoardBus>(), isControllerAlive, hasLoops);
                boardBuses.Add(opened);
                BoardBuses = boardBuses;
                foreach (var (config, board) in boards.Where(b => b.Kind == BoardKind.Contactors).Zip(opened.ContactorBoards))
                    contactorBoards.Add(new BoardPlan(entry.Id, config.Address), board);
                foreach (var board in opened.GunBoards) gunBoards.Add(board.Id, board);
            }

            var own = plan.Modules.Where(m => m.Bus == entry.Id).Select(ConfigOf).ToArray();
            if (own.Length == 0) continue;
            var moduleBus = ModuleBus.Open(bus, own, time, logs.CreateLogger<ModuleBus>(), options: null, hasLoops);
            moduleBuses.Add(moduleBus);
            ModuleBuses = moduleBuses;
            foreach (var module in moduleBus.Modules) modules.Add(module.Id, module);
        }

        Contactors = new ContactorMap([.. plan.Contactors.Select(c => ((IContactors)contactorBoards[c.Board], c.Output))]);
        Modules = [.. plan.Modules.Select(m => modules[m.Id])];
        GunBoards = [.. plan.Guns.Select(g => (IGunBoard)gunBoards[g.Id])];
    }

    private static List<BoardConfig> BoardsOf(SitePlan plan, string bus)
    {
        List<BoardConfig> boards =
        [
            .. plan.Contactors.Where(c => c.Board.Bus == bus).GroupBy(c => c.Board.Address)
                .Select(b => new BoardConfig($"contactors {bus}:{b.Key}", BoardKind.Contactors, (byte)b.Key, b.Max(c => c.Output) + 1)),
            .. plan.Guns.Where(g => g.Board.Bus == bus).Select(g => new BoardConfig(g.Id, BoardKind.Gun, (byte)g.Board.Address)),
        ];
        return boards;
    }

    private static ModuleConfig ConfigOf(ModulePlan m) => new(m.Id, m.Family, m.Address, new ModuleEnvelope(m.MinV, m.MaxV, m.MaxA, m.MaxW, m.MaxDischargeA), m.Group, m.Serial);

    private static SwitchGraph GraphOf(SitePlan plan)
    {
        Dictionary<string, int> nodes = new(StringComparer.Ordinal);
        foreach (var id in plan.Modules.Select(m => m.Id).Concat(plan.Guns.Select(g => g.Id)).Concat(plan.Busbars)) nodes.Add(id, nodes.Count);
        return new SwitchGraph(plan.Modules.Count, plan.Guns.Count, plan.Busbars.Count, [.. plan.Contactors.Select(c => new ContactorEdge(nodes[c.From], nodes[c.To]))]);
    }
}
