// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>StatusNotification</c>, OCPP 1.6.</summary>
public sealed record StatusNotificationRequest : OcppRequest
{
    /// <summary><c>connectorId</c>: integer; required.</summary>
    public required int ConnectorId { get; init; }

    /// <summary><c>errorCode</c>: <see cref="ChargePointErrorCode"/>; required.</summary>
    public required ChargePointErrorCode ErrorCode { get; init; }

    /// <summary><c>info</c>: text of at most 50 characters; null when absent.</summary>
    public string? Info { get; init; }

    /// <summary><c>status</c>: <see cref="ChargePointStatus"/>; required.</summary>
    public required ChargePointStatus Status { get; init; }

    /// <summary><c>timestamp</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary><c>vendorId</c>: text of at most 255 characters; null when absent.</summary>
    public string? VendorId { get; init; }

    /// <summary><c>vendorErrorCode</c>: text of at most 50 characters; null when absent.</summary>
    public string? VendorErrorCode { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.StatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static StatusNotificationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int connectorId = default;
        ChargePointErrorCode errorCode = default;
        string? info = default;
        ChargePointStatus status = default;
        DateTimeOffset? timestamp = default;
        string? vendorId = default;
        string? vendorErrorCode = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 4 when nameUtf8.SequenceEqual("info"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalText(50, out info)) continue;
                    return reader.At<StatusNotificationRequest>("info");
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x8) && reader.Enum(ChargePointStatusSpelling.Table, out status)) continue;
                    return reader.At<StatusNotificationRequest>("status");
                case 8 when nameUtf8.SequenceEqual("vendorId"u8):
                    if (reader.Once(ref seen, 0x20) && reader.OptionalText(255, out vendorId)) continue;
                    return reader.At<StatusNotificationRequest>("vendorId");
                case 9 when nameUtf8.SequenceEqual("errorCode"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Enum(ChargePointErrorCodeSpelling.Table, out errorCode)) continue;
                    return reader.At<StatusNotificationRequest>("errorCode");
                case 9 when nameUtf8.SequenceEqual("timestamp"u8):
                    if (reader.Once(ref seen, 0x10) && reader.OptionalDate(out timestamp)) continue;
                    return reader.At<StatusNotificationRequest>("timestamp");
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out connectorId)) continue;
                    return reader.At<StatusNotificationRequest>("connectorId");
                case 15 when nameUtf8.SequenceEqual("vendorErrorCode"u8):
                    if (reader.Once(ref seen, 0x40) && reader.OptionalText(50, out vendorErrorCode)) continue;
                    return reader.At<StatusNotificationRequest>("vendorErrorCode");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<StatusNotificationRequest>("connectorId");
        if ((seen & 0x2) == 0) return reader.Missing<StatusNotificationRequest>("errorCode");
        if ((seen & 0x8) == 0) return reader.Missing<StatusNotificationRequest>("status");
        return new StatusNotificationRequest
        {
            ConnectorId = connectorId,
            ErrorCode = errorCode,
            Info = info,
            Status = status,
            Timestamp = timestamp,
            VendorId = vendorId,
            VendorErrorCode = vendorErrorCode,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Enum("\"errorCode\":"u8, ChargePointErrorCodeSpelling.Table, ErrorCode);
        writer.Text("\"info\":"u8, Info);
        writer.Enum("\"status\":"u8, ChargePointStatusSpelling.Table, Status);
        writer.Date("\"timestamp\":"u8, Timestamp);
        writer.Text("\"vendorId\":"u8, VendorId);
        writer.Text("\"vendorErrorCode\":"u8, VendorErrorCode);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("errorCode", ErrorCode, ChargePointErrorCodeSpelling.Table);
        checker.Text("info", Info, false, 50);
        checker.Enum("status", Status, ChargePointStatusSpelling.Table);
        checker.Text("vendorId", VendorId, false, 255);
        checker.Text("vendorErrorCode", VendorErrorCode, false, 50);
    }
}

