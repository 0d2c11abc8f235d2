using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>An answer to a client that waits until what it confirms is durable.</summary>
/// <param name="queue">Where it waits.</param>
internal sealed class AckGate(AckQueue queue) : StoreGate
{
    /// <summary><see cref="MqttPacketType.None"/> when nobody is answered and only the store is waited for.</summary>
    public MqttPacketType Type { get; set; }

    public ushort PacketId { get; set; }

    public MqttReasonCode Code { get; set; }

    /// <summary>The whole packet, for SUBACK and UNSUBACK; null for one of the four acknowledgements.</summary>
    public byte[]? Packet { get; set; }

    protected override void OnOpen() => queue.OnOpen();
}

/// <summary>
/// Answers of one connection that may not leave yet, in the order of what they answer: one that waits for the store holds those behind it
/// (MQTT-4.6.0-2, MQTT-4.6.0-3). Bounded by the client's receive maximum: while as many wait, the client is not read. Filled by the connection's reader, opened by any thread.
/// </summary>
internal sealed class AckQueue(BrokerConnection owner, int limit)
{
    private readonly Lock _gate = new();
    private readonly Queue<AckGate> _waiting = new();
    private int _count;
    private bool _ended;
    private TaskCompletionSource? _room;

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>As many wait as may.</summary>
    public bool IsFull => Volatile.Read(ref _count) >= limit;

    /// <summary>Adds an answer, then lets it go when nothing holds it.</summary>
    public void Enqueue(AckGate gate)
    {
        lock (_gate)
        {
            _waiting.Enqueue(gate);
            _count++;
        }

        gate.Durable();
    }

    /// <summary>Completes when there is room again, or the connection ends.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (_count < limit || _ended) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>The connection ends: nobody waits for room any more.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _ended = true;
            _room?.TrySetResult();
        }
    }

    public void OnOpen()
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out var gate) && gate.IsOpen)
            {
                _waiting.Dequeue();
                owner.Send(gate);
                Volatile.Write(ref _count, _count - 1);
            }

            if (_room is null || _count > limit / 2) return;
            _room.TrySetResult();
            _room = null;
        }
    }
}
