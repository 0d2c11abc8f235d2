using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Busbar.Tests;

namespace Busbar.House.Tests.Running;

/// <summary>A station on the runtime's own WebSocket client that sends whatever bytes it is given. Every step has a deadline.</summary>
internal sealed class WirePeer : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private int _sequence;

    private WirePeer()
    {
        _socket.Options.AddSubProtocol("ocpp1.6");
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
    }

    /// <summary>Code of the hub's close frame; null while there was none.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    public static Task<WirePeer> ConnectAsync(HubProcess hub, string id) => ConnectAsync(hub.Ocpp, id);

    public static async Task<WirePeer> ConnectAsync(Uri ocpp, string id)
    {
        var peer = new WirePeer();
        using var deadline = new CancellationTokenSource(Until.Patience);
        await peer._socket.ConnectAsync(new Uri(ocpp, $"/ocpp/{id}"), deadline.Token);
        return peer;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The next message; null when the hub has closed.</summary>
    public async Task<string?> ReceiveAsync()
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        var buffer = new byte[4096];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, deadline.Token);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
        }
    }

    /// <summary>Sends and gives the next message.</summary>
    public async Task<JsonElement> AskAsync(string text)
    {
        await SendAsync(text);
        var answer = await ReceiveAsync();
        Assert.True(answer is not null, $"The hub closed with {CloseCode} instead of answering {text}");
        return JsonSerializer.Deserialize<JsonElement>(answer);
    }

    /// <summary>A Heartbeat must get its own CALLRESULT.</summary>
    public async Task HeartbeatAsync()
    {
        var id = $"h{++_sequence}";
        var answer = await AskAsync($"[2,\"{id}\",\"Heartbeat\",{{}}]");
        Assert.Equal((3, id), (answer[0].GetInt32(), answer[1].GetString()));
    }

    /// <summary>Reads on until the hub has closed; gives its code.</summary>
    public async Task<int?> ReadToCloseAsync()
    {
        while (await ReceiveAsync() is not null)
        {
            // What was answered before the close is not of interest here.
        }

        return CloseCode;
    }

    /// <summary>Cuts TCP without a close frame.</summary>
    public void Abort() => _socket.Abort();

    public void Dispose() => _socket.Dispose();
}
