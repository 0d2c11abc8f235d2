// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>ChangeAvailability</c>, OCPP 1.6.</summary>
public sealed record ChangeAvailabilityRequest : OcppRequest
{
    /// <summary><c>connectorId</c>: integer; required.</summary>
    public required int ConnectorId { get; init; }

    /// <summary><c>type</c>: <see cref="AvailabilityType"/>; required.</summary>
    public required AvailabilityType Type { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ChangeAvailability;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ChangeAvailabilityRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int connectorId = default;
        AvailabilityType type = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 4 when nameUtf8.SequenceEqual("type"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Enum(AvailabilityTypeSpelling.Table, out type)) continue;
                    return reader.At<ChangeAvailabilityRequest>("type");
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out connectorId)) continue;
                    return reader.At<ChangeAvailabilityRequest>("connectorId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ChangeAvailabilityRequest>("connectorId");
        if ((seen & 0x2) == 0) return reader.Missing<ChangeAvailabilityRequest>("type");
        return new ChangeAvailabilityRequest
        {
            ConnectorId = connectorId,
            Type = type,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Enum("\"type\":"u8, AvailabilityTypeSpelling.Table, Type);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("type", Type, AvailabilityTypeSpelling.Table);
    }
}

/// <summary>The response of <c>ChangeAvailability</c>, OCPP 1.6.</summary>
public sealed record ChangeAvailabilityResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="AvailabilityStatus"/>; required.</summary>
    public required AvailabilityStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ChangeAvailability;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ChangeAvailabilityResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        AvailabilityStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(AvailabilityStatusSpelling.Table, out status)) continue;
                    return reader.At<ChangeAvailabilityResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ChangeAvailabilityResponse>("status");
        return new ChangeAvailabilityResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, AvailabilityStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, AvailabilityStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="AvailabilityStatusSpelling"/>.</summary>
public enum AvailabilityStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
    /// <summary><c>Scheduled</c>.</summary>
    Scheduled,
}

/// <summary>Spellings of <see cref="AvailabilityStatus"/> on the wire.</summary>
public static class AvailabilityStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<AvailabilityStatus> Table = new(
    [
        "Accepted", "Rejected", "Scheduled",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this AvailabilityStatus value) => Table.Spell(value);
}

/// <summary>Spellings on the wire: <see cref="AvailabilityTypeSpelling"/>.</summary>
public enum AvailabilityType
{
    /// <summary><c>Inoperative</c>.</summary>
    Inoperative,
    /// <summary><c>Operative</c>.</summary>
    Operative,
}

/// <summary>Spellings of <see cref="AvailabilityType"/> on the wire.</summary>
public static class AvailabilityTypeSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<AvailabilityType> Table = new(
    [
        "Inoperative", "Operative",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this AvailabilityType value) => Table.Spell(value);
}
