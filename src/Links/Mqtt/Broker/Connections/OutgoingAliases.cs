using System.Diagnostics.CodeAnalysis;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>Topic aliases that one client is given (3.3.2.3.4): the first topics that it gets have one until the connection ends. Thread safe.</summary>
internal sealed class OutgoingAliases(int maximum)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<byte[], ushort> _aliases = new(TopicBytes.Instance);

    /// <summary>Appends a PUBLISH with the alias of its topic in place of the topic, or beside it the first time.</summary>
    public void Send(Outbox outbox, in PublishFrame publish, int maxPacketBytes)
    {
        lock (_gate)
        {
            var known = _aliases.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (known.TryGetValue(publish.Topic, out var alias))
            {
                outbox.Append(With(publish, alias, default));
                return;
            }

            var named = _aliases.Count < maximum ? With(publish, (ushort)(_aliases.Count + 1), publish.Topic) : publish;
            if (named.TopicAlias != 0 && named.Size > maxPacketBytes) named = publish;
            if (named.TopicAlias != 0) _aliases.Add(publish.Topic.ToArray(), named.TopicAlias);
            outbox.Append(named);
        }
    }

    private static PublishFrame With(in PublishFrame publish, ushort alias, ReadOnlySpan<byte> topic) => new()
    {
        Version = publish.Version,
        Topic = topic,
        Payload = publish.Payload,
        Qos = publish.Qos,
        Dup = publish.Dup,
        Retain = publish.Retain,
        PacketId = publish.PacketId,
        TopicAlias = alias,
        MessageExpiryS = publish.MessageExpiryS,
        SubscriptionIds = publish.SubscriptionIds,
        ForwardedProperties = publish.ForwardedProperties,
    };

    /// <summary>Topics by their bytes.</summary>
    private sealed class TopicBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly TopicBytes Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] topic) => GetHashCode(topic.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => Routing.LevelHash.Of(alternate);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
