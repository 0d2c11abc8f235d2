using System.Text.RegularExpressions;

namespace Busbar.Cloud.Tests.Store;

/// <summary>What in a migration a process of the version before could not live with.</summary>
internal static partial class MigrationRule
{
    /// <summary>Each statement, or part of one, that takes something away or asks more than before of who writes; empty when the migration only adds.</summary>
    public static IReadOnlyList<string> TakesAway(string sql)
    {
        var text = Comment().Replace(sql, "");
        var made = Made().Matches(text).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. Drops().Matches(text).Select(m => m.Value),
            .. Column().Matches(text).Where(m => !m.Value.Contains("DEFAULT", StringComparison.OrdinalIgnoreCase)).Select(m => m.Value),
            .. OnTable().Matches(text).Where(m => !made.Contains(m.Groups[1].Value + m.Groups[2].Value)).Select(m => m.Value),
        ];
    }

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"CREATE TABLE (?:IF NOT EXISTS )?(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Made();

    /// <summary>What is gone, has another name or type, or must hold now what it did not have to.</summary>
    [GeneratedRegex(
        @"\bDROP\s+(?:TABLE|COLUMN|VIEW|FUNCTION|INDEX|SEQUENCE|TYPE|TRIGGER|CONSTRAINT)\s+(?:IF EXISTS\s+)?\w*|\bDROP\s+DEFAULT\b|\bRENAME\b[^;]*|\bTRUNCATE\b[^;]*|\bCREATE OR REPLACE\b[^;(]*|\bALTER\s+(?:COLUMN\s+)?\w+\s+(?:TYPE|SET\s+DATA\s+TYPE|SET\s+NOT\s+NULL)[^;,]*",
        RegexOptions.IgnoreCase)]
    private static partial Regex Drops();

    /// <summary>A column that must be given: who does not know it cannot write a row.</summary>
    [GeneratedRegex(@"\bADD\s+(?:COLUMN\s+)?(?!CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\w+\s[^;,]*NOT NULL[^;,]*", RegexOptions.IgnoreCase)]
    private static partial Regex Column();

    /// <summary>Rules for the rows of a table that is in use.</summary>
    [GeneratedRegex(
        @"\bALTER TABLE\s+(?:ONLY\s+)?(\w+)[^;]*\bADD\s+(?:CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)[^;]*|\bCREATE UNIQUE INDEX\s+\w+\s+ON\s+(\w+)[^;]*|\bCREATE TRIGGER\b[^;]*",
        RegexOptions.IgnoreCase)]
    private static partial Regex OnTable();
}
