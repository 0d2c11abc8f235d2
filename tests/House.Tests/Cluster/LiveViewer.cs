using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Busbar.House.Tests.Cluster;

/// <summary>Somebody who looks at the live view, in SignalR's JSON protocol: text messages, each ended by 0x1E.</summary>
internal sealed class LiveViewer : IDisposable
{
    private const char End = '\u001e';
    private const int Closed = 7;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _unread = new();
    private readonly byte[] _buffer = new byte[16 * 1024];

    private LiveViewer()
    {
    }

    /// <summary>Connects with the cookies of a login and begins to watch the fleet.</summary>
    public static async Task<LiveViewer> ConnectAsync(Uri http, CookieContainer cookies)
    {
        var viewer = new LiveViewer();
        using var deadline = new CancellationTokenSource(Deadline);
        viewer._socket.Options.SetRequestHeader("Cookie", cookies.GetCookieHeader(http));
        await viewer._socket.ConnectAsync(new Uri($"ws://{http.Authority}/live"), deadline.Token);
        await viewer.SendAsync("""{"protocol":"json","version":1}""", deadline.Token);
        Assert.Equal("{}", (await viewer.NextAsync(deadline.Token)).GetRawText());
        await viewer.SendAsync("""{"type":1,"target":"watchFleet","arguments":[]}""", deadline.Token);
        return viewer;
    }

    /// <summary>Reads until the server calls this method; gives its argument.</summary>
    public Task<JsonElement> UntilAsync(string method) =>
        UntilAsync(m => m.TryGetProperty("target", out var target) && target.GetString() == method, m => m.GetProperty("arguments")[0]);

    /// <summary>Reads until the server's last message; true when it says that the viewer may connect again.</summary>
    public Task<bool> UntilClosedAsync() => UntilAsync(
        m => m.TryGetProperty("type", out var type) && type.GetInt32() == Closed, m => m.TryGetProperty("allowReconnect", out var again) && again.GetBoolean());

    public void Dispose() => _socket.Dispose();

    private async Task<T> UntilAsync<T>(Predicate<JsonElement> isIt, Func<JsonElement, T> read)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
            if (await NextAsync(deadline.Token) is var message && isIt(message)) return read(message);
    }

    private async Task<JsonElement> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            var text = _unread.ToString();
            if (text.IndexOf(End, StringComparison.Ordinal) is var end and >= 0)
            {
                _unread.Remove(0, end + 1);
                return JsonSerializer.Deserialize<JsonElement>(text[..end]);
            }

            var received = await _socket.ReceiveAsync(_buffer.AsMemory(), ct);
            if (received.MessageType == WebSocketMessageType.Close) throw new EndOfStreamException("The live view was closed without a last message.");
            _unread.Append(Encoding.UTF8.GetString(_buffer, 0, received.Count));
        }
    }

    private Task SendAsync(string json, CancellationToken ct) => _socket.SendAsync(Encoding.UTF8.GetBytes(json + End), WebSocketMessageType.Text, endOfMessage: true, ct);
}
