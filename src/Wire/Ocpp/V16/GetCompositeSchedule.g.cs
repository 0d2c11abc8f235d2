// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>GetCompositeSchedule</c>, OCPP 1.6.</summary>
public sealed record GetCompositeScheduleRequest : OcppRequest
{
    /// <summary><c>connectorId</c>: integer; required.</summary>
    public required int ConnectorId { get; init; }

    /// <summary><c>duration</c>: integer; required.</summary>
    public required int Duration { get; init; }

    /// <summary><c>chargingRateUnit</c>: <see cref="ChargingRateUnit"/>; null when absent.</summary>
    public ChargingRateUnit? ChargingRateUnit { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetCompositeSchedule;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetCompositeScheduleRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int connectorId = default;
        int duration = default;
        ChargingRateUnit? chargingRateUnit = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 8 when nameUtf8.SequenceEqual("duration"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Integer(out duration)) continue;
                    return reader.At<GetCompositeScheduleRequest>("duration");
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out connectorId)) continue;
                    return reader.At<GetCompositeScheduleRequest>("connectorId");
                case 16 when nameUtf8.SequenceEqual("chargingRateUnit"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalEnum(ChargingRateUnitSpelling.Table, out chargingRateUnit)) continue;
                    return reader.At<GetCompositeScheduleRequest>("chargingRateUnit");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<GetCompositeScheduleRequest>("connectorId");
        if ((seen & 0x2) == 0) return reader.Missing<GetCompositeScheduleRequest>("duration");
        return new GetCompositeScheduleRequest
        {
            ConnectorId = connectorId,
            Duration = duration,
            ChargingRateUnit = chargingRateUnit,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Integer("\"duration\":"u8, Duration);
        writer.Enum("\"chargingRateUnit\":"u8, ChargingRateUnitSpelling.Table, ChargingRateUnit);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("chargingRateUnit", ChargingRateUnit, ChargingRateUnitSpelling.Table);
    }
}

/// <summary>The response of <c>GetCompositeSchedule</c>, OCPP 1.6.</summary>
public sealed record GetCompositeScheduleResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="GetCompositeScheduleStatus"/>; required.</summary>
    public required GetCompositeScheduleStatus Status { get; init; }

    /// <summary><c>connectorId</c>: integer; null when absent.</summary>
    public int? ConnectorId { get; init; }

    /// <summary><c>scheduleStart</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? ScheduleStart { get; init; }

    /// <summary><c>chargingSchedule</c>: <see cref="ChargingSchedule"/>; null when absent.</summary>
    public ChargingSchedule? ChargingSchedule { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetCompositeSchedule;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetCompositeScheduleResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        GetCompositeScheduleStatus status = default;
        int? connectorId = default;
        DateTimeOffset? scheduleStart = default;
        ChargingSchedule? chargingSchedule = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(GetCompositeScheduleStatusSpelling.Table, out status)) continue;
                    return reader.At<GetCompositeScheduleResponse>("status");
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out connectorId)) continue;
                    return reader.At<GetCompositeScheduleResponse>("connectorId");
                case 13 when nameUtf8.SequenceEqual("scheduleStart"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalDate(out scheduleStart)) continue;
                    return reader.At<GetCompositeScheduleResponse>("scheduleStart");
                case 16 when nameUtf8.SequenceEqual("chargingSchedule"u8):
                    if (reader.Once(ref seen, 0x8) && reader.OptionalObject(out chargingSchedule)) continue;
                    return reader.At<GetCompositeScheduleResponse>("chargingSchedule");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<GetCompositeScheduleResponse>("status");
        return new GetCompositeScheduleResponse
        {
            Status = status,
            ConnectorId = connectorId,
            ScheduleStart = scheduleStart,
            ChargingSchedule = chargingSchedule,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, GetCompositeScheduleStatusSpelling.Table, Status);
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Date("\"scheduleStart\":"u8, ScheduleStart);
        writer.Object("\"chargingSchedule\":"u8, ChargingSchedule);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, GetCompositeScheduleStatusSpelling.Table);
        checker.Object("chargingSchedule", ChargingSchedule, false);
    }
}

/// <summary>Spellings on the wire: <see cref="GetCompositeScheduleStatusSpelling"/>.</summary>
public enum GetCompositeScheduleStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
}

/// <summary>Spellings of <see cref="GetCompositeScheduleStatus"/> on the wire.</summary>
public static class GetCompositeScheduleStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<GetCompositeScheduleStatus> Table = new(
    [
        "Accepted", "Rejected",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this GetCompositeScheduleStatus value) => Table.Spell(value);
}
