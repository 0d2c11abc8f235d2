using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>A client that does only what a test says. Received packets are copies; one reader at a time.</summary>
internal sealed class BrokerPeer(IDuplexPipe pipe)
{
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _nextId;

    public MqttVersion Version { get; private set; } = MqttVersion.V50;

    public bool SessionPresent { get; set; }

    public static ConnectPacket Connect(string clientId, Action<ConnectPacket>? with = null)
    {
        var packet = new ConnectPacket { Version = MqttVersion.V50, CleanStart = true, ClientId = Utf8(clientId) };
        with?.Invoke(packet);
        return packet;
    }

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public void Send(ConnectPacket packet)
    {
        Version = packet.Version;
        MqttPacketWriter.Write(pipe.Output, Version, packet);
        Flush();
    }

    /// <summary>Answers are read in this version, whatever was sent.</summary>
    public void SpeakAs(MqttVersion version) => Version = version;

    public void SendRaw(params byte[] bytes)
    {
        pipe.Output.Write(bytes);
        Flush();
    }

    public void Publish(string topic, string payload, MqttQos qos = MqttQos.AtMostOnce, ushort id = 0, Action<PublishPacket>? with = null)
    {
        var packet = new PublishPacket { Topic = Utf8(topic), Payload = Utf8(payload), Qos = qos, PacketId = qos == MqttQos.AtMostOnce ? (ushort)0 : id };
        with?.Invoke(packet);
        MqttPacketWriter.Write(pipe.Output, Version, packet);
        Flush();
    }

    public void Ack(MqttPacketType type, ushort id, MqttReasonCode code = MqttReasonCode.Success)
    {
        pipe.Output.Advance(MqttPacketWriter.WriteAck(pipe.Output.GetSpan(MqttPacketWriter.MaxAckBytes), Version, type, id, code));
        Flush();
    }

    public void Disconnect(MqttReasonCode code = MqttReasonCode.Success, uint? expiryS = null)
    {
        MqttPacketWriter.Write(pipe.Output, Version, new DisconnectPacket { Code = code, SessionExpiryS = expiryS });
        Flush();
    }

    public void Ping()
    {
        MqttPacketWriter.WritePingReq(pipe.Output);
        Flush();
    }

    /// <summary>Subscribes and waits for the answer, which must come next.</summary>
    public async Task<MqttReasonCode> SubscribeAsync(string filter, MqttQos qos = MqttQos.AtMostOnce, uint id = 0, bool noLocal = false, bool retainAsPublished = false, MqttRetainHandling retained = MqttRetainHandling.Send)
    {
        SendSubscribe(filter, qos, id, noLocal, retainAsPublished, retained);
        return (await ReceiveAsync<SubAckPacket>()).Codes[0];
    }

    public void SendSubscribe(string filter, MqttQos qos = MqttQos.AtMostOnce, uint id = 0, bool noLocal = false, bool retainAsPublished = false, MqttRetainHandling retained = MqttRetainHandling.Send)
    {
        var packet = new SubscribePacket { PacketId = NextId(), SubscriptionId = id };
        packet.Subscriptions.Add(new MqttSubscription(Utf8(filter), qos, noLocal, retainAsPublished, retained));
        MqttPacketWriter.Write(pipe.Output, Version, packet);
        Flush();
    }

    public async Task<UnsubAckPacket> UnsubscribeAsync(string filter)
    {
        var packet = new UnsubscribePacket { PacketId = NextId() };
        packet.Filters.Add(Utf8(filter));
        MqttPacketWriter.Write(pipe.Output, Version, packet);
        Flush();
        return await ReceiveAsync<UnsubAckPacket>();
    }

    /// <summary>The next packet, which must be of this kind.</summary>
    public async Task<T> ReceiveAsync<T>()
        where T : class => Assert.IsType<T>(await ReceiveAsync());

    /// <summary>The next message.</summary>
    public async Task<Received> ReceiveMessageAsync() => await ReceiveAsync<Received>();

