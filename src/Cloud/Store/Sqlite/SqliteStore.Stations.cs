using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<StationRow>> ReadStationsAsync(CancellationToken ct) => await _facts.ReadAsync(StationSql.ReadStations, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConnectorRow>> ReadConnectorsAsync(CancellationToken ct) => await _facts.ReadAsync(StationSql.ReadConnectors, ct);

    /// <inheritdoc/>
    public ValueTask SaveStationAsync(StationRow station, CancellationToken ct) => Write(() => StationSql.SaveStation(_unit.Session, station), ct);

    /// <inheritdoc/>
    public ValueTask SaveConnectorAsync(ConnectorRow connector, CancellationToken ct) =>
        Write(() => StationSql.SaveConnector(_unit.Session, connector), ct);

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteStationAsync(string stationId, CancellationToken ct)
    {
        var known = await Write(() => StationSql.DeleteStation(_unit.Session, stationId), ct);
        _messages.Forget(stationId);
        return known;
    }

    /// <inheritdoc/>
    public ValueTask SaveConfigurationAsync(string stationId, IReadOnlyList<ConfigurationKeyRow> keys, CancellationToken ct) =>
        Write(() => StationSql.SaveConfiguration(_unit.Session, stationId, keys), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConfigurationKeyRow>> ReadConfigurationAsync(string stationId, CancellationToken ct) =>
        await _facts.ReadAsync(db => StationSql.ReadConfiguration(db, stationId), ct);
}
