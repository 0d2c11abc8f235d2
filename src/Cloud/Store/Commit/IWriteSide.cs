using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Commit;

/// <summary>What a write may use while its turn lasts: on the writer's thread, inside the transaction of its batch.</summary>
internal interface IWriteSide
{
    /// <summary>The connection, for statements of any kind.</summary>
    DbSession Session { get; }

    /// <summary>Inserts or replaces a station.</summary>
    void Save(StationRow station);

    /// <summary>Inserts or replaces the last status of a connector.</summary>
    void Save(ConnectorRow connector);

    /// <summary>Inserts or replaces these configuration keys of a station.</summary>
    void Save(string stationId, IReadOnlyList<ConfigurationKeyRow> keys);

    /// <summary>Takes a stop; <see cref="Metering.TransactionWriter"/>.</summary>
    StopResult Stop(StopFact fact);

    /// <summary>Ends a transaction by hand; null when there is none of that id.</summary>
    TransactionRow? Close(long id, DateTimeOffset at, string reason);
}
