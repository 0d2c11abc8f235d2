using System.Text.Json;
using System.Text.Json.Serialization;
using Busbar.Core.Power;
using Busbar.Core.Units;

namespace Busbar.Hub.Sites;

/// <summary>One line that <c>busbar site allocate</c> reads; the members are its keys.</summary>
internal sealed record AllocationInstance
{
    private static readonly JsonSerializerOptions Reading = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public required IReadOnlyList<ModuleLine> Modules { get; init; }

    public required IReadOnlyList<GunLine> Guns { get; init; }

    /// <summary>Pairs of module and gun that a contactor can join; null: all.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Edges { get; init; }

    public double? SiteCapW { get; init; }

    /// <summary>Feeders that modules hang on; null: none.</summary>
    public IReadOnlyList<FeederLine>? Feeders { get; init; }

    /// <summary>Pairs that are joined now; null: none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Current { get; init; }

    /// <summary>Names of busbars that contactors join; null: none.</summary>
    public IReadOnlyList<string>? Busbars { get; init; }

    /// <summary>Pairs of modules, guns and busbars that a contactor can join; null: a matrix by <see cref="Edges"/>.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Contactors { get; init; }

    /// <summary>The ends of contactors that are closed now; null: none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Closed { get; init; }

    /// <summary>The ends of contactors that do not open; null: none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Welded { get; init; }

    /// <summary>The ends of contactors that do not close; null: none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Stuck { get; init; }

