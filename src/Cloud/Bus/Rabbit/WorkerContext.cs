using System.Collections.Concurrent;
using Busbar.Cloud.Bus.Format;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Answers what an operator asks; the result is UTF-8 JSON.</summary>
public delegate ValueTask<byte[]> AnswerOperator(OperatorCall call, CancellationToken ct);

/// <summary>What the shards of a worker share. Thread safe.</summary>
/// <param name="Cms">Takes calls and events.</param>
/// <param name="Owner">Loads and forgets shards.</param>
/// <param name="Operator">Answers operators.</param>
/// <param name="IsTransient">Failures that pass by themselves, such as a database that is away: the event is tried until it is taken.</param>
/// <param name="Dead">Publishes dead letters.</param>
internal sealed record WorkerContext(
    RabbitOptions Options, ICmsEndpoint Cms, IShardOwner Owner, AnswerOperator Operator, Func<Exception, bool> IsTransient, ConfirmedPublisher Dead, BusMetrics Metrics,
    TimeProvider Time, ILogger Log)
{
    private readonly ConcurrentDictionary<string, long> _epochs = new(StringComparer.Ordinal);

    /// <summary>The newest connection that the station has spoken over; 0 for unknown.</summary>
    public long EpochOf(string stationId) => _epochs.GetValueOrDefault(stationId);

    /// <summary>The station has spoken over this connection, so that it exists.</summary>
    public void Seen(string stationId, long epoch)
    {
        if (_epochs.TryGetValue(stationId, out var known) && known >= epoch) return;
        _epochs.AddOrUpdate(stationId, epoch, (_, present) => Math.Max(present, epoch));
    }

    /// <summary>Forgets the stations of a shard that is released.</summary>
    public void Forget(int shard)
    {
        foreach (var station in _epochs.Keys)
            if (Shard.Of(station, Options.Shards) == shard) _epochs.TryRemove(station, out _);
    }

    /// <summary>Puts an event among the dead letters; completes when it is there durably.</summary>
    public async ValueTask BuryAsync(Delivery delivery, byte[] body, string why, int attempts, CancellationToken ct)
    {
        var now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [Names.WhyHeader] = why.Length > 2_000 ? why[..2_000] : why,
            [Names.AttemptsHeader] = attempts,
            [Names.FirstSeenHeader] = delivery.Properties.Timestamp.UnixTime > 0 ? delivery.Properties.Timestamp.UnixTime * 1000 : now,
            [Names.DeadSinceHeader] = now,
            [Names.KeyHeader] = delivery.Key,
            [Names.SchemaHeader] = Properties.Number(delivery.Properties, Names.SchemaHeader) ?? Properties.Schema,
        };
        var letter = new DurableMessage(Names.Dead, delivery.Key, delivery.Properties.Type ?? "", body, headers);
        while (true)
        {
            try
            {
                await Dead.PublishAsync(letter, Options.PublishDeadline, ct);
                Log.EventDead(letter.Type, delivery.Key, attempts, why);
                return;
            }
            catch (BusUnavailableException)
            {
                // The event is still in its own queue; it is not acknowledged before its letter is safe.
            }
        }
    }
}
