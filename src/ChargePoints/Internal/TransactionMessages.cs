using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>How a transaction ends.</summary>
/// <param name="Reason">Why.</param>
/// <param name="IdTag">The tag that ended it; null: none did.</param>
internal sealed record Ending(StopReason Reason, string? IdTag);

/// <summary>One charging transaction as the station knows it. Not thread safe.</summary>
internal sealed class Transaction(int connectorId, string idTag, DateTimeOffset startedAt, int meterStartWh)
{
    /// <summary>Sent in StopTransaction when the central system never gave the transaction a number.</summary>
    public const int UnknownId = -1;

    public int ConnectorId { get; } = connectorId;

    public string IdTag { get; } = idTag;

    public DateTimeOffset StartedAt { get; } = startedAt;

    public int MeterStartWh { get; } = meterStartWh;

    public int? ReservationId { get; init; }

    /// <summary>The group of the tag, as far as known.</summary>
    public string? ParentIdTag { get; set; }

    /// <summary>The central system's number; null until StartTransaction is answered.</summary>
    public int? Id { get; set; }

    /// <summary>Set when the central system did not accept the tag but the transaction may go on without energy.</summary>
    public bool IsDeauthorized { get; set; }

    /// <summary>What has asked for its end while the session still goes there; null: nothing has.</summary>
    public Ending? Ending { get; set; }

    /// <summary>Readings to be sent with StopTransaction (StopTxnSampledData, StopTxnAlignedData).</summary>
    public List<MeterValue> StopData { get; } = [];
}

/// <summary>A message that must reach the central system in order, however long that takes (OCPP 1.6, 3.7).</summary>
internal abstract class TransactionMessage
{
    /// <summary>Place in the order of all that the station wants to say.</summary>
    public long Sequence { get; set; }

    /// <summary>Times that the central system failed to process it.</summary>
    public int Failures { get; set; }

    /// <summary>Not to be sent before; monotonic.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>Whether it may give way when the queue is full.</summary>
    public virtual bool MayBeDropped => false;

    /// <summary>The request with the transaction's number as known now.</summary>
    public abstract OcppRequest Build();
}

internal sealed class StartMessage(Transaction transaction) : TransactionMessage
{
    public Transaction Transaction { get; } = transaction;

    public override OcppRequest Build() => new StartTransactionRequest
    {
        ConnectorId = Transaction.ConnectorId,
        IdTag = Transaction.IdTag,
        MeterStart = Transaction.MeterStartWh,
        ReservationId = Transaction.ReservationId,
        Timestamp = Transaction.StartedAt,
    };
}

internal sealed class MeterMessage(int connectorId, Transaction? transaction, MeterValue value) : TransactionMessage
{
    public override bool MayBeDropped => true;

    public override OcppRequest Build() => new MeterValuesRequest
    {
        ConnectorId = connectorId,
        TransactionId = transaction?.Id,
        MeterValue = [value],
    };
}

internal sealed class StopMessage(Transaction transaction, int meterStopWh, DateTimeOffset stoppedAt, StopReason reason, string? idTag) : TransactionMessage
{
    public Transaction Transaction { get; } = transaction;

    public string? IdTag { get; } = idTag;

    public KeptStop Keep() => new(meterStopWh, stoppedAt, reason, IdTag);

    public override OcppRequest Build() => new StopTransactionRequest
    {
        TransactionId = Transaction.Id ?? Transaction.UnknownId,
        IdTag = IdTag,
        MeterStop = meterStopWh,
        Timestamp = stoppedAt,
        Reason = reason,
        TransactionData = Transaction.StopData.Count == 0 ? null : [.. Transaction.StopData],
    };
}
