using Npgsql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>How a session of PostgreSQL is opened: what the operator wrote, and ours for all that it leaves out.</summary>
internal static class PostgresSession
{
    private const int ConnectSeconds = 5;
    private const int PreparedStatements = 200;
    private const int UsagesBeforePrepared = 2;
    private const int LeastIdleSeconds = 10;
    private const int MostIdleSeconds = 15;

    /// <summary>What the connection string says goes before ours, but for pooling, details of errors and the time of a statement.</summary>
    /// <param name="key">Key of the setting, for errors.</param>
    /// <param name="connectionString">As the operator wrote it.</param>
    /// <param name="lockWait">How long a statement waits for a lock; three quarters of <paramref name="timeout"/> at most.</param>
    /// <param name="timeout">How long a statement may take before the database counts as away.</param>
    /// <exception cref="StoreStartException">It is no connection string.</exception>
    public static NpgsqlConnectionStringBuilder Settings(string key, string? connectionString, TimeSpan lockWait, TimeSpan timeout)
    {
        NpgsqlConnectionStringBuilder text;
        try
        {
            text = new NpgsqlConnectionStringBuilder(connectionString ?? "");
        }
        catch (ArgumentException e)
        {
            throw new StoreStartException(
                $"{key}: is not a connection string ({e.Message}); allowed is e.g. Host=db;Database=busbar;Username=busbar;Password=...", e);
        }

        // Names as Npgsql spells them: it has put every synonym into one of these.
        var said = new HashSet<string>(text.Keys, StringComparer.OrdinalIgnoreCase);
        if (!said.Contains("Timeout")) text.Timeout = ConnectSeconds;
        if (!said.Contains("Max Auto Prepare")) text.MaxAutoPrepare = PreparedStatements;
        if (!said.Contains("Auto Prepare Min Usages")) text.AutoPrepareMinUsages = UsagesBeforePrepared;
        // Npgsql 10 asks for GSS encryption first and, when nobody answers in time, tries again without it in the rest of that time: often under a millisecond,
        // which the socket takes for no limit at all, so that a link that swallows everything holds the thread for ever (npgsql issue 6655).
        if (!said.Contains("GSS Encryption Mode")) text.GssEncryptionMode = GssEncryptionMode.Disable;
        text.ApplicationName ??= "busbar";
        text.Pooling = false; // connections are kept by those who use them, one thread each
        text.IncludeErrorDetail = true;
        text.CommandTimeout = (int)timeout.TotalSeconds;
        // Shorter than a statement may take, or a lock that somebody keeps would look like a database that is away.
        var lockMs = (int)Math.Min(lockWait.TotalMilliseconds, timeout.TotalMilliseconds * 0.75);
        text.Options = $"{text.Options} -c lock_timeout={lockMs} -c timezone=UTC {OfTheLost(text.CommandTimeout)}".Trim();
        return text;
    }

    /// <summary>A session is idle inside a transaction no longer than its process takes from one statement to the next, however long its statements take.</summary>
    public static int IdleSeconds(int timeoutSeconds) => Math.Clamp(timeoutSeconds, LeastIdleSeconds, MostIdleSeconds);

    /// <summary>What ends a session, and frees its locks, whose process is gone or cannot be reached any more: nobody tells the server, and TCP's own patience is hours.</summary>
    private static string OfTheLost(int timeoutSeconds) =>
        $"-c idle_in_transaction_session_timeout={IdleSeconds(timeoutSeconds)}s -c tcp_keepalives_idle=20 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4";
}
