// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>BootNotification</c>, OCPP 1.6.</summary>
public sealed record BootNotificationRequest : OcppRequest
{
    /// <summary><c>chargePointVendor</c>: text of at most 20 characters; required.</summary>
    public required string ChargePointVendor { get; init; }

    /// <summary><c>chargePointModel</c>: text of at most 20 characters; required.</summary>
    public required string ChargePointModel { get; init; }

    /// <summary><c>chargePointSerialNumber</c>: text of at most 25 characters; null when absent.</summary>
    public string? ChargePointSerialNumber { get; init; }

    /// <summary><c>chargeBoxSerialNumber</c>: text of at most 25 characters; null when absent.</summary>
    public string? ChargeBoxSerialNumber { get; init; }

    /// <summary><c>firmwareVersion</c>: text of at most 50 characters; null when absent.</summary>
    public string? FirmwareVersion { get; init; }

    /// <summary><c>iccid</c>: text of at most 20 characters; null when absent.</summary>
    public string? Iccid { get; init; }

    /// <summary><c>imsi</c>: text of at most 20 characters; null when absent.</summary>
    public string? Imsi { get; init; }

    /// <summary><c>meterType</c>: text of at most 25 characters; null when absent.</summary>
    public string? MeterType { get; init; }

    /// <summary><c>meterSerialNumber</c>: text of at most 25 characters; null when absent.</summary>
    public string? MeterSerialNumber { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.BootNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static BootNotificationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? chargePointVendor = default;
        string? chargePointModel = default;
        string? chargePointSerialNumber = default;
        string? chargeBoxSerialNumber = default;
        string? firmwareVersion = default;
        string? iccid = default;
        string? imsi = default;
        string? meterType = default;
        string? meterSerialNumber = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 4 when nameUtf8.SequenceEqual("imsi"u8):
                    if (reader.Once(ref seen, 0x40) && reader.OptionalText(20, out imsi)) continue;
                    return reader.At<BootNotificationRequest>("imsi");
                case 5 when nameUtf8.SequenceEqual("iccid"u8):
                    if (reader.Once(ref seen, 0x20) && reader.OptionalText(20, out iccid)) continue;
                    return reader.At<BootNotificationRequest>("iccid");
                case 9 when nameUtf8.SequenceEqual("meterType"u8):
                    if (reader.Once(ref seen, 0x80) && reader.OptionalText(25, out meterType)) continue;
                    return reader.At<BootNotificationRequest>("meterType");
                case 15 when nameUtf8.SequenceEqual("firmwareVersion"u8):
                    if (reader.Once(ref seen, 0x10) && reader.OptionalText(50, out firmwareVersion)) continue;
                    return reader.At<BootNotificationRequest>("firmwareVersion");
                case 16 when nameUtf8.SequenceEqual("chargePointModel"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Text(20, out chargePointModel)) continue;
                    return reader.At<BootNotificationRequest>("chargePointModel");
                case 17 when nameUtf8.SequenceEqual("chargePointVendor"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(20, out chargePointVendor)) continue;
                    return reader.At<BootNotificationRequest>("chargePointVendor");
                case 17 when nameUtf8.SequenceEqual("meterSerialNumber"u8):
                    if (reader.Once(ref seen, 0x100) && reader.OptionalText(25, out meterSerialNumber)) continue;
                    return reader.At<BootNotificationRequest>("meterSerialNumber");
                case 21 when nameUtf8.SequenceEqual("chargeBoxSerialNumber"u8):
                    if (reader.Once(ref seen, 0x8) && reader.OptionalText(25, out chargeBoxSerialNumber)) continue;
                    return reader.At<BootNotificationRequest>("chargeBoxSerialNumber");
                case 23 when nameUtf8.SequenceEqual("chargePointSerialNumber"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalText(25, out chargePointSerialNumber)) continue;
                    return reader.At<BootNotificationRequest>("chargePointSerialNumber");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<BootNotificationRequest>("chargePointVendor");
        if ((seen & 0x2) == 0) return reader.Missing<BootNotificationRequest>("chargePointModel");
        return new BootNotificationRequest
        {
            ChargePointVendor = chargePointVendor!,
            ChargePointModel = chargePointModel!,
            ChargePointSerialNumber = chargePointSerialNumber,
            ChargeBoxSerialNumber = chargeBoxSerialNumber,
            FirmwareVersion = firmwareVersion,
            Iccid = iccid,
            Imsi = imsi,
            MeterType = meterType,
            MeterSerialNumber = meterSerialNumber,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"chargePointVendor\":"u8, ChargePointVendor);
        writer.Text("\"chargePointModel\":"u8, ChargePointModel);
        writer.Text("\"chargePointSerialNumber\":"u8, ChargePointSerialNumber);
        writer.Text("\"chargeBoxSerialNumber\":"u8, ChargeBoxSerialNumber);
        writer.Text("\"firmwareVersion\":"u8, FirmwareVersion);
        writer.Text("\"iccid\":"u8, Iccid);
        writer.Text("\"imsi\":"u8, Imsi);
        writer.Text("\"meterType\":"u8, MeterType);
        writer.Text("\"meterSerialNumber\":"u8, MeterSerialNumber);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("chargePointVendor", ChargePointVendor, true, 20);
        checker.Text("chargePointModel", ChargePointModel, true, 20);
        checker.Text("chargePointSerialNumber", ChargePointSerialNumber, false, 25);
        checker.Text("chargeBoxSerialNumber", ChargeBoxSerialNumber, false, 25);
        checker.Text("firmwareVersion", FirmwareVersion, false, 50);
        checker.Text("iccid", Iccid, false, 20);
        checker.Text("imsi", Imsi, false, 20);
        checker.Text("meterType", MeterType, false, 25);
        checker.Text("meterSerialNumber", MeterSerialNumber, false, 25);
    }
}

