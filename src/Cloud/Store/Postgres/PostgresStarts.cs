using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// Starts transactions, any number with three statements: those that are repeats, the tag groups that run elsewhere, and the new rows. Judged as if they
/// had come one after the other. Their tag groups are guarded. The writer's thread only; inside the transaction of a batch.
/// </summary>
internal sealed class PostgresStarts(DbSession db)
{
    /// <summary>Rows go in by station, so that two processes that are given the same starts do not wait for each other in a circle.</summary>
    private const string Insert =
        """
        WITH added AS (
            INSERT INTO charge_transaction (station_id, connector_id, id_tag, id_tag_key, tag_group_key, started_at_ms, start_received_at_ms,
                   meter_start_wh, reservation_id, start_authorization)
            SELECT * FROM unnest(@stations, @connectors, @tags, @tagKeys, @groups, @ats, @received, @meters, @reservations, @authorizations)
                AS f (station, connector, tag, tag_key, tag_group, at_ms, received_ms, meter_wh, reservation, authorization_said)
             ORDER BY station, connector, at_ms, meter_wh, tag_key
            RETURNING id, station_id, connector_id, started_at_ms, meter_start_wh, id_tag_key),
        meters AS (
            INSERT INTO transaction_meter (transaction_id, register_wh, register_at_ms, register_resets)
            SELECT id, meter_start_wh, started_at_ms, 0 FROM added)
        SELECT id, station_id, connector_id, started_at_ms, meter_start_wh, id_tag_key FROM added
        """;

    /// <summary>What the starts became, in their order.</summary>
    public StartResult[] Take(IReadOnlyList<StartFact> facts)
    {
        var keys = facts.Select(KeyOf).ToArray();
        var known = ReadKnown(keys);
        List<StartFact> added = [];
        Dictionary<StartKey, string> judged = [];
        var running = ReadRunning(facts);
        for (var i = 0; i < facts.Count; i++)
        {
            if (known.ContainsKey(keys[i]) || judged.ContainsKey(keys[i])) continue;
            judged.Add(keys[i], Judge(facts[i], running));
            added.Add(facts[i]);
        }

        var ids = added.Count > 0 ? Write(added, added.ConvertAll(f => judged[KeyOf(f)])) : [];
        var results = new StartResult[facts.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = known.TryGetValue(keys[i], out var first) ? first : new StartResult(ids[keys[i]], Repeat: false, judged[keys[i]]);
            known[keys[i]] = results[i] with { Repeat = true };
        }

        return results;
    }

    private static StartKey KeyOf(StartFact f) =>
        new(PostgresText.Clean(f.StationId), f.ConnectorId, Rows.Ms(f.StartedAt), f.MeterStartWh, PostgresText.Clean(Rows.Key(f.IdTag)));

    /// <summary>
    /// Whether an authorised transaction of the tag's group runs elsewhere. One at the same connector does not count: a new start there means
    /// that the old one has ended, though its stop was lost.
    /// </summary>
    private static string Judge(StartFact fact, Dictionary<string, HashSet<string>> running)
    {
        if (fact.Authorization != StartResult.Accepted) return fact.Authorization;
        var group = PostgresText.Clean(Rows.Key(fact.TagGroup));
        if (!running.TryGetValue(group, out var places)) running.Add(group, places = new HashSet<string>(StringComparer.Ordinal));
        var place = $"{fact.ConnectorId} {PostgresText.Clean(fact.StationId)}";
        if (!fact.MayRunBeside && places.Count > (places.Contains(place) ? 1 : 0)) return StartResult.ConcurrentTx;
        places.Add(place);
        return StartResult.Accepted;
    }

    private Dictionary<StartKey, StartResult> ReadKnown(StartKey[] keys) => db.All(
        """
        SELECT t.id, t.start_authorization, t.station_id, t.connector_id, t.started_at_ms, t.meter_start_wh, t.id_tag_key
          FROM unnest(@stations, @connectors, @ats, @meters, @tags) AS f (station, connector, at_ms, meter_wh, tag_key)
         CROSS JOIN LATERAL (
            SELECT * FROM charge_transaction c WHERE c.station_id = f.station AND c.connector_id = f.connector AND c.started_at_ms = f.at_ms
               AND c.meter_start_wh = f.meter_wh AND c.id_tag_key = f.tag_key AND c.orphan = 0 LIMIT 1) AS t
        """,
        r => (Key: new StartKey(r.GetString(2), r.GetInt32(3), r.GetInt64(4), r.GetInt64(5), r.GetString(6)), First: new StartResult(r.GetInt64(0), Repeat: true, r.GetString(1))),
        ("@stations", keys.Select(k => k.Station).ToArray()), ("@connectors", keys.Select(k => k.Connector).ToArray()),
        ("@ats", keys.Select(k => k.AtMs).ToArray()), ("@meters", keys.Select(k => k.MeterWh).ToArray()), ("@tags", keys.Select(k => k.TagKey).ToArray()))
        .DistinctBy(k => k.Key).ToDictionary(k => k.Key, k => k.First);

    /// <summary>Where authorised transactions of the groups that must be judged run: two places of each at most, which is all that a judgement asks for.</summary>
    private Dictionary<string, HashSet<string>> ReadRunning(IReadOnlyList<StartFact> facts)
    {
        var groups = facts.Where(f => f is { Authorization: StartResult.Accepted, MayRunBeside: false }).Select(f => PostgresText.Clean(Rows.Key(f.TagGroup))).Distinct(StringComparer.Ordinal).ToArray();
        if (groups.Length == 0) return new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        return db.All(
            """
            SELECT tag_group_key, MIN(connector_id || ' ' || station_id), MAX(connector_id || ' ' || station_id) FROM charge_transaction
             WHERE tag_group_key = ANY(@groups) AND stopped_at_ms IS NULL AND start_authorization = 'Accepted' GROUP BY tag_group_key
            """,
            r => (Group: r.GetString(0), Places: new HashSet<string>([r.GetString(1), r.GetString(2)], StringComparer.Ordinal)), ("@groups", groups))
            .ToDictionary(g => g.Group, g => g.Places, StringComparer.Ordinal);
    }

    private Dictionary<StartKey, long> Write(List<StartFact> facts, List<string> authorizations) => db.All(
        Insert,
        r => (Id: r.GetInt64(0), Key: new StartKey(r.GetString(1), r.GetInt32(2), r.GetInt64(3), r.GetInt64(4), r.GetString(5))),
        ("@stations", Text(facts, f => f.StationId)), ("@connectors", facts.ConvertAll(f => f.ConnectorId).ToArray()), ("@tags", Text(facts, f => f.IdTag)),
        ("@tagKeys", Text(facts, f => Rows.Key(f.IdTag))), ("@groups", Text(facts, f => Rows.Key(f.TagGroup))),
        ("@ats", facts.ConvertAll(f => Rows.Ms(f.StartedAt)).ToArray()), ("@received", facts.ConvertAll(f => Rows.Ms(f.ReceivedAt)).ToArray()),
        ("@meters", facts.ConvertAll(f => f.MeterStartWh).ToArray()), ("@reservations", facts.ConvertAll(f => f.ReservationId).ToArray()),
        ("@authorizations", authorizations.ToArray())).ToDictionary(a => a.Key, a => a.Id);

    private static string[] Text(List<StartFact> facts, Func<StartFact, string> of) => [.. facts.Select(of).Select(PostgresText.Clean)];

    /// <summary>What makes two starts one, as the database has it.</summary>
    private readonly record struct StartKey(string Station, int Connector, long AtMs, long MeterWh, string TagKey);
}
