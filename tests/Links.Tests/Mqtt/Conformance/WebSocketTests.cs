using System.Net.WebSockets;
using Busbar.Links.Tests.Mqtt.Conformance.Harness;
using Busbar.Links.Tests.Support;
using Busbar.Tests;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>Chapter 6: MQTT over WebSocket, with .NET's own client as the peer.</summary>
public sealed class WebSocketTests : ConformanceTest
{
    private async Task<ClientWebSocket> OpenAsync(params string[] subProtocols)
    {
        await ServeAsync();
        var socket = new ClientWebSocket();
        foreach (var name in subProtocols) socket.Options.AddSubProtocol(name);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Server.WebSocketPort}/mqtt"), CancellationToken.None).SoonAsync();
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Binary, bool last = true) =>
        socket.SendAsync(bytes, type, last, CancellationToken.None).AsTask().SoonAsync();

    private static async Task<byte[]> ReadAsync(ClientWebSocket socket, int count)
    {
        var bytes = new List<byte>();
        var buffer = new byte[4096];
        while (bytes.Count < count)
        {
            var result = await socket.ReceiveAsync(buffer, CancellationToken.None).SoonAsync();
            Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
            bytes.AddRange(buffer[..result.Count]);
        }

        return [.. bytes];
    }

    [Fact]
    public async Task MQTT_6_0_0_1_A_text_frame_ends_the_connection()
    {
        using var socket = await OpenAsync("mqtt");
        await SendAsync(socket, "text"u8.ToArray(), WebSocketMessageType.Text);
        try
        {
            var result = await socket.ReceiveAsync(new byte[256], CancellationToken.None).SoonAsync();
            Assert.Equal(WebSocketMessageType.Close, result.MessageType);
            if (!Server.JudgesMosquitto) Assert.Equal(WebSocketCloseStatus.InvalidMessageType, result.CloseStatus);
        }
        catch (WebSocketException)
        {
            Assert.True(Server.JudgesMosquitto, "It was cut without a close frame.");
        }
    }

    [Fact]
    public async Task MQTT_6_0_0_2_Packets_and_frames_need_not_begin_together()
    {
        using var socket = await OpenAsync("mqtt");
        var bytes = Raw.Join(new RawConnect("a").Bytes(), Raw.Subscribe(1, "t", 0), Raw.Publish("t", "x"), Raw.PingReq);
        foreach (var b in bytes[..20]) await SendAsync(socket, new[] { b });
        await SendAsync(socket, bytes.AsMemory(20, 7), last: false);
        await SendAsync(socket, bytes.AsMemory(27));
        var expected = Raw.Join(Raw.Packet(0x90, Raw.U16(1), [0, 0]), Raw.Publish("t", "x"), [0xD0, 0]);
        var head = await ReadAsync(socket, 2);
        Assert.Equal(0x20, head[0]);
        var all = head.Length >= 2 + head[1] + expected.Length ? head : Raw.Join(head, await ReadAsync(socket, 2 + head[1] + expected.Length - head.Length));
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(all.AsSpan(2 + all[1])));
    }

    [Theory]
    [InlineData("mqtt")]
    [InlineData("other,mqtt")]
    public async Task MQTT_6_0_0_3_MQTT_6_0_0_4_The_sub_protocol_is_mqtt(string offered)
    {
        using var socket = await OpenAsync(offered.Split(','));
        Assert.Equal("mqtt", socket.SubProtocol);
    }
}