/// <summary>The response of <c>BootNotification</c>, OCPP 1.6.</summary>
public sealed record BootNotificationResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="BootNotificationStatus"/>; required.</summary>
    public required BootNotificationStatus Status { get; init; }

    /// <summary><c>currentTime</c>: date and time, UTC; required.</summary>
    public required DateTimeOffset CurrentTime { get; init; }

    /// <summary><c>interval</c>: integer; required.</summary>
    public required int Interval { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.BootNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static BootNotificationResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        BootNotificationStatus status = default;
        DateTimeOffset currentTime = default;
        int interval = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(BootNotificationStatusSpelling.Table, out status)) continue;
                    return reader.At<BootNotificationResponse>("status");
                case 8 when nameUtf8.SequenceEqual("interval"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Integer(out interval)) continue;
                    return reader.At<BootNotificationResponse>("interval");
                case 11 when nameUtf8.SequenceEqual("currentTime"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Date(out currentTime)) continue;
                    return reader.At<BootNotificationResponse>("currentTime");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<BootNotificationResponse>("status");
        if ((seen & 0x2) == 0) return reader.Missing<BootNotificationResponse>("currentTime");
        if ((seen & 0x4) == 0) return reader.Missing<BootNotificationResponse>("interval");
        return new BootNotificationResponse
        {
            Status = status,
            CurrentTime = currentTime,
            Interval = interval,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, BootNotificationStatusSpelling.Table, Status);
        writer.Date("\"currentTime\":"u8, CurrentTime);
        writer.Integer("\"interval\":"u8, Interval);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, BootNotificationStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="BootNotificationStatusSpelling"/>.</summary>
public enum BootNotificationStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Pending</c>.</summary>
    Pending,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
}

/// <summary>Spellings of <see cref="BootNotificationStatus"/> on the wire.</summary>
public static class BootNotificationStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<BootNotificationStatus> Table = new(
    [
        "Accepted", "Pending", "Rejected",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this BootNotificationStatus value) => Table.Spell(value);
}
