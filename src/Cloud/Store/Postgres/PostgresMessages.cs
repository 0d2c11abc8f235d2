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

    public void Append(List<MessageRow> rows) => OnConnection(db =>
    {
        foreach (var row in rows) _days.Ensure(db, Rows.Ms(row.At));
        using var copy = ((NpgsqlConnection)db.Connection).BeginBinaryImport(Copy);
        foreach (var row in rows) Write(copy, row);
        return (int)copy.Complete();
    });

    public void RemoveOfStation(string stationId) => OnConnection(db =>
    {
        var lastId = db.Number("SELECT MAX(id) FROM message") ?? 0;
        var removed = RemoveRows;
        while (removed == RemoveRows) removed = MessageSql.RemoveOfStation(db, stationId, lastId, RemoveRows);
        return removed;
    });

    public string? CauseOf(Exception error) => database.CauseOf(error);

    public void Dispose() => Drop();

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
