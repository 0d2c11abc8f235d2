using Busbar.Lab.Modules;
using Busbar.Lab.Sites;
using Busbar.Links.Can;

namespace Busbar.Lab.Worlds;

/// <summary>A world's site with its names, numbers and addresses written out: nodes are modules, guns and busbars in the order of the file. Immutable.</summary>
public sealed class WorldSiteLayout
{
    private readonly WorldSite _site;
    private readonly List<(WorldModule Kind, string Id, int Address)> _modules = [];

    /// <summary>Writes a site out.</summary>
    public WorldSiteLayout(WorldSite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        _site = site;
        foreach (var m in site.Modules)
            for (var i = 0; i < m.Count; i++) _modules.Add((m, Numbered(m.Id, m.Count, i), m.Address + i));
        Modules = [.. _modules.Select(m => m.Id)];
        Guns = [.. site.Guns.SelectMany(g => Enumerable.Range(0, g.Count).Select(i => Numbered(g.Id, g.Count, i)))];
        Names = [.. Modules, .. Guns, .. site.Busbars];
        BoardAddresses = [.. site.Boards.SelectMany(b => Enumerable.Range(0, b.Count).Select(i => (b.Bus, b.Address + i)))];
        GunBoardAddresses = [.. site.Guns.SelectMany(g => Enumerable.Range(0, g.Count).Select(i => (g.Board.Bus, g.Board.Address + i)))];
        Contactors = site.Contactors.Count > 0
            ? site.Contactors
            : [.. Modules.SelectMany(m => Guns.Select(g => new WorldContactor { From = m, To = g }))];
        ContactorNames = [.. Contactors.Select(c => $"{c.From}-{c.To}")];
        BoardNames = [.. BoardAddresses.Select(b => $"{b.Bus}/{b.Address}")];
    }

    /// <summary>The modules.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>The guns.</summary>
    public IReadOnlyList<string> Guns { get; }

    /// <summary>All nodes by their number.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The contactors by their number.</summary>
    public IReadOnlyList<WorldContactor> Contactors { get; }

    /// <summary>The contactors' names, <c>FROM-TO</c>.</summary>
    public IReadOnlyList<string> ContactorNames { get; }

    /// <summary>The contactor boards.</summary>
    public IReadOnlyList<(string Bus, int Address)> BoardAddresses { get; }

    /// <summary>The contactor boards' names, <c>BUS/ADDRESS</c>.</summary>
    public IReadOnlyList<string> BoardNames { get; }

    /// <summary>The guns' boards.</summary>
    public IReadOnlyList<(string Bus, int Address)> GunBoardAddresses { get; }

    /// <summary>What the physics need.</summary>
    public SiteElectrics Electrics
    {
        get
        {
            var numbers = Names.Select((name, n) => (name, n)).ToDictionary(x => x.name, x => x.n, StringComparer.Ordinal);
            return new SiteElectrics
            {
                Modules = [.. _modules.Select(m => new SiteModuleTraits(m.Id, m.Kind.MaxW, m.Kind.MaxA, m.Kind.MaxV))],
                Guns = Guns,
                Busbars = _site.Busbars.Count,
                Contactors = [.. Contactors.Select(c => new SiteEdge(numbers[c.From], numbers[c.To]))],
            };
        }
    }

    /// <summary>Builds the site on its buses with modules that speak the bytes of their families.</summary>
    /// <param name="buses">The lab's end of each bus, in the order of the file.</param>
    public LabSite Build(IReadOnlyList<ICanBus> buses) => Build(buses, static (kind, _, address) => SimulatedModules.Create(kind.Family, new SimulatedModuleOptions
    {
        Address = address,
        Group = kind.Group,
        MaxW = kind.MaxW,
        MaxA = kind.MaxA,
        MinV = kind.MinV,
        MaxV = kind.MaxV,
    }));

    /// <summary>Builds the site on its buses.</summary>
    /// <param name="buses">The lab's end of each bus, in the order of the file.</param>
    /// <param name="electronics">Makes the electronics of a module from its kind, name and address.</param>
    public LabSite Build(IReadOnlyList<ICanBus> buses, Func<WorldModule, string, int, ISiteModule> electronics)
    {
        ArgumentNullException.ThrowIfNull(electronics);
        var index = _site.Buses.Select((b, i) => (b.Id, i)).ToDictionary(x => x.Id, x => x.i, StringComparer.Ordinal);
        var used = BoardAddresses.Take((Contactors.Count + 31) / 32);
        return new LabSite(
            Electrics,
            buses,
            [.. used.Select((b, i) => new LabContactorBoardPlan(index[b.Bus], (byte)b.Address, [.. Enumerable.Range(i * 32, Math.Min(32, Contactors.Count - (i * 32)))]))],
            [.. GunBoardAddresses.Select(b => new LabGunBoardPlan(index[b.Bus], (byte)b.Address))],
            [.. _modules.Select(m => new LabModulePlan(index[m.Kind.Bus], electronics(m.Kind, m.Id, m.Address)))]);
    }

    private static string Numbered(string id, int count, int i) => count == 1 ? id : $"{id}{i + 1}";
}
