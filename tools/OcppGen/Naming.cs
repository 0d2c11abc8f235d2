using System.Text;

namespace Busbar.Tools.OcppGen;

/// <summary>From names of the schemas to names of C#.</summary>
internal static class Naming
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "base", "bool", "class", "const", "default", "event", "explicit", "extern", "fixed", "implicit", "in", "interface", "internal",
        "is", "lock", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly",
        "ref", "return", "sealed", "static", "string", "struct", "switch", "this", "throw", "typeof", "using", "virtual", "void",
    };

    // Locals and members that the generated code has for itself.
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal) { "reader", "nameUtf8", "seen", "writer", "checker" };
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal) { "Action", "Read", "Write", "Check", "Empty", "EqualityContract" };

    /// <summary>
    /// PascalCase without punctuation: <c>Energy.Active.Import.Register</c> to <c>EnergyActiveImportRegister</c>, <c>L1-N</c> to
    /// <c>L1N</c>.
    /// </summary>
    public static string Pascal(string text)
    {
        var name = new StringBuilder();
        var upper = true;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                upper = true;
                continue;
            }

            name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return name.Length > 0 && char.IsAsciiDigit(name[0]) ? "N" + name : name.ToString();
    }

    public static string Property(string jsonName, string owner)
    {
        var name = Pascal(jsonName);
        return name == owner || Members.Contains(name) ? name + "Value" : name;
    }

    public static string Local(string jsonName)
    {
        var name = Pascal(jsonName);
        name = char.ToLowerInvariant(name[0]) + name[1..];
        if (Taken.Contains(name)) return name + "Value";
        return Keywords.Contains(name) ? "@" + name : name;
    }

    /// <summary>A definition's name without the suffixes that the schemas give it.</summary>
    public static string Definition(string name)
    {
        foreach (var suffix in (string[])["EnumType", "Type"])
            if (name.EndsWith(suffix, StringComparison.Ordinal)) return Pascal(name[..^suffix.Length]);
        return Pascal(name);
    }
}
