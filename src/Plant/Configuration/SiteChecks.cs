using System.Globalization;
using System.Text.RegularExpressions;
using Busbar.ChargePoints;
using Busbar.Links.Can;

namespace Busbar.Plant.Configuration;

/// <summary>What must hold in a <c>site.json</c> beyond its shape; the first thing that does not is said with its line.</summary>
internal sealed partial class SiteChecks(string file, JsonLines lines)
{
    private static readonly string[] Families = ["uugreen", "infy", "infy-beg", "winline"];

    /// <summary>Highest address of each family (facts of the modules: 7, 6, 6 and 6 bits).</summary>
    private static readonly Dictionary<string, (int From, int To)> Addresses = new(StringComparer.Ordinal)
    {
        ["uugreen"] = (1, 127),
        ["infy"] = (0, 59),
        ["infy-beg"] = (0, 59),
        ["winline"] = (0, 63),
    };

    private const double HighestW = 10e6;
    private const double HighestV = 1500;
    private const double HighestA = 10_000;

    public void Id(string id, string path) => That(Name().IsMatch(id), path, id, "1 to 48 letters, digits, '-', '_' or '.'");

    public void OneOf(string value, string path, params string[] allowed) => That(allowed.Contains(value, StringComparer.Ordinal), path, value, string.Join(", ", allowed));

    public void Positive(double value, string path, string unit, double highest = HighestW) =>
        That(value > 0 && value <= highest, path, value, $"more than 0 {unit}, up to {highest.ToString("N0", CultureInfo.InvariantCulture)}");

    public void Matches(int count, string path, string pattern) => That(count > 0, path, pattern, "a name, or a pattern with * that fits one or more");

    public void HasOutput(int contactor, int boards, int perBoard, string path) =>
        That(contactor < boards * perBoard, path, $"{boards} boards with {perBoard} outputs each", $"enough for every contactor; number {contactor + 1} has none");

    public void Parts(SiteFile site, SitePlan plan)
    {
        Unique(site.Buses, b => b.Id, i => $"buses[{i}].id");
        for (var i = 0; i < site.Buses.Count; i++)
        {
            Id(site.Buses[i].Id, $"buses[{i}].id");
            That(BusAddress().IsMatch(site.Buses[i].Address), $"buses[{i}].address", site.Buses[i].Address, "memory:NAME, udp:GROUP:PORT, socketcan:NAME or slcan:DEVICE");
            if (CanBuses.WhyNot(site.Buses[i].Address) is { } why) throw new SiteFileException(file, lines.Of($"buses[{i}].address"), $"buses[{i}].address: {why}");
        }

        Feeders(site);
        for (var i = 0; i < site.Modules.Count; i++) Module(site, i);
        for (var i = 0; i < site.Guns.Count; i++) Gun(site, i);
        That(plan.Modules.Count > 0, "modules", "empty", "one or more");
        That(plan.Guns.Count > 0, "guns", "empty", "one or more");
        var names = plan.Modules.Select(m => m.Id).Concat(plan.Guns.Select(g => g.Id)).Concat(plan.Busbars).ToArray();
        var twice = names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        That(twice is null, "modules", twice?.Key ?? "", "names of modules, guns and busbars that differ from each other");
        Once(plan.Modules.GroupBy(m => (m.Bus, m.Family, m.Address)), "modules", g => $"address {g.Key.Address} on bus {g.Key.Bus} for {string.Join(" and ", g.Select(m => m.Id))}");
        Once(plan.Guns.GroupBy(g => g.Path, StringComparer.Ordinal), "guns", g => $"path {g.Key} for {string.Join(" and ", g.Select(x => x.Id))}");
        Once(plan.Guns.GroupBy(g => g.Connector), "guns", g => $"connector {g.Key} for {string.Join(" and ", g.Select(x => x.Id))}");
        var ranges = MatrixBoards(site).ToArray();
        foreach (var (range, path) in ranges) Board(site, range.Bus, range.Address, range.Count, path);
        var boards = plan.Guns.Select(g => (g.Board, Who: g.Id))
            .Concat(ranges.SelectMany(r => Enumerable.Range(0, r.Range.Count).Select(i => (Board: new BoardPlan(r.Range.Bus, r.Range.Address + i), Who: r.Path))));
        Once(boards.GroupBy(b => b.Board), "matrix", g => $"board {g.Key.Address} on bus {g.Key.Bus} for {string.Join(" and ", g.Select(b => b.Who))}");
        if (site.Pep is { } pep)
        {
            That(pep.Port is >= 0 and <= 65_535, "pep.port", pep.Port, "0 to 65535");
            That(pep.KeyFile is null || pep.CertificateFile is not null, "pep.keyFile", pep.KeyFile ?? "", "none without pep.certificateFile");
        }

        if (site.Ocpp is { } ocpp) Ocpp(ocpp, plan);
        if (site.Vesec is not { } vesec) return;
        That(Uri.TryCreate(vesec.Url, UriKind.Absolute, out var broker) && broker.Scheme is "mqtt" or "mqtts" or "ws" or "wss", "vesec.url", vesec.Url, "mqtt://, mqtts://, ws:// or wss:// and a host");
        That(vesec.GunsPerDevice >= 1, "vesec.gunsPerDevice", vesec.GunsPerDevice, "1 or more");
        That(vesec.StaleAfterS is >= 1 and <= 3600, "vesec.staleAfterS", vesec.StaleAfterS, "1 to 3600 s");
        That(broker!.UserInfo.Length == 0, "vesec.url", "one with credentials", "one without; they go into vesec.user and vesec.password");
    }

