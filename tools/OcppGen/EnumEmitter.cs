namespace Busbar.Tools.OcppGen;

/// <summary>Writes an enumeration and the table of its spellings.</summary>
internal static class EnumEmitter
{
    public static void Emit(CodeWriter code, EnumDefinition type, LenientEnum? lenient)
    {
        var standard = type.Spellings.Select(s => (Spelling: s, Name: Naming.Pascal(s))).ToList();
        var extra = (lenient?.Extra ?? []).Select(s => (Spelling: s, Name: Naming.Pascal(s))).ToList();
        if (standard.Concat(extra).GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } clash)
            throw new SchemaException($"{type.Name} has two members {clash.Key}.");

        code.Line($"/// <summary>Spellings on the wire: <see cref=\"{type.Name}Spelling\"/>.</summary>").Open($"public enum {type.Name}");
        foreach (var (spelling, name) in standard) code.Line($"/// <summary><c>{spelling}</c>.</summary>").Line($"{name},");
        foreach (var (spelling, name) in extra)
            code.Line($"/// <summary><c>{spelling}</c>: not in the standard, never sent; comes from lenient reading (<see cref=\"Leniency.{lenient!.Rule}\"/>).</summary>")
                .Line($"{name},");
        code.Close().Line();

        code.Line($"/// <summary>Spellings of <see cref=\"{type.Name}\"/> on the wire.</summary>").Open($"public static class {type.Name}Spelling")
            .Line("/// <summary>The table, both ways.</summary>")
            .Line($"public static readonly OcppEnum<{type.Name}> Table = new(")
            .Line("[");
        foreach (var line in Wrapped(type.Spellings)) code.Indented(line);
        code.Line($"]{Lenient(type, lenient)});")
            .Line()
            .Line("/// <summary>The spelling on the wire.</summary>")
            .Line($"public static string Spell(this {type.Name} value) => Table.Spell(value);")
            .Close();
    }

    private static string Lenient(EnumDefinition type, LenientEnum? lenient)
    {
        if (lenient is null) return "";
        var aliases = string.Concat(lenient.Aliases.Select(a => $", (\"{a.Spelling}\", {type.Name}.{a.Member})"));
        return $", new(Leniency.{lenient.Rule}, {type.Name}.{lenient.Unknown}, [{Quoted(lenient.Extra)}]{aliases})";
    }

    /// <summary>Quoted spellings in lines of a readable length.</summary>
    private static IEnumerable<string> Wrapped(IEnumerable<string> spellings)
    {
        var line = "";
        foreach (var spelling in spellings.Select(s => $"\"{s}\","))
        {
            if (line.Length + spelling.Length > 120)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? spelling : " " + spelling;
        }

        yield return line;
    }

    private static string Quoted(IEnumerable<string> texts) => string.Join(", ", texts.Select(t => $"\"{t}\""));
}
