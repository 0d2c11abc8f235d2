using System.Text;

namespace Busbar.Links.WebSockets.Handshake;

/// <summary>A well-formed request to become a WebSocket (RFC 6455, 4.2.1). Immutable.</summary>
public sealed class UpgradeRequest
{
    internal UpgradeRequest(string path, string key, IReadOnlyList<string> subProtocols, string? authorization, IReadOnlyList<string> forwardedFor)
    {
        Path = path;
        Key = key;
        SubProtocols = subProtocols;
        Authorization = authorization;
        ForwardedFor = forwardedFor;
    }

    /// <summary>Path of the request target as sent, percent-encoded, without the query. Begins with "/".</summary>
    public string Path { get; }

    /// <summary>Sub-protocols that the client offers, in its order of preference; empty when it offers none.</summary>
    public IReadOnlyList<string> SubProtocols { get; }

    /// <summary>The Authorization field as sent; null when absent.</summary>
    public string? Authorization { get; }

    /// <summary>Elements of X-Forwarded-For over all its occurrences, in order: each proxy appends who called it, and anyone can send anything before that.</summary>
    public IReadOnlyList<string> ForwardedFor { get; }

    internal string Key { get; }

    /// <summary>
    /// User name and password of HTTP basic authentication (RFC 7617); the password stays bytes because OCPP keys need not be text.
    /// False when there is no Authorization field, it is not Basic, or it is malformed.
    /// </summary>
    public bool TryGetBasicCredentials(out string userName, out byte[] password)
    {
        const string Scheme = "Basic ";
        userName = "";
        password = [];
        if (Authorization is null || !Authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var encoded = Authorization.AsSpan(Scheme.Length).Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length)) return false;
        var colon = bytes.AsSpan(0, length).IndexOf((byte)':');
        if (colon < 0) return false;
        userName = Encoding.UTF8.GetString(bytes, 0, colon);
        password = bytes[(colon + 1)..length];
        return true;
    }
}

/// <summary>A handshake that is refused.</summary>
/// <param name="Status">HTTP status: 400, 401, 403, 404, 405, 426, 431 or 503.</param>
/// <param name="Text">What is wrong and what is allowed; becomes the body.</param>
/// <param name="Header">One more header line of the answer, for example <c>Retry-After: 5</c>; null for none.</param>
public sealed record UpgradeRejection(int Status, string Text, string? Header = null);
