using System.Text.Json;
using Busbar.Lab.Modules;

namespace Busbar.Lab.Worlds;

/// <summary>What the sites of a world must keep; every refusal names the line, the value and what is allowed.</summary>
internal sealed class WorldSiteChecks
{
    /// <summary>Kinds of faults that a world may have.</summary>
    public static readonly string[] FaultKinds = ["weld", "stuck", "boardLoss", "isolation", "cpDrop", "emergencyStop", "seccVanish", "moduleFailure", "moduleLoss", "busOff"];

    private readonly string _path;
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <param name="path">The file, for the texts.</param>
    /// <param name="json">Its text; JSON that has been read before.</param>
    public WorldSiteChecks(string path, ReadOnlySpan<byte> json)
    {
        _path = path;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        var counted = (At: 0, Line: 1);
        Find(ref reader, json, "", ref counted);
    }

    /// <summary>Checks all sites.</summary>
    /// <exception cref="ArgumentException">One is wrong.</exception>
    public void Check(IReadOnlyList<WorldSite> sites)
    {
        for (var i = 0; i < sites.Count; i++) Check(sites[i], $"sites[{i}]");
        Unique(sites.Select(s => s.Id), "sites");
    }

    private void Check(WorldSite site, string at)
    {
        Must(site.Id.Length is > 0 and <= 48, $"{at}.id", $"the id '{site.Id}' has {site.Id.Length} characters; allowed: 1 to 48");
        Must(site.Buses.Count > 0, $"{at}.buses", "there is no bus; allowed: at least one");
        Must(site.Modules.Count > 0, $"{at}.modules", "there is no module; allowed: at least one");
        Must(site.Guns.Count > 0, $"{at}.guns", "there is no gun; allowed: at least one");
        Must(site.Pace is null or > 0, $"{at}.pace", $"pace is {site.Pace}; allowed: more than 0, or null for no vehicles");
        Must(!site.TestPlugs || (site.Pace is null && site.Visits.Count == 0), $"{at}.testPlugs", "no vehicle can come where test plugs are; allowed: testPlugs without pace and visits");
        In(site.SeccRetryS, 0.1, 3600, $"{at}.seccRetryS", "seccRetryS");
        var buses = site.Buses.Select(b => b.Id).ToHashSet(StringComparer.Ordinal);
        Unique(site.Buses.Select(b => b.Id), $"{at}.buses");
        for (var i = 0; i < site.Modules.Count; i++)
        {
            var (m, p) = (site.Modules[i], $"{at}.modules[{i}]");
            Known(m.Bus, buses, "bus", $"{p}.bus");
            Known(m.Family, SimulatedModules.Families, "family", $"{p}.family");
            In(m.Count, 1, 256, $"{p}.count", "count");
            In(m.Address, 0, 254 - m.Count + 1, $"{p}.address", "address");
            In(m.Group, 0, 15, $"{p}.group", "group");
            In(m.MaxW, 100, 1_000_000, $"{p}.maxW", "maxW");
            In(m.MaxA, 1, 1000, $"{p}.maxA", "maxA");
            In(m.MaxV, 50, 1500, $"{p}.maxV", "maxV");
            In(m.MinV, 0, m.MaxV, $"{p}.minV", "minV");
        }

        for (var i = 0; i < site.Guns.Count; i++)
        {
            In(site.Guns[i].Count, 1, 144, $"{at}.guns[{i}].count", "count");
            Board(site.Guns[i].Board, site.Guns[i].Count, buses, $"{at}.guns[{i}].board");
        }

        for (var i = 0; i < site.Boards.Count; i++) Board(site.Boards[i], site.Boards[i].Count, buses, $"{at}.boards[{i}]");
        var layout = new WorldSiteLayout(site);
        Unique(layout.Names, at);
        for (var i = 0; i < site.Contactors.Count; i++)
        {
            Known(site.Contactors[i].From, layout.Names, "part", $"{at}.contactors[{i}].from");
            Known(site.Contactors[i].To, layout.Names, "part", $"{at}.contactors[{i}].to");
            Must(site.Contactors[i].From != site.Contactors[i].To, $"{at}.contactors[{i}]", $"it joins '{site.Contactors[i].From}' with itself");
        }

        var outputs = layout.BoardAddresses.Count * 32;
        var contactors = layout.ContactorNames.Count;
        Must(contactors <= outputs, $"{at}.boards", $"{contactors} contactors need {(contactors + 31) / 32} boards, there are {layout.BoardAddresses.Count}");
        Unique(layout.BoardAddresses.Select(b => $"contactor board {b.Address} on {b.Bus}"), $"{at}.boards");
        Unique(layout.GunBoardAddresses.Select(b => $"gun board {b.Address} on {b.Bus}"), $"{at}.guns");
        Visits(site, layout, at);
        Faults(site, layout, at);
    }

