using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>A station made of a TCP socket and RFC 6455 by hand: it can be wrong in every way.</summary>
internal sealed class RawStation : IAsyncDisposable
{
    public const byte TextFrame = 0x81;
    public const byte BinaryFrame = 0x82;
    public const byte CloseFrame = 0x88;
    public const byte PingFrame = 0x89;
    public const byte PongFrame = 0x8A;

    private static readonly byte[] Mask = [0x11, 0x22, 0x33, 0x44];

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private int _lastId;

    public Socket Socket => _socket;

    /// <summary>Answers pings by itself while it receives.</summary>
    public bool Pongs { get; set; } = true;

    public static async Task<RawStation> OpenTcpAsync(int port, int? receiveBufferBytes = null)
    {
        var station = new RawStation();
        if (receiveBufferBytes is { } bytes) station._socket.ReceiveBufferSize = bytes;
        using var deadline = new CancellationTokenSource(Until.Patience);
        await station._socket.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
        return station;
    }

    public static async Task<RawStation> ConnectAsync(int port, string path, string extra = "", int? receiveBufferBytes = null)
    {
        var station = await OpenTcpAsync(port, receiveBufferBytes);
        var answer = await station.AskHttpAsync(Request(path, extra: extra));
        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        return station;
    }

    public static string Request(string path, string? subProtocol = "ocpp1.6", string extra = "") =>
        $"GET {path} HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + (subProtocol is null ? "" : $"Sec-WebSocket-Protocol: {subProtocol}\r\n") + extra + "\r\n";

    /// <summary>Sends a request and reads the answer's head, and its body when it has one.</summary>
    public async Task<string> AskHttpAsync(string request)
    {
        await SendBytesAsync(Encoding.Latin1.GetBytes(request));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReceiveAsync(1))[0]);
        var length = head.ToString().Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal));
        return length is null ? head.ToString() : head + Encoding.UTF8.GetString(await ReceiveAsync(int.Parse(length[16..])));
    }

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, deadline.Token)..];
    }

    public Task SendAsync(string text) => SendBytesAsync(Frame(TextFrame, Encoding.UTF8.GetBytes(text)));

    public static byte[] Frame(byte first, ReadOnlySpan<byte> payload, bool masked = true)
    {
        List<byte> frame = [first];
        var maskBit = masked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            frame.Add((byte)(maskBit | payload.Length));
        }
        else if (payload.Length < 65536)
        {
            frame.AddRange([(byte)(maskBit | 126), (byte)(payload.Length >> 8), (byte)payload.Length]);
        }
        else
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            frame.AddRange([(byte)(maskBit | 127), .. length]);
        }

        if (masked) frame.AddRange(Mask);
        for (var i = 0; i < payload.Length; i++) frame.Add(masked ? (byte)(payload[i] ^ Mask[i % 4]) : payload[i]);
        return [.. frame];
    }

    /// <summary>The next text; pings in between are answered.</summary>
    public async Task<string> ReceiveTextAsync()
    {
        var (first, payload) = await ReceiveFrameAsync();
        Assert.True(first == TextFrame, $"Frame {first:X2} came instead of text: {Encoding.UTF8.GetString(payload)}");
        return Encoding.UTF8.GetString(payload);
    }

    /// <summary>Sends a frame and receives the next text.</summary>
    public async Task<string> AskAsync(string text)
    {
        await SendAsync(text);
        return await ReceiveTextAsync();
    }

    /// <summary>A CALL under a fresh id, and its answer.</summary>
    public Task<string> CallAsync(string action, string payload = "{}") => AskAsync($$"""[2,"{{++_lastId}}","{{action}}",{{payload}}]""");

    /// <summary>A Heartbeat, well answered: the link works.</summary>
    public async Task HeartbeatAsync() => Assert.StartsWith("[3,\"", await CallAsync("Heartbeat"), StringComparison.Ordinal);

    /// <summary>Reads up to the close frame, skipping what comes before it; null when TCP ended without one.</summary>
    public async Task<(int Code, string Reason)?> ReceiveCloseAsync()
    {
        try
        {
            while (true)
            {
                var (first, payload) = await ReceiveFrameAsync();
                if (first != CloseFrame) continue;
                return payload.Length == 0 ? (1005, "") : (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload.AsSpan(2)));
            }
        }
        catch (Exception e) when (e is EndOfStreamException or SocketException)
        {
            return null;
        }
    }

    /// <summary>Answers the server's close frame and waits for the end of TCP.</summary>
    public async Task FinishCloseAsync(int code)
    {
        await SendBytesAsync(Frame(CloseFrame, [(byte)(code >> 8), (byte)code]));
        await ReceiveEndAsync();
    }

    /// <summary>Waits for the end of TCP.</summary>
    public async Task ReceiveEndAsync()
    {
        try
        {
            while (true) await ReceiveAsync(1);
        }
        catch (Exception e) when (e is EndOfStreamException or SocketException)
        {
            // This is the end that was waited for.
        }
    }

    public async Task<(byte First, byte[] Payload)> ReceiveFrameAsync()
    {
        while (true)
        {
            var (first, payload) = await ReceiveAnyFrameAsync();
            if (first != PingFrame) return (first, payload);
            if (Pongs) await SendBytesAsync(Frame(PongFrame, payload));
        }
    }

    private async Task<(byte First, byte[] Payload)> ReceiveAnyFrameAsync()
    {
        var head = await ReceiveAsync(2);
        var length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReceiveAsync(2)),
            127 => (int)BinaryPrimitives.ReadInt64BigEndian(await ReceiveAsync(8)),
            var small => small,
        };
        return (head[0], await ReceiveAsync(length));
    }

    /// <summary>The payload of the next frame of that kind, pings included; others are skipped.</summary>
    public async Task<byte[]> ReceiveFrameOfAsync(byte first)
    {
        while (true)
        {
            var frame = await ReceiveAnyFrameAsync();
            if (frame.First == first) return frame.Payload;
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> ReceiveAsync(int count)
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var received = await _socket.ReceiveAsync(bytes.AsMemory(at), SocketFlags.None, deadline.Token);
            if (received == 0) throw new EndOfStreamException($"TCP ended after {at} of {count} bytes.");
            at += received;
        }

        return bytes;
    }
}

/// <summary>A healthy station that calls all the time. Disposing it checks that it was served throughout.</summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(10);

    private readonly RawStation _station;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<(int Calls, TimeSpan Slowest)> _calling;

    public Neighbour(RawStation station)
    {
        _station = station;
        _calling = Task.Run(CallAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        var (calls, slowest) = await _calling;
        await _station.HeartbeatAsync();
        Assert.True(calls > 0, "The neighbour was not served.");
        Assert.True(slowest < MostPatience, $"The neighbour waited {slowest}.");
        await _station.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<(int Calls, TimeSpan Slowest)> CallAsync()
    {
        var calls = 0;
        var slowest = TimeSpan.Zero;
        do
        {
            var began = TimeProvider.System.GetTimestamp();
            await _station.HeartbeatAsync();
            var took = TimeProvider.System.GetElapsedTime(began);
            if (took > slowest) slowest = took;
            calls++;
            await Task.Delay(2);
        }
        while (!_stop.IsCancellationRequested);
        return (calls, slowest);
    }
}
