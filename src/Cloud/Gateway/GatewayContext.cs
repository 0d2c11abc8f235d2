using System.Collections.Concurrent;
using Busbar.Cloud.Bus;
using Busbar.Links.Ocpp;
using Busbar.Links.WebSockets;
using Busbar.Wire.Ocpp;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Gateway;

/// <summary>What all connections of a gateway share. Thread safe.</summary>
internal sealed class GatewayContext
{
    /// <summary>Heartbeats, or pings, that may be missed before a station is taken for dead.</summary>
    public const int MissedHeartbeats = 3;

    private readonly ConcurrentDictionary<Leniency, OcppConnectionOptions> _connectionOptions = new();

    public GatewayContext(GatewayOptions options, IBus bus, TimeProvider time, GatewayMetrics metrics, ILogger log)
    {
        Options = options;
        Bus = bus;
        Time = time;
        Metrics = metrics;
        Log = log;
        SocketOptions = new WebSocketOptions
        {
            MaxMessageBytes = options.MaxMessageBytes,
            PingInterval = options.PingInterval,
            SilenceLimit = options.PingInterval * MissedHeartbeats,
            SilenceLimitWithoutPong = options.HeartbeatInterval * MissedHeartbeats,
            WriteTimeout = options.WriteTimeout,
        };
    }

    public GatewayOptions Options { get; }

    public IBus Bus { get; }

    public TimeProvider Time { get; }

    public GatewayMetrics Metrics { get; }

    public ILogger Log { get; }

    public WebSocketOptions SocketOptions { get; }

    /// <summary>Options of a connection with these leniency rules; one instance for all that have the same.</summary>
    public OcppConnectionOptions ConnectionOptionsFor(Leniency leniency) => _connectionOptions.GetOrAdd(
        leniency,
        static (rules, options) => new OcppConnectionOptions
        {
            Leniency = rules,
            HandlerTimeout = options.CmsTimeout,
            MaxTimeoutsInARow = options.MaxTimeoutsInARow,
            MessagesPerSecond = options.MessagesPerSecond,
            MessageBurst = options.MessageBurst,
            FloodLimit = options.FloodLimit,
        },
        Options);

    /// <summary>Publishes what nobody waits for; a failure is logged.</summary>
    public void Publish(StationEvent stationEvent)
    {
        try
        {
            var published = Bus.PublishAsync(stationEvent, CancellationToken.None);
            if (!published.IsCompletedSuccessfully) _ = ObserveAsync(published.AsTask(), stationEvent);
        }
        catch (Exception e)
        {
            Log.EventLost(stationEvent.StationId, stationEvent.GetType().Name, e);
        }
    }

    private async Task ObserveAsync(Task published, StationEvent stationEvent)
    {
        try
        {
            await published;
        }
        catch (Exception e)
        {
            Log.EventLost(stationEvent.StationId, stationEvent.GetType().Name, e);
        }
    }
}