    private void Visits(WorldSite site, WorldSiteLayout layout, string at)
    {
        for (var i = 0; i < site.Visits.Count; i++)
        {
            var (v, p) = (site.Visits[i], $"{at}.visits[{i}]");
            Known(v.Gun, layout.Guns, "gun", $"{p}.gun");
            In(v.AfterS, 0, 86_400, $"{p}.afterS", "afterS");
            In(v.LeavesAfterS, 1, 86_400, $"{p}.leavesAfterS", "leavesAfterS");
            In(v.SocPct, 0, 100, $"{p}.socPct", "socPct");
            In(v.TargetPct, 0, 100, $"{p}.targetPct", "targetPct");
            In(v.CapacityKwh, 1, 1000, $"{p}.capacityKwh", "capacityKwh");
            In(v.MaxPowerKw, 1, 1000, $"{p}.maxPowerKw", "maxPowerKw");
            In(v.FullV, 150, 1000, $"{p}.fullV", "fullV");
        }
    }

    private void Faults(WorldSite site, WorldSiteLayout layout, string at)
    {
        for (var i = 0; i < site.Faults.Count; i++)
        {
            var (f, p) = (site.Faults[i], $"{at}.faults[{i}]");
            Known(f.Kind, FaultKinds, "kind of fault", $"{p}.kind");
            In(f.AtS, 0, 1e9, $"{p}.atS", "atS");
            Must(f.ForS is null or > 0, $"{p}.forS", $"forS is {f.ForS}; allowed: more than 0, or null for good");
            Known(f.Part, [.. PartsFor(f.Kind, site, layout)], $"part for {f.Kind}", $"{p}.part");
        }
    }

    /// <summary>Parts of a site that a kind of fault can befall.</summary>
    public static IEnumerable<string> PartsFor(string kind, WorldSite site, WorldSiteLayout layout) => kind switch
    {
        "weld" or "stuck" => layout.ContactorNames.Concat(layout.Guns),
        "boardLoss" => layout.Guns.Concat(layout.BoardNames),
        "moduleFailure" or "moduleLoss" => layout.Modules,
        "busOff" => site.Buses.Where(b => b.Address.StartsWith("memory:", StringComparison.Ordinal)).Select(b => b.Id),
        _ => layout.Guns,
    };

    private void Board(WorldBoard board, int count, HashSet<string> buses, string at)
    {
        Known(board.Bus, buses, "bus", $"{at}.bus");
        In(count, 1, 254, $"{at}.count", "count");
        In(board.Address, 1, 254 - count + 1, $"{at}.address", "address");
    }

    private void Unique(IEnumerable<string> names, string at)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var name in names) Must(seen.Add(name), at, $"'{name}' is there twice");
    }

    private void Known(string name, IReadOnlyCollection<string> known, string what, string at) =>
        Must(known.Contains(name, StringComparer.Ordinal), at, $"there is no {what} '{name}'; known: {string.Join(", ", known.Take(12))}{(known.Count > 12 ? "..." : "")}");

    private void In(double value, double least, double most, string at, string what) =>
        Must(value >= least && value <= most, at, $"{what} is {value}; allowed: {least} to {most}");

    private void Must(bool isGood, string at, string what)
    {
        if (!isGood) throw new ArgumentException($"The world '{_path}' is wrong at {at}, line {LineOf(at)}: {what}.", nameof(at));
    }

    private int LineOf(string at)
    {
        while (!_lines.ContainsKey(at) && at.LastIndexOfAny(['.', '[']) is var cut and >= 0) at = at[..cut];
        return _lines.GetValueOrDefault(at, 1);
    }

    private void Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string at, ref (int At, int Line) counted)
    {
        var start = (int)reader.TokenStartIndex;
        counted = (start, counted.Line + json[counted.At..start].Count((byte)'\n'));
        _lines.TryAdd(at, counted.Line);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString();
                reader.Read();
                Find(ref reader, json, at.Length == 0 ? name! : $"{at}.{name}", ref counted);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++) Find(ref reader, json, $"{at}[{i}]", ref counted);
        }
    }
}
