using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Busbar.Lab.Swarms;

/// <summary>What a peer's frame is.</summary>
internal enum SwarmFrameKind
{
    Text,
    Close,
    Ping,
    Other,
}

/// <summary>
/// As much of RFC 6455 as a load client needs. Frames of a client must be masked; a mask of zero is a mask and leaves the bytes as
/// they are, so that a prepared message can be sent again and again. The lab's real client is in Links.
/// </summary>
internal static class SwarmFrames
{
    /// <summary>Room that a header may take before a payload.</summary>
    public const int MaxHeader = 14;

    /// <summary>Writes the header that ends where the payload begins.</summary>
    /// <param name="buffer">Payload from <paramref name="payloadAt"/> on, at least <see cref="MaxHeader"/> bytes free before it.</param>
    /// <param name="payloadAt">Where the payload begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="opcode">1 text, 8 close, 10 pong.</param>
    /// <returns>Where the frame begins.</returns>
    public static int Finish(Span<byte> buffer, int payloadAt, long length, byte opcode = 1)
    {
        var size = length <= 125 ? 6 : length <= ushort.MaxValue ? 8 : 14;
        var head = buffer.Slice(payloadAt - size, size);
        head.Clear();
        head[0] = (byte)(0x80 | opcode);
        if (length <= 125) head[1] = (byte)(0x80 | length);
        else if (length <= ushort.MaxValue)
        {
            head[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)length);
        }
        else
        {
            head[1] = 0x80 | 127;
            BinaryPrimitives.WriteInt64BigEndian(head[2..], length);
        }

        return payloadAt - size;
    }

    /// <summary>Reads one whole frame of a server; false when more bytes are needed.</summary>
    /// <param name="bytes">What was received.</param>
    /// <param name="kind">What the frame is.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="consumed">Bytes that it took.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SwarmFrameKind kind, out ReadOnlySpan<byte> payload, out int consumed)
    {
        kind = default;
        payload = default;
        consumed = 0;
        if (bytes.Length < 2) return false;
        var head = 2;
        long length = bytes[1] & 0x7F;
        if (length == 126)
        {
            if (bytes.Length < 4) return false;
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            head = 4;
        }
        else if (length == 127)
        {
            if (bytes.Length < 10) return false;
            length = BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
            head = 10;
        }

        if (length < 0 || bytes.Length < head + length) return false;
        kind = (bytes[0] & 0x0F) switch { 1 => SwarmFrameKind.Text, 8 => SwarmFrameKind.Close, 9 => SwarmFrameKind.Ping, _ => SwarmFrameKind.Other };
        payload = bytes.Slice(head, (int)length);
        consumed = head + (int)length;
        return true;
    }

    /// <summary>The HTTP request that opens a station's WebSocket.</summary>
    public static byte[] UpgradeRequest(Uri url, string id, string? password)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var request = new StringBuilder()
            .Append("GET ").Append(url.AbsolutePath.TrimEnd('/')).Append('/').Append(Uri.EscapeDataString(id)).Append(" HTTP/1.1\r\nHost: ").Append(url.Authority)
            .Append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\nSec-WebSocket-Key: ").Append(key).Append("\r\n");
        if (password is not null) request.Append("Authorization: Basic ").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{password}"))).Append("\r\n");
        return Encoding.ASCII.GetBytes(request.Append("\r\n").ToString());
    }

    /// <summary>The status of the answer, once its head is complete; 0 for one that is not HTTP.</summary>
    public static bool TryReadUpgradeAnswer(ReadOnlySpan<byte> bytes, out int status, out int consumed)
    {
        status = 0;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        consumed = end + 4;
        if (end < 0) return false;
        if (!bytes.StartsWith("HTTP/1.1 "u8) || !System.Buffers.Text.Utf8Parser.TryParse(bytes.Slice(9, 3), out status, out _)) status = 0;
        return true;
    }
}
