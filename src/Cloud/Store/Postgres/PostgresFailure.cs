using System.Net.Sockets;
using Npgsql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>What an error of PostgreSQL means for a write. Codes: postgresql.org/docs/current/errcodes-appendix.html.</summary>
internal static class PostgresFailure
{
    /// <summary>The server ended a session that was idle inside a transaction: idle_in_transaction_session_timeout.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>Another process was faster, and the same writes may succeed when they run again.</summary>
    public static bool IsConflict(Exception error) => error is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.CheckViolation or PostgresErrorCodes.DuplicateTable,
    };

    /// <summary>Somebody held a lock for longer than <c>Store:LockWait</c>.</summary>
    public static bool IsLockedOut(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>A sample stands already where one was copied to.</summary>
    public static bool IsKeptSample(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: { } table } && table.StartsWith("meter_value", StringComparison.Ordinal);

    /// <summary>The connection is gone, and with it perhaps the answer.</summary>
    public static bool IsBroken(Exception error) => error switch
    {
        PostgresException e => e.SqlState.StartsWith("57P", StringComparison.Ordinal) || e.SqlState.StartsWith("08", StringComparison.Ordinal)
            || e.InvariantSeverity is "FATAL" or "PANIC",
        NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException => true,
        InvalidOperationException => error.Source == "Npgsql",
        _ => false,
    };

    /// <summary>Why the database cannot be used now, in words; null when the fault lies in the statement.</summary>
    public static string? CauseOf(Exception error, string database)
    {
        var cause = error switch
        {
            OutcomeUnknownException => error.Message,
            PostgresException e => CauseOf(e),
            _ when IsBroken(error) => error.InnerException is { } inner ? $"{error.Message} ({inner.Message})" : error.Message,
            _ => null,
        };
        return cause is null ? null : $"PostgreSQL at {database} cannot be used now: {cause}";
    }

    private static string? CauseOf(PostgresException e) => e.SqlState[..2] switch
    {
        "53" when e.SqlState == PostgresErrorCodes.DiskFull => "its disk is full",
        "53" when e.SqlState == PostgresErrorCodes.TooManyConnections => "it has no connection left (max_connections)",
        "08" or "53" or "54" or "57" or "58" or "XX" or "3D" or "28" => e.MessageText,
        "25" when e.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction => "it is read-only (a replica?)",
        "25" when e.SqlState == IdleInTransaction => e.MessageText,
        "40" or "55" => $"other writers hold what this one needs: {e.MessageText}",
        "42" when e.SqlState == PostgresErrorCodes.InsufficientPrivilege => e.MessageText,
        _ => null,
    };
}

/// <summary>The connection broke during a commit and the database could not be asked what became of it.</summary>
internal sealed class OutcomeUnknownException(Exception inner) : Exception(
    "the connection broke during a commit and the database could not be asked in time what became of it; the writes may have been kept, and may be repeated safely",
    inner);