    /// <summary>The contactors: their ends are there and differ, and every gun reaches a module.</summary>
    public void Wires(SiteFile site, SitePlan plan)
    {
        var modules = plan.Modules.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        var guns = plan.Guns.Select(g => g.Id).ToHashSet(StringComparer.Ordinal);
        var nodes = modules.Concat(guns).Concat(plan.Busbars).ToHashSet(StringComparer.Ordinal);
        var pairs = new HashSet<(string, string)>();
        for (var i = 0; i < site.Matrix.Contactors.Count; i++)
        {
            var (path, contactor) = ($"matrix.contactors[{i}]", site.Matrix.Contactors[i]);
            That(nodes.Contains(contactor.From), $"{path}.from", contactor.From, "the name of a module, a gun or a busbar");
            That(nodes.Contains(contactor.To), $"{path}.to", contactor.To, "the name of a module, a gun or a busbar");
            That(contactor.From != contactor.To, $"{path}.to", contactor.To, "another node than from");
            That(!guns.Contains(contactor.From) || !guns.Contains(contactor.To), path, $"{contactor.From} to {contactor.To}", "no contactor between two guns");
            var pair = string.CompareOrdinal(contactor.From, contactor.To) < 0 ? (contactor.From, contactor.To) : (contactor.To, contactor.From);
            That(pairs.Add(pair), path, $"{contactor.From} to {contactor.To}", "one contactor between two nodes");
        }

        Once(plan.Contactors.GroupBy(c => c.Id, StringComparer.Ordinal), "matrix.contactors", g => $"the name {g.Key}");
        var wires = plan.Contactors.SelectMany(c => ((string From, string To)[])[(c.From, c.To), (c.To, c.From)]).ToLookup(w => w.From, w => w.To, StringComparer.Ordinal);
        foreach (var gun in plan.Guns)
            That(Reaches(gun.Id, wires, modules, guns), "matrix", $"no way from gun {gun.Id} to any module", "contactors that lead from every gun to a module without passing another gun");
    }

