using System.Globalization;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// The daily partitions of a table, as far as one connection knows them. Whoever first needs a day makes it, under a lock that all
/// processes share; days ahead are made in time by the upkeep. A day too far from today has none and lies in <c>..._other</c>, so
/// that stations with odd clocks cannot make thousands.
/// </summary>
internal sealed class DayPartitions(string table, TimeProvider time)
{
    /// <summary>Length of a partition.</summary>
    public const long DayMs = 86_400_000;

    private const int DaysBack = 366;
    private const int DaysAhead = 366;
    private readonly HashSet<long> _known = [];

    /// <summary>The day of a time, in days since 1970.</summary>
    public static long DayOf(long atMs) => atMs >= 0 ? atMs / DayMs : ((atMs + 1) / DayMs) - 1;

    /// <summary>Name of a day's partition.</summary>
    public static string NameOf(string table, long day) =>
        $"{table}_{DateTimeOffset.FromUnixTimeMilliseconds(day * DayMs).ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";

    /// <summary>The days that have a partition, in days since 1970.</summary>
    public static List<long> Days(DbSession db, string table) =>
    [
        .. db.All("SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = @table::regclass", r => r.GetString(0), ("@table", table))
            .Select(name => DateTimeOffset.TryParseExact(
                name[(table.Length + 1)..], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? DayOf(Rows.Ms(day)) : (long?)null)
            .OfType<long>(),
    ];

    /// <summary>Makes the partition of a sample's day, if it should have one and is not known.</summary>
    public void Ensure(DbSession db, long atMs)
    {
        var day = DayOf(atMs);
        if (_known.Contains(day)) return;
        var today = DayOf(Rows.Ms(time.GetUtcNow()));
        if (day < today - DaysBack || day > today + DaysAhead) return;
        db.Number("SELECT 1 FROM add_day(@table, @from)", ("@table", table), ("@from", day * DayMs));
        _known.Add(day);
    }

    /// <summary>After a rollback: what was made may be gone.</summary>
    public void Forget() => _known.Clear();
}
