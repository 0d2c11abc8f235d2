using System.Net;
using System.Net.Sockets;
using Busbar.Tests;

namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>A peer that sends bytes and says what came: the judge of the other side. Every wait has a deadline.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly BufferedStream _input;
    private readonly Queue<RawPacket> _early = [];
    private int _nextId;

    public RawPeer(Stream stream, bool mosquitto)
    {
        _stream = stream;
        _input = new BufferedStream(stream, 16 * 1024);
        Mosquitto = mosquitto;
    }

    /// <summary>The other side is mosquitto 2.0.11, which closes where we say why.</summary>
    public bool Mosquitto { get; }

    public int Version { get; private set; } = 5;

    /// <summary>Bytes that have come and were not read.</summary>
    public int Available => ((NetworkStream)_stream).Socket.Available;

    public static async Task<RawPeer> DialAsync(int port, bool mosquitto)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port).SoonAsync();
        return new(new NetworkStream(socket, ownsSocket: true), mosquitto);
    }

    public async Task SendAsync(params byte[][] packets) => await _stream.WriteAsync(Raw.Join(packets)).AsTask().SoonAsync();

    /// <summary>Sends CONNECT.</summary>
    public async Task KnockAsync(RawConnect connect)
    {
        Version = connect.Version;
        await SendAsync(connect.Bytes());
    }

    /// <summary>Sends CONNECT and takes the CONNACK, whatever it says.</summary>
    public async Task<RawConnAck> AskAsync(RawConnect connect)
    {
        await KnockAsync(connect);
        return (await ReadAsync()).ConnAck();
    }

    /// <summary>Sends CONNECT and is let in.</summary>
    public async Task<RawConnAck> ConnectAsync(RawConnect connect)
    {
        var answer = await AskAsync(connect);
        Assert.Equal(0, answer.Code);
        return answer;
    }

    /// <summary>The next packet.</summary>
    public async Task<RawPacket> ReadAsync() =>
        await TryReadAsync() ?? throw new InvalidOperationException("The connection was closed where a packet was due.");

    /// <summary>The next packet; null when the connection was closed instead.</summary>
    public async Task<RawPacket?> TryReadAsync() => _early.TryDequeue(out var packet) ? packet : await FromWireAsync();

    private async Task<RawPacket?> FromWireAsync()
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        try
        {
            var one = new byte[1];
            if (await _input.ReadAsync(one, deadline.Token) == 0) return null;
            var first = one[0];
            int length = 0, shift = 0;
            do
            {
                await _input.ReadExactlyAsync(one, deadline.Token);
                length |= (one[0] & 0x7F) << shift;
                shift += 7;
                Assert.True(shift <= 28, "The remaining length has more than four bytes.");
            }
            while ((one[0] & 0x80) != 0);
            var body = new byte[length];
            await _input.ReadExactlyAsync(body, deadline.Token);
            return new(first, body, Version);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return null;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Nothing came within {Until.Patience.TotalSeconds} s.", e);
        }
    }

    public async Task<RawPublish> PublishComesAsync() => (await ReadAsync()).Publish();

    /// <summary>The next packet is a PUBLISH, and is acknowledged as its QoS wants; messages that come in between are read later.</summary>
    public async Task<RawPublish> TakeAsync()
    {
        var publish = await PublishComesAsync();
        if (publish.Qos == 1) await SendAsync(Raw.Ack(Raw.PubAck, publish.Id));
        if (publish.Qos == 2)
        {
            await SendAsync(Raw.Ack(Raw.PubRec, publish.Id));
            await OwnAckComesAsync(Raw.PubRel, publish.Id);
            await SendAsync(Raw.Ack(Raw.PubComp, publish.Id));
        }

        return publish;
    }

    /// <summary>The next packet is this acknowledgement with success.</summary>
    public async Task<RawAck> AckComesAsync(byte first, int id)
    {
        var ack = await AnyAckComesAsync(first, id);
        Assert.True(ack.Code < 0x80, $"The acknowledgement refuses with 0x{ack.Code:X2}.");
        return ack;
    }

    /// <summary>The next packet is this acknowledgement, whatever its code.</summary>
    public async Task<RawAck> AnyAckComesAsync(byte first, int id)
    {
        var packet = await ReadAsync();
        Assert.True(packet.First == first, $"Wanted {first:X2}, came {packet}");
        var ack = packet.Ack();
        Assert.Equal(id, ack.Id);
        Codes.AreOf(first, ack.Codes);
        return ack;
    }

    /// <summary>The next packet is the SUBACK or UNSUBACK with this identifier.</summary>
    public async Task<RawAck> CodesComeAsync(byte first, int id)
    {
        var packet = await ReadAsync();
        Assert.True(packet.First == first, $"Wanted {first:X2}, came {packet}");
        var ack = packet.Codes();
        Assert.Equal(id, ack.Id);
        if (Version >= 5) Codes.AreOf(first, ack.Codes);
        return ack;
    }

    /// <summary>Subscribes and is granted what it asks for.</summary>
    public async Task SubscribeAsync(string filter, int options = 0, params byte[][] properties)
    {
        var id = NextId();
        await SendAsync(Raw.Subscribe(id, filter, options, Version, properties));
        var ack = await CodesComeAsync(Raw.SubAck, id);
        Assert.Equal(options & 3, ack.Code);
    }

    /// <summary>Publishes and completes the exchange that the QoS wants; messages that come in between are read later.</summary>
    public async Task PublishAsync(string topic, string payload, int qos = 1, bool retain = false, params byte[][] properties)
    {
        var id = NextId();
        await SendAsync(Raw.Publish(topic, payload, qos, id, retain, version: Version, properties: properties));
        if (qos == 1) await OwnAckComesAsync(Raw.PubAck, id);
        if (qos != 2) return;
        await OwnAckComesAsync(Raw.PubRec, id);
        await SendAsync(Raw.Ack(Raw.PubRel, id));
        await OwnAckComesAsync(Raw.PubComp, id);
    }

    private async Task OwnAckComesAsync(byte first, int id)
    {
        while (true)
        {
            var packet = await FromWireAsync() ?? throw new InvalidOperationException("The connection was closed where an acknowledgement was due.");
            if (packet.Type != 0x30)
            {
                Assert.True(packet.First == first && packet.Ack() is var ack && ack.Id == id && ack.Code < 0x80, $"Wanted {first:X2} for {id}, came {packet}");
                return;
            }

            _early.Enqueue(packet);
        }
    }

    /// <summary>The other side has dealt with everything that was sent, and had nothing else to say.</summary>
    public async Task NothingElseComesAsync()
    {
        await SendAsync(Raw.PingReq);
        var packet = await ReadAsync();
        Assert.True(packet.First == Raw.PingResp, $"Wanted silence, came {packet}");
    }

    /// <summary>The connection ends without another packet.</summary>
    public async Task ClosesAsync()
    {
        var packet = await TryReadAsync();
        Assert.True(packet is null, $"Wanted the end, came {packet}");
    }

    /// <summary>5.0: DISCONNECT with one of these reasons, then the end. 3.1.1: the end alone. mosquitto may end without a word.</summary>
    public async Task IsPutOutAsync(params byte[] codes)
    {
        if (Version < 5)
        {
            await ClosesAsync();
            return;
        }

        var packet = await TryReadAsync();
        if (packet is null)
        {
            Assert.True(Mosquitto, "The connection ended without a DISCONNECT that says why.");
            return;
        }

        Assert.True(packet.First == Raw.Disconnect, $"Wanted DISCONNECT, came {packet}");
        if (!Mosquitto) Assert.Contains(packet.Code, codes);
        Codes.AreOf(Raw.Disconnect, [packet.Code]);
        Assert.True(packet.Code >= 0x80);
        Assert.False(packet.CodeProperties().Has(Property.SessionExpiryId));
        await ClosesAsync();
    }

    /// <summary>A CONNECT is refused: CONNACK with one of these codes and no session, then the end. mosquitto may end without a word.</summary>
    public async Task<RawConnAck?> IsRefusedAsync(params byte[] codes)
    {
        var packet = await TryReadAsync();
        if (packet is null)
        {
            Assert.True(Mosquitto, "The connection ended without a CONNACK that says why.");
            return null;
        }

        var answer = packet.ConnAck();
        Assert.True(answer.Code != 0, "It was let in.");
        if (!Mosquitto) Assert.Contains(answer.Code, codes);
        if (Version >= 5) Codes.AreOf(Raw.ConnAck, [answer.Code]);
        Assert.Equal(0, answer.Flags);
        await ClosesAsync();
        return answer;
    }

    /// <summary>What was sent is not MQTT as we serve it: a CONNACK that refuses or nothing, then the end.</summary>
    public async Task IsTurnedAwayAsync()
    {
        var packet = await TryReadAsync();
        if (packet is null) return;
        Assert.NotEqual(0, packet.ConnAck().Code);
        await ClosesAsync();
    }

    /// <summary>Goes without a word, as a cable that is pulled (with FIN, so that it is seen).</summary>
    public ValueTask VanishAsync() => _stream.DisposeAsync();

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    public int NextId() => ++_nextId;
}
