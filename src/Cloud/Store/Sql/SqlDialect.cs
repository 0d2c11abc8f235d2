namespace Busbar.Cloud.Store.Sql;

/// <summary>
/// All that differs between databases in SQL that they otherwise share, as tokens in braces:
/// <c>{identity}</c> a key column that the database numbers itself, never giving out a number twice;
/// <c>{clustered}</c> the table is stored in the order of its primary key;
/// <c>{like}</c> pattern match that ignores case. A migration whose whole layout differs has a file per database
/// (<c>0003_meter_values.sqlite.sql</c>).
/// </summary>
/// <param name="Name">Name of the database in file names of migrations.</param>
/// <param name="BeginWrite">Statement that begins a transaction which will write.</param>
internal sealed record SqlDialect(string Name, string Identity, string Clustered, string Like, string BeginWrite)
{
    /// <summary>SQLite 3.35 or newer. AUTOINCREMENT keeps deleted numbers from coming back (sqlite.org/autoinc.html).</summary>
    public static SqlDialect Sqlite { get; } =
        new("sqlite", "integer NOT NULL PRIMARY KEY AUTOINCREMENT", "WITHOUT ROWID", "LIKE", "BEGIN IMMEDIATE");

    /// <summary>Replaces the tokens.</summary>
    public string Expand(string sql) => sql
        .Replace("{identity}", Identity, StringComparison.Ordinal)
        .Replace("{clustered}", Clustered, StringComparison.Ordinal)
        .Replace("{like}", Like, StringComparison.Ordinal);
}
