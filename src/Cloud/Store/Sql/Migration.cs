using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Busbar.Cloud.Store.Sql;

/// <summary>One step of the schema: a plain SQL file, embedded.</summary>
/// <param name="Name">Number and title, e.g. <c>0001_stations</c>; also the order.</param>
/// <param name="Checksum">SHA-256 of the text with line ends as LF, in hex.</param>
/// <param name="Needs">The newest migration that a program has to know to work with the schema after this one; null when this one only adds (<see cref="Contracts"/>).</param>
internal sealed record Migration(string Name, string Sql, string Checksum, string? Needs)
{
    private const string Prefix = "Busbar.Cloud.Store.Migrations.";

    /// <summary>The migrations of one set (<c>Facts</c>, <c>Messages</c>) for a database, in order.</summary>
    public static IReadOnlyList<Migration> Load(string set, SqlDialect dialect)
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = Prefix + set + ".";
        return [.. assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Select(n => (Resource: n, Name: NameFor(n[prefix.Length..], dialect)))
            .Where(f => f.Name is not null)
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => Of(f.Name!, Text(assembly, f.Resource), Contracts.Needs.GetValueOrDefault(f.Name!)))];
    }

    /// <summary>A migration from its text.</summary>
    public static Migration Of(string name, string sql, string? needs = null)
    {
        var text = sql.ReplaceLineEndings("\n");
        return new Migration(name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), needs);
    }

    /// <summary><c>0001_stations.sql</c> is for every database, <c>0003_meter_values.sqlite.sql</c> for one; null when for another.</summary>
    private static string? NameFor(string file, SqlDialect dialect)
    {
        var parts = file.Split('.');
        if (parts.Length == 2) return parts[0];
        return parts.Length == 3 && parts[1] == dialect.Name ? parts[0] : null;
    }

    private static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
