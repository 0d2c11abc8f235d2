// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>UnlockConnector</c>, OCPP 1.6.</summary>
public sealed record UnlockConnectorRequest : OcppRequest
{
    /// <summary><c>connectorId</c>: integer; required.</summary>
    public required int ConnectorId { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.UnlockConnector;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static UnlockConnectorRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int connectorId = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out connectorId)) continue;
                    return reader.At<UnlockConnectorRequest>("connectorId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<UnlockConnectorRequest>("connectorId");
        return new UnlockConnectorRequest
        {
            ConnectorId = connectorId,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
    }
}

/// <summary>The response of <c>UnlockConnector</c>, OCPP 1.6.</summary>
public sealed record UnlockConnectorResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="UnlockStatus"/>; required.</summary>
    public required UnlockStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.UnlockConnector;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static UnlockConnectorResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        UnlockStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(UnlockStatusSpelling.Table, out status)) continue;
                    return reader.At<UnlockConnectorResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<UnlockConnectorResponse>("status");
        return new UnlockConnectorResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, UnlockStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, UnlockStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="UnlockStatusSpelling"/>.</summary>
public enum UnlockStatus
{
    /// <summary><c>Unlocked</c>.</summary>
    Unlocked,
    /// <summary><c>UnlockFailed</c>.</summary>
    UnlockFailed,
    /// <summary><c>NotSupported</c>.</summary>
    NotSupported,
}

/// <summary>Spellings of <see cref="UnlockStatus"/> on the wire.</summary>
public static class UnlockStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<UnlockStatus> Table = new(
    [
        "Unlocked", "UnlockFailed", "NotSupported",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this UnlockStatus value) => Table.Spell(value);
}
