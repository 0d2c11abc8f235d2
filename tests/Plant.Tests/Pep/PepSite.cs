using System.Text;
using System.Threading.Channels;
using Busbar.Links.Tests.Support;
using Busbar.Links.WebSockets;
using Busbar.Plant.Pep;
using Busbar.Tests;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Pep;

/// <summary>A PEP server with scripted guns, a fake clock and connections in memory.</summary>
internal sealed class PepSite : IAsyncDisposable
{
    private readonly List<PepPeer> _peers = [];

    public PepSite(int guns = 1, Action<PepOptions>? configure = null)
    {
        var options = new PepOptions { Port = 0, Address = "127.0.0.1" };
        configure?.Invoke(options);
        Guns = [.. Enumerable.Range(0, guns).Select(_ => new ScriptedGun())];
        Server = new PepServer(options, Guns.Select((g, i) => ($"GUN{i + 1}", (IPepGun)g)), Time, NullLoggerFactory.Instance);
        for (var i = 0; i < guns; i++) Guns[i].Port = Server.Guns[i];
        Server.BeginStatuses();
    }

    public FakeTime Time { get; } = new();

    public PepServer Server { get; }

    public ScriptedGun[] Guns { get; }

    public ScriptedGun Gun => Guns[0];

    public PepGunPort Port => Server.Guns[0];

    /// <summary>The answer to a handshake: its head, and a peer when it is 101.</summary>
    public async Task<(string Head, PepPeer? Peer)> HandshakeAsync(string path, string? subProtocols)
    {
        var pair = new PipePair();
        _ = Server.ServeAsync(new MemoryConnection(pair));
        var protocols = subProtocols is null ? "" : $"Sec-WebSocket-Protocol: {subProtocols}\r\n";
        await pair.Client.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n{protocols}\r\n"));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await pair.Client.ReceiveAsync(1))[0]);
        if (!head.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) return (head.ToString(), null);
        var peer = new PepPeer(pair, Time);
        _peers.Add(peer);
        return (head.ToString(), peer);
    }

    public async Task<PepPeer> ConnectAsync(int gun = 1) => (await HandshakeAsync($"/GUN{gun}", "pep1.8")).Peer!;

    /// <summary>Moves the clock in steps, and lets the peers see what was sent meanwhile.</summary>
    public async Task AdvanceAsync(double ms, double stepMs = 100)
    {
        for (var left = ms; left > 0; left -= stepMs)
        {
            Time.Advance(TimeSpan.FromMilliseconds(Math.Min(stepMs, left)));
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers) await peer.DisposeAsync();
        await Server.DisposeAsync();
    }

    private sealed class MemoryConnection : DefaultConnectionContext
    {
        private readonly PipePair _pair;

        public MemoryConnection(PipePair pair)
            : base("memory")
        {
            _pair = pair;
            Transport = pair.Server;
        }

        public override void Abort(ConnectionAbortedException abortReason)
        {
            _pair.Server.Input.CancelPendingRead();
            _pair.Server.Output.CancelPendingFlush();
        }
    }
}

/// <summary>An SECC that sends and sees JSON. Statuses are kept apart from what is said to it.</summary>
internal sealed class PepPeer : IAsyncDisposable
{
    private readonly WebSocketConnection _socket;
    private readonly PipePair _pair;
    private readonly TimeProvider _time;
    private readonly Channel<System.Text.Json.JsonElement> _said = Channel.CreateUnbounded<System.Text.Json.JsonElement>();
    private readonly List<(TimeSpan At, System.Text.Json.JsonElement Payload)> _statuses = [];
    private readonly long _began;
    private int _sequence;

    public PepPeer(PipePair pair, TimeProvider time)
    {
        _pair = pair;
        _time = time;
        _began = time.GetTimestamp();
        // Its own clock stands still: nothing of its own is to happen.
        _socket = new WebSocketConnection(pair.Client, WebSocketRole.Client, new WebSocketOptions { PingInterval = TimeSpan.Zero, SilenceLimit = TimeSpan.Zero, SilenceLimitWithoutPong = TimeSpan.Zero }, new FakeTime());
        Reading = ReadAsync();
    }

