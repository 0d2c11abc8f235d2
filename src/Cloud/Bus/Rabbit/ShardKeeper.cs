using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Gets the shards that this worker should have, gives up those that it should not, and tries again for those that it was refused.</summary>
internal sealed class ShardKeeper(WorkerContext context, WorkerBoard board)
{
    /// <summary>From one try for a shard that another worker has to the next.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    private readonly ShardSession?[] _sessions = new ShardSession?[context.Options.Shards];
    private readonly long[] _notBefore = new long[context.Options.Shards];
    private volatile bool _draining;

    /// <summary>Shards that are ours and loaded.</summary>
    public IReadOnlyList<int> Owned => [.. Enumerable.Range(0, _sessions.Length).Where(shard => _sessions[shard] is { IsOwned: true, IsEnding: false })];

    /// <summary>It gives up all and takes none.</summary>
    public bool IsDraining => _draining;

    /// <summary>Gives up all from now on.</summary>
    public void Drain() => _draining = true;

    /// <summary>Nothing is owned or being given up.</summary>
    public bool IsEmpty => _sessions.All(s => s is null || s.Ended.IsCompleted);

    /// <summary>Compares what is with what should be, once; what it begins ends by itself.</summary>
    /// <param name="calls">Connection for calls.</param>
    /// <param name="events">Connection for events.</param>
    /// <param name="yields">For now others should have all shards.</param>
    /// <param name="lost">One of the connections is gone.</param>
    public void Step(IConnection calls, IConnection events, bool yields, CancellationToken lost)
    {
        var now = context.Time.GetTimestamp();
        for (var shard = 0; shard < _sessions.Length; shard++)
        {
            if (_sessions[shard] is { Ended.IsCompleted: true } ended)
            {
                // Refused, failed or lost: not again at once. Given up: perhaps it is wanted back.
                _notBefore[shard] = now + (RetryAfter.Ticks * context.Time.TimestampFrequency / TimeSpan.TicksPerSecond);
                ended.Dispose();
                _sessions[shard] = null;
            }

            var wanted = board.IsOurs(shard, _draining || yields);
            if (_sessions[shard] is { } session)
            {
                if (!wanted && !session.IsEnding) session.GiveUp();
            }
            else if (wanted && now >= _notBefore[shard] && !lost.IsCancellationRequested)
            {
                _sessions[shard] = ShardSession.Begin(shard, context, calls, events, lost);
            }
        }
    }

    /// <summary>Waits for every session to end; their token has fired.</summary>
    public async Task EndAsync()
    {
        for (var shard = 0; shard < _sessions.Length; shard++)
        {
            if (_sessions[shard] is not { } session) continue;
            await session.Ended;
            session.Dispose();
            _sessions[shard] = null;
        }
    }
}
