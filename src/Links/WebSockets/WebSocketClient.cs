using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Busbar.Links.WebSockets.Handshake;
using Busbar.Links.Transport;

namespace Busbar.Links.WebSockets;

/// <summary>Opens WebSockets. Thread safe.</summary>
public static class WebSocketClient
{
    private const int MaxHeadBytes = 16 * 1024;
    private const int MaxFields = 100;
    private const int MaxBodyChars = 300;

    /// <summary>Connects to <paramref name="uri"/> and runs the handshake. The caller disposes the connection.</summary>
    /// <param name="uri">A ws or wss URL; its path and query go to the server as they are.</param>
    /// <param name="options">Sub-protocols, credentials, deadline.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="WebSocketRefusedException">The server answered, but not with a good 101.</exception>
    /// <exception cref="TimeoutException">The deadline of <see cref="WebSocketClientOptions.ConnectTimeout"/> is over.</exception>
    /// <exception cref="SocketException">No TCP connection.</exception>
    /// <exception cref="IOException">The link broke within the handshake, or TLS failed.</exception>
    public static async Task<WebSocketConnection> ConnectAsync(Uri uri, WebSocketClientOptions options, CancellationToken ct)
    {
        if (uri.Scheme != Uri.UriSchemeWs && uri.Scheme != Uri.UriSchemeWss)
            throw new ArgumentException($"The URL \"{uri}\" must begin with ws:// or wss://.", nameof(uri));

        using var deadline = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var cut = either.Token.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket);
            await ConnectAsync(socket, uri, options.LocalAddress, either.Token);
            var pipe = await OpenPipeAsync(socket, uri, options, either.Token);
            var subProtocol = await ShakeHandsAsync(pipe, uri, options);
            return new WebSocketConnection(pipe, WebSocketRole.Client, options.Connection, options.Time, subProtocol, socket.Dispose);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is WebSocketRefusedException) throw;
            ct.ThrowIfCancellationRequested();
            if (deadline.IsCancellationRequested) throw new TimeoutException($"{uri} was not connected within {options.ConnectTimeout}.", e);
            throw;
        }
    }

    private static async Task ConnectAsync(Socket socket, Uri uri, IPAddress? from, CancellationToken ct)
    {
        if (from is not null) socket.Bind(new IPEndPoint(from, 0));
        if (IPAddress.TryParse(uri.IdnHost, out var address)) await socket.ConnectAsync(address, uri.Port, ct);
        else await socket.ConnectAsync(uri.IdnHost, uri.Port, ct);
    }

    private static async Task<IDuplexPipe> OpenPipeAsync(Socket socket, Uri uri, WebSocketClientOptions options, CancellationToken ct)
    {
        if (uri.Scheme == Uri.UriSchemeWs) return new SocketPipe(socket);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var settings = options.Tls ?? new SslClientAuthenticationOptions();
        if (string.IsNullOrEmpty(settings.TargetHost)) settings.TargetHost = uri.IdnHost;
        try
        {
            await tls.AuthenticateAsClientAsync(settings, ct);
        }
        catch (System.Security.Authentication.AuthenticationException e)
        {
            throw new IOException($"TLS to {uri.IdnHost} failed: {e.Message}", e);
        }

        return new StreamPipe(tls);
    }

    private static async Task<string?> ShakeHandsAsync(IDuplexPipe pipe, Uri uri, WebSocketClientOptions options)
    {
        var key = AcceptKey.NewKey();
        pipe.Output.Write(Encoding.Latin1.GetBytes(RequestFor(uri, key, options)));
        await pipe.Output.FlushAsync();
        HttpHead head;
        try
        {
            head = await HttpHead.ReadAsync(pipe.Input, MaxHeadBytes, MaxFields);
        }
        catch (HttpHeadException e)
        {
            throw new WebSocketRefusedException($"{uri} did not answer with HTTP: {e.Message}", inner: e);
        }

        var line = head.FirstLine.Split(' ', 3);
        if (line.Length < 2 || !line[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(line[1], out var status))
            throw new WebSocketRefusedException($"{uri} answered \"{HttpHead.Clip(head.FirstLine)}\".");
        if (status != 101) throw new WebSocketRefusedException($"{uri} answered {status}: {await ReadBodyAsync(pipe.Input)}", status);
        return Check(head, key, uri, options);
    }

    private static string? Check(HttpHead head, string key, Uri uri, WebSocketClientOptions options)
    {
        if (!head.Has("Upgrade", "websocket") || !head.Has("Connection", "Upgrade")) throw new WebSocketRefusedException($"{uri} answered 101 without the upgrade to websocket.");
        if (head.Single("Sec-WebSocket-Accept") != AcceptKey.For(key)) throw new WebSocketRefusedException($"{uri} answered 101 with a wrong Sec-WebSocket-Accept.");
        if (head.List("Sec-WebSocket-Extensions").FirstOrDefault() is { } extension) throw new WebSocketRefusedException($"{uri} chose the extension \"{HttpHead.Clip(extension)}\", which was not offered.");
        var chosen = head.Single("Sec-WebSocket-Protocol");
        if (options.SubProtocols.Count == 0 && chosen is null) return null;
        if (chosen is not null && options.SubProtocols.Contains(chosen, StringComparer.Ordinal)) return chosen;
        throw new WebSocketRefusedException(
            $"{uri} chose {(chosen is null ? "no sub-protocol" : $"the sub-protocol \"{HttpHead.Clip(chosen)}\"")}; offered were [{string.Join(", ", options.SubProtocols)}].");
    }

    private static string RequestFor(Uri uri, string key, WebSocketClientOptions options)
    {
        var request = new StringBuilder()
            .Append("GET ").Append(uri.PathAndQuery).Append(" HTTP/1.1\r\n")
            .Append("Host: ").Append(uri.IdnHost).Append(':').Append(uri.Port).Append("\r\n")
            .Append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            .Append("Sec-WebSocket-Key: ").Append(key).Append("\r\n");
        if (options.SubProtocols.Count > 0) request.Append("Sec-WebSocket-Protocol: ").AppendJoin(", ", options.SubProtocols).Append("\r\n");
        if (options.UserName is not null)
        {
            byte[] credentials = [.. Encoding.UTF8.GetBytes(options.UserName), (byte)':', .. (options.Password ?? default).Span];
            request.Append("Authorization: Basic ").Append(Convert.ToBase64String(credentials)).Append("\r\n");
        }

        foreach (var (name, value) in options.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (name.AsSpan().ContainsAny("\r\n: ") || value.AsSpan().ContainsAny('\r', '\n'))
                throw new ArgumentException($"The header field \"{name}\" has line ends, or a colon or blank in its name.", nameof(options));
            request.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return request.Append("\r\n").ToString();
    }

    /// <summary>What has come of the body along with the head: enough for a message to people.</summary>
    private static async Task<string> ReadBodyAsync(PipeReader input)
    {
        var result = await input.ReadAsync();
        var text = Encoding.UTF8.GetString(result.Buffer.Slice(0, Math.Min(MaxBodyChars, result.Buffer.Length))).Trim();
        input.AdvanceTo(result.Buffer.End);
        return text.Length == 0 ? "(no text)" : text;
    }
}
