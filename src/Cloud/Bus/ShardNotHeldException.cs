namespace Busbar.Cloud.Bus;

/// <summary>
/// This process does not have the station's shard, or not any more: what was asked was not done, and whoever has the shard must be asked. A bus
/// with several workers gives the message back, so that it comes to the next owner; it counts as no failure.
/// </summary>
public sealed class ShardNotHeldException(string stationId, int shard)
    : Exception($"Station {stationId} belongs to shard {shard}, which this process does not have now.")
{
    /// <summary>The shard.</summary>
    public int Shard { get; } = shard;
}
