using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints;

/// <summary>How a connector stands.</summary>
/// <param name="Id">Its number; 0 is the charge point itself.</param>
/// <param name="Status">Its status.</param>
/// <param name="Fault">Its fault, or NoError.</param>
/// <param name="IdTag">Tag of the transaction that runs; null: none runs.</param>
/// <param name="TransactionId">Number of that transaction; null: none runs, or the central system has not numbered it yet.</param>
/// <param name="LimitA">Limit told to the hardware, A; null: none yet.</param>
public readonly record struct ConnectorSnapshot(
    int Id, ChargePointStatus Status, ChargePointErrorCode Fault, string? IdTag, int? TransactionId, double? LimitA);

/// <summary>How a charge point stands at one moment. Immutable.</summary>
public sealed record ChargePointView
{
    /// <summary>Whether a connection to the central system is there.</summary>
    public bool IsConnected { get; init; }

    /// <summary>What the central system said of the last boot; null: nothing yet.</summary>
    public BootNotificationStatus? Registration { get; init; }

    /// <summary>The connectors, number 0 first.</summary>
    public IReadOnlyList<ConnectorSnapshot> Connectors { get; init; } = [];

    /// <summary>Transaction messages that the central system has not acknowledged yet.</summary>
    public int Waiting { get; init; }

    /// <summary>Calls sent since the start.</summary>
    public long CallsSent { get; init; }

    /// <summary>Calls that were answered.</summary>
    public long CallsAnswered { get; init; }

    /// <summary>Calls that were refused, or answered with what cannot be read.</summary>
    public long CallsRefused { get; init; }

    /// <summary>Calls without an answer in time.</summary>
    public long CallsTimedOut { get; init; }

    /// <summary>MeterValues that gave way because the queue was full.</summary>
    public long MeterValuesDropped { get; init; }

    /// <summary>Transaction messages discarded after the central system failed to process them as often as TransactionMessageAttempts allows.</summary>
    public long MessagesGivenUp { get; init; }

    /// <summary>Hardware events that were lost because the station was busy; readings only, unless it hangs.</summary>
    public long EventsDropped { get; init; }
}
