using System.Text;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Storage;

/// <summary>Changes as a broker makes them, in every order, with some that name what is not there.</summary>
internal sealed class RandomChanges(int seed)
{
    private const int Clients = 4;
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Random _random = new(seed);
    private readonly List<BrokerMessage> _messages = [];
    private long _order;
    private long _storeId;

    public StoreChange Next()
    {
        var client = $"client-{_random.Next(Clients)}";
        return _random.Next(24) switch
        {
            0 or 1 or 2 => new SessionSaved(client, Maybe("anna"), Any(MqttVersion.V311, MqttVersion.V50), Any(0u, 60u, uint.MaxValue), Time()),
            3 => new SessionRemoved(client),
            4 or 5 => new SubscriptionSaved(
                client, Filter(), new MqttSubscription(default, Any(MqttQos.AtMostOnce, MqttQos.ExactlyOnce), Coin(), Coin(), Any(MqttRetainHandling.Send, MqttRetainHandling.DoNotSend)),
                Any(0u, 7u, 268_435_455u)),
            6 => new SubscriptionRemoved(client, Filter()),
            7 or 8 or 9 or 10 or 11 => new DeliveryQueued(
                client, ++_order, Message(), Time(), Any(MqttQos.AtLeastOnce, MqttQos.ExactlyOnce), Coin(), Any<uint[]>([], [1], [5, uint.MaxValue]), Any<ushort>(0, 0, 1, 65_535)),
            12 or 13 => new DeliverySent(client, Order(), (ushort)_random.Next(1, 65_536)),
            14 => new DeliveryReleased(client, Order()),
            15 or 16 or 17 => new DeliveryDone(client, Order()),
            18 => new ReceivedIdSaved(client, PacketId()),
            19 => new ReceivedIdRemoved(client, PacketId()),
            20 => new RetainedSaved(Message(), Time()),
            21 => new RetainedRemoved(Topic()),
            22 => new WillSaved(client, Message(), Any(0u, 30u), Any<uint?>(null, 60)),
            _ => new WillRemoved(client),
        };
    }

    public bool Coin() => _random.Next(2) == 0;

    public int Below(int limit) => _random.Next(limit);

    private T Any<T>(params ReadOnlySpan<T> of) => of[_random.Next(of.Length)];

    private string? Maybe(string text) => Any(text, "", null);

    private DateTimeOffset? Time() => Coin() ? null : T0.AddMilliseconds(_random.Next(1_000_000));

    private string Filter() => Any("a/+", "$share/g/#", "größe/ü");

    private byte[] Topic() => Encoding.UTF8.GetBytes(Any("a/b", "größe/ü", "x"));

    private ushort PacketId() => Any<ushort>(1, 2, 65_535);

    /// <summary>One of the last few, mostly: then it may be there, or gone, or another client's.</summary>
    private long Order() => Math.Max(1, _order - _random.Next(12));

    /// <summary>A new one, or one that others have too.</summary>
    private BrokerMessage Message()
    {
        if (_messages.Count > 0 && _random.Next(3) != 0) return _messages[^(1 + _random.Next(Math.Min(3, _messages.Count)))];
        var payload = new byte[Any(0, 1, 100, 20_000)];
        _random.NextBytes(payload);
        _messages.Add(new BrokerMessage
        {
            StoreId = ++_storeId, Topic = Topic(), Properties = Any<byte[]>([], [1, 1]), Payload = payload, Qos = Any(MqttQos.AtMostOnce, MqttQos.ExactlyOnce),
            Retain = Coin(), Publisher = Maybe("pub"),
        });
        return _messages[^1];
    }
}
