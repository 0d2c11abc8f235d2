using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>Makes the roll-ups of one step. All of it can be repeated: a step is computed anew from what lies below it.</summary>
/// <param name="seconds">Length of a step: 60, 900 or 3600.</param>
/// <param name="below">The next finer table that is kept, which this one is made from; null for the samples themselves.</param>
internal sealed class RollupTable(int seconds, RollupTable? below)
{
    private const string Columns = "series_id, at_ms, avg, min, max, count, first_ms, last_ms, min_named, max_named, named";

    /// <summary>Each sample as a step of its own.</summary>
    private const string Samples =
        """
        SELECT series_id, at_ms, value AS avg, value AS min, value AS max, 1::bigint AS count, at_ms AS first_ms, at_ms AS last_ms,
               transaction_id AS min_named, transaction_id AS max_named, (transaction_id IS NOT NULL)::int AS named
          FROM meter_value WHERE at_ms >= @from AND at_ms < @to AND (@all OR series_id = ANY(@series))
        """;

    public int Seconds => seconds;

    public long StepMs => seconds * 1000L;

    public string Name { get; } = $"meter_rollup_{seconds}";

    /// <summary>Computes the steps of a stretch of whole steps, of some series or (null) of all.</summary>
    public void Roll(DbSession db, long fromMs, long toMs, int[]? series) => db.Execute(
        $"""
         INSERT INTO {Name} ({Columns})
         SELECT series_id, at_ms - ((at_ms % @step) + @step) % @step AS step_ms, SUM(avg * count) / SUM(count), MIN(min), MAX(max),
                SUM(count), MIN(first_ms), MAX(last_ms), MIN(min_named), MAX(max_named), SUM(named)
           FROM ({Source}) AS finer GROUP BY series_id, step_ms
         ON CONFLICT (series_id, at_ms) DO UPDATE SET avg = excluded.avg, min = excluded.min, max = excluded.max,
             count = excluded.count, first_ms = excluded.first_ms, last_ms = excluded.last_ms,
             min_named = excluded.min_named, max_named = excluded.max_named, named = excluded.named
         """,
        ("@step", StepMs), ("@from", fromMs), ("@to", toMs), ("@all", series is null), ("@series", series ?? []));

    private string Source => below is null
        ? Samples
        : $"SELECT {Columns} FROM {below.Name} WHERE at_ms >= @from AND at_ms < @to AND (@all OR series_id = ANY(@series))";
}
