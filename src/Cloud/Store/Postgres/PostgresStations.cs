using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// Rows of stations, connectors and configuration keys that a batch saves: gathered, the last of each, and written with one statement for each table when
/// another write, or the commit, needs them. A fleet that comes back at once saves every station several times within a few batches. The writer's thread only.
/// </summary>
internal sealed class PostgresStations(DbSession db)
{
    private readonly Dictionary<string, StationRow> _stations = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Station, int Connector), ConnectorRow> _connectors = [];
    private readonly Dictionary<(string Station, string Name), ConfigurationKeyRow> _keys = [];

    public bool IsEmpty => _stations.Count + _connectors.Count + _keys.Count == 0;

    public void Save(StationRow station) => _stations[station.Id] = station;

    public void Save(ConnectorRow connector) => _connectors[(connector.StationId, connector.ConnectorId)] = connector;

    public void Save(string stationId, IReadOnlyList<ConfigurationKeyRow> keys)
    {
        foreach (var key in keys) _keys[(stationId, PostgresText.Clean(key.Key))] = key;
    }

    /// <summary>Writes what was gathered, in the order of its keys, so that processes that save the same rows do not wait in a circle.</summary>
    public void Settle()
    {
        if (_stations.Count > 0) Write([.. _stations.Values.OrderBy(s => s.Id, StringComparer.Ordinal)]);
        if (_connectors.Count > 0) Write([.. _connectors.Values.OrderBy(c => c.StationId, StringComparer.Ordinal).ThenBy(c => c.ConnectorId)]);
        if (_keys.Count > 0) Write([.. _keys.OrderBy(k => k.Key.Station, StringComparer.Ordinal).ThenBy(k => k.Key.Name, StringComparer.Ordinal)]);
        Clear();
    }

    public void Clear()
    {
        _stations.Clear();
        _connectors.Clear();
        _keys.Clear();
    }

    private void Write(StationRow[] rows) => db.Execute(
        $"""
        INSERT INTO station ({StationSql.StationColumns})
        SELECT * FROM unnest(@id, @registration, @vendor, @model, @serial, @box, @firmware, @iccid, @imsi, @meterType,
            @meterSerial, @ocpp, @created, @booted, @connected, @disconnected, @seen,
            @address, @password, @leniency, @skew, @epoch, @firmwareStatus, @diagnosticsStatus, @display, @location)
        {StationSql.StationReplaces}
        """,
        ("@id", Texts(rows, s => s.Id)), ("@registration", Texts(rows, s => s.Registration.ToString())), ("@vendor", Texts(rows, s => s.Vendor)),
        ("@model", Texts(rows, s => s.Model)), ("@serial", Texts(rows, s => s.SerialNumber)), ("@box", Texts(rows, s => s.BoxSerialNumber)),
        ("@firmware", Texts(rows, s => s.FirmwareVersion)), ("@iccid", Texts(rows, s => s.Iccid)), ("@imsi", Texts(rows, s => s.Imsi)),
        ("@meterType", Texts(rows, s => s.MeterType)), ("@meterSerial", Texts(rows, s => s.MeterSerialNumber)), ("@ocpp", Texts(rows, s => s.OcppVersion)),
        ("@created", Numbers(rows, s => Rows.Ms(s.CreatedAt))), ("@booted", Numbers(rows, s => Rows.Ms(s.BootedAt))),
        ("@connected", Numbers(rows, s => Rows.Ms(s.ConnectedAt))), ("@disconnected", Numbers(rows, s => Rows.Ms(s.DisconnectedAt))),
        ("@seen", Numbers(rows, s => Rows.Ms(s.LastSeenAt))), ("@address", Texts(rows, s => s.RemoteAddress)), ("@password", Texts(rows, s => s.PasswordHash)),
        ("@leniency", Numbers(rows, s => s.LeniencyMask)), ("@skew", Numbers(rows, s => s.ClockSkewMs)), ("@epoch", Numbers(rows, s => s.Epoch)),
        ("@firmwareStatus", Texts(rows, s => s.FirmwareStatus)), ("@diagnosticsStatus", Texts(rows, s => s.DiagnosticsStatus)),
        ("@display", Texts(rows, s => s.DisplayName)), ("@location", Texts(rows, s => s.Location)));

    private void Write(ConnectorRow[] rows) => db.Execute(
        $"""
        INSERT INTO connector ({StationSql.ConnectorColumns})
        SELECT * FROM unnest(@station, @connector, @status, @error, @info, @vendor, @vendorError, @at, @received)
        {StationSql.ConnectorReplaces}
        """,
        ("@station", Texts(rows, c => c.StationId)), ("@connector", rows.Select(c => c.ConnectorId).ToArray()), ("@status", Texts(rows, c => c.Status)),
        ("@error", Texts(rows, c => c.ErrorCode)), ("@info", Texts(rows, c => c.Info)), ("@vendor", Texts(rows, c => c.VendorId)),
        ("@vendorError", Texts(rows, c => c.VendorErrorCode)), ("@at", Numbers(rows, c => Rows.Ms(c.StatusAt))), ("@received", Numbers(rows, c => Rows.Ms(c.ReceivedAt))));

    private void Write(KeyValuePair<(string Station, string Name), ConfigurationKeyRow>[] rows) => db.Execute(
        $"""
        INSERT INTO configuration_key (station_id, name, value, read_only, read_at_ms)
        SELECT * FROM unnest(@station, @name, @value, @readOnly, @at) {StationSql.ConfigurationReplaces}
        """,
        ("@station", Texts(rows, k => k.Key.Station)), ("@name", Texts(rows, k => k.Key.Name)), ("@value", Texts(rows, k => k.Value.Value)),
        ("@readOnly", rows.Select(k => (short)Rows.Flag(k.Value.ReadOnly)).ToArray()), ("@at", Numbers(rows, k => Rows.Ms(k.Value.ReadAt))));

    private static string?[] Texts<T>(T[] rows, Func<T, string?> of) => Array.ConvertAll(rows, row => of(row) is { } text ? PostgresText.Clean(text) : null);

    private static long?[] Numbers<T>(T[] rows, Func<T, long?> of) => Array.ConvertAll(rows, row => of(row));
}
