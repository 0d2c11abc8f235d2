using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;
using Busbar.Cloud.Store.Sqlite;
using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;

namespace Busbar.Cloud.Store.Messages;

/// <summary>The writing side of <c>messages.db</c>. One thread only.</summary>
internal sealed class MessageFile(DbSession session) : IDisposable
{
    private readonly RawStatement _insert = new((SqliteConnection)session.Connection, MessageSql.Insert);

    /// <summary>Size of what is kept, without pages that were freed, in bytes.</summary>
    public long UsedBytes =>
        (session.Number("PRAGMA page_count")!.Value - session.Number("PRAGMA freelist_count")!.Value) * session.Number("PRAGMA page_size")!.Value;

    /// <summary>Id of the newest exchange; 0 when there is none.</summary>
    public long LastId => session.Number("SELECT MAX(id) FROM message") ?? 0;

    public void Append(List<MessageRow> rows) => InTransaction(() =>
    {
        foreach (var row in rows) Append(row);
        return rows.Count;
    });

    /// <summary>Runs a removal in a transaction of its own; returns how many rows went.</summary>
    public int Remove(Func<DbSession, int> removal) => InTransaction(() => removal(session));

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
