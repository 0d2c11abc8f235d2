using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>Makes the roll-ups of one step. All of it can be repeated: a step is computed anew from what lies below it.</summary>
/// <param name="seconds">Length of a step: 60, 900 or 3600.</param>
/// <param name="below">The next finer table that is kept, which this one is made from; null for the samples themselves.</param>
internal sealed class RollupTable(int seconds, RollupTable? below)
{
    private const string Columns = "series_id, at_ms, avg, min, max, last, count, energy_wh, first_ms, last_ms, min_named, max_named, named";

    /// <summary>Each sample as a step of its own. The rise of a register is from the reading before it, a day back at most; one that fell began again from zero.</summary>
    private const string Samples =
        """
        SELECT series_id, at_ms, value AS avg, value AS min, value AS max, value AS last, 1::bigint AS count,
               CASE WHEN NOT is_register OR before IS NULL THEN NULL WHEN value >= before THEN value - before ELSE GREATEST(value, 0) END AS energy_wh,
               at_ms AS first_ms, at_ms AS last_ms, transaction_id AS min_named, transaction_id AS max_named, (transaction_id IS NOT NULL)::int AS named
          FROM (SELECT v.series_id, v.at_ms, v.value, v.transaction_id, s.is_register,
                       COALESCE(LAG(v.value) OVER (PARTITION BY v.series_id ORDER BY v.at_ms), CASE WHEN s.is_register THEN (
                           SELECT p.value FROM meter_value p WHERE p.series_id = v.series_id AND p.at_ms < v.at_ms AND p.at_ms >= v.at_ms - 86400000
                            ORDER BY p.at_ms DESC LIMIT 1) END) AS before
                  FROM meter_value v
                  JOIN (SELECT id, measurand = 'Energy.Active.Import.Register' AND phase = '' AND location IN ('', 'Outlet') AS is_register
                          FROM meter_series) s ON s.id = v.series_id
                 WHERE v.at_ms >= @from AND v.at_ms < @to AND (@all OR v.series_id = ANY(@series))) AS raw
        """;

    public int Seconds => seconds;

    public long StepMs => seconds * 1000L;

    public string Name { get; } = $"meter_rollup_{seconds}";

    /// <summary>Computes the steps of a stretch of whole steps, of some series or (null) of all.</summary>
    public void Roll(DbSession db, long fromMs, long toMs, int[]? series) => db.Execute(
        $"""
         INSERT INTO {Name} ({Columns})
         SELECT series_id, at_ms - ((at_ms % @step) + @step) % @step AS step_ms, SUM(avg * count) / SUM(count), MIN(min), MAX(max),
                (array_agg(last ORDER BY last_ms DESC))[1], SUM(count), SUM(energy_wh), MIN(first_ms), MAX(last_ms), MIN(min_named),
                MAX(max_named), SUM(named)
           FROM ({Source}) AS finer GROUP BY series_id, step_ms
         ON CONFLICT (series_id, at_ms) DO UPDATE SET avg = excluded.avg, min = excluded.min, max = excluded.max, last = excluded.last,
             count = excluded.count, energy_wh = excluded.energy_wh, first_ms = excluded.first_ms, last_ms = excluded.last_ms,
             min_named = excluded.min_named, max_named = excluded.max_named, named = excluded.named
         """,
        ("@step", StepMs), ("@from", fromMs), ("@to", toMs), ("@all", series is null), ("@series", series ?? []));

    private string Source => below is null
        ? Samples
        : $"SELECT {Columns} FROM {below.Name} WHERE at_ms >= @from AND at_ms < @to AND (@all OR series_id = ANY(@series))";
}
