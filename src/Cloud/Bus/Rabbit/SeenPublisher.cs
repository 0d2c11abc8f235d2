using System.Globalization;
using Busbar.Cloud.Bus.Format;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// Tells workers which stations have sent a Heartbeat: those of a shard together, once in a while, transient and without confirmation. A station that is heard
/// again before that is in it once. What is lost with a connection, a gateway or a worker is made good by the next Heartbeat, and by every other message.
/// While the broker is away at most the stations that are connected here wait, because none can be admitted. Thread safe.
/// </summary>
internal sealed class SeenPublisher(RabbitOptions options, TimeProvider time)
{
    /// <summary>Stations in one message: some 80 bytes each.</summary>
    private const int MostInOne = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StationSeen>?[] _waiting = new Dictionary<string, StationSeen>?[options.Shards];

    /// <summary>Takes a Heartbeat.</summary>
    public void Note(StationEvent heartbeat)
    {
        var shard = Shard.Of(heartbeat.StationId, options.Shards);
        lock (_gate)
        {
            var stations = _waiting[shard] ??= new(StringComparer.Ordinal);
            stations[heartbeat.StationId] = new StationSeen(heartbeat.StationId, heartbeat.Epoch, heartbeat.At);
        }
    }

    /// <summary>Sends over one connection until it is lost.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        using var timer = new PeriodicTimer(options.SeenInterval, time);
        while (await timer.WaitForNextTickAsync(lease.Ended))
        {
            for (var shard = 0; shard < _waiting.Length; shard++)
                foreach (var stations in Take(shard).Chunk(MostInOne)) await SendAsync(lease.Channel, shard, stations, lease.Ended);
        }
    }

    private StationSeen[] Take(int shard)
    {
        lock (_gate)
        {
            if (_waiting[shard] is not { } stations) return [];
            _waiting[shard] = null;
            return [.. stations.Values];
        }
    }

    /// <summary>A message that no worker has taken within a call's deadline is worth nothing any more.</summary>
    private ValueTask SendAsync(IChannel channel, int shard, StationSeen[] stations, CancellationToken ct)
    {
        var properties = Properties.Of(MessageTypes.Seen);
        properties.Expiration = options.CallDeadline.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        return channel.BasicPublishAsync("", Names.Calls(shard), mandatory: false, properties, SeenFormat.Write(stations), ct);
    }
}
