using Busbar.Cloud.Store.Messages;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>The message log in PostgreSQL: binary COPY into daily partitions, whose commits do not wait for the disk. One thread only.</summary>
internal sealed class PostgresMessages(PostgresDatabase database, TimeProvider time) : IMessageTable
{
    private const int RemoveRows = 10_000;

    private const string Copy =
        """
        COPY message (at_ms, station_id, from_station, action, message_id, request, response, error_code, error_text, latency_ms, leniencies)
        FROM STDIN (FORMAT BINARY)
        """;

    private readonly DayPartitions _days = new("message", time);
    private DbSession? _session;
    private bool _mayStand;

    /// <remarks>An exchange that may stand already, because the bus brought it again or the answer to its COPY was lost, is looked for first.</remarks>
    public void Append(List<MessageRow> rows)
    {
        OnConnection(db =>
        {
            var standing = Standing(db, rows.FindAll(row => _mayStand || row.MayBeRepeated));
            _mayStand = true; // until the answer is here
            foreach (var row in rows) _days.Ensure(db, Rows.Ms(row.At));
            using var copy = ((NpgsqlConnection)db.Connection).BeginBinaryImport(Copy);
            foreach (var row in rows)
                if (standing.Count == 0 || !standing.Contains(KeyOf(row))) Write(copy, row);
            return (int)copy.Complete();
        });
        _mayStand = false;
    }

    public void RemoveOfStation(string stationId) => OnConnection(db =>
    {
        var lastId = db.Number("SELECT MAX(id) FROM message") ?? 0;
        var removed = RemoveRows;
        while (removed == RemoveRows) removed = MessageSql.RemoveOfStation(db, stationId, lastId, RemoveRows);
        return removed;
    });

    public string? CauseOf(Exception error) => database.CauseOf(error);

    public void Dispose() => Drop();

    private static (string, long, bool, string, string) KeyOf(MessageRow row) =>
        (PostgresText.Clean(row.StationId), Rows.Ms(row.At), row.FromStation, PostgresText.Clean(row.MessageId), PostgresText.Clean(row.Action));

    private static HashSet<(string, long, bool, string, string)> Standing(DbSession db, List<MessageRow> rows) => rows.Count == 0 ? [] :
    [
        .. db.All(
            """
            SELECT m.station_id, m.at_ms, m.from_station, m.message_id, m.action FROM unnest(@stations, @ats) AS a (station_id, at_ms)
              JOIN message m ON m.station_id = a.station_id AND m.at_ms = a.at_ms WHERE m.at_ms >= @from AND m.at_ms <= @to
            """,
            r => (r.GetString(0), r.GetInt64(1), r.Flag(2), r.GetString(3), r.GetString(4)),
            ("@stations", rows.ConvertAll(r => PostgresText.Clean(r.StationId)).ToArray()), ("@ats", rows.ConvertAll(r => Rows.Ms(r.At)).ToArray()),
            ("@from", rows.Min(r => Rows.Ms(r.At))), ("@to", rows.Max(r => Rows.Ms(r.At)))),
    ];

    private static void Write(NpgsqlBinaryImporter copy, MessageRow row)
    {
        copy.StartRow();
        copy.Write(Rows.Ms(row.At), NpgsqlDbType.Bigint);
        copy.Write(PostgresText.Clean(row.StationId), NpgsqlDbType.Text);
        copy.Write((short)Rows.Flag(row.FromStation), NpgsqlDbType.Smallint);
        copy.Write(PostgresText.Clean(row.Action), NpgsqlDbType.Text);
        copy.Write(PostgresText.Clean(row.MessageId), NpgsqlDbType.Text);
        copy.Write(PostgresText.Clean(row.Request), NpgsqlDbType.Text);
        WriteOptional(copy, row.Response);
        WriteOptional(copy, row.ErrorCode);
        WriteOptional(copy, row.ErrorText);
        copy.Write(row.LatencyMs, NpgsqlDbType.Double);
        copy.Write(row.Leniencies, NpgsqlDbType.Bigint);
    }

    private static void WriteOptional(NpgsqlBinaryImporter copy, string? text)
    {
        if (text is null) copy.WriteNull();
        else copy.Write(PostgresText.Clean(text), NpgsqlDbType.Text);
    }

    /// <summary>Runs work on the connection; one that broke unseen is made anew, once.</summary>
    private void OnConnection(Func<DbSession, int> work)
    {
        var fresh = _session is null;
        try
        {
            work(_session ??= database.OpenRelaxed());
        }
        catch (Exception e) when (!fresh && PostgresFailure.IsBroken(e))
        {
            Drop();
            work(_session = database.OpenRelaxed());
        }
        catch
        {
            if (_session is { } session && !database.IsSound(session)) Drop();
            throw;
        }
    }

    private void Drop()
    {
        _session?.Dispose();
        _session = null;
        _days.Forget();
    }
}
