using System.Data.Common;

namespace Busbar.Cloud.Store.Sql;

/// <summary>A value for a named parameter, e.g. <c>("@id", 5)</c>; null becomes SQL NULL.</summary>
internal readonly record struct SqlArg(string Name, object? Value)
{
    public static implicit operator SqlArg((string Name, object? Value) pair) => new(pair.Name, pair.Value);
}

/// <summary>
/// One database connection with its prepared commands, each prepared once and reused. Not thread safe: one thread at a time.
/// Every database that ADO.NET reaches fits; the calls are synchronous because SQLite has no others.
/// </summary>
internal sealed class DbSession(DbConnection connection, SqlDialect dialect, int timeoutSeconds) : IDisposable
{
    /// <summary>Statements that are kept: all fixed ones and the combinations of filters that are asked for; past this many all are dropped.</summary>
    private const int PreparedLimit = 300;

    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);
    private volatile DbCommand? _last;

    public DbConnection Connection { get; } = connection;

    public SqlDialect Dialect => dialect;

    /// <summary>Runs a statement; returns how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<SqlArg> args) => Bind(sql, args).ExecuteNonQuery();

    /// <summary>The first row, or null.</summary>
    public T? First<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlArg> args)
        where T : class
    {
        using var reader = Bind(sql, args).ExecuteReader();
        return reader.Read() ? read(reader) : null;
    }

    /// <summary>The first column of the first row as a number; null when there is no row or it holds NULL.</summary>
    public long? Number(string sql, params ReadOnlySpan<SqlArg> args)
    {
        using var reader = Bind(sql, args).ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetInt64(0) : null;
    }

    /// <summary>Every row.</summary>
    public List<T> All<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlArg> args) => ReadAll(Bind(sql, args), read);

    /// <summary>Every row of a statement whose text will hardly come again; it is not kept.</summary>
    public List<T> AllOnce<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlArg> args)
    {
        using var command = Create(sql, args);
        Set(command, args);
        return ReadAll(command, read);
    }

    /// <summary>Asks the database to stop the statement that runs; from any thread.</summary>
    public void Cancel() => _last?.Cancel();

    /// <summary>Begins a transaction that will write.</summary>
    public void BeginWrite() => Execute(dialect.BeginWrite);

    /// <summary>Ends a transaction.</summary>
    public void Commit() => Execute("COMMIT");

    /// <summary>Undoes a transaction, if one is open; databases end it by themselves after some failures.</summary>
    public void RollbackIfOpen()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // No transaction is open: the failure that brought us here has ended it, or the connection.
        }
    }

    /// <summary>Runs reads that must agree with each other on one snapshot.</summary>
    public T InSnapshot<T>(Func<DbSession, T> read)
    {
        Execute(dialect.BeginSnapshot);
        try
        {
            return read(this);
        }
        finally
        {
            RollbackIfOpen();
        }
    }

    public void Dispose()
    {
        Forget();
        Connection.Dispose();
    }

    private static List<T> ReadAll<T>(DbCommand command, Func<DbDataReader, T> read)
    {
        var rows = new List<T>();
        using var reader = command.ExecuteReader();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    private void Set(DbCommand command, ReadOnlySpan<SqlArg> args)
    {
        for (var i = 0; i < args.Length; i++) command.Parameters[i].Value = Fit(args[i].Value);
        _last = command;
    }

    private object Fit(object? value) => value is string text && dialect.Clean is { } clean ? clean(text) : value ?? DBNull.Value;

    private DbCommand Bind(string sql, ReadOnlySpan<SqlArg> args)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            if (_prepared.Count >= PreparedLimit) Forget();
            _prepared.Add(sql, command = Create(sql, args));
        }

        Set(command, args);
        return command;
    }

    private DbCommand Create(string sql, ReadOnlySpan<SqlArg> args)
    {
        var command = Connection.CreateCommand();
        command.CommandText = dialect.Expand(sql);
        command.CommandTimeout = timeoutSeconds;
        foreach (var arg in args)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = arg.Name;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private void Forget()
    {
        foreach (var command in _prepared.Values) command.Dispose();
        _prepared.Clear();
    }
}
