using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Busbar.Tests;

namespace Busbar.House.Tests.Running;

/// <summary>A client of MQTT 3.1.1 byte by byte, independent of the code under test.</summary>
internal static class MqttPeer
{
    /// <summary>Connects with clean session and expects this return code.</summary>
    public static async Task<NetworkStream> ConnectAsync(HubProcess hub, string clientId, byte expected, string? user = null, string? password = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(hub.Mqtt!.Host, hub.Mqtt.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        byte[] credentials = user is null ? [] : [.. Field(user), .. Field(password!)];
        byte[] body = [.. Field("MQTT"), 4, (byte)(user is null ? 0x02 : 0xC2), 0, 60, .. Field(clientId), .. credentials];
        await stream.WriteAsync((byte[])[0x10, (byte)body.Length, .. body]);
        Assert.Equal([0x20, 2, 0, expected], await ReadAsync(stream));
        return stream;
    }

    /// <summary>SUBSCRIBE with packet identifier 1 and QoS 1.</summary>
    public static byte[] Subscribe(string filter)
    {
        byte[] body = [0, 1, .. Field(filter), 1];
        return [0x82, (byte)body.Length, .. body];
    }

    private static byte[] Field(string text)
    {
        var field = new byte[2 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)(field.Length - 2));
        Encoding.UTF8.GetBytes(text, field.AsSpan(2));
        return field;
    }

    /// <summary>One packet of less than 128 bytes; empty at the end of the stream.</summary>
    public static async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        using var limit = new CancellationTokenSource(Until.Patience);
        var head = new byte[2];
        if (await stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, limit.Token) < 2) return [];
        var packet = new byte[2 + head[1]];
        head.CopyTo(packet, 0);
        await stream.ReadExactlyAsync(packet.AsMemory(2), limit.Token);
        return packet;
    }
}
