using Busbar.Cloud.Store.Sql;
using Npgsql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>One PostgreSQL database, by its connection string: opens sessions and says what errors mean. Thread safe.</summary>
internal sealed class PostgresDatabase : IReadSource
{
    private readonly string _connectionString;
    private readonly int _timeoutSeconds;

    /// <param name="key">Key of the setting, for errors.</param>
    /// <param name="connectionString">As the operator wrote it.</param>
    /// <param name="lockWait">How long a statement waits for a lock; three quarters of <paramref name="timeout"/> at most.</param>
    /// <param name="timeout">How long a statement may take before the database counts as away.</param>
    /// <exception cref="StoreStartException">It is no connection string.</exception>
    public PostgresDatabase(string key, string? connectionString, TimeSpan lockWait, TimeSpan timeout)
    {
        var session = PostgresSession.Settings(key, connectionString, lockWait, timeout);
        _timeoutSeconds = session.CommandTimeout;
        _connectionString = session.ConnectionString;
        Name = $"{session.Host}:{session.Port}/{session.Database}";
    }

    /// <summary>Host, port and database, without secrets.</summary>
    public string Name { get; }

    /// <summary>Opens a session.</summary>
    public DbSession Open() => new(Connect(), SqlDialect.Postgres, _timeoutSeconds);

    /// <summary>Opens a session that writes facts. Its commits wait for the disk even where the database's default is not to.</summary>
    public DbSession OpenWriter() => Opened("SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)");

    /// <summary>Opens a session whose commits do not wait for the disk: the message log's.</summary>
    public DbSession OpenRelaxed() => Opened("SET synchronous_commit = off");

    public void Interrupt(DbSession session)
    {
        try
        {
            session.Cancel();
        }
        catch (NullReferenceException)
        {
            // Npgsql 10.0 asks the server, then looks at a connection that was closed as soon as the statement had ended, which is what was wanted.
        }
    }

    public bool IsInterruption(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or OperationCanceledException { InnerException: PostgresException };

    public string? CauseOf(Exception error) => PostgresFailure.CauseOf(error, Name);

    /// <summary>
    /// Ends sessions of ours that wait in the middle of a COPY for the rest, for longer than it takes to send. The server itself waits for that without a limit
    /// as long as something on the way keeps TCP alive, with all the locks of the transaction; its timeouts are for idle sessions and for statements at work.
    /// </summary>
    /// <returns>Whether there were any; false too when the database cannot be asked.</returns>
    public bool EndTheLost()
    {
        try
        {
            using var session = Open();
            return session.Number(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND usename = current_user AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()
                AND state = 'active' AND wait_event = 'ClientRead' AND query_start < now() - make_interval(secs => @idle)
                """,
                ("@idle", (double)PostgresSession.IdleSeconds(_timeoutSeconds))) > 0;
        }
        catch (Exception e) when (CauseOf(e) is not null)
        {
            return false;
        }
    }

    public bool IsSound(DbSession session) => session.Connection.State == System.Data.ConnectionState.Open;

    private DbSession Opened(string setting)
    {
        var session = Open();
        try
        {
            session.Execute(setting);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