    private void Ocpp(OcppPlan ocpp, SitePlan plan)
    {
        That(Uri.TryCreate(ocpp.Url, UriKind.Absolute, out var uri) && uri.Scheme is "ws" or "wss", "ocpp.url", ocpp.Url, "ws:// or wss:// and a host");
        That(ocpp.Id is null or { Length: >= 1 and <= 48 }, "ocpp.id", ocpp.Id ?? "", "1 to 48 characters");
        That(ocpp.Admission is OcppPlan.Authorised or OcppPlan.Free, "ocpp.admission", ocpp.Admission, $"{OcppPlan.Authorised} or {OcppPlan.Free}");
        That(ocpp.FreeTag.Length is >= 1 and <= 20, "ocpp.freeTag", ocpp.FreeTag, "1 to 20 characters");
        That(plan.Guns.Select(g => g.Connector).Order().SequenceEqual(Enumerable.Range(1, plan.Guns.Count)), "guns",
            $"connectors {string.Join(", ", plan.Guns.Select(g => g.Connector).Order())}", $"connectors 1 to {plan.Guns.Count} for a site with a central system");
        foreach (var (key, value) in ocpp.Configuration)
            if (ChargePointOptions.Refuse(key, value) is { } allowed) That(isGood: false, $"ocpp.configuration.{key}", value, allowed);
    }

