// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>TriggerMessage</c>, OCPP 1.6.</summary>
public sealed record TriggerMessageRequest : OcppRequest
{
    /// <summary><c>requestedMessage</c>: <see cref="MessageTrigger"/>; required.</summary>
    public required MessageTrigger RequestedMessage { get; init; }

    /// <summary><c>connectorId</c>: integer; null when absent.</summary>
    public int? ConnectorId { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.TriggerMessage;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static TriggerMessageRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        MessageTrigger requestedMessage = default;
        int? connectorId = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out connectorId)) continue;
                    return reader.At<TriggerMessageRequest>("connectorId");
                case 16 when nameUtf8.SequenceEqual("requestedMessage"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(MessageTriggerSpelling.Table, out requestedMessage)) continue;
                    return reader.At<TriggerMessageRequest>("requestedMessage");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<TriggerMessageRequest>("requestedMessage");
        return new TriggerMessageRequest
        {
            RequestedMessage = requestedMessage,
            ConnectorId = connectorId,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"requestedMessage\":"u8, MessageTriggerSpelling.Table, RequestedMessage);
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("requestedMessage", RequestedMessage, MessageTriggerSpelling.Table);
    }
}

/// <summary>The response of <c>TriggerMessage</c>, OCPP 1.6.</summary>
public sealed record TriggerMessageResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="TriggerMessageStatus"/>; required.</summary>
    public required TriggerMessageStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.TriggerMessage;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static TriggerMessageResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        TriggerMessageStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(TriggerMessageStatusSpelling.Table, out status)) continue;
                    return reader.At<TriggerMessageResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<TriggerMessageResponse>("status");
        return new TriggerMessageResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, TriggerMessageStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, TriggerMessageStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="MessageTriggerSpelling"/>.</summary>
public enum MessageTrigger
{
    /// <summary><c>BootNotification</c>.</summary>
    BootNotification,
    /// <summary><c>DiagnosticsStatusNotification</c>.</summary>
    DiagnosticsStatusNotification,
    /// <summary><c>FirmwareStatusNotification</c>.</summary>
    FirmwareStatusNotification,
    /// <summary><c>Heartbeat</c>.</summary>
    Heartbeat,
    /// <summary><c>MeterValues</c>.</summary>
    MeterValues,
    /// <summary><c>StatusNotification</c>.</summary>
    StatusNotification,
}

/// <summary>Spellings of <see cref="MessageTrigger"/> on the wire.</summary>
public static class MessageTriggerSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<MessageTrigger> Table = new(
    [
        "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat", "MeterValues",
        "StatusNotification",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this MessageTrigger value) => Table.Spell(value);
}
