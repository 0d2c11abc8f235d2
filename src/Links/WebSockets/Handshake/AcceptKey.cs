using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Busbar.Links.WebSockets.Handshake;

/// <summary>The proof that a server understood a WebSocket handshake (RFC 6455, 4.2.2, step 5.4).</summary>
internal static class AcceptKey
{
    /// <summary>The GUID that the standard fixes (RFC 6455, 1.3).</summary>
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Value of Sec-WebSocket-Accept for a value of Sec-WebSocket-Key.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The standard fixes SHA-1; nothing is secret here.")]
    public static string For(string key)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid), hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>A fresh value for Sec-WebSocket-Key: 16 random bytes in base64.</summary>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
}
