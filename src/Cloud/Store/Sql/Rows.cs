using System.Data.Common;

namespace Busbar.Cloud.Store.Sql;

/// <summary>How values of the rows look in columns: times as milliseconds since 1970 UTC (what is finer is cut off), booleans as 0 and 1.</summary>
internal static class Rows
{
    public static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static long? Ms(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    public static long Flag(bool value) => value ? 1 : 0;

    /// <summary>What names are compared by: lower case, as <c>lower()</c> of the databases makes it.</summary>
    public static string Key(string name) => name.ToLowerInvariant();

    public static DateTimeOffset Time(this DbDataReader row, int column) => Time(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : Time(row.GetInt64(column));

    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static int? IntOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public static double? DoubleOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    public static bool Flag(this DbDataReader row, int column) => row.GetInt64(column) != 0;
}