    /// <summary>Reads a line.</summary>
    /// <exception cref="ArgumentException">Something in it is wrong; names the key, its value and what is allowed.</exception>
    public static AllocationInstance Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AllocationInstance>(line, Reading) ?? throw new ArgumentException("The instance is null; an object is needed.", nameof(line));
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The line is no instance at {e.Path ?? "$"}, byte {e.BytePositionInLine}: {Short(e.Message)}", nameof(line), e);
        }
    }

    /// <summary>The problem that the line states.</summary>
    /// <exception cref="ArgumentException">Something in it is wrong; names the key, its value and what is allowed.</exception>
    public AllocationProblem ToProblem()
    {
        var modules = Numbers(Modules.Select(m => m.Id), "modules");
        var guns = Numbers(Guns.Select(g => g.Id), "guns");
        for (var i = 0; i < Modules.Count; i++)
        {
            var module = Modules[i];
            Check(module.MaxW >= 0, $"modules[{i}].maxW", module.MaxW, "0 or more");
            Check(module.MaxA >= 0, $"modules[{i}].maxA", module.MaxA, "0 or more");
            Check(module.MinV >= 0 && module.MaxV >= module.MinV, $"modules[{i}].maxV", module.MaxV, "0 or more, and not below minV");
        }

        for (var i = 0; i < Guns.Count; i++)
        {
            var gun = Guns[i];
            Check(gun.DemandW >= 0, $"guns[{i}].demandW", gun.DemandW, "0 or more");
            Check(gun.VoltageV >= 0, $"guns[{i}].voltageV", gun.VoltageV, "0 or more");
            Check(gun.CapW is null or >= 0, $"guns[{i}].capW", gun.CapW ?? 0, "0 or more");
            Check(gun.MaxA is null or >= 0, $"guns[{i}].maxA", gun.MaxA ?? 0, "0 or more");
            Check(gun.Weight > 0, $"guns[{i}].weight", gun.Weight, "more than 0");
        }

        if (SiteCapW is { } cap) Check(cap >= 0, "siteCapW", cap, "0 or more");
        foreach (var (key, isThere) in ((string, bool)[])[("busbars", Busbars is not null), ("closed", Closed is not null), ("welded", Welded is not null), ("stuck", Stuck is not null)])
            Check(!isThere || Contactors is not null, key, "there", "none without contactors");
        Check(Current is null || Contactors is null, "current", "there", "closed instead, with contactors");
        var wiring = Contactors is null ? null : new AllocationWiring(this);
        var feeders = Feeders is { Count: > 0 } ? Numbers(Feeders.Select(f => f.Id), "feeders") : [];
        return new AllocationProblem
        {
            Modules = [.. Modules.Select(m => new PowerModule(m.Id, m.MaxW, m.MaxA, m.MinV, m.MaxV, m.Failed))],
            Guns = [.. Guns.Select(g => new GunDemand { Id = g.Id, VoltageV = g.VoltageV, Limits = [.. LimitsOf(g)], Weight = g.Weight, Running = g.Running })],
            Edges = Edges is null ? null : EdgesOf(modules, guns),
            SiteLimit = SiteCapW is { } siteW ? Limit.Watts(siteW, "site cap") : null,
            Current = wiring is null ? CurrentOf(modules, guns) : null,
            Graph = wiring?.Graph,
            Failures = wiring?.Failures,
            ClosedNow = wiring?.Closed,
            Feeders = Feeders is null ? null : [.. Feeders.Select((f, i) => FeederOf(f, i, feeders))],
            ModuleFeeder = [.. Modules.Select((m, i) => FeederNumber(m.Feeder, $"modules[{i}].feeder", feeders))],
        };
    }

    private static PowerFeeder FeederOf(FeederLine feeder, int number, Dictionary<string, int> feeders)
    {
        Check(feeder.LimitW >= 0, $"feeders[{number}].limitW", feeder.LimitW, "0 or more");
        return new PowerFeeder(feeder.Id, Limit.Watts(feeder.LimitW, $"feeder {feeder.Id}"), FeederNumber(feeder.Parent, $"feeders[{number}].parent", feeders));
    }

    private static int FeederNumber(string? id, string path, Dictionary<string, int> feeders)
    {
        if (id is null) return AllocationProblem.None;
        Check(feeders.TryGetValue(id, out var feeder), path, id, "the id of a feeder");
        return feeder;
    }

    private static IEnumerable<Limit> LimitsOf(GunLine gun)
    {
        yield return Limit.Watts(gun.DemandW, "vehicle demand");
        if (gun.CapW is { } capW) yield return Limit.Watts(capW, "gun cap");
        if (gun.MaxA is { } maxA) yield return Limit.Watts(gun.VoltageV * maxA, "gun current");
    }

    private bool[,] EdgesOf(Dictionary<string, int> modules, Dictionary<string, int> guns)
    {
        var edges = new bool[modules.Count, guns.Count];
        for (var i = 0; i < Edges!.Count; i++)
        {
            var (module, gun) = Pair(Edges[i], $"edges[{i}]", modules, guns);
            edges[module, gun] = true;
        }

        return edges;
    }

    private int[] CurrentOf(Dictionary<string, int> modules, Dictionary<string, int> guns)
    {
        var current = new int[modules.Count];
        Array.Fill(current, AllocationProblem.None);
        for (var i = 0; i < (Current?.Count ?? 0); i++)
        {
            var (module, gun) = Pair(Current![i], $"current[{i}]", modules, guns);
            Check(current[module] < 0 || current[module] == gun, $"current[{i}]", Current[i][0], "each module on one gun");
            current[module] = gun;
        }

        return current;
    }

    private static (int Module, int Gun) Pair(IReadOnlyList<string> pair, string path, Dictionary<string, int> modules, Dictionary<string, int> guns)
    {
        if (pair is not { Count: 2 }) throw new ArgumentException($"{path} is {(pair is null ? "null" : $"{pair.Count} names")}; allowed: two names, a module and a gun.", path);
        Check(modules.TryGetValue(pair[0] ?? "", out var module), path, pair[0] ?? "null", "the id of a module first");
        Check(guns.TryGetValue(pair[1] ?? "", out var gun), path, pair[1] ?? "null", "the id of a gun second");
        return (module, gun);
    }

    private static Dictionary<string, int> Numbers(IEnumerable<string> ids, string path)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            Check(!string.IsNullOrEmpty(id), $"{path}[{numbers.Count}].id", "empty", "a name");
            Check(numbers.TryAdd(id, numbers.Count), $"{path}[{numbers.Count}].id", id, "a name that no other has");
        }

        Check(numbers.Count > 0, path, "empty", "one or more");
        return numbers;
    }

    /// <summary>Refuses a value by its key.</summary>
    public static void Check(bool isGood, string path, object value, string allowed)
    {
        if (!isGood) throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path} is {value}; allowed: {allowed}."), path);
    }

    private static string Short(string message) => message.IndexOf(" Path: ", StringComparison.Ordinal) is var cut and > 0 ? message[..cut] : message;

    internal sealed record ModuleLine
    {
        public required string Id { get; init; }

        public required double MaxW { get; init; }

        public required double MaxA { get; init; }

        public double MinV { get; init; }

        public double MaxV { get; init; } = double.MaxValue;

        public bool Failed { get; init; }

        /// <summary>The feeder that it hangs on; null: the grid connection.</summary>
        public string? Feeder { get; init; }
    }

    internal sealed record FeederLine
    {
        public required string Id { get; init; }

        public required double LimitW { get; init; }

        /// <summary>The feeder that it hangs on; null: the grid connection.</summary>
        public string? Parent { get; init; }
    }

    internal sealed record GunLine
    {
        public required string Id { get; init; }

        public required double DemandW { get; init; }

        public required double VoltageV { get; init; }

        public double? CapW { get; init; }

        public double? MaxA { get; init; }

        public double Weight { get; init; } = 1;

        public bool Running { get; init; }
    }
}
