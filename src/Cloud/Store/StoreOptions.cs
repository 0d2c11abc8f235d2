namespace Busbar.Cloud.Store;

/// <summary>The store cannot start: a setting, the folder or the database's version. The text names the key, its value and what is allowed.</summary>
public sealed class StoreStartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Settings of the embedded store. Keys are named as in the settings file.</summary>
public sealed record StoreOptions
{
    /// <summary>Key <c>Data</c>: folder of the databases, made when absent. One process at a time may use it. Default <c>./data</c>.</summary>
    public string Folder { get; init; } = "./data";

    /// <summary>Key <c>Store:Postgres</c>: connection string of a PostgreSQL database that all processes share; null or empty for the embedded store. Default null.</summary>
    public string? Postgres { get; init; }

    /// <summary>Key <c>Store:PostgresReplica</c>: connection string of a read replica, for history that may lag by seconds; null or empty to read it from <c>Store:Postgres</c>. Default null.</summary>
    public string? PostgresReplica { get; init; }

    /// <summary>Key <c>Store:PostgresWriters</c>: connections that write facts at the same time, each with commits of its own; a station keeps to one; 1 to 64. Default 4.</summary>
    public int PostgresWriters { get; init; } = 4;

    /// <summary>Key <c>Store:PostgresTimeout</c>: a statement that takes longer means that PostgreSQL is away; whole seconds, 1 s to 10 min. Default 15 s.</summary>
    public TimeSpan PostgresTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Key <c>Store:Rollup1MinDays</c>: PostgreSQL: days that mean, min, max and count of each minute are kept; 0 makes none; 0 to 36,500. Default 90.</summary>
    public int Rollup1MinDays { get; init; } = 90;

    /// <summary>Key <c>Store:Rollup15MinDays</c>: PostgreSQL: the same of each quarter of an hour; 0 to 36,500. Default 730.</summary>
    public int Rollup15MinDays { get; init; } = 730;

    /// <summary>Key <c>Store:Rollup1HourDays</c>: PostgreSQL: the same of each hour; 0 to 36,500. Default 36,500.</summary>
    public int Rollup1HourDays { get; init; } = 36_500;

    /// <summary>Key <c>Store:QueueLimit</c>: writes that wait for a commit before further callers wait for room; 1 to 1,000,000. Default 10,000.</summary>
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>Key <c>Store:BatchLimit</c>: writes that share one commit at most; 1 to 100,000. Default 2,000.</summary>
    public int BatchLimit { get; init; } = 2_000;

    /// <summary>Key <c>Store:LockWait</c>: how long a write waits while another program locks the database; whole seconds, 1 s to 60 s. Default 5 s.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Key <c>Store:Readers</c>: reads at the same time; further ones wait; 1 to 64. Default 4.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>
    /// Key <c>Store:RecentSamples</c>: meter samples that are kept in order of arrival before they are moved, sorted, to their
    /// place; 1,000 to 1,000,000. Higher writes less, lower reads faster. Default 131,072.
    /// </summary>
    public int RecentSamples { get; init; } = 131_072;

    /// <summary>Key <c>Store:MeterDays</c>: days that meter values are kept after they were received; 0 (for ever) to 36,500. Transactions are kept for ever. Default 0.</summary>
    public int MeterDays { get; init; }

    /// <summary>Key <c>Store:MessageQueueLimit</c>: exchanges that wait for the message log before the oldest are dropped; 1 to 1,000,000. Default 20,000.</summary>
    public int MessageQueueLimit { get; init; } = 20_000;

    /// <summary>Key <c>Store:MessageFlush</c>: the log is written at most this often under load, so that exchanges share commits; 0 to 60 s. Default 0.5 s.</summary>
    public TimeSpan MessageFlush { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Key <c>Store:MessageDays</c>: days that exchanges are kept; 0 (for ever) to 36,500. Default 30.</summary>
    public int MessageDays { get; init; } = 30;

    /// <summary>Key <c>Store:MessageMegabytes</c>: size that the message log is held to by dropping its oldest, in MB (10^6 bytes); 0 (no limit) or 10 to 1,000,000. Default 4,000.</summary>
    public int MessageMegabytes { get; init; } = 4_000;

    /// <summary>Key <c>Store:AuditDays</c>: days that it is kept who did what; 0 (for ever) to 36,500. Default 730.</summary>
    public int AuditDays { get; init; } = 730;

    /// <summary>Checks every value.</summary>
    /// <exception cref="StoreStartException">One or more are not allowed; the text names each with its key, value and range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(Folder)) problems.Add("Data: is empty; allowed is the path of a folder that may be written, e.g. ./data.");
        if (string.IsNullOrEmpty(Postgres) && !string.IsNullOrEmpty(PostgresReplica))
            problems.Add("Store:PostgresReplica: is set, but Store:Postgres is empty; allowed is a replica of the database named there.");
        Range("Store:PostgresWriters", PostgresWriters, 1, 64);
        Span("Store:PostgresTimeout", PostgresTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Range("Store:Rollup1MinDays", Rollup1MinDays, 0, 36_500);
        Range("Store:Rollup15MinDays", Rollup15MinDays, 0, 36_500);
        Range("Store:Rollup1HourDays", Rollup1HourDays, 0, 36_500);
        Range("Store:QueueLimit", QueueLimit, 1, 1_000_000);
        Range("Store:BatchLimit", BatchLimit, 1, 100_000);
        Range("Store:Readers", Readers, 1, 64);
        Range("Store:RecentSamples", RecentSamples, 1_000, 1_000_000);
        Range("Store:MeterDays", MeterDays, 0, 36_500);
        Range("Store:MessageQueueLimit", MessageQueueLimit, 1, 1_000_000);
        Range("Store:MessageDays", MessageDays, 0, 36_500);
        Range("Store:AuditDays", AuditDays, 0, 36_500);
        if (MessageMegabytes is not 0) Range("Store:MessageMegabytes", MessageMegabytes, 10, 1_000_000, " or 0");
        Span("Store:LockWait", LockWait, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        if (LockWait.Ticks % TimeSpan.TicksPerSecond != 0) problems.Add($"Store:LockWait: {LockWait} is not allowed; allowed are whole seconds.");
        Span("Store:MessageFlush", MessageFlush, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        if (problems.Count > 0) throw new StoreStartException(string.Join(Environment.NewLine, problems));

        void Range(string key, int value, int min, int max, string also = "")
        {
            if (value < min || value > max) problems.Add($"{key}: {value} is not allowed; allowed is {min} to {max}{also}.");
        }

        void Span(string key, TimeSpan value, TimeSpan min, TimeSpan max)
        {
            if (value < min || value > max) problems.Add($"{key}: {value} is not allowed; allowed is {min} to {max}.");
        }
    }
}
