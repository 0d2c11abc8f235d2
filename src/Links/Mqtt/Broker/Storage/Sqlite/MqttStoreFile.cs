using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary><c>mqtt.db</c>, open, at this version's schema and read. One thread at a time.</summary>
internal sealed class MqttStoreFile : IDisposable
{
    private const int PageBytes = 4_096;

    /// <summary>How long the opening waits for another program's lock, s.</summary>
    private const int LockWaitS = 5;

    private readonly FolderLock _folder;
    private StoredState? _state;

    private MqttStoreFile(FolderLock folder, SqliteFile file, SqliteConnection connection, StoredState state, StoredIndex index)
    {
        (_folder, File, Connection, _state, Index) = (folder, file, connection, state, index);
        Writer = new MqttWriter(connection, index);
    }

    /// <summary>The file.</summary>
    public SqliteFile File { get; }

    /// <summary>Full path.</summary>
    public string Path => File.Path;

    /// <summary>The one connection that writes.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>What the writer knows of it.</summary>
    public StoredIndex Index { get; }

    /// <summary>The writer.</summary>
    public MqttWriter Writer { get; }

    /// <summary>Opens and reads it.</summary>
    /// <exception cref="MqttStoreException">It is not usable.</exception>
    public static MqttStoreFile Open(string folder, MqttStoreOptions options, TimeProvider time, ILogger log)
    {
        var started = time.GetTimestamp();
        var held = Take(folder);
        SqliteConnection? connection = null;
        var file = new SqliteFile(System.IO.Path.Combine(held.Path, "mqtt.db"), PageBytes, options.Durability == MqttDurability.Full, LockWaitS);
        try
        {
            connection = file.OpenWriter(checkpointPages: 0);
            MqttSchema.Prepare(connection, file.Path);
            var reader = new MqttReader(connection, file.Path);
            var state = reader.Read();
            log.Opened(file.Path, state.Sessions.Count, reader.Deliveries, state.Retained.Count, time.GetElapsedTime(started));
            return new MqttStoreFile(held, file, connection, state, reader.Index);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            held.Dispose();
            if (e is MqttStoreException) throw;
            throw new MqttStoreException(Describe(e, file.Path), e);
        }
    }

    /// <summary>What was in it when it was opened; null when it was taken before, for it is large and nobody here needs it.</summary>
    public StoredState? TakeState() => Interlocked.Exchange(ref _state, null);

    /// <summary>Why it cannot be used, and what to do.</summary>
    public string Describe(Exception error) => Describe(error, Path);

    /// <summary>Runs statements; returns the first value of the first row.</summary>
    public object? Execute(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        Connection.Dispose();
        _folder.Dispose();
    }

    private static string Describe(Exception error, string file) =>
        $"{SqliteFailure.CauseOf(error, file) ?? $"The database {file} cannot be used: {error.Message}"} {SqliteFailure.RemedyOf(error)}";

    private static FolderLock Take(string folder)
    {
        try
        {
            return FolderLock.Take(folder, "mqtt");
        }
        catch (FolderLockException e)
        {
            throw new MqttStoreException($"MQTT store: {e.Message}", e);
        }
    }
}
