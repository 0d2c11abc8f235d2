using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Busbar.Links.Tests.Support;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>MQTT over WebSocket on the port of MQTT (6), with the framework's own client.</summary>
public sealed class WebSocketTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mqtt", 1)]
    [InlineData("mqtt", 7)]
    [InlineData("mqttv3.1", 100_000)]
    public async Task Packets_pass_whatever_the_borders_of_the_messages_are(string subProtocol, int pieceBytes)
    {
        await using var host = await BrokerHost.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("other");
        socket.Options.AddSubProtocol(subProtocol);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Broker.Port}/any/path"), Ct);
        Assert.Equal(subProtocol, socket.SubProtocol);
        var bytes = new ArrayBufferWriter<byte>();
        MqttPacketWriter.Write(bytes, MqttVersion.V50, BrokerPeer.Connect("web"));
        var subscribe = new SubscribePacket { PacketId = 1 };
        subscribe.Subscriptions.Add(new MqttSubscription(BrokerPeer.Utf8("a"), MqttQos.AtMostOnce));
        MqttPacketWriter.Write(bytes, MqttVersion.V50, subscribe);
        for (var i = 0; i < 3; i++)
            MqttPacketWriter.Write(bytes, MqttVersion.V50, new PublishPacket { Topic = BrokerPeer.Utf8("a"), Payload = new byte[1000 * i] });
        for (var at = 0; at < bytes.WrittenCount; at += pieceBytes)
            await socket.SendAsync(bytes.WrittenMemory[at..Math.Min(at + pieceBytes, bytes.WrittenCount)], WebSocketMessageType.Binary, endOfMessage: true, Ct);

        var peer = new BrokerPeer(new SocketEnds(socket));
        await peer.ReceiveAsync<ConnAckPacket>();
        await peer.ReceiveAsync<SubAckPacket>();
        for (var i = 0; i < 3; i++) Assert.Equal(1000 * i, (await peer.ReceiveMessageAsync()).Payload.Length);
        Assert.Equal(IPAddress.Loopback, host.Broker.Find("web")!.Value.Client.Connection!.Remote!.Address);
        Assert.True(host.Broker.Disconnect("web", MqttReasonCode.AdministrativeAction));
        Assert.Equal(MqttReasonCode.AdministrativeAction, (await peer.ReceiveAsync<DisconnectPacket>()).Code);
        Assert.Null(await peer.ReceiveAsync());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task Text_ends_the_connection()
    {
        await using var host = await BrokerHost.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Broker.Port}/"), Ct);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, Ct);
        var end = await socket.ReceiveAsync(new ArraySegment<byte>(new byte[100]), Ct);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.InvalidMessageType), (end.MessageType, socket.CloseStatus));
    }

    [Fact]
    public async Task A_sub_protocol_that_is_not_MQTT_is_refused()
    {
        await using var host = await BrokerHost.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("ocpp1.6");
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Broker.Port}/"), Ct));
    }

    [Theory]
    [InlineData(0x16)]
    [InlineData(0x00)]
    [InlineData((byte)'P')]
    public async Task What_is_neither_is_closed_without_an_answer(byte first)
    {
        await using var host = await BrokerHost.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Broker.Port, Ct);
        await socket.GetStream().WriteAsync(new byte[] { first, 1, 2, 3 }, Ct);
        Assert.Equal(0, await socket.GetStream().ReadAsync(new byte[10], Ct));
    }

    /// <summary>The receiving end of a client's WebSocket as a stream of bytes.</summary>
    private sealed class SocketEnds(ClientWebSocket socket) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(new MessageStream(socket));

        public PipeWriter Output => throw new NotSupportedException();
    }

    private sealed class MessageStream(ClientWebSocket socket) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                    return 0;
                }

                Assert.Equal(WebSocketMessageType.Binary, part.MessageType);
                if (part.Count > 0) return part.Count;
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
