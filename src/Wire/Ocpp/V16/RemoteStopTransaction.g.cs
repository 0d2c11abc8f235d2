// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>RemoteStopTransaction</c>, OCPP 1.6.</summary>
public sealed record RemoteStopTransactionRequest : OcppRequest
{
    /// <summary><c>transactionId</c>: integer; required.</summary>
    public required int TransactionId { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.RemoteStopTransaction;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static RemoteStopTransactionRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int transactionId = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 13 when nameUtf8.SequenceEqual("transactionId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out transactionId)) continue;
                    return reader.At<RemoteStopTransactionRequest>("transactionId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<RemoteStopTransactionRequest>("transactionId");
        return new RemoteStopTransactionRequest
        {
            TransactionId = transactionId,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"transactionId\":"u8, TransactionId);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
    }
}

/// <summary>The response of <c>RemoteStopTransaction</c>, OCPP 1.6.</summary>
public sealed record RemoteStopTransactionResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="RemoteStartStopStatus"/>; required.</summary>
    public required RemoteStartStopStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.RemoteStopTransaction;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static RemoteStopTransactionResponse? Read(ref OcppReader reader)
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
                    return reader.At<RemoteStopTransactionResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<RemoteStopTransactionResponse>("status");
        return new RemoteStopTransactionResponse
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
