// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>RemoteStartTransaction</c>, OCPP 1.6.</summary>
public sealed record RemoteStartTransactionRequest : OcppRequest
{
    /// <summary><c>connectorId</c>: integer; null when absent.</summary>
    public int? ConnectorId { get; init; }

    /// <summary><c>idTag</c>: text of at most 20 characters; required.</summary>
    public required string IdTag { get; init; }

    /// <summary><c>chargingProfile</c>: <see cref="ChargingProfile"/>; null when absent.</summary>
    public ChargingProfile? ChargingProfile { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.RemoteStartTransaction;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static RemoteStartTransactionRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int? connectorId = default;
        string? idTag = default;
        ChargingProfile? chargingProfile = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 5 when nameUtf8.SequenceEqual("idTag"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Text(20, out idTag)) continue;
                    return reader.At<RemoteStartTransactionRequest>("idTag");
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalInteger(out connectorId)) continue;
                    return reader.At<RemoteStartTransactionRequest>("connectorId");
                case 15 when nameUtf8.SequenceEqual("chargingProfile"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalObject(out chargingProfile)) continue;
                    return reader.At<RemoteStartTransactionRequest>("chargingProfile");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x2) == 0) return reader.Missing<RemoteStartTransactionRequest>("idTag");
        return new RemoteStartTransactionRequest
        {
            ConnectorId = connectorId,
            IdTag = idTag!,
            ChargingProfile = chargingProfile,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Text("\"idTag\":"u8, IdTag);
        writer.Object("\"chargingProfile\":"u8, ChargingProfile);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("idTag", IdTag, true, 20);
        checker.Object("chargingProfile", ChargingProfile, false);
    }
}

/// <summary>The response of <c>RemoteStartTransaction</c>, OCPP 1.6.</summary>
public sealed record RemoteStartTransactionResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="RemoteStartStopStatus"/>; required.</summary>
    public required RemoteStartStopStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.RemoteStartTransaction;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static RemoteStartTransactionResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        RemoteStartStopStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(RemoteStartStopStatusSpelling.Table, out status)) continue;
                    return reader.At<RemoteStartTransactionResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<RemoteStartTransactionResponse>("status");
        return new RemoteStartTransactionResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, RemoteStartStopStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, RemoteStartStopStatusSpelling.Table);
    }
}
