using Busbar.Cloud.Store.Messages;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;
using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>The writing side of <c>messages.db</c>. One thread only.</summary>
internal sealed class SqliteMessages(SqliteFile file, DbSession session, StoreOptions options, TimeProvider time) : IMessageTable
{
    private const int RemoveRows = 2_000;

    private readonly RawStatement _insert = new((SqliteConnection)session.Connection, MessageSql.Insert);

    /// <summary>Size of what is kept, without pages that were freed, in bytes.</summary>
    private long UsedBytes =>
        (session.Number("PRAGMA page_count")!.Value - session.Number("PRAGMA freelist_count")!.Value) * session.Number("PRAGMA page_size")!.Value;

    public void Append(List<MessageRow> rows)
    {
        InTransaction(() =>
        {
            foreach (var row in rows) Append(row);
            return rows.Count;
        });
        Trim(Math.Max(RemoveRows, 2 * rows.Count));
    }

    public void RemoveOfStation(string stationId)
    {
        var lastId = session.Number("SELECT MAX(id) FROM message") ?? 0;
        var removed = RemoveRows;
        while (removed == RemoveRows) removed = Remove(db => MessageSql.RemoveOfStation(db, stationId, lastId, RemoveRows));
    }

    public string? CauseOf(Exception error) => SqliteFailure.CauseOf(error, file.Path);

    public void Dispose()
    {
        _insert.Dispose();
        session.Dispose();
    }

    private void Append(MessageRow row)
    {
        _insert.Bind(1, row.StationId);
        _insert.Bind(2, Rows.Ms(row.At));
        _insert.Bind(3, Rows.Flag(row.FromStation));
        _insert.Bind(4, row.Action);
        _insert.Bind(5, row.MessageId);
        _insert.Bind(6, row.Request);
        _insert.Bind(7, row.Response);
        _insert.Bind(8, row.ErrorCode);
        _insert.Bind(9, row.ErrorText);
        _insert.Bind(10, row.LatencyMs);
        _insert.Bind(11, row.Leniencies);
        _insert.Run();
    }

    /// <summary>Holds age and size, at most so many rows at a time; twice what was just written, so that it keeps up.</summary>
    private void Trim(int rows)
    {
        if (options.MessageDays > 0)
        {
            var cutMs = Rows.Ms(time.GetUtcNow() - TimeSpan.FromDays(options.MessageDays));
            Remove(db => MessageSql.RemoveOlder(db, cutMs, rows));
        }

        if (options.MessageMegabytes > 0 && UsedBytes > options.MessageMegabytes * 1_000_000L) Remove(db => MessageSql.RemoveOldest(db, rows));
    }

    /// <summary>Runs a removal in a transaction of its own; returns how many rows went.</summary>
    private int Remove(Func<DbSession, int> removal) => InTransaction(() => removal(session));

    private int InTransaction(Func<int> work)
    {
        session.BeginWrite();
        try
        {
            var rows = work();
            session.Commit();
            return rows;
        }
        catch
        {
            session.RollbackIfOpen();
            throw;
        }
    }
}
