using System.IO.Pipelines;
using System.Text;
using Busbar.Links.Mqtt.Transport;
using Busbar.Links.Timing;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Client.Internal;

/// <summary>Why a connection ended.</summary>
/// <param name="Why">In words.</param>
/// <param name="Code">The reason code that was sent or received; null for none.</param>
/// <param name="ByServer">The server said so.</param>
internal sealed record LinkEnd(string Why, MqttReasonCode? Code = null, bool ByServer = false);

/// <summary>One accepted connection and what lives and dies with it. Under the client's lock, unless it says otherwise.</summary>
internal sealed class ClientLink
{
    /// <summary>Shorter topics gain nothing from an alias, which costs three bytes.</summary>
    private const int ShortestAliased = 4;

    private readonly Dictionary<string, ushort> _aliasesOut = new(StringComparer.Ordinal);
    private readonly string?[] _aliasesIn;
    private LinkEnd? _end;

    public ClientLink(MqttLine line, MqttVersion version, Lock gate, TimeProvider time, int topicAliasMaximum)
    {
        (Line, Version) = (line, version);
        Output = new LinkOutput(line.Pipe.Output, gate, time);
        ReceivedAt = time.GetTimestamp();
        _aliasesIn = version == MqttVersion.V50 ? new string?[topicAliasMaximum + 1] : [];
    }

    public MqttLine Line { get; }

    public MqttVersion Version { get; }

    public LinkOutput Output { get; }

    /// <summary>What the server has promised in CONNACK.</summary>
    public MqttConnected Terms { get; private set; } = new() { ClientId = "" };

    /// <summary>How many more QoS 1 and 2 messages may be under way (MQTT 5.0, 4.9).</summary>
    public int Quota { get; private set; }

    /// <summary>Watches the keep-alive; null when there is none.</summary>
    public DeadlineWheel.Entry? Watch { get; set; }

    /// <summary>When something last came, by the clock's timestamp.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>When the PINGREQ went that has no answer yet; null when none is open.</summary>
    public long? PingSentAt { get; set; }

    /// <summary>The last flush that was begun; it never fails.</summary>
    public Task Flushed { get; set; } = Task.CompletedTask;

    /// <summary>The end that was decided on here or read from the server; null while it lasts. From any thread.</summary>
    public LinkEnd? End => Volatile.Read(ref _end);

    public void Accept(MqttConnected terms) => (Terms, Quota) = (terms, terms.MaxInFlight);

    /// <summary>The first end counts. From any thread.</summary>
    public void EndWith(LinkEnd end) => Interlocked.CompareExchange(ref _end, end, null);

    /// <summary>Cuts it at once. From any thread.</summary>
    public void Cut(string why)
    {
        EndWith(new LinkEnd(why));
        Line.Abort();
    }

    public void TakeQuota() => Quota--;

    public void GiveQuota() => Quota = Math.Min(Quota + 1, Terms.MaxInFlight);

    /// <summary>Writes a PUBLISH, by its topic's alias if it has one.</summary>
    /// <param name="message">What.</param>
    /// <param name="expiryS">Seconds that it is still good for; null for ever.</param>
    public void Write(Outgoing message, uint? expiryS)
    {
        ReadOnlySpan<byte> topic = message.Topic;
        ushort alias = 0;
        if (Version == MqttVersion.V50 && Terms.TopicAliasMaximum > 0 && topic.Length >= ShortestAliased)
        {
            if (_aliasesOut.TryGetValue(message.TopicText, out alias)) topic = default;
            else if (_aliasesOut.Count < Terms.TopicAliasMaximum) _aliasesOut.Add(message.TopicText, alias = (ushort)(_aliasesOut.Count + 1));
        }

        var frame = Frame(message, topic, alias, expiryS);
        Output.Advance(frame.Write(Output.GetSpan(frame.Size)));
    }

    /// <summary>Bytes of the packet, its topic in full.</summary>
    public int SizeOf(Outgoing message) => Frame(message, message.Topic, Terms.TopicAliasMaximum > 0 ? (ushort)1 : (ushort)0, message.ExpiresAt is null ? null : 0).Size;

    public void Acknowledge(MqttPacketType type, ushort packetId, MqttReasonCode code = MqttReasonCode.Success) =>
        Output.Advance(MqttPacketWriter.WriteAck(Output.GetSpan(MqttPacketWriter.MaxAckBytes), Version, type, packetId, code));

    /// <summary>The topic of a received PUBLISH, by its alias if it came so. Null: the server broke the rules, see <paramref name="fault"/>.</summary>
    public string? TopicOf(PublishPacket packet, out MqttFault fault)
    {
        fault = default;
        if (packet.TopicAlias == 0) return Encoding.UTF8.GetString(packet.Topic.Span);
        if (packet.TopicAlias >= _aliasesIn.Length)
        {
            fault = new MqttFault(MqttReasonCode.TopicAliasInvalid, $"The topic alias is {packet.TopicAlias}; allowed: 1 to {_aliasesIn.Length - 1}, as CONNECT said.", "MQTT-3.1.2-26");
            return null;
        }

        if (packet.Topic.Length > 0) return _aliasesIn[packet.TopicAlias] = Encoding.UTF8.GetString(packet.Topic.Span);
        if (_aliasesIn[packet.TopicAlias] is { } known) return known;
        fault = new MqttFault(MqttReasonCode.ProtocolError, $"The topic alias {packet.TopicAlias} has not been given a topic on this connection.", "3.3.2.3.4");
        return null;
    }

    private PublishFrame Frame(Outgoing message, ReadOnlySpan<byte> topic, ushort alias, uint? expiryS) => new()
    {
        Version = Version,
        Topic = topic,
        Payload = message.Payload.Span,
        Qos = message.Qos,
        Dup = message.WasSent,
        Retain = message.Retain,
        PacketId = message.PacketId,
        TopicAlias = alias,
        MessageExpiryS = Version == MqttVersion.V50 ? expiryS : null,
        ForwardedProperties = message.Properties,
    };

    /// <summary>Ends both directions of the pipe; the socket goes with them.</summary>
    public async Task CloseAsync()
    {
        await CompleteAsync(Line.Pipe.Output);
        await CompleteAsync(Line.Pipe.Input);
        Line.Abort();
    }

    private static async Task CompleteAsync(PipeWriter writer)
    {
        try
        {
            await writer.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A link that is broken already is closed all the same.
        }
    }

    private static async Task CompleteAsync(PipeReader reader)
    {
        try
        {
            await reader.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A link that is broken already is closed all the same.
        }
    }
}