    public Task Reading { get; }

    public WebSocketClosure? Closure => _socket.Closure;

    /// <summary>While true the peer reads nothing, so it answers no ping either.</summary>
    public TaskCompletionSource? Deaf { get; set; }

    public IReadOnlyList<(TimeSpan At, System.Text.Json.JsonElement Payload)> Statuses
    {
        get
        {
            lock (_statuses) return [.. _statuses];
        }
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendBinaryAsync(byte[] bytes) => await _socket.SendAsync(bytes, WebSocketMessageType.Binary);

    public async Task<System.Text.Json.JsonElement> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        return await _said.Reader.ReadAsync(deadline.Token);
    }

    public bool TryNext(out System.Text.Json.JsonElement said) => _said.Reader.TryRead(out said);

    public async Task<System.Text.Json.JsonElement> AskAsync(string kind, string payload = "{}", int? sequence = null)
    {
        var number = sequence ?? ++_sequence;
        await SendAsync($$"""{"type":"request","kind":"{{kind}}","sequenceNumber":{{number}},"payload":{{payload}}}""");
        var said = await NextAsync();
        Assert.Equal((kind, number), (said.GetProperty("kind").GetString(), said.GetProperty("sequenceNumber").GetInt32()));
        return said;
    }

    public async Task AnswerAsync(string kind, int sequence, string payload = "{}") =>
        await SendAsync($$"""{"type":"response","kind":"{{kind}}","sequenceNumber":{{sequence}},"payload":{{payload}}}""");

    public Task<System.Text.Json.JsonElement> TargetAsync(double v, double a = 10, string state = "charge", int? sequence = null) =>
        AskAsync("targetValues", $$"""{"targetVoltage":{{v}},"targetCurrent":{{a}},"batteryStateOfCharge":50,"chargingState":"{{state}}"}""", sequence);

    public Task<System.Text.Json.JsonElement> ContactorsAsync(string status, int? sequence = null) => AskAsync("contactorsStatus", $$"""{"contactorsStatus":"{{status}}"}""", sequence);

    /// <summary>The next status that leaves from now on.</summary>
    public async Task<System.Text.Json.JsonElement> NextStatusAsync(PepSite site)
    {
        var before = Statuses.Count;
        await site.AdvanceAsync(220, 20);
        await Until.TrueAsync(() => Statuses.Count > before, "a status");
        return Statuses[^1].Payload;
    }

    /// <summary>Cuts the link without a word.</summary>
    public void Cut()
    {
        _pair.Client.Output.Complete();
        _socket.Abort("cut");
    }

    public async ValueTask DisposeAsync()
    {
        Deaf?.TrySetResult();
        Cut();
        await Reading.SoonAsync();
        await _socket.DisposeAsync();
    }

    public async Task CloseAsync() => await _socket.CloseAsync(WebSocketCloseCode.Normal, "");

    private async Task ReadAsync()
    {
        while (await _socket.WaitToReadAsync())
        {
            while (_socket.TryRead(out var message))
            {
                var json = System.Text.Json.JsonDocument.Parse(message.Payload.ToArray()).RootElement;
                if (json.GetProperty("type").GetString() == "info" && json.GetProperty("kind").GetString() == "status")
                {
                    lock (_statuses) _statuses.Add((_time.GetElapsedTime(_began), json.GetProperty("payload")));
                }
                else _said.Writer.TryWrite(json);
            }

            if (Deaf is { } deaf) await deaf.Task;
        }

        _said.Writer.TryComplete();
    }
}

internal static class JsonSaid
{
    public static string Type(this System.Text.Json.JsonElement said) => said.GetProperty("type").GetString()!;

    public static string Category(this System.Text.Json.JsonElement said) => said.GetProperty("payload").GetProperty("errorCategory").GetString()!;

    public static string Details(this System.Text.Json.JsonElement said) => said.GetProperty("payload").GetProperty("errorDetails").GetString()!;
}