    private static bool Reaches(string gun, ILookup<string, string> wires, HashSet<string> modules, HashSet<string> guns)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal) { gun }, new Queue<string>([gun]));
        while (open.TryDequeue(out var node))
        {
            if (modules.Contains(node)) return true;
            foreach (var next in wires[node].Where(n => !guns.Contains(n) && seen.Add(n))) open.Enqueue(next);
        }

        return false;
    }

    private void Feeders(SiteFile site)
    {
        Unique(site.Feeders, f => f.Id, i => $"feeders[{i}].id");
        var parents = site.Feeders.ToDictionary(f => f.Id, f => f.Parent, StringComparer.Ordinal);
        for (var i = 0; i < site.Feeders.Count; i++)
        {
            var feeder = site.Feeders[i];
            Id(feeder.Id, $"feeders[{i}].id");
            Positive(feeder.LimitW, $"feeders[{i}].limitW", "W");
            That(feeder.Parent is null || parents.ContainsKey(feeder.Parent), $"feeders[{i}].parent", feeder.Parent ?? "", "the id of a feeder, or none");
            var above = feeder.Parent;
            for (var steps = 0; above is not null; above = parents.GetValueOrDefault(above), steps++)
                That(steps < site.Feeders.Count, $"feeders[{i}].parent", feeder.Parent ?? "", "a chain that ends at the grid; this one leads back to where it began");
        }
    }

    private void Module(SiteFile site, int i)
    {
        var (path, module) = ($"modules[{i}]", site.Modules[i]);
        Counted(module.Id, module.Count, path);
        OneOf(module.Family, $"{path}.family", Families);
        That(site.Buses.Any(b => b.Id == module.Bus), $"{path}.bus", module.Bus, "the id of a bus");
        var (from, to) = Addresses[module.Family];
        That(module.Address >= from && module.Address + module.Count - 1 <= to, $"{path}.address", module.Address, $"{from} to {to} for {module.Family}, with room for {module.Count}");
        That(module.Group is >= 0 and <= 15, $"{path}.group", module.Group, "0 to 15");
        That(module.Serial is null || module.Count == 1, $"{path}.serial", module.Serial ?? "", "none when count is more than 1");
        Positive(module.MaxW, $"{path}.maxW", "W");
        Positive(module.MaxA, $"{path}.maxA", "A", HighestA);
        Range(module.MinV, module.MaxV, path);
        That(module.MaxDischargeA == 0 || (module.Family == "infy-beg" && module.MaxDischargeA > 0 && module.MaxDischargeA <= HighestA), $"{path}.maxDischargeA", module.MaxDischargeA, $"0; for infy-beg up to {HighestA} A");
        That(module.Feeder is null || site.Feeders.Any(f => f.Id == module.Feeder), $"{path}.feeder", module.Feeder ?? "", "the id of a feeder, or none");
    }

    private void Gun(SiteFile site, int i)
    {
        var (path, gun) = ($"guns[{i}]", site.Guns[i]);
        Counted(gun.Id, gun.Count, path);
        That(gun.Path is null || (PathText().IsMatch(gun.Path) && (gun.Count == 1 || gun.Path.Contains("{n}", StringComparison.Ordinal))), $"{path}.path", gun.Path ?? "", "/ and letters, digits, '-', '_', '.' or '/', with {n} when count is more than 1");
        That(gun.Connector is null or >= 1, $"{path}.connector", gun.Connector ?? 0, "1 or more");
        Positive(gun.MaxW, $"{path}.maxW", "W");
        Positive(gun.MaxA, $"{path}.maxA", "A", HighestA);
        if (gun.CableMaxA is { } cableA) Positive(cableA, $"{path}.cableMaxA", "A", HighestA);
        That(gun.MaxDischargeA >= 0 && gun.MaxDischargeA <= HighestA, $"{path}.maxDischargeA", gun.MaxDischargeA, $"0 to {HighestA} A");
        That(gun.MaxDischargeW >= 0 && gun.MaxDischargeW <= gun.MaxW, $"{path}.maxDischargeW", gun.MaxDischargeW, $"0 W to maxW, {gun.MaxW}");
        That(gun.MaxDischargeA > 0 == gun.MaxDischargeW > 0, $"{path}.maxDischargeW", gun.MaxDischargeW, "more than 0 together with maxDischargeA, or both 0");
        Positive(gun.Weight, $"{path}.weight", "as a share", 1000);
        Range(gun.MinV, gun.MaxV, path);
        Board(site, gun.Board.Bus, gun.Board.Address, gun.Count, $"{path}.board");
    }

    private static IEnumerable<(SiteFile.BoardRange Range, string Path)> MatrixBoards(SiteFile site) =>
        site.Matrix.Boards.Select((b, i) => (b, $"matrix.boards[{i}]")).Concat(site.Matrix.Blocks.SelectMany((block, i) => block.Boards.Select((b, j) => (b, $"matrix.blocks[{i}].boards[{j}]"))));

    private void Board(SiteFile site, string bus, int address, int count, string path)
    {
        That(site.Buses.Any(b => b.Id == bus), $"{path}.bus", bus, "the id of a bus");
        That(count is >= 1 and <= 127, $"{path}.count", count, "1 to 127");
        That(address >= 1 && address + count - 1 <= 127, $"{path}.address", address, $"1 to 127, with room for {count}");
    }

    private void Range(double minV, double maxV, string path)
    {
        That(minV >= 0 && minV < HighestV, $"{path}.minV", minV, $"0 to {HighestV} V");
        That(maxV > minV && maxV <= HighestV, $"{path}.maxV", maxV, $"more than minV, up to {HighestV} V");
    }

    private void Counted(string id, int count, string path)
    {
        That(count is >= 1 and <= 1000, $"{path}.count", count, "1 to 1000");
        That(count == 1 || id.Contains("{n}", StringComparison.Ordinal), $"{path}.id", id, "{n} in it, since count is more than 1");
        Id(id.Replace("{n}", "1", StringComparison.Ordinal), $"{path}.id");
    }

    private void Unique<T>(IReadOnlyList<T> all, Func<T, string> name, Func<int, string> path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < all.Count; i++) That(seen.Add(name(all[i])), path(i), name(all[i]), "an id that no other has");
    }

    private void Once<TKey, T>(IEnumerable<IGrouping<TKey, T>> groups, string path, Func<IGrouping<TKey, T>, string> what)
    {
        if (groups.FirstOrDefault(g => g.Count() > 1) is { } twice) throw new SiteFileException(file, lines.Of(path), $"{path}: {what(twice)} is there twice; allowed: once.");
    }

    private void That(bool isGood, string path, object value, string allowed)
    {
        if (!isGood) throw new SiteFileException(file, lines.Of(path), string.Create(CultureInfo.InvariantCulture, $"{path} is {value}; allowed: {allowed}."));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.\-]{1,48}$", RegexOptions.None, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^/[A-Za-z0-9_.\-/{}]{1,100}$", RegexOptions.None, 1000)]
    private static partial Regex PathText();

    [GeneratedRegex("^(memory|udp|socketcan|slcan):.+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BusAddress();
}
