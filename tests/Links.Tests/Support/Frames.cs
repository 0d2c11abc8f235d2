using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;

namespace Busbar.Links.Tests.Support;

/// <summary>WebSocket frames byte by byte, written from RFC 6455 and independent of the code under test.</summary>
internal static class Frames
{
    public const byte Text = 0x81;
    public const byte Binary = 0x82;
    public const byte Close = 0x88;
    public const byte Ping = 0x89;
    public const byte Pong = 0x8A;

    private static readonly byte[] Key = [0x37, 0xfa, 0x21, 0x3d];

    public static byte[] Masked(byte first, ReadOnlySpan<byte> payload)
    {
        var frame = Plain(first, payload);
        var head = frame.Length - payload.Length;
        byte[] masked = [.. frame[..head], .. Key, .. frame[head..]];
        masked[1] |= 0x80;
        for (var i = 0; i < payload.Length; i++) masked[head + 4 + i] ^= Key[i % 4];
        return masked;
    }

    public static byte[] Masked(byte first, string payload) => Masked(first, Encoding.UTF8.GetBytes(payload));

    public static byte[] Plain(byte first, ReadOnlySpan<byte> payload)
    {
        byte[] head = payload.Length switch
        {
            < 126 => [first, (byte)payload.Length],
            < 65536 => [first, 126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [first, 127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        return [.. head, .. payload];
    }

    public static byte[] Plain(byte first, string payload) => Plain(first, Encoding.UTF8.GetBytes(payload));

    public static byte[] MaskedClose(ushort code, string reason = "") => Masked(Close, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)]);

    /// <summary>Reads one unmasked frame.</summary>
    public static async Task<(byte First, byte[] Payload)> ReceiveFrameAsync(this IDuplexPipe end)
    {
        var head = await end.ReceiveAsync(2);
        Assert.Equal(0, head[1] & 0x80);
        var length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await end.ReceiveAsync(2)),
            127 => (int)BinaryPrimitives.ReadInt64BigEndian(await end.ReceiveAsync(8)),
            var small => small,
        };
        return (head[0], length == 0 ? [] : await end.ReceiveAsync(length));
    }

    public static async Task<(ushort Code, string Reason)> ReceiveCloseAsync(this IDuplexPipe end)
    {
        var (first, payload) = await end.ReceiveFrameAsync();
        Assert.Equal(Close, first);
        return payload.Length == 0 ? ((ushort)1005, "") : (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload[2..]));
    }
}