/// <summary>The response of <c>StatusNotification</c>, OCPP 1.6.</summary>
public sealed record StatusNotificationResponse : OcppResponse
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static StatusNotificationResponse Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.StatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static StatusNotificationResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        while (reader.NextProperty(out var nameUtf8))
        {
            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        return Empty;
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
    }
}

/// <summary>Spellings on the wire: <see cref="ChargePointErrorCodeSpelling"/>.</summary>
public enum ChargePointErrorCode
{
    /// <summary><c>ConnectorLockFailure</c>.</summary>
    ConnectorLockFailure,
    /// <summary><c>EVCommunicationError</c>.</summary>
    EVCommunicationError,
    /// <summary><c>GroundFailure</c>.</summary>
    GroundFailure,
    /// <summary><c>HighTemperature</c>.</summary>
    HighTemperature,
    /// <summary><c>InternalError</c>.</summary>
    InternalError,
    /// <summary><c>LocalListConflict</c>.</summary>
    LocalListConflict,
    /// <summary><c>NoError</c>.</summary>
    NoError,
    /// <summary><c>OtherError</c>.</summary>
    OtherError,
    /// <summary><c>OverCurrentFailure</c>.</summary>
    OverCurrentFailure,
    /// <summary><c>PowerMeterFailure</c>.</summary>
    PowerMeterFailure,
    /// <summary><c>PowerSwitchFailure</c>.</summary>
    PowerSwitchFailure,
    /// <summary><c>ReaderFailure</c>.</summary>
    ReaderFailure,
    /// <summary><c>ResetFailure</c>.</summary>
    ResetFailure,
    /// <summary><c>UnderVoltage</c>.</summary>
    UnderVoltage,
    /// <summary><c>OverVoltage</c>.</summary>
    OverVoltage,
    /// <summary><c>WeakSignal</c>.</summary>
    WeakSignal,
}

/// <summary>Spellings of <see cref="ChargePointErrorCode"/> on the wire.</summary>
public static class ChargePointErrorCodeSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ChargePointErrorCode> Table = new(
    [
        "ConnectorLockFailure", "EVCommunicationError", "GroundFailure", "HighTemperature", "InternalError", "LocalListConflict",
        "NoError", "OtherError", "OverCurrentFailure", "PowerMeterFailure", "PowerSwitchFailure", "ReaderFailure",
        "ResetFailure", "UnderVoltage", "OverVoltage", "WeakSignal",
    ], new(Leniency.UnknownErrorCode, ChargePointErrorCode.OtherError, []));

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ChargePointErrorCode value) => Table.Spell(value);
}

/// <summary>Spellings on the wire: <see cref="ChargePointStatusSpelling"/>.</summary>
public enum ChargePointStatus
{
    /// <summary><c>Available</c>.</summary>
    Available,
    /// <summary><c>Preparing</c>.</summary>
    Preparing,
    /// <summary><c>Charging</c>.</summary>
    Charging,
    /// <summary><c>SuspendedEVSE</c>.</summary>
    SuspendedEVSE,
    /// <summary><c>SuspendedEV</c>.</summary>
    SuspendedEV,
    /// <summary><c>Finishing</c>.</summary>
    Finishing,
    /// <summary><c>Reserved</c>.</summary>
    Reserved,
    /// <summary><c>Unavailable</c>.</summary>
    Unavailable,
    /// <summary><c>Faulted</c>.</summary>
    Faulted,
}

/// <summary>Spellings of <see cref="ChargePointStatus"/> on the wire.</summary>
public static class ChargePointStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ChargePointStatus> Table = new(
    [
        "Available", "Preparing", "Charging", "SuspendedEVSE", "SuspendedEV", "Finishing", "Reserved", "Unavailable", "Faulted",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ChargePointStatus value) => Table.Spell(value);
}
