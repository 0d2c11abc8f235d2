using Busbar.Cloud.Store.Sql;
using Npgsql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// A row of one lane that each of its batches writes its number to. When the connection breaks during a commit, the row tells whether
/// the batch was kept. The writer's thread only.
/// </summary>
internal sealed class CommitMark
{
    /// <summary>The advisory lock that writers share and the closing of time takes alone.</summary>
    public const string GateLock = "7301, 2";

    private const string Write =
        "INSERT INTO commit_mark (lane, batch) VALUES ($1, $2) ON CONFLICT (lane) DO UPDATE SET batch = excluded.batch, written_at = now()";

    private readonly string _lane = Guid.NewGuid().ToString("N");
    private long _batch;

    /// <summary>
    /// Begins a transaction that carries the next number. Returns the time before which samples are late, which stays as it is until
    /// the transaction ends; see <see cref="Rollups"/>.
    /// </summary>
    public long Begin(DbSession db)
    {
        using var batch = new NpgsqlBatch((NpgsqlConnection)db.Connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        var mark = new NpgsqlBatchCommand(Write);
        mark.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _lane });
        mark.Parameters.Add(new NpgsqlParameter<long> { TypedValue = ++_batch });
        batch.BatchCommands.Add(mark);
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock_shared({GateLock})"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT closed_ms FROM meter_rollup_state"));
        using var reader = batch.ExecuteReader();
        reader.NextResult();
        reader.Read();
        return reader.GetInt64(0);
    }

    /// <summary>Whether the last transaction that was begun has been committed. Waits for it, should it still be at work on the other side.</summary>
    public bool IsCommitted(DbSession db) => db.Number(
        "INSERT INTO commit_mark (lane, batch) VALUES (@lane, 0) ON CONFLICT (lane) DO UPDATE SET batch = commit_mark.batch RETURNING batch",
        ("@lane", _lane)) == _batch;

    /// <summary>Removes the row, at the end.</summary>
    public void Remove(DbSession db) => db.Execute("DELETE FROM commit_mark WHERE lane = @lane", ("@lane", _lane));
}
