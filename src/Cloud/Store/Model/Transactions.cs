namespace Busbar.Cloud.Store.Model;

/// <summary>A charging transaction. Energies are Wh of the station's register.</summary>
/// <param name="Id">Unique over all stations, from a sequence of the database.</param>
/// <param name="StationId">The station.</param>
/// <param name="ConnectorId">Its connector, from 1.</param>
/// <param name="IdTag">Who began it.</param>
/// <param name="StartedAt">Station time.</param>
/// <param name="StartReceivedAt">Our time.</param>
/// <param name="MeterStartWh">Register at the start.</param>
/// <param name="ReservationId">The reservation that it used; null: none.</param>
/// <param name="StoppedAt">Station time of the end; null while it runs.</param>
/// <param name="StopReceivedAt">Our time of the end; null while it runs.</param>
/// <param name="MeterStopWh">Register at the end; null while it runs.</param>
/// <param name="StopReason">Why it ended, as OCPP spells it; null while it runs.</param>
/// <param name="StopIdTag">Who ended it; null while it runs, and where nobody with a tag did.</param>
/// <param name="EnergyWh">Energy delivered so far or in all, by difference of the register with the reset rule; null until a second reading.</param>
/// <param name="StartAuthorization">OCPP spelling of the tag's status that the start was answered with.</param>
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
/// <param name="StationId">The station.</param>
/// <param name="ConnectorId">Its connector, from 1.</param>
/// <param name="IdTag">Who begins it.</param>
/// <param name="TagGroup">Parent tag that concurrency is judged by; the tag itself when it has no parent.</param>
/// <param name="MayRunBeside">True when the tag may have several transactions at once.</param>
/// <param name="StartedAt">Station time.</param>
/// <param name="ReceivedAt">Our time.</param>
/// <param name="MeterStartWh">Register at the start.</param>
/// <param name="ReservationId">The reservation that it names; null: none.</param>
/// <param name="Authorization">OCPP spelling of the tag's status that the answer would carry (Accepted, Blocked, ...), before concurrency is judged.</param>
public sealed record StartFact(
    string StationId, int ConnectorId, string IdTag, string TagGroup, bool MayRunBeside, DateTimeOffset StartedAt, DateTimeOffset ReceivedAt,
    long MeterStartWh, int? ReservationId, string Authorization);

/// <summary>What a start became. A repeat (same station, connector, tag, time and register) gets the first one's id and authorization.</summary>
/// <param name="TransactionId">The id that the station is told.</param>
/// <param name="Repeat">It had come before.</param>
/// <param name="Authorization">Final status: <c>ConcurrentTx</c> when another transaction of the group runs and that is not allowed.</param>
public sealed record StartResult(long TransactionId, bool Repeat, string Authorization)
{
    /// <summary>The tag may charge; OCPP 1.6, 7.2.</summary>
    internal const string Accepted = "Accepted";

    /// <summary>It runs another transaction already and may have one only.</summary>
    internal const string ConcurrentTx = "ConcurrentTx";
}

/// <summary>A StopTransaction as it came, with its transaction data.</summary>
/// <param name="StationId">The station.</param>
/// <param name="TransactionId">The id that the station names.</param>
/// <param name="StoppedAt">Station time.</param>
/// <param name="ReceivedAt">Our time.</param>
/// <param name="MeterStopWh">Register at the end.</param>
/// <param name="IdTag">Who ends it; null: nobody with a tag.</param>
/// <param name="Reason">Why, as OCPP spells it; null: not said.</param>
/// <param name="TransactionData">Samples that came with it; empty: none.</param>
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
/// <param name="Outcome">How it was taken.</param>
/// <param name="Transaction">The transaction as it is now kept.</param>
public sealed record StopResult(StopOutcome Outcome, TransactionRow Transaction);

