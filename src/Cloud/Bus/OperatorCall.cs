namespace Busbar.Cloud.Bus;

/// <summary>What a process without a CMS asks of the worker that has the shard.</summary>
/// <param name="Kind">What is asked, a word that both sides know.</param>
/// <param name="Shard">The shard whose worker is asked.</param>
/// <param name="StationId">The station; null where the whole shard is meant.</param>
/// <param name="Body">UTF-8 JSON; empty for none.</param>
public readonly record struct OperatorCall(string Kind, int Shard, string? StationId, ReadOnlyMemory<byte> Body)
{
    /// <summary>It may have been delivered before, to a worker that died over it.</summary>
    public bool Redelivered { get; init; }
}
