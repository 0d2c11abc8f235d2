using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Busbar.Links.WebSockets.Handshake;

/// <summary>What came of reading a handshake: a request or a rejection, never both.</summary>
/// <param name="Request">A well-formed request; null when refused.</param>
/// <param name="Rejection">Why it is refused; null when it is well-formed.</param>
public readonly record struct HandshakeOutcome(UpgradeRequest? Request, UpgradeRejection? Rejection);

/// <summary>
/// The server's half of the opening handshake (RFC 6455, 4.2) straight on a byte stream. Sizes and counts are strict; lists in
/// <c>Connection</c>, the case of field names and tokens, and unknown fields are tolerated.
/// </summary>
public static class ServerHandshake
{
    /// <summary>Largest request head in bytes; Kestrel allows 32 KiB, stations send some 300 bytes.</summary>
    public const int MaxHeadBytes = 8 * 1024;

    /// <summary>Most header fields; a station sends about 8, a proxy adds a handful.</summary>
    public const int MaxFields = 64;

    private const int KeyBytes = 16;

    /// <summary>Reads and checks a request. Deadline: abort the transport.</summary>
    /// <exception cref="EndOfStreamException">The peer closed first.</exception>
    public static async ValueTask<HandshakeOutcome> ReadAsync(PipeReader input)
    {
        try
        {
            return Check(await HttpHead.ReadAsync(input, MaxHeadBytes, MaxFields));
        }
        catch (HttpHeadException e)
        {
            return Refuse(e.Status, e.Message);
        }
    }

    /// <summary>Writes the 101 answer without sending it: it leaves with the first flush of the WebSocket that is made of the stream, so that a peer that sees
    /// it finds everything in place.</summary>
    /// <param name="output">Byte stream.</param>
    /// <param name="request">The request that is accepted.</param>
    /// <param name="subProtocol">One of the offered sub-protocols, or null for none.</param>
    public static void Accept(PipeWriter output, UpgradeRequest request, string? subProtocol)
    {
        var protocolLine = subProtocol is null ? "" : $"Sec-WebSocket-Protocol: {subProtocol}\r\n";
        Write(output, $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {AcceptKey.For(request.Key)}\r\n{protocolLine}\r\n");
    }

    /// <summary>Writes the 101 answer and sends it.</summary>
    /// <inheritdoc cref="Accept"/>
    public static async ValueTask AcceptAsync(PipeWriter output, UpgradeRequest request, string? subProtocol)
    {
        Accept(output, request, subProtocol);
        await output.FlushAsync();
    }

    /// <summary>Writes a refusal with its text as the body; close the stream afterwards.</summary>
    public static async ValueTask RejectAsync(PipeWriter output, UpgradeRejection rejection)
    {
        var body = rejection.Text + "\n";
        var extra = rejection.Header is null ? "" : rejection.Header + "\r\n";
        Write(output, $"HTTP/1.1 {rejection.Status} {ReasonPhrase(rejection.Status)}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{extra}\r\n{body}");
        await output.FlushAsync();
    }

    private static HandshakeOutcome Check(HttpHead head)
    {
        var line = head.FirstLine.Split(' ');
        if (line.Length != 3 || line[1].Length == 0) return Refuse(400, $"Not a request line: \"{HttpHead.Clip(head.FirstLine)}\".");
        if (line[2] != "HTTP/1.1") return Refuse(400, $"\"{HttpHead.Clip(line[2])}\" is not served; WebSocket begins with HTTP/1.1.");
        if (line[0] != "GET") return Refuse(405, $"{HttpHead.Clip(line[0])} is not served; WebSocket begins with GET.", "Allow: GET");
        if (!line[1].StartsWith('/')) return Refuse(400, $"The request target \"{HttpHead.Clip(line[1])}\" must be a path.");
        if (head.Single("Host") is null) return Refuse(400, "The header field Host is missing.");
        if (head.Single("Transfer-Encoding") is not null || head.Single("Content-Length") is not (null or "0")) return Refuse(400, "The request must not have a body.");

        if (!head.Has("Upgrade", "websocket")) return Refuse(426, "This port serves WebSocket only: the header field \"Upgrade: websocket\" is missing.", "Upgrade: websocket");
        if (!head.Has("Connection", "Upgrade")) return Refuse(400, "The header field \"Connection: Upgrade\" is missing.");
        var version = head.Single("Sec-WebSocket-Version");
        if (version != "13") return Refuse(426, $"Sec-WebSocket-Version is {(version is null ? "missing" : $"\"{HttpHead.Clip(version)}\"")}; 13 is served.", "Sec-WebSocket-Version: 13");
        var key = head.Single("Sec-WebSocket-Key");
        if (key is null || !IsKey(key)) return Refuse(400, "Sec-WebSocket-Key must be 16 bytes in base64.");

        var query = line[1].IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? line[1] : line[1][..query];
        var offered = head.List("Sec-WebSocket-Protocol").ToArray();
        return new HandshakeOutcome(new UpgradeRequest(path, key, offered, head.Single("Authorization"), [.. head.List("X-Forwarded-For")]), null);
    }

    private static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 2];
        return key.Length == 24 && Convert.TryFromBase64String(key, bytes, out var length) && length == KeyBytes;
    }

    private static HandshakeOutcome Refuse(int status, string text, string? header = null) => new(null, new UpgradeRejection(status, text, header));

    private static void Write(PipeWriter output, string text) => output.Write(Encoding.UTF8.GetBytes(text));

    private static string ReasonPhrase(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        426 => "Upgrade Required",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Refused",
    };
}
