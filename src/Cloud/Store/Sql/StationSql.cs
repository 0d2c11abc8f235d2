using System.Data.Common;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>Stations, connectors and configuration keys in SQL.</summary>
internal static class StationSql
{
    private const int StationsAtOnce = 500;

    /// <summary>Columns of a station, in the order of <see cref="StationRow"/>.</summary>
    public const string StationColumns =
        """
        id, registration, vendor, model, serial_number, box_serial_number, firmware_version, iccid, imsi, meter_type,
        meter_serial_number, ocpp_version, created_at_ms, booted_at_ms, connected_at_ms, disconnected_at_ms, last_seen_at_ms,
        remote_address, password_hash, leniency_mask, clock_skew_ms, epoch, firmware_status, diagnostics_status, display_name, location
        """;

    /// <summary>End of an insert that replaces a station that is there.</summary>
    public const string StationReplaces =
        """
        ON CONFLICT (id) DO UPDATE SET registration = excluded.registration, vendor = excluded.vendor, model = excluded.model,
            serial_number = excluded.serial_number, box_serial_number = excluded.box_serial_number,
            firmware_version = excluded.firmware_version, iccid = excluded.iccid, imsi = excluded.imsi, meter_type = excluded.meter_type,
            meter_serial_number = excluded.meter_serial_number, ocpp_version = excluded.ocpp_version,
            created_at_ms = excluded.created_at_ms, booted_at_ms = excluded.booted_at_ms, connected_at_ms = excluded.connected_at_ms,
            disconnected_at_ms = excluded.disconnected_at_ms, last_seen_at_ms = excluded.last_seen_at_ms,
            remote_address = excluded.remote_address, password_hash = excluded.password_hash, leniency_mask = excluded.leniency_mask,
            clock_skew_ms = excluded.clock_skew_ms, epoch = excluded.epoch, firmware_status = excluded.firmware_status,
            diagnostics_status = excluded.diagnostics_status, display_name = excluded.display_name, location = excluded.location
        """;

    /// <summary>Columns of a connector, in the order of <see cref="ConnectorRow"/>.</summary>
    public const string ConnectorColumns = "station_id, connector_id, status, error_code, info, vendor_id, vendor_error_code, status_at_ms, received_at_ms";

    /// <summary>End of an insert that replaces a connector that is there.</summary>
    public const string ConnectorReplaces =
        """
        ON CONFLICT (station_id, connector_id) DO UPDATE SET status = excluded.status, error_code = excluded.error_code,
            info = excluded.info, vendor_id = excluded.vendor_id, vendor_error_code = excluded.vendor_error_code,
            status_at_ms = excluded.status_at_ms, received_at_ms = excluded.received_at_ms
        """;

    /// <summary>End of an insert that replaces a configuration key that is there.</summary>
    public const string ConfigurationReplaces =
        "ON CONFLICT (station_id, name) DO UPDATE SET value = excluded.value, read_only = excluded.read_only, read_at_ms = excluded.read_at_ms";

    public static List<StationRow> ReadStations(DbSession db) => db.All($"SELECT {StationColumns} FROM station ORDER BY id", ReadStation);

    /// <summary>The id of every station: from the index alone, where the database can.</summary>
    public static List<string> ReadIds(DbSession db) => db.All("SELECT id FROM station ORDER BY id", r => r.GetString(0));

    /// <summary>The rows of some stations.</summary>
    public static List<StationRow> ReadStations(DbSession db, string[] ids) => OfStations(db, $"SELECT {StationColumns} FROM station", "id", ids, ReadStation);

    /// <summary>When a station was last seen, if that is newer than what stands.</summary>
    public static void SaveLastSeen(DbSession db, string stationId, DateTimeOffset at, long? clockSkewMs) => db.Execute(
        "UPDATE station SET last_seen_at_ms = @seen, clock_skew_ms = @skew WHERE id = @id AND (last_seen_at_ms IS NULL OR last_seen_at_ms < @seen)",
        ("@seen", Rows.Ms(at)), ("@skew", clockSkewMs), ("@id", stationId));

    public static void SaveStation(DbSession db, StationRow s) => db.Execute(
        $"""
        INSERT INTO station ({StationColumns})
        VALUES (@id, @registration, @vendor, @model, @serial, @box, @firmware, @iccid, @imsi, @meterType,
            @meterSerial, @ocpp, @created, @booted, @connected, @disconnected, @seen,
            @address, @password, @leniency, @skew, @epoch, @firmwareStatus, @diagnosticsStatus, @display, @location)
        {StationReplaces}
        """,
        ("@id", s.Id), ("@registration", s.Registration.ToString()), ("@vendor", s.Vendor), ("@model", s.Model), ("@serial", s.SerialNumber),
        ("@box", s.BoxSerialNumber), ("@firmware", s.FirmwareVersion), ("@iccid", s.Iccid), ("@imsi", s.Imsi), ("@meterType", s.MeterType),
        ("@meterSerial", s.MeterSerialNumber), ("@ocpp", s.OcppVersion), ("@created", Rows.Ms(s.CreatedAt)), ("@booted", Rows.Ms(s.BootedAt)),
        ("@connected", Rows.Ms(s.ConnectedAt)), ("@disconnected", Rows.Ms(s.DisconnectedAt)), ("@seen", Rows.Ms(s.LastSeenAt)),
        ("@address", s.RemoteAddress), ("@password", s.PasswordHash), ("@leniency", s.LeniencyMask), ("@skew", s.ClockSkewMs),
        ("@epoch", s.Epoch), ("@firmwareStatus", s.FirmwareStatus), ("@diagnosticsStatus", s.DiagnosticsStatus),
        ("@display", s.DisplayName), ("@location", s.Location));