    /// <summary>The next packet, copied; null at the end of the stream.</summary>
    public async Task<object?> ReceiveAsync()
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        while (true)
        {
            var result = await pipe.Input.ReadAsync(deadline.Token);
            var buffer = result.Buffer;
            var reader = MqttPacketReader.Rent();
            var status = MqttReadStatus.NeedMore;
            try
            {
                status = reader.TryRead(ref buffer, Version, MqttRole.Server, int.MaxValue);
                Assert.True(status != MqttReadStatus.Fault, reader.Fault.Text);
                if (status == MqttReadStatus.Packet) return Copy(reader);
                if (result.IsCompleted || result.IsCanceled) return null;
            }
            finally
            {
                reader.Return();
                pipe.Input.AdvanceTo(buffer.Start, status == MqttReadStatus.NeedMore ? buffer.End : buffer.Start);
            }
        }
    }

    /// <summary>Nothing has been sent to it: a ping comes back and nothing before it.</summary>
    public async Task ExpectNothingAsync()
    {
        Ping();
        Assert.Equal(MqttPacketType.PingResp, Assert.IsType<MqttPacketType>(await ReceiveAsync()));
    }

    /// <summary>The broker ends the connection; what it says at last, or null.</summary>
    public async Task<MqttReasonCode?> ExpectEndAsync()
    {
        MqttReasonCode? last = null;
        while (true)
        {
            object? packet;
            try
            {
                packet = await ReceiveAsync();
            }
            catch (OperationCanceledException) when (_cut.Task.IsCompleted)
            {
                return last;
            }

            if (packet is null)
            {
                await pipe.Output.CompleteAsync();
                return last;
            }

            if (packet is DisconnectPacket goodbye) last = goodbye.Code;
        }
    }

    /// <summary>Ends without a word.</summary>
    public void Drop()
    {
        pipe.Output.Complete();
        pipe.Input.Complete();
    }

    /// <summary>Sends no more, and reads and forgets whatever comes until the end.</summary>
    public async Task FinishAsync()
    {
        await pipe.Output.CompleteAsync();
        using var deadline = new CancellationTokenSource(Until.Patience);
        while (true)
        {
            var result = await pipe.Input.ReadAsync(deadline.Token);
            pipe.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || _cut.Task.IsCompleted) return;
        }
    }

    /// <summary>The broker cut it.</summary>
    public void Cut()
    {
        _cut.TrySetResult();
        pipe.Input.CancelPendingRead();
    }

    public ushort NextId() => (ushort)Interlocked.Increment(ref _nextId);

    private static object Copy(MqttPacketReader reader) => reader.Type switch
    {
        MqttPacketType.ConnAck => new ConnAckPacket
        {
            SessionPresent = reader.ConnAck.SessionPresent,
            Code = reader.ConnAck.Code,
            SessionExpiryS = reader.ConnAck.SessionExpiryS,
            ReceiveMaximum = reader.ConnAck.ReceiveMaximum,
            MaximumPacketSize = reader.ConnAck.MaximumPacketSize,
            AssignedClientId = Copy(reader.ConnAck.AssignedClientId),
            TopicAliasMaximum = reader.ConnAck.TopicAliasMaximum,
            ServerKeepAliveS = reader.ConnAck.ServerKeepAliveS,
            ResponseInformation = Copy(reader.ConnAck.ResponseInformation),
        },
        MqttPacketType.Publish => new Received(reader.Publish),
        MqttPacketType.PubAck => new PubAckPacket { PacketId = reader.PubAck.PacketId, Code = reader.PubAck.Code },
        MqttPacketType.PubRec => new PubRecPacket { PacketId = reader.PubRec.PacketId, Code = reader.PubRec.Code },
        MqttPacketType.PubRel => new PubRelPacket { PacketId = reader.PubRel.PacketId, Code = reader.PubRel.Code },
        MqttPacketType.PubComp => new PubCompPacket { PacketId = reader.PubComp.PacketId, Code = reader.PubComp.Code },
        MqttPacketType.SubAck => CopyOf(reader.SubAck),
        MqttPacketType.UnsubAck => CopyOf(reader.UnsubAck),
        MqttPacketType.Disconnect => new DisconnectPacket { Code = reader.Disconnect.Code, ReasonString = Copy(reader.Disconnect.ReasonString) },
        var other => other,
    };

    private static ReadOnlyMemory<byte>? Copy(ReadOnlyMemory<byte>? bytes) => bytes is { } there ? there.ToArray() : default(ReadOnlyMemory<byte>?);

    private static SubAckPacket CopyOf(SubAckPacket packet)
    {
        var copy = new SubAckPacket { PacketId = packet.PacketId };
        copy.Codes.AddRange(packet.Codes);
        return copy;
    }

    private static UnsubAckPacket CopyOf(UnsubAckPacket packet)
    {
        var copy = new UnsubAckPacket { PacketId = packet.PacketId };
        copy.Codes.AddRange(packet.Codes);
        return copy;
    }

    private void Flush()
    {
        var flush = pipe.Output.FlushAsync().AsTask();
        Assert.True(flush.IsCompleted, "The broker does not read.");
    }
}

/// <summary>A message as it came.</summary>
internal sealed record Received
{
    public Received(PublishPacket packet)
    {
        Topic = Encoding.UTF8.GetString(packet.Topic.Span);
        Payload = Encoding.UTF8.GetString(packet.Payload.Span);
        (Qos, Dup, Retain, Id, Alias, ExpiryS) = (packet.Qos, packet.Dup, packet.Retain, packet.PacketId, packet.TopicAlias, packet.MessageExpiryS);
        SubscriptionIds = [.. packet.SubscriptionIds];
        ContentType = packet.ContentType is { } type ? Encoding.UTF8.GetString(type.Span) : null;
    }

    public string Topic { get; }

    public string Payload { get; }

    public MqttQos Qos { get; }

    public bool Dup { get; }

    public bool Retain { get; }

    public ushort Id { get; }

    public ushort Alias { get; }

    public uint? ExpiryS { get; }

    public uint[] SubscriptionIds { get; }

    public string? ContentType { get; }
}
