using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Busbar.Plant.Configuration;

/// <summary>From the file to the plan.</summary>
public sealed partial record SitePlan
{
    /// <summary>Outputs of a contactor board (docs/boards.md).</summary>
    private const int OutputsPerBoard = 32;

    private static readonly JsonSerializerOptions Reading = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="SiteFileException">It cannot be read, or something in it is wrong.</exception>
    public static SitePlan Load(string path)
    {
        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SiteFileException(path, null, e.Message, e);
        }

        var plan = Parse(json, path);
        return plan.Pep is { CertificateFile: not null } pep ? plan with { Pep = pep with { CertificateFile = Beside(path, pep.CertificateFile), KeyFile = Beside(path, pep.KeyFile) } } : plan;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark; comments and trailing commas are allowed.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="SiteFileException">Something in it is wrong.</exception>
    public static SitePlan Parse(ReadOnlySpan<byte> json, string name)
    {
        if (json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) json = json[3..];
        try
        {
            var lines = new JsonLines(json);
            var file = JsonSerializer.Deserialize<SiteFile>(json, Reading) ?? throw new SiteFileException(name, 1, "it is null; a site is an object.");
            return Make(file, new SiteChecks(name, lines));
        }
        catch (JsonException e)
        {
            throw new SiteFileException(name, (int?)e.LineNumber + 1, WithoutPlace(e), e);
        }
    }

    private static string? Beside(string path, string? file) => file is null ? null : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file);

    private static SitePlan Make(SiteFile file, SiteChecks checks)
    {
        checks.Id(file.Id, "id");
        checks.OneOf(file.Policy, "policy", "exact", "highest-demand-first", "first-come", "equal", "priority");
        if (file.LimitW is { } limitW) checks.Positive(limitW, "limitW", "W");
        var plan = new SitePlan
        {
            Id = file.Id,
            Name = string.IsNullOrWhiteSpace(file.Name) ? file.Id : file.Name,
            Policy = file.Policy,
            LimitW = file.LimitW,
            Buses = [.. file.Buses.Select(b => new BusPlan(b.Id, b.Address))],
            Feeders = [.. file.Feeders.Select(f => new FeederPlan(f.Id, f.LimitW, f.Parent))],
            Modules = [.. file.Modules.SelectMany(ModulesOf)],
            Guns = [.. GunsOf(file.Guns)],
            Busbars = file.Matrix.Busbars,
            Contactors = [],
            Pep = file.Pep ?? (file.Guns.Any(g => g.Secc) ? new PepPlan() : null),
            Ocpp = file.Ocpp,
            Vesec = file.Vesec,
        };
        checks.Parts(file, plan);
        plan = plan with { Contactors = [.. ContactorsOf(file.Matrix, plan, checks)] };
        checks.Wires(file, plan);
        return plan;
    }

    private static IEnumerable<ModulePlan> ModulesOf(SiteFile.ModuleEntry entry) => Enumerable.Range(0, Math.Max(0, entry.Count)).Select(i =>
        new ModulePlan(Numbered(entry.Id, i + 1), entry.Family, entry.Bus, entry.Address + i, entry.Group, entry.Serial, entry.MaxW, entry.MaxA, entry.MinV, entry.MaxV, entry.Feeder) { MaxDischargeA = entry.MaxDischargeA });

    private static IEnumerable<GunPlan> GunsOf(IReadOnlyList<SiteFile.GunEntry> entries)
    {
        var connector = 0;
        foreach (var entry in entries)
        {
            connector = entry.Connector ?? connector + 1;
            for (var i = 0; i < entry.Count; i++)
            {
                var id = Numbered(entry.Id, i + 1);
                yield return new GunPlan(
                    id, Numbered(entry.Path ?? $"/{id}", i + 1), connector + i, entry.Secc, entry.MaxW, entry.MaxA, entry.CableMaxA ?? entry.MaxA, entry.MinV, entry.MaxV, entry.Weight,
                    new BoardPlan(entry.Board.Bus, entry.Board.Address + i)) { MaxDischargeA = entry.MaxDischargeA, MaxDischargeW = entry.MaxDischargeW };
            }

            connector += Math.Max(0, entry.Count - 1);
        }
    }

    /// <summary>Blocks first, then the list; without either, one block of everything. Outputs of the boards are taken in this order.</summary>
    private static IEnumerable<ContactorPlan> ContactorsOf(SiteFile.MatrixEntry matrix, SitePlan plan, SiteChecks checks)
    {
        var everything = matrix is { Blocks: [], Contactors: [] };
        SiteFile.BlockEntry[] blocks = everything ? [new SiteFile.BlockEntry { Boards = matrix.Boards }] : [.. matrix.Blocks];
        for (var i = 0; i < blocks.Length; i++)
        {
            var (path, block) = (everything ? "matrix" : $"matrix.blocks[{i}]", blocks[i]);
            var modules = plan.Modules.Where(m => FileSystemName.MatchesSimpleExpression(block.Modules, m.Id, ignoreCase: false)).ToArray();
            var guns = plan.Guns.Where(g => FileSystemName.MatchesSimpleExpression(block.Guns, g.Id, ignoreCase: false)).ToArray();
            checks.Matches(modules.Length, $"{path}.modules", block.Modules);
            checks.Matches(guns.Length, $"{path}.guns", block.Guns);
            var wires = modules.SelectMany(m => guns.Select(g => ($"{m.Id}-{g.Id}", m.Id, g.Id)));
            foreach (var contactor in Driven(wires, block.Boards, $"{path}.boards", checks)) yield return contactor;
        }

        if (everything) yield break;
        foreach (var contactor in Driven(matrix.Contactors.Select(c => (c.Id ?? $"{c.From}-{c.To}", c.From, c.To)), matrix.Boards, "matrix.boards", checks)) yield return contactor;
    }

    private static IEnumerable<ContactorPlan> Driven(IEnumerable<(string Id, string From, string To)> wires, IReadOnlyList<SiteFile.BoardRange> ranges, string path, SiteChecks checks)
    {
        BoardPlan[] boards = [.. ranges.SelectMany(r => Enumerable.Range(0, r.Count).Select(i => new BoardPlan(r.Bus, r.Address + i)))];
        var number = 0;
        foreach (var (id, from, to) in wires)
        {
            checks.HasOutput(number, boards.Length, OutputsPerBoard, path);
            yield return new ContactorPlan(id, from, to, boards[number / OutputsPerBoard], number % OutputsPerBoard);
            number++;
        }
    }

    private static string Numbered(string text, int number) => text.Replace("{n}", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Without path, line and byte, which are said in our own way, and without names of our types.</summary>
    private static string WithoutPlace(JsonException e)
    {
        var text = e.Message;
        var cut = text.IndexOf(" Path: ", StringComparison.Ordinal);
        if (cut < 0) cut = text.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        if (cut > 0) text = text[..cut];
        var where = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "" : $"{e.Path.TrimStart('$', '.')}: ";
        if (text.StartsWith("The JSON property '", StringComparison.Ordinal)) return $"{where}there is no such key.";
        if (text.Contains("missing required properties", StringComparison.Ordinal)) return $"{where}{text[(text.IndexOf("missing", StringComparison.Ordinal))..]}".Replace("including", "such as", StringComparison.Ordinal);
        return text.StartsWith("The JSON value could not be converted to ", StringComparison.Ordinal) ? $"{where}the value is of the wrong kind." : $"{where}{text}";
    }
}
