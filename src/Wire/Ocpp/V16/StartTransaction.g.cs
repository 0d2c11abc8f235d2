// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>StartTransaction</c>, OCPP 1.6.</summary>
public sealed record StartTransactionRequest : OcppRequest
{
    /// <summary><c>connectorId</c>: integer; required.</summary>
    public required int ConnectorId { get; init; }

    /// <summary><c>idTag</c>: text of at most 20 characters; required.</summary>
    public required string IdTag { get; init; }

    /// <summary><c>meterStart</c>: integer; required.</summary>
    public required int MeterStart { get; init; }

    /// <summary><c>reservationId</c>: integer; null when absent.</summary>
    public int? ReservationId { get; init; }

    /// <summary><c>timestamp</c>: date and time, UTC; required.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.StartTransaction;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static StartTransactionRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int connectorId = default;
        string? idTag = default;
        int meterStart = default;
        int? reservationId = default;
        DateTimeOffset timestamp = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 5 when nameUtf8.SequenceEqual("idTag"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Text(20, out idTag)) continue;
                    return reader.At<StartTransactionRequest>("idTag");
                case 9 when nameUtf8.SequenceEqual("timestamp"u8):
                    if (reader.Once(ref seen, 0x10) && reader.Date(out timestamp)) continue;
                    return reader.At<StartTransactionRequest>("timestamp");
                case 10 when nameUtf8.SequenceEqual("meterStart"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Integer(out meterStart)) continue;
                    return reader.At<StartTransactionRequest>("meterStart");
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out connectorId)) continue;
                    return reader.At<StartTransactionRequest>("connectorId");
                case 13 when nameUtf8.SequenceEqual("reservationId"u8):
                    if (reader.Once(ref seen, 0x8) && reader.OptionalInteger(out reservationId)) continue;
                    return reader.At<StartTransactionRequest>("reservationId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<StartTransactionRequest>("connectorId");
        if ((seen & 0x2) == 0) return reader.Missing<StartTransactionRequest>("idTag");
        if ((seen & 0x4) == 0) return reader.Missing<StartTransactionRequest>("meterStart");
        if ((seen & 0x10) == 0) return reader.Missing<StartTransactionRequest>("timestamp");
        return new StartTransactionRequest
        {
            ConnectorId = connectorId,
            IdTag = idTag!,
            MeterStart = meterStart,
            ReservationId = reservationId,
            Timestamp = timestamp,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Text("\"idTag\":"u8, IdTag);
        writer.Integer("\"meterStart\":"u8, MeterStart);
        writer.Integer("\"reservationId\":"u8, ReservationId);
        writer.Date("\"timestamp\":"u8, Timestamp);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("idTag", IdTag, true, 20);
    }
}

/// <summary>The response of <c>StartTransaction</c>, OCPP 1.6.</summary>
public sealed record StartTransactionResponse : OcppResponse
{
    /// <summary><c>idTagInfo</c>: <see cref="IdTagInfo"/>; required.</summary>
    public required IdTagInfo IdTagInfo { get; init; }

    /// <summary><c>transactionId</c>: integer; required.</summary>
    public required int TransactionId { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.StartTransaction;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static StartTransactionResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        IdTagInfo? idTagInfo = default;
        int transactionId = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 9 when nameUtf8.SequenceEqual("idTagInfo"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Object(out idTagInfo)) continue;
                    return reader.At<StartTransactionResponse>("idTagInfo");
                case 13 when nameUtf8.SequenceEqual("transactionId"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Integer(out transactionId)) continue;
                    return reader.At<StartTransactionResponse>("transactionId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<StartTransactionResponse>("idTagInfo");
        if ((seen & 0x2) == 0) return reader.Missing<StartTransactionResponse>("transactionId");
        return new StartTransactionResponse
        {
            IdTagInfo = idTagInfo!,
            TransactionId = transactionId,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Object("\"idTagInfo\":"u8, IdTagInfo);
        writer.Integer("\"transactionId\":"u8, TransactionId);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Object("idTagInfo", IdTagInfo, true);
    }
}
