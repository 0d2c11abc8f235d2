// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>SetChargingProfile</c>, OCPP 1.6.</summary>
public sealed record SetChargingProfileRequest : OcppRequest
{
    /// <summary><c>connectorId</c>: integer; required.</summary>
    public required int ConnectorId { get; init; }

    /// <summary><c>csChargingProfiles</c>: <see cref="ChargingProfile"/>; required.</summary>
    public required ChargingProfile CsChargingProfiles { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SetChargingProfile;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SetChargingProfileRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int connectorId = default;
        ChargingProfile? csChargingProfiles = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out connectorId)) continue;
                    return reader.At<SetChargingProfileRequest>("connectorId");
                case 18 when nameUtf8.SequenceEqual("csChargingProfiles"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Object(out csChargingProfiles)) continue;
                    return reader.At<SetChargingProfileRequest>("csChargingProfiles");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SetChargingProfileRequest>("connectorId");
        if ((seen & 0x2) == 0) return reader.Missing<SetChargingProfileRequest>("csChargingProfiles");
        return new SetChargingProfileRequest
        {
            ConnectorId = connectorId,
            CsChargingProfiles = csChargingProfiles!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Object("\"csChargingProfiles\":"u8, CsChargingProfiles);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Object("csChargingProfiles", CsChargingProfiles, true);
    }
}

/// <summary>The response of <c>SetChargingProfile</c>, OCPP 1.6.</summary>
public sealed record SetChargingProfileResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="ChargingProfileStatus"/>; required.</summary>
    public required ChargingProfileStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SetChargingProfile;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SetChargingProfileResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        ChargingProfileStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(ChargingProfileStatusSpelling.Table, out status)) continue;
                    return reader.At<SetChargingProfileResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SetChargingProfileResponse>("status");
        return new SetChargingProfileResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, ChargingProfileStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, ChargingProfileStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="ChargingProfileStatusSpelling"/>.</summary>
public enum ChargingProfileStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
    /// <summary><c>NotSupported</c>.</summary>
    NotSupported,
}

/// <summary>Spellings of <see cref="ChargingProfileStatus"/> on the wire.</summary>
public static class ChargingProfileStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ChargingProfileStatus> Table = new(
    [
        "Accepted", "Rejected", "NotSupported",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ChargingProfileStatus value) => Table.Spell(value);
}