/// <summary>
/// One measured value in SI-based units: W, Wh, var, varh, VA, A, V, Hz, Celsius, Percent, rpm; power factor without unit.
/// Measurand, phase, location and context in OCPP spelling; phase, location null when not given.
/// </summary>
/// <param name="StationId">The station.</param>
/// <param name="ConnectorId">Its connector, from 1; 0 for the main meter.</param>
/// <param name="TransactionId">The transaction that it names; null: none.</param>
/// <param name="At">Station time.</param>
/// <param name="ReceivedAt">Our time.</param>
/// <param name="Measurand">What is measured.</param>
/// <param name="Phase">On which phase; null: of the whole.</param>
/// <param name="Location">Where; null: not given, which counts as Outlet.</param>
/// <param name="Context">Why it was taken.</param>
/// <param name="Unit">One of those above.</param>
/// <param name="Value">In that unit.</param>
public readonly record struct MeterSample(
    string StationId, int ConnectorId, long? TransactionId, DateTimeOffset At, DateTimeOffset ReceivedAt,
    string Measurand, string? Phase, string? Location, string Context, string Unit, double Value);

/// <summary>Which samples to read, oldest first.</summary>
/// <param name="StationId">Of this station.</param>
/// <param name="ConnectorId">Of this connector; null for all.</param>
/// <param name="TransactionId">Of this transaction; null for all.</param>
/// <param name="Measurand">Of this measurand, in OCPP spelling; null for all.</param>
/// <param name="From">Taken then or later, station time; null for all.</param>
/// <param name="To">Taken before that, station time; null for all.</param>
/// <param name="Resolution">Length of a step, of which mean, least and greatest value are given; null for the samples themselves.</param>
/// <param name="Limit">Most rows; none for 0 or less.</param>
/// <param name="After">Key of the last one of the page before; null for the first page.</param>
public sealed record MeterQuery(
    string StationId, int? ConnectorId, long? TransactionId, string? Measurand, DateTimeOffset? From, DateTimeOffset? To,
    TimeSpan? Resolution, int Limit, long? After);

/// <summary>A sample, or a step of samples. A sample has Min = Max = Value and Count 1.</summary>
/// <param name="Key">What the next page begins after.</param>
/// <param name="ConnectorId">Its connector, from 1; 0 for the main meter.</param>
/// <param name="TransactionId">Its transaction; null: none.</param>
/// <param name="At">Station time; of a step, its begin.</param>
/// <param name="Measurand">What is measured, in OCPP spelling.</param>
/// <param name="Phase">On which phase; null: of the whole.</param>
/// <param name="Location">Where; null: not given.</param>
/// <param name="Context">Why it was taken, in OCPP spelling.</param>
/// <param name="Unit">Unit of the values, as of <see cref="MeterSample"/>.</param>
/// <param name="Value">The value; of a step, the mean.</param>
/// <param name="Min">Least value.</param>
/// <param name="Max">Greatest value.</param>
/// <param name="Count">Samples in it.</param>
public sealed record MeterPoint(
    long Key, int ConnectorId, long? TransactionId, DateTimeOffset At, string Measurand, string? Phase, string? Location, string Context,
    string Unit, double Value, double Min, double Max, long Count);

/// <summary>Which transactions to read, newest first.</summary>
/// <param name="StationId">Of this station; null for all.</param>
/// <param name="ConnectorId">Of this connector; null for all.</param>
/// <param name="IdTag">Begun by this tag; null for all.</param>
/// <param name="Open">Those that run, or those that have ended; null for both.</param>
/// <param name="From">Begun then or later, station time; null for all.</param>
/// <param name="To">Begun before that, station time; null for all.</param>
/// <param name="Limit">Most rows, 1 or more.</param>
/// <param name="After">Id of the last one of the page before; null for the first page.</param>
public sealed record TransactionQuery(
    string? StationId, int? ConnectorId, string? IdTag, bool? Open, DateTimeOffset? From, DateTimeOffset? To, int Limit, long? After)
{
    /// <summary>Only those of these stations, some hundreds at most; null for all.</summary>
    public IReadOnlyList<string>? Stations { get; init; }
}
