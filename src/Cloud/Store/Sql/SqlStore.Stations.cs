using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

public abstract partial class SqlStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<StationRow>> ReadStationsAsync(CancellationToken ct) => await ReadAsync(StationSql.ReadStations, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConnectorRow>> ReadConnectorsAsync(CancellationToken ct) => await ReadAsync(StationSql.ReadConnectors, ct);

    /// <inheritdoc/>
    /// <remarks>Which stations those are is decided here, by their ids; only their rows are read.</remarks>
    public async Task<IReadOnlyList<StationRow>> ReadStationsAsync(Func<string, bool> only, CancellationToken ct) =>
        await ReadAsync(db => StationSql.ReadStations(db, [.. StationSql.ReadIds(db).Where(only)]), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConnectorRow>> ReadConnectorsAsync(Func<string, bool> only, CancellationToken ct) =>
        await ReadAsync(db => StationSql.ReadConnectors(db, [.. StationSql.ReadIds(db).Where(only)]), ct);

    /// <inheritdoc/>
    public ValueTask SaveStationAsync(StationRow station, CancellationToken ct) => Write(station.Id, side => side.Save(station), ct);

    /// <inheritdoc/>
    public ValueTask SaveLastSeenAsync(string stationId, DateTimeOffset at, long? clockSkewMs, CancellationToken ct) =>
        Write(stationId, side => StationSql.SaveLastSeen(side.Session, stationId, at, clockSkewMs), ct);

    /// <inheritdoc/>
    public ValueTask SaveConnectorAsync(ConnectorRow connector, CancellationToken ct) =>
        Write(connector.StationId, side => side.Save(connector), ct);

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteStationAsync(string stationId, CancellationToken ct)
    {
        var known = await Write(stationId, side => StationSql.DeleteStation(side.Session, stationId), ct);
        ForgetMessages(stationId);
        return known;
    }

    /// <inheritdoc/>
    public ValueTask SaveConfigurationAsync(string stationId, IReadOnlyList<ConfigurationKeyRow> keys, CancellationToken ct) =>
        Write(stationId, side => side.Save(stationId, keys), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConfigurationKeyRow>> ReadConfigurationAsync(string stationId, CancellationToken ct) =>
        await ReadAsync(db => StationSql.ReadConfiguration(db, stationId), ct);
}
