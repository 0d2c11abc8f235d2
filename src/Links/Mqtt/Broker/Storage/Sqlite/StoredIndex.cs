namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary>What the writer knows of the database by heart, so that it never has to ask: it agrees with the last commit.</summary>
internal sealed class StoredIndex
{
    /// <summary>Keys of the sessions.</summary>
    public Dictionary<string, long> Sessions { get; } = new(StringComparer.Ordinal);

    /// <summary>Deliveries that wait for each message.</summary>
    public Dictionary<long, int> Receivers { get; } = [];

    /// <summary>Highest key of a session.</summary>
    public long LastSession { get; set; }

    /// <summary>Store ids up to here count as given.</summary>
    public long LastStoreId { get; set; }
}
