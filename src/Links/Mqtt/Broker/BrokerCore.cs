using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Links.Timing;
using Busbar.Links.WebSockets;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker;

/// <summary>What all parts of the broker share, and the way of a message from its publisher to all who get it. Thread safe.</summary>
internal sealed class BrokerCore
{
    /// <summary>A WebSocket message may hold several packets.</summary>
    private const int LeastMessageLimit = 1024 * 1024;

    private long _lastStoreId;

    public BrokerCore(MqttBrokerOptions options, MqttBrokerServices services)
    {
        Options = options;
        Time = services.Time;
        Access = services.Access;
        Store = services.Store;
        Log = services.Logs.CreateLogger<MqttBroker>();
        Wheel = DeadlineWheel.For(services.Time);
        Sessions = new SessionRegistry(this);
        Retained = new RetainedTree(options.MaxRetainedMessages, services.Time, services.Store);
        SocketOptions = new WebSocketOptions
        {
            MaxMessageBytes = Math.Max(LeastMessageLimit, options.MaxPacketBytes),
            PingInterval = TimeSpan.Zero,
            SilenceLimit = TimeSpan.Zero,
            SilenceLimitWithoutPong = TimeSpan.Zero,
            WriteTimeout = options.WriteTimeout,
        };
        Metrics = new BrokerMetrics(this);
    }

    public MqttBrokerOptions Options { get; }

    public TimeProvider Time { get; }

    public IMqttAccess Access { get; }

    /// <summary>Null keeps everything in memory.</summary>
    public IMqttStore? Store { get; }

    public ILogger Log { get; }

    public DeadlineWheel Wheel { get; }

    public BrokerMetrics Metrics { get; }

    public SubscriptionTree Subscriptions { get; } = new();

    public RetainedTree Retained { get; }

    public SessionRegistry Sessions { get; }

    public ConnectionList Connections { get; } = new();

    /// <summary>Limits of MQTT over WebSocket. Silence and writing are watched above it, in MQTT's own terms.</summary>
    public WebSocketOptions SocketOptions { get; }

    /// <summary>No more clients are let in.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Longest session expiry, seconds.</summary>
    public uint MaxSessionExpiryS => (uint)Options.MaxSessionExpiry.TotalSeconds;

    /// <summary>Number for a message that may be stored; 0 without a store.</summary>
    public long NextStoreId() => Store is null ? 0 : Interlocked.Increment(ref _lastStoreId);

    /// <summary>What this thread stores until it is closed becomes durable together.</summary>
    public StoreScope Together() => Store?.Together() ?? default;

    public bool HasExpired(BrokerMessage message) => message.ExpiresAt is { } at && at <= Time.GetTimestamp();

    /// <summary>Reads the store and puts everything back. Before the first connection.</summary>
    public async Task RestoreAsync(CancellationToken ct)
    {
        if (Store is null) return;
        Store.Telling = static tell =>
        {
            using var scope = FlushScope.Enter(soon: true);
            tell();
        };
        var state = await Store.LoadAsync(ct);
        _lastStoreId = state.LastStoreId;
        foreach (var one in state.Retained) Retained.Restore(Restore(one.Message, one.ExpiresAt));
        foreach (var one in state.Sessions) Sessions.Restore(one);
        Log.Restored(state.Sessions.Count, state.Retained.Count);
    }

    /// <summary>A message as it was stored, with its expiry by this process's clock.</summary>
    public BrokerMessage Restore(BrokerMessage message, DateTimeOffset? expiresAt) =>
        expiresAt is null ? message : message.ExpiringAt(Time.Timestamp(expiresAt));

    /// <summary>Keeps a message if it asks for that, and delivers it to all who get it. Never waits.</summary>
    public MqttReasonCode Publish(Publication publication)
    {
        if (publication.Retain)
        {
            if (publication.PayloadLength == 0) Retained.Remove(publication.Topic, publication.CountStored);
            else if (!Retained.TrySet(publication.Message, publication.CountStored)) return RefuseRetained();
        }

        Subscriptions.Match(publication.Topic, publication.Matches);
        var audiences = publication.Matches.Audiences;
        if (audiences.Count == 1) DeliverTo(audiences[0].Everyone, publication);
        else if (audiences.Count > 1) DeliverMerged(audiences, publication);
        foreach (var audience in audiences)
            foreach (var group in audience.Groups) DeliverTo(group, publication);
        return publication.Receivers == 0 ? MqttReasonCode.NoMatchingSubscribers : MqttReasonCode.Success;
    }

    /// <summary>Publishes a message of the broker's own.</summary>
    public void Publish(BrokerMessage message, Session? publisher = null)
    {
        using var scope = FlushScope.Enter();
        var publication = Publication.Rent(this, message, publisher);
        try
        {
            Publish(publication);
            publication.StoredBy?.Durable();
        }
        finally
        {
            publication.Return();
        }
    }

    /// <summary>Publishes a will.</summary>
    public void Publish(Will will, Session of)
    {
        Metrics.WillPublished();
        Log.WillPublished(of.ClientId);
        Publish(will.ExpiryS is { } seconds ? will.Message.ExpiringAt(Time.TimestampIn(seconds)) : will.Message, of);
    }

    /// <summary>Gives a message of a group, whose member is gone for good, to another member.</summary>
    public void PassOn(in Delivery delivery, Session from)
    {
        using var scope = FlushScope.Enter();
        if (HasExpired(delivery.Message)) return;
        var publication = Publication.Rent(this, delivery.Message, publisher: null);
        try
        {
            if (delivery.Group!.Choose(delivery.Qos) is { } member && member.Session != from)
                member.Session.Deliver(publication, member.Qos, delivery.Retain, member.Ids, delivery.Group);
            publication.StoredBy?.Durable();
        }
        finally
        {
            publication.Return();
        }
    }

    private static void DeliverTo(Roster? everyone, Publication publication)
    {
        if (everyone is null) return;
        foreach (var one in everyone.Items)
        {
            if (one is null || (one.NoLocal && one.Session == publication.Publisher)) continue;
            one.Session.Deliver(publication, one.Qos, publication.Retain && one.RetainAsPublished, one.Ids, null);
        }
    }

    private static void DeliverTo(SharedGroup group, Publication publication)
    {
        if (group.Choose(publication.Qos) is { } one)
            one.Session.Deliver(publication, one.Qos, publication.Retain && one.RetainAsPublished, one.Ids, group);
    }

    private static void DeliverMerged(List<Audience> audiences, Publication publication)
    {
        var merged = publication.Merged;
        foreach (var audience in audiences)
        {
            if (audience.Everyone is not { } everyone) continue;
            foreach (var one in everyone.Items)
                if (one is not null && !(one.NoLocal && one.Session == publication.Publisher)) merged.Add(one);
        }

        foreach (var one in merged.Items)
            one.Session.Deliver(publication, one.Qos, publication.Retain && one.RetainAsPublished, one.Ids, null);
    }

    private MqttReasonCode RefuseRetained()
    {
        Metrics.RetainedRefused();
        Log.TooManyRetained(Options.MaxRetainedMessages);
        return MqttReasonCode.QuotaExceeded;
    }
}
