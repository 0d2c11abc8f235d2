// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>StopTransaction</c>, OCPP 1.6.</summary>
public sealed record StopTransactionRequest : OcppRequest
{
    /// <summary><c>idTag</c>: text of at most 20 characters; null when absent.</summary>
    public string? IdTag { get; init; }

    /// <summary><c>meterStop</c>: integer; required.</summary>
    public required int MeterStop { get; init; }

    /// <summary><c>timestamp</c>: date and time, UTC; required.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary><c>transactionId</c>: integer; required.</summary>
    public required int TransactionId { get; init; }

    /// <summary><c>reason</c>: <see cref="StopReason"/>; null when absent.</summary>
    public StopReason? Reason { get; init; }

    /// <summary><c>transactionData</c>: array of <see cref="MeterValue"/>; null when absent.</summary>
    public MeterValue[]? TransactionData { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.StopTransaction;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static StopTransactionRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? idTag = default;
        int meterStop = default;
        DateTimeOffset timestamp = default;
        int transactionId = default;
        StopReason? reason = default;
        MeterValue[]? transactionData = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 5 when nameUtf8.SequenceEqual("idTag"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalText(20, out idTag)) continue;
                    return reader.At<StopTransactionRequest>("idTag");
                case 6 when nameUtf8.SequenceEqual("reason"u8):
                    if (reader.Once(ref seen, 0x10) && reader.OptionalEnum(StopReasonSpelling.Table, out reason)) continue;
                    return reader.At<StopTransactionRequest>("reason");
                case 9 when nameUtf8.SequenceEqual("meterStop"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Integer(out meterStop)) continue;
                    return reader.At<StopTransactionRequest>("meterStop");
                case 9 when nameUtf8.SequenceEqual("timestamp"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Date(out timestamp)) continue;
                    return reader.At<StopTransactionRequest>("timestamp");
                case 13 when nameUtf8.SequenceEqual("transactionId"u8):
                    if (reader.Once(ref seen, 0x8) && reader.IntegerOr(-1, Leniency.NullTransaction, out transactionId)) continue;
                    return reader.At<StopTransactionRequest>("transactionId");
                case 15 when nameUtf8.SequenceEqual("transactionData"u8):
                    if (reader.Once(ref seen, 0x20) && reader.OptionalObjects(0, int.MaxValue, out transactionData)) continue;
                    return reader.At<StopTransactionRequest>("transactionData");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x2) == 0) return reader.Missing<StopTransactionRequest>("meterStop");
        if ((seen & 0x4) == 0) return reader.Missing<StopTransactionRequest>("timestamp");
        if ((seen & 0x8) == 0) return reader.Missing<StopTransactionRequest>("transactionId");
        return new StopTransactionRequest
        {
            IdTag = idTag,
            MeterStop = meterStop,
            Timestamp = timestamp,
            TransactionId = transactionId,
            Reason = reason,
            TransactionData = transactionData,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"idTag\":"u8, IdTag);
        writer.Integer("\"meterStop\":"u8, MeterStop);
        writer.Date("\"timestamp\":"u8, Timestamp);
        writer.Integer("\"transactionId\":"u8, TransactionId);
        writer.Enum("\"reason\":"u8, StopReasonSpelling.Table, Reason);
        writer.Objects("\"transactionData\":"u8, TransactionData);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("idTag", IdTag, false, 20);
        checker.Enum("reason", Reason, StopReasonSpelling.Table);
        checker.Objects("transactionData", TransactionData, false, 0, int.MaxValue);
    }
}

/// <summary>The response of <c>StopTransaction</c>, OCPP 1.6.</summary>
public sealed record StopTransactionResponse : OcppResponse
{
    /// <summary><c>idTagInfo</c>: <see cref="IdTagInfo"/>; null when absent.</summary>
    public IdTagInfo? IdTagInfo { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.StopTransaction;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static StopTransactionResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        IdTagInfo? idTagInfo = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 9 when nameUtf8.SequenceEqual("idTagInfo"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalObject(out idTagInfo)) continue;
                    return reader.At<StopTransactionResponse>("idTagInfo");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        return new StopTransactionResponse
        {
            IdTagInfo = idTagInfo,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Object("\"idTagInfo\":"u8, IdTagInfo);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Object("idTagInfo", IdTagInfo, false);
    }
}

/// <summary>Spellings on the wire: <see cref="StopReasonSpelling"/>.</summary>
public enum StopReason
{
    /// <summary><c>EmergencyStop</c>.</summary>
    EmergencyStop,
    /// <summary><c>EVDisconnected</c>.</summary>
    EVDisconnected,
    /// <summary><c>HardReset</c>.</summary>
    HardReset,
    /// <summary><c>Local</c>.</summary>
    Local,
    /// <summary><c>Other</c>.</summary>
    Other,
    /// <summary><c>PowerLoss</c>.</summary>
    PowerLoss,
    /// <summary><c>Reboot</c>.</summary>
    Reboot,
    /// <summary><c>Remote</c>.</summary>
    Remote,
    /// <summary><c>SoftReset</c>.</summary>
    SoftReset,
    /// <summary><c>UnlockCommand</c>.</summary>
    UnlockCommand,
    /// <summary><c>DeAuthorized</c>.</summary>
    DeAuthorized,
}

/// <summary>Spellings of <see cref="StopReason"/> on the wire.</summary>
public static class StopReasonSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<StopReason> Table = new(
    [
        "EmergencyStop", "EVDisconnected", "HardReset", "Local", "Other", "PowerLoss", "Reboot", "Remote", "SoftReset",
        "UnlockCommand", "DeAuthorized",
    ], new(Leniency.UnknownReason, StopReason.Other, []));

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this StopReason value) => Table.Spell(value);
}
