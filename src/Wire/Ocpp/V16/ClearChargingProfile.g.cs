// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>ClearChargingProfile</c>, OCPP 1.6.</summary>
public sealed record ClearChargingProfileRequest : OcppRequest
{
    /// <summary><c>id</c>: integer; null when absent.</summary>
    public int? Id { get; init; }

    /// <summary><c>connectorId</c>: integer; null when absent.</summary>
    public int? ConnectorId { get; init; }

    /// <summary><c>chargingProfilePurpose</c>: <see cref="ChargingProfilePurpose"/>; null when absent.</summary>
    public ChargingProfilePurpose? ChargingProfilePurpose { get; init; }

    /// <summary><c>stackLevel</c>: integer; null when absent.</summary>
    public int? StackLevel { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ClearChargingProfile;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ClearChargingProfileRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int? id = default;
        int? connectorId = default;
        ChargingProfilePurpose? chargingProfilePurpose = default;
        int? stackLevel = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 2 when nameUtf8.SequenceEqual("id"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalInteger(out id)) continue;
                    return reader.At<ClearChargingProfileRequest>("id");
                case 10 when nameUtf8.SequenceEqual("stackLevel"u8):
                    if (reader.Once(ref seen, 0x8) && reader.OptionalInteger(out stackLevel)) continue;
                    return reader.At<ClearChargingProfileRequest>("stackLevel");
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out connectorId)) continue;
                    return reader.At<ClearChargingProfileRequest>("connectorId");
                case 22 when nameUtf8.SequenceEqual("chargingProfilePurpose"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalEnum(ChargingProfilePurposeSpelling.Table, out chargingProfilePurpose)) continue;
                    return reader.At<ClearChargingProfileRequest>("chargingProfilePurpose");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        return new ClearChargingProfileRequest
        {
            Id = id,
            ConnectorId = connectorId,
            ChargingProfilePurpose = chargingProfilePurpose,
            StackLevel = stackLevel,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"id\":"u8, Id);
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Enum("\"chargingProfilePurpose\":"u8, ChargingProfilePurposeSpelling.Table, ChargingProfilePurpose);
        writer.Integer("\"stackLevel\":"u8, StackLevel);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("chargingProfilePurpose", ChargingProfilePurpose, ChargingProfilePurposeSpelling.Table);
    }
}

/// <summary>The response of <c>ClearChargingProfile</c>, OCPP 1.6.</summary>
public sealed record ClearChargingProfileResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="ClearChargingProfileStatus"/>; required.</summary>
    public required ClearChargingProfileStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ClearChargingProfile;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ClearChargingProfileResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        ClearChargingProfileStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(ClearChargingProfileStatusSpelling.Table, out status)) continue;
                    return reader.At<ClearChargingProfileResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ClearChargingProfileResponse>("status");
        return new ClearChargingProfileResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, ClearChargingProfileStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, ClearChargingProfileStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="ClearChargingProfileStatusSpelling"/>.</summary>
public enum ClearChargingProfileStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Unknown</c>.</summary>
    Unknown,
}

/// <summary>Spellings of <see cref="ClearChargingProfileStatus"/> on the wire.</summary>
public static class ClearChargingProfileStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ClearChargingProfileStatus> Table = new(
    [
        "Accepted", "Unknown",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ClearChargingProfileStatus value) => Table.Spell(value);
}
