using Busbar.Cloud.Bus;

namespace Busbar.Cloud.Cms.Shards;

/// <summary>
/// The shards into which stations are divided. A single process has one, which is everything, and pays nothing for it. Thread safe.
/// </summary>
internal sealed class StationShards
{
    private readonly StationShard[] _all;

    /// <param name="count">How many workers divide the stations into; null for a single process, which has them all and its gateway with it.</param>
    public StationShards(int? count)
    {
        GatewaysApart = count is not null;
        _all = new StationShard[count ?? 1];
        for (var number = 0; number < _all.Length; number++) _all[number] = new StationShard(number);
    }

    /// <summary>How many there are.</summary>
    public int Count => _all.Length;

    /// <summary>Sockets are held by other processes, which live on when this one ends.</summary>
    public bool GatewaysApart { get; }

    /// <summary>Duties that go over stations hold this while they do, so that no shard is let go under their hands.</summary>
    public SemaphoreSlim Duties { get; } = new(1, 1);

    public StationShard this[int number] => _all[number];

    /// <summary>The shard of a station; what belongs to no station is in the first.</summary>
    public StationShard Of(string? stationId) => _all.Length == 1 || stationId is null ? _all[0] : _all[Shard.Of(stationId, _all.Length)];

    /// <summary>The shard of a station, which must be held here.</summary>
    /// <exception cref="ShardNotHeldException">It is not.</exception>
    public StationShard Held(string stationId)
    {
        var shard = Of(stationId);
        return shard.Held ? shard : throw new ShardNotHeldException(stationId, shard.Number);
    }
}
