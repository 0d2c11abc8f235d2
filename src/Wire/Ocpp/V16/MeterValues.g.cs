// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>MeterValues</c>, OCPP 1.6.</summary>
public sealed record MeterValuesRequest : OcppRequest
{
    /// <summary><c>connectorId</c>: integer; required.</summary>
    public required int ConnectorId { get; init; }

    /// <summary><c>transactionId</c>: integer; null when absent.</summary>
    public int? TransactionId { get; init; }

    /// <summary><c>meterValue</c>: array of <see cref="MeterValue"/>; required.</summary>
    public required MeterValue[] MeterValue { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.MeterValues;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static MeterValuesRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int connectorId = default;
        int? transactionId = default;
        MeterValue[]? meterValue = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 10 when nameUtf8.SequenceEqual("meterValue"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Objects(0, int.MaxValue, out meterValue)) continue;
                    return reader.At<MeterValuesRequest>("meterValue");
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out connectorId)) continue;
                    return reader.At<MeterValuesRequest>("connectorId");
                case 13 when nameUtf8.SequenceEqual("transactionId"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out transactionId)) continue;
                    return reader.At<MeterValuesRequest>("transactionId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x4) == 0 && !reader.MissingArray("meterValue", out meterValue)) return null;
        if ((seen & 0x1) == 0) return reader.Missing<MeterValuesRequest>("connectorId");
        return new MeterValuesRequest
        {
            ConnectorId = connectorId,
            TransactionId = transactionId,
            MeterValue = meterValue!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Integer("\"transactionId\":"u8, TransactionId);
        writer.Objects("\"meterValue\":"u8, MeterValue);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Objects("meterValue", MeterValue, true, 0, int.MaxValue);
    }
}

/// <summary>The response of <c>MeterValues</c>, OCPP 1.6.</summary>
public sealed record MeterValuesResponse : OcppResponse
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static MeterValuesResponse Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.MeterValues;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static MeterValuesResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        while (reader.NextProperty(out var nameUtf8))
        {
            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        return Empty;
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
    }
}