    /// <summary>Removes a station and what hangs on it; its transactions and meter values stay.</summary>
    public static bool DeleteStation(DbSession db, string stationId)
    {
        db.Execute("DELETE FROM connector WHERE station_id = @station", ("@station", stationId));
        db.Execute("DELETE FROM configuration_key WHERE station_id = @station", ("@station", stationId));
        db.Execute("DELETE FROM alarm WHERE station_id = @station", ("@station", stationId));
        db.Execute("DELETE FROM reservation WHERE station_id = @station", ("@station", stationId));
        db.Execute("DELETE FROM charging_profile WHERE station_id = @station", ("@station", stationId));
        db.Execute("DELETE FROM local_list_entry WHERE station_id = @station", ("@station", stationId));
        db.Execute("DELETE FROM local_list WHERE station_id = @station", ("@station", stationId));
        return db.Execute("DELETE FROM station WHERE id = @station", ("@station", stationId)) > 0;
    }

    public static List<ConnectorRow> ReadConnectors(DbSession db) => db.All($"SELECT {ConnectorColumns} FROM connector ORDER BY station_id, connector_id", ReadConnector);

    /// <summary>The connectors of some stations.</summary>
    public static List<ConnectorRow> ReadConnectors(DbSession db, string[] ids) => OfStations(db, $"SELECT {ConnectorColumns} FROM connector", "station_id", ids, ReadConnector);

    public static void SaveConnector(DbSession db, ConnectorRow c) => db.Execute(
        $"""
        INSERT INTO connector ({ConnectorColumns}) VALUES (@station, @connector, @status, @error, @info, @vendor, @vendorError, @at, @received)
        {ConnectorReplaces}
        """,
        ("@station", c.StationId), ("@connector", c.ConnectorId), ("@status", c.Status), ("@error", c.ErrorCode), ("@info", c.Info),
        ("@vendor", c.VendorId), ("@vendorError", c.VendorErrorCode), ("@at", Rows.Ms(c.StatusAt)), ("@received", Rows.Ms(c.ReceivedAt)));

    public static List<ConfigurationKeyRow> ReadConfiguration(DbSession db, string stationId) => db.All(
        "SELECT station_id, name, value, read_only, read_at_ms FROM configuration_key WHERE station_id = @station ORDER BY name",
        r => new ConfigurationKeyRow(r.GetString(0), r.GetString(1), r.TextOrNull(2), r.Flag(3), r.Time(4)),
        ("@station", stationId));

    public static void SaveConfiguration(DbSession db, string stationId, IReadOnlyList<ConfigurationKeyRow> keys)
    {
        foreach (var key in keys)
        {
            db.Execute(
                $"INSERT INTO configuration_key (station_id, name, value, read_only, read_at_ms) VALUES (@station, @name, @value, @readOnly, @at) {ConfigurationReplaces}",
                ("@station", stationId), ("@name", key.Key), ("@value", key.Value), ("@readOnly", Rows.Flag(key.ReadOnly)),
                ("@at", Rows.Ms(key.ReadAt)));
        }
    }

    /// <summary>Rows of some stations, by a list of values, a few hundred at a time: every database takes so many.</summary>
    private static List<T> OfStations<T>(DbSession db, string select, string column, string[] ids, Func<DbDataReader, T> read)
    {
        List<T> rows = [];
        foreach (var some in ids.Chunk(StationsAtOnce))
        {
            var names = string.Join(',', Enumerable.Range(0, some.Length).Select(i => $"@s{i}"));
            rows.AddRange(db.AllOnce($"{select} WHERE {column} IN ({names})", read, [.. some.Select((id, i) => new SqlArg($"@s{i}", id))]));
        }

        return rows;
    }

    private static ConnectorRow ReadConnector(DbDataReader r) => new(
        r.GetString(0), r.GetInt32(1), r.GetString(2), r.GetString(3), r.TextOrNull(4), r.TextOrNull(5), r.TextOrNull(6), r.Time(7), r.Time(8));

    private static StationRow ReadStation(DbDataReader r) => new(
        r.GetString(0), Enum.Parse<Registration>(r.GetString(1)), r.TextOrNull(2), r.TextOrNull(3), r.TextOrNull(4), r.TextOrNull(5),
        r.TextOrNull(6), r.TextOrNull(7), r.TextOrNull(8), r.TextOrNull(9), r.TextOrNull(10), r.TextOrNull(11),
        r.Time(12), r.TimeOrNull(13), r.TimeOrNull(14), r.TimeOrNull(15), r.TimeOrNull(16),
        r.TextOrNull(17), r.TextOrNull(18), r.LongOrNull(19), r.LongOrNull(20), r.GetInt64(21),
        r.TextOrNull(22), r.TextOrNull(23), r.TextOrNull(24), r.TextOrNull(25));
}
