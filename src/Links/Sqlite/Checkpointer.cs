using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Busbar.Links.Sqlite;

/// <summary>
/// Moves the write-ahead log into the database beside the writer. A thread with a connection of its own does the bulk, which never
/// blocks a commit; the writer then does the little that came in meanwhile, between two commits, after which the log starts again
/// from its beginning. With SQLite's own automatic checkpoints one commit in twenty would carry all of it.
/// </summary>
public sealed class Checkpointer : IDisposable
{
    /// <summary>Pages written before a checkpoint: 16 MB of log at 4 kB.</summary>
    private const int Pages = 4_000;

    private const int Idle = 0, Requested = 1, Done = 2;

    private readonly sqlite3 _writer;
    private readonly SqliteConnection _own;
    private readonly Action _wakeWriter;
    private readonly AutoResetEvent _request = new(false);
    private readonly Thread _thread;
    private int _phase;
    private int _pagesBefore;
    private volatile bool _closing;

    /// <summary>Begins to watch.</summary>
    /// <param name="file">The database.</param>
    /// <param name="writer">The one connection that writes it, opened without checkpoints of its own.</param>
    /// <param name="wakeWriter">Has the writer call <see cref="Step"/> soon. Called on the checkpointer's thread.</param>
    public Checkpointer(SqliteFile file, SqliteConnection writer, Action wakeWriter)
    {
        _writer = writer.Handle!;
        _own = file.OpenWriter(checkpointPages: 0);
        _wakeWriter = wakeWriter;
        _thread = new Thread(Run) { IsBackground = true, Name = "Busbar checkpoint" };
        _thread.Start();
    }

    /// <summary>Writer, between commits: asks for a checkpoint when the log is long, and ends one whose bulk is done.</summary>
    public void Step()
    {
        switch (Volatile.Read(ref _phase))
        {
            case Idle when PagesWritten() - _pagesBefore >= Pages:
                Volatile.Write(ref _phase, Requested);
                _request.Set();
                break;
            case Done:
                Passive(_writer);
                _pagesBefore = PagesWritten();
                Volatile.Write(ref _phase, Idle);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing = true;
        _request.Set();
        _thread.Join();
        _request.Dispose();
        _own.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _request.WaitOne();
            if (_closing) return;
            Passive(_own.Handle!);
            Volatile.Write(ref _phase, Done);
            _wakeWriter();
        }
    }

    /// <summary>A checkpoint that waits for nobody. One that fails leaves the log as it is; the next writes will tell whether the disk is ill.</summary>
    private static void Passive(sqlite3 db) => sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE, out _, out _);

    /// <summary>Pages that the writing connection has written, which are pages of the log (sqlite.org/c3ref/c_dbstatus_options.html).</summary>
    private int PagesWritten()
    {
        sqlite3_db_status(_writer, SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 0);
        return pages;
    }
}
