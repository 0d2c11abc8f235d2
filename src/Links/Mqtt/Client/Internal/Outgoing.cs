using System.Text;
using System.Threading.Tasks.Sources;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Client.Internal;

/// <summary>A message on its way out, in the bytes of the wire, and the task of whoever published it. Under the client's lock.</summary>
internal sealed class Outgoing : IValueTaskSource<MqttPublishOutcome>
{
    /// <summary>Bytes behind the fixed header of a packet, at most (MQTT 5.0, 2.1.4: a variable byte integer of four bytes).</summary>
    private const int MaxPacketBytes = 268_435_455;

    /// <summary>Bytes of a PUBLISH that are neither topic, payload nor properties of the message: lengths (2 + 4), packet identifier (2), expiry (5), alias (3).</summary>
    private const int OwnBytes = 16;

    private ManualResetValueTaskSourceCore<MqttPublishOutcome> _task = new() { RunContinuationsAsynchronously = true };
    private bool _isDone;

    /// <exception cref="ArgumentException">The topic is not a topic name, or a property cannot be sent; says which and why.</exception>
    public Outgoing(MqttMessage message, MqttVersion version, TimeProvider time)
    {
        TopicText = message.Topic;
        Topic = Encoding.UTF8.GetBytes(message.Topic);
        if (!MqttTopic.IsName(Topic, out var fault)) throw new ArgumentException($"{nameof(message.Topic)} is \"{message.Topic}\": {fault.Text}", nameof(message));
        if (message.Qos > MqttQos.ExactlyOnce) throw new ArgumentException($"{nameof(message.Qos)} is {message.Qos}; allowed: AtMostOnce, AtLeastOnce, ExactlyOnce.", nameof(message));
        if (message.ExpiresIn is { } life && !(life >= TimeSpan.Zero && life.TotalSeconds <= uint.MaxValue))
            throw new ArgumentException($"{nameof(message.ExpiresIn)} is {life}; allowed: 0 to {uint.MaxValue} s.", nameof(message));
        (Payload, Qos, Retain) = (message.Payload, message.Qos, message.Retain);
        ExpiresAt = message.ExpiresIn is { } expiry ? time.GetTimestamp() + (long)(expiry.TotalSeconds * time.TimestampFrequency) : null;
        if (version == MqttVersion.V50) Properties = MqttPackets.Properties(message);
        if ((long)Topic.Length + Properties.Length + Payload.Length is var bytes && bytes > MaxPacketBytes - OwnBytes)
            throw new ArgumentException($"Topic, properties and payload have {bytes} bytes; allowed: {MaxPacketBytes - OwnBytes}, since a packet has no more than 268,435,455.", nameof(message));
    }

    public string TopicText { get; }

    public byte[] Topic { get; }

    public byte[] Properties { get; } = [];

    public ReadOnlyMemory<byte> Payload { get; }

    public MqttQos Qos { get; }

    public bool Retain { get; }

    /// <summary>By the clock's timestamp; null never.</summary>
    public long? ExpiresAt { get; }

    /// <summary>0 until it is first sent.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Sent on the connection that there is now.</summary>
    public bool IsSent { get; set; }

    /// <summary>Sent on an earlier connection of the session: it goes with DUP.</summary>
    public bool WasSent { get; set; }

    /// <summary>QoS 2: PUBREC has come, PUBREL is what is repeated.</summary>
    public bool IsReleased { get; set; }

    public LinkedListNode<Outgoing>? Node { get; set; }

    /// <summary>The publisher's task.</summary>
    public ValueTask<MqttPublishOutcome> Task => new(this, _task.Version);

    public void Complete(MqttPublishOutcome outcome)
    {
        if (_isDone) return;
        _isDone = true;
        _task.SetResult(outcome);
    }

    public void Fail(Exception e)
    {
        if (_isDone) return;
        _isDone = true;
        _task.SetException(e);
    }

    MqttPublishOutcome IValueTaskSource<MqttPublishOutcome>.GetResult(short token) => _task.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<MqttPublishOutcome>.GetStatus(short token) => _task.GetStatus(token);

    void IValueTaskSource<MqttPublishOutcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _task.OnCompleted(continuation, state, token, flags);
}
