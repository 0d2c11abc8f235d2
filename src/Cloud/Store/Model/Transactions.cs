namespace Busbar.Cloud.Store.Model;

/// <summary>A charging transaction. Energies are Wh of the station's register.</summary>
/// <param name="Id">Unique over all stations, from a sequence of the database.</param>
/// <param name="StartedAt">Station time.</param>
/// <param name="StartReceivedAt">Our time.</param>
/// <param name="EnergyWh">Energy delivered so far or in all, by difference of the register with the reset rule; null until a second reading.</param>
/// <param name="Orphan">Its stop came for an id that was never given out; it is kept for the operator to resolve.</param>
public sealed record TransactionRow(
    long Id, string StationId, int ConnectorId, string IdTag, DateTimeOffset StartedAt, DateTimeOffset StartReceivedAt, long MeterStartWh,
    int? ReservationId, DateTimeOffset? StoppedAt, DateTimeOffset? StopReceivedAt, long? MeterStopWh, string? StopReason, string? StopIdTag,
    double? EnergyWh, string StartAuthorization, bool Orphan)
{
    /// <summary>The id that the station named, for an orphan; null otherwise. An orphan's own <see cref="Id"/> is negative: no station can name it.</summary>
    public long? ReportedId { get; init; }

    /// <summary>An operator closed it. The station's own stop, should it still come, replaces that end.</summary>
    public bool ClosedByHand { get; init; }

    /// <summary>How often the register started again during the transaction.</summary>
    public int RegisterResets { get; init; }

    /// <summary>Last known reading of the register, in Wh.</summary>
    public double RegisterWh { get; init; }
}

/// <summary>A StartTransaction as it came.</summary>
/// <param name="MayRunBeside">True when the tag may have several transactions at once.</param>
/// <param name="TagGroup">Parent tag that concurrency is judged by; the tag itself when it has no parent.</param>
/// <param name="Authorization">OCPP spelling of the tag's status that the answer would carry (Accepted, Blocked, ...), before concurrency is judged.</param>
public sealed record StartFact(
    string StationId, int ConnectorId, string IdTag, string TagGroup, bool MayRunBeside, DateTimeOffset StartedAt, DateTimeOffset ReceivedAt,
    long MeterStartWh, int? ReservationId, string Authorization);

/// <summary>What a start became. A repeat (same station, connector, tag, time and register) gets the first one's id and authorization.</summary>
/// <param name="Authorization">Final status: <c>ConcurrentTx</c> when another transaction of the group runs and that is not allowed.</param>
public sealed record StartResult(long TransactionId, bool Repeat, string Authorization)
{
    /// <summary>The tag may charge; OCPP 1.6, 7.2.</summary>
    internal const string Accepted = "Accepted";

    /// <summary>It runs another transaction already and may have one only.</summary>
    internal const string ConcurrentTx = "ConcurrentTx";
}

/// <summary>A StopTransaction as it came, with its transaction data.</summary>
public sealed record StopFact(
    string StationId, long TransactionId, DateTimeOffset StoppedAt, DateTimeOffset ReceivedAt, long MeterStopWh, string? IdTag, string? Reason,
    IReadOnlyList<MeterSample> TransactionData);

/// <summary>How a stop was taken.</summary>
public enum StopOutcome
{
    /// <summary>The transaction ended now.</summary>
    Stopped,

    /// <summary>It had ended already; nothing changed.</summary>
    Repeat,

    /// <summary>No such transaction at this station; kept as an orphan.</summary>
    Orphan,
}

/// <summary>A transaction's end, and the transaction as it is now kept.</summary>
public sealed record StopResult(StopOutcome Outcome, TransactionRow Transaction);

/// <summary>
/// One measured value in SI-based units: W, Wh, var, varh, VA, A, V, Hz, Celsius, Percent, rpm; power factor without unit.
/// Measurand, phase, location and context in OCPP spelling; phase, location null when not given.
/// </summary>
public readonly record struct MeterSample(
    string StationId, int ConnectorId, long? TransactionId, DateTimeOffset At, DateTimeOffset ReceivedAt,
    string Measurand, string? Phase, string? Location, string Context, string Unit, double Value);

/// <summary>Which samples to read: times are inclusive-exclusive on station time; <paramref name="Resolution"/> null for raw, else mean, min and max per step.</summary>
public sealed record MeterQuery(
    string StationId, int? ConnectorId, long? TransactionId, string? Measurand, DateTimeOffset? From, DateTimeOffset? To,
    TimeSpan? Resolution, int Limit, long? After);

/// <summary>A sample or a step of samples. <paramref name="Key"/> is the paging key; raw samples have Min = Max = Value and Count 1.</summary>
public sealed record MeterPoint(
    long Key, int ConnectorId, long? TransactionId, DateTimeOffset At, string Measurand, string? Phase, string? Location, string Context,
    string Unit, double Value, double Min, double Max, long Count);

/// <summary>Which transactions to read, newest first. <paramref name="After"/> is the id of the last one of the page before.</summary>
public sealed record TransactionQuery(
    string? StationId, int? ConnectorId, string? IdTag, bool? Open, DateTimeOffset? From, DateTimeOffset? To, int Limit, long? After)
{
    /// <summary>Only those of these stations, some hundreds at most; null for all.</summary>
    public IReadOnlyList<string>? Stations { get; init; }
}
