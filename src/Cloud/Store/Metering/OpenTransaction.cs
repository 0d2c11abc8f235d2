namespace Busbar.Cloud.Store.Metering;

/// <summary>What changes with the samples of a transaction.</summary>
/// <param name="FirstSampleAtMs">Earliest sample that named the transaction; null before the first.</param>
/// <param name="LastSampleAtMs">Latest one.</param>
/// <param name="UntilMs">Samples without a transaction belong to it before this time: when the next one of its connector begins.</param>
/// <param name="Dirty">Differs from its row.</param>
internal readonly record struct TransactionState(
    EnergyMeter Meter, long? FirstSampleAtMs, long? LastSampleAtMs, long UntilMs, bool Dirty);

/// <summary>A transaction that has not ended, as the writer remembers it.</summary>
internal sealed class OpenTransaction(long id, string stationId, int connectorId, long startedAtMs)
{
    public long Id { get; } = id;

    public string StationId { get; } = stationId;

    public int ConnectorId { get; } = connectorId;

    public long StartedAtMs { get; } = startedAtMs;

    public TransactionState State { get; set; }

    /// <summary>A sample at this time that names no transaction belongs here.</summary>
    public bool Covers(long atMs) => atMs >= StartedAtMs && atMs < State.UntilMs;
}
