using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Api;

/// <summary>A client of the live view that speaks SignalR's JSON protocol itself: text messages, each ended by 0x1E.</summary>
internal sealed class RawHub : IAsyncDisposable
{
    private const byte End = 0x1E;
    private const int Invocation = 1;
    private const int Completion = 3;
    private const int Ping = 6;
    private const int Close = 7;

    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _pending = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private ArrayBufferWriter<byte> _partial = new();
    private int _lastId;

    private RawHub()
    {
    }

    public static async Task<RawHub> ConnectAsync(ApiHost host, string? cookie, params (string Name, string Value)[] headers)
    {
        var hub = new RawHub();
        if (cookie is not null) hub._socket.Options.SetRequestHeader("Cookie", cookie);
        foreach (var (name, value) in headers) hub._socket.Options.SetRequestHeader(name, value);
        hub._socket.Options.CollectHttpResponseDetails = true;
        using var limit = new CancellationTokenSource(Until.Patience);
        await hub._socket.ConnectAsync(new Uri(host.Address.ToString().Replace("http", "ws", StringComparison.Ordinal) + "live"), limit.Token);
        await hub.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await hub.ReadAsync()).GetRawText());
        return hub;
    }

    public HttpStatusCode Status => _socket.HttpStatusCode;

    /// <summary>Calls a method of the hub and gives its result; calls of the server that come in between are kept for <see cref="NextAsync"/>.</summary>
    public async Task<JsonElement> InvokeAsync(string method, params object[] arguments)
    {
        var id = (++_lastId).ToString();
        await SendAsync(JsonSerializer.Serialize(new { type = Invocation, invocationId = id, target = method, arguments }));
        var others = new List<JsonElement>();
        while (true)
        {
            var message = await NextMessageAsync();
            if (message.GetProperty("type").GetInt32() != Completion)
            {
                others.Add(message);
                continue;
            }

            Assert.Equal(id, message.GetProperty("invocationId").GetString());
            var kept = _pending.ToArray();
            _pending.Clear();
            foreach (var one in others.Concat(kept)) _pending.Enqueue(one);
            return message;
        }
    }

    /// <summary>The next call of the server to one of these methods; others are passed over.</summary>
    public async Task<(string Method, JsonElement Argument)> NextAsync(params string[] methods)
    {
        while (true)
        {
            var message = await NextMessageAsync();
            if (message.GetProperty("type").GetInt32() == Close) throw new InvalidOperationException(message.GetRawText());
            var target = message.GetProperty("target").GetString()!;
            if (methods.Length == 0 || methods.Contains(target, StringComparer.Ordinal)) return (target, Assert.Single(message.GetProperty("arguments").EnumerateArray()));
        }
    }

    /// <summary>Reads until the server ends the connection.</summary>
    public async Task UntilClosedAsync()
    {
        try
        {
            while (true)
                if ((await NextMessageAsync()).GetProperty("type").GetInt32() == Close) return;
        }
        catch (Exception e) when (e is WebSocketException or EndOfStreamException)
        {
            // Closed without a word: an abort.
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement> NextMessageAsync()
    {
        while (true)
        {
            var message = await ReadAsync();
            if (message.GetProperty("type").GetInt32() != Ping) return message;
        }
    }

    private async Task<JsonElement> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Until.Patience);
        while (_pending.Count == 0)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(), limit.Token);
            if (received.MessageType == WebSocketMessageType.Close) throw new EndOfStreamException();
            foreach (var b in _buffer.AsSpan(0, received.Count))
            {
                if (b != End)
                {
                    _partial.Write([b]);
                    continue;
                }

                using var document = JsonDocument.Parse(_partial.WrittenMemory);
                _pending.Enqueue(document.RootElement.Clone());
                _partial = new ArrayBufferWriter<byte>();
            }
        }

        return _pending.Dequeue();
    }

    private async Task SendAsync(string json)
    {
        using var limit = new CancellationTokenSource(Until.Patience);
        await _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(json), End], WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }
}
