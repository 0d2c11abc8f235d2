namespace Busbar.Cloud.Bus;

/// <summary>
/// Who keeps the state of stations in memory, shard by shard. The bus decides which shards this process has; calls and events of a shard
/// come only between its <see cref="TakeAsync"/> and its <see cref="ReleaseAsync"/>. Called for several shards at once, never twice at once for one.
/// </summary>
public interface IShardOwner
{
    /// <summary>This process has the shard now: load its stations. Calls wait until it completes. When it throws, the shard is given up and tried again later.</summary>
    ValueTask TakeAsync(int shard, CancellationToken ct);

    /// <summary>The shard is given up or lost: forget its stations. What was under way has ended or been cancelled.</summary>
    ValueTask ReleaseAsync(int shard, CancellationToken ct);
}
