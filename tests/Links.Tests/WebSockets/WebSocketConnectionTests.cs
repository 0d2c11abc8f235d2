using System.Text;
using Busbar.Links.Tests.Support;
using Busbar.Links.Timing;
using Busbar.Links.WebSockets;
using Busbar.Tests;

namespace Busbar.Links.Tests.WebSockets;

/// <summary>The connection over pipes in memory, against frames written by hand, under a clock that stands still.</summary>
public sealed class WebSocketConnectionTests
{
    private readonly FakeTime _time = new();
    private readonly PipePair _pipes = new();

    [Fact]
    public async Task A_text_comes_in_and_its_answer_leaves_with_the_next_wait()
    {
        await using var socket = Server();
        await _pipes.Client.SendAsync([.. Frames.Masked(Frames.Text, "one"), .. Frames.Masked(Frames.Text, "two")]);
        Assert.True(await socket.WaitToReadAsync());
        var seen = new List<string>();
        while (socket.TryRead(out var message))
        {
            seen.Add(Encoding.UTF8.GetString(message.Payload.Span));
            Assert.Equal(BufferOutcome.Buffered, socket.TryBuffer(message.Payload.Span));
        }

        Assert.Equal(["one", "two"], seen);
        Assert.False(_pipes.Client.Input.TryRead(out _), "Answers of one batch leave together, not before the batch is done.");
        var next = socket.WaitToReadAsync();
        Assert.Equal((Frames.Text, "one"), await TextAsync());
        Assert.Equal((Frames.Text, "two"), await TextAsync());
        await EndAsync(next);
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_payload()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        await _pipes.Client.SendAsync(Frames.Masked(Frames.Ping, "still there?"));
        Assert.Equal((Frames.Pong, "still there?"), await TextAsync());
        await GoodbyeAsync(running);
    }

    [Fact]
    public async Task The_peers_close_is_answered_with_its_code_and_the_reader_ends()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        await _pipes.Client.SendAsync(Frames.MaskedClose(4321, "bye"));
        Assert.Equal((4321, ""), await _pipes.Client.ReceiveCloseAsync());
        await running.SoonAsync();
        Assert.Equal(new WebSocketClosure(4321, "bye", ByPeer: true), socket.Closure);
    }

    [Fact]
    public async Task A_close_without_code_is_answered_without_code()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        await _pipes.Client.SendAsync(Frames.Masked(Frames.Close, ""));
        Assert.Equal((1005, ""), await _pipes.Client.ReceiveCloseAsync());
        await running.SoonAsync();
    }

    [Fact]
    public async Task Our_close_is_a_handshake_and_later_messages_are_dropped()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        await socket.CloseAsync(1001, new string('ä', 100));
        var (code, reason) = await _pipes.Client.ReceiveCloseAsync();
        Assert.Equal(1001, code);
        Assert.Equal(new string('ä', 61), reason);
        await _pipes.Client.SendAsync([.. Frames.Masked(Frames.Text, "too late"), .. Frames.MaskedClose(1001)]);
        Assert.Equal([], await running.SoonAsync());
        Assert.False(await socket.SendAsync("x"u8.ToArray()));
        Assert.Equal(BufferOutcome.Closed, socket.TryBuffer("x"u8));
        Assert.False(socket.Closure!.ByPeer);
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_our_close_is_cut_off_after_the_deadline()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        await socket.CloseAsync(1000, "");
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1.2));
        await running.SoonAsync();
    }

    [Theory]
    [InlineData(1002, new byte[] { 0x81, 0x01, 0x41 })]
    [InlineData(1002, new byte[] { 0xC1, 0x80, 0, 0, 0, 0 })]
    [InlineData(1007, new byte[] { 0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28 })]
    [InlineData(1009, new byte[] { 0x81, 0xFF, 0, 0, 0, 0, 0, 0x98, 0x96, 0x80, 0, 0, 0, 0, 1, 2, 3 })]
    public async Task A_broken_rule_closes_with_its_code_and_text(int code, byte[] bytes)
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        await _pipes.Client.SendAsync(bytes);
        var (received, reason) = await _pipes.Client.ReceiveCloseAsync();
        Assert.Equal(code, received);
        Assert.NotEmpty(reason);
        await _pipes.Client.Output.CompleteAsync();
        await running.SoonAsync();
        Assert.Equal((ushort)code, socket.Closure!.Code);
        Assert.False(socket.Closure.ByPeer);
    }

    [Fact]
    public async Task After_a_fault_the_rest_is_skipped_until_the_peer_says_goodbye()
    {
        await using var socket = Server(new WebSocketOptions { MaxMessageBytes = 1024 });
        var running = PumpAsync(socket);
        await _pipes.Client.SendAsync(Frames.Masked(Frames.Binary, new byte[20_000]));
        Assert.Equal(1009, (await _pipes.Client.ReceiveCloseAsync()).Code);
        Assert.False(running.IsCompleted);
        await _pipes.Client.SendAsync(Frames.MaskedClose(1009));
        await running.SoonAsync();
    }

    [Fact]
    public async Task Tcp_that_ends_within_a_message_is_an_abnormal_end()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        await _pipes.Client.SendAsync(Frames.Masked(Frames.Text, "whole")[..^2]);
        await _pipes.Client.Output.CompleteAsync();
        Assert.Equal([], await running.SoonAsync());
        Assert.Equal(1006, socket.Closure!.Code);
        Assert.True(socket.Closure.ByPeer);
    }

    [Fact]
    public async Task A_silent_peer_is_pinged_and_any_frame_counts_as_life()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(61));
            Assert.Equal((Frames.Ping, ""), await TextAsync());
            await _pipes.Client.SendAsync(Frames.Masked(Frames.Text, "heartbeat"));
            await Until.TrueAsync(() => socket.Silence < TimeSpan.FromSeconds(1), "the heartbeat is received");
        }

        Assert.False(socket.HasPonged);
        await GoodbyeAsync(running);
    }

    [Fact]
    public async Task A_peer_that_never_pongs_is_dead_after_three_heartbeats_only()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        _time.Advance(TimeSpan.FromSeconds(890));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));
        await running.SoonAsync();
        Assert.Equal(1006, socket.Closure!.Code);
        Assert.Contains("Nothing was received", socket.Closure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_pongs_is_dead_after_three_pings()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        await _pipes.Client.SendAsync(Frames.Masked(Frames.Pong, ""));
        await Until.TrueAsync(() => socket.HasPonged, "the pong is received");
        _time.Advance(TimeSpan.FromSeconds(170));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));
        await running.SoonAsync();
    }

    [Fact]
    public async Task Half_a_message_has_a_deadline_and_a_stream_of_messages_has_none()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        var frame = Frames.Masked(Frames.Text, "0123456789");
        await _pipes.Client.SendAsync(frame[..8]);
        for (var i = 0; i < 10; i++)
        {
            await Until.TrueAsync(() => socket.Silence < TimeSpan.FromSeconds(1), "bytes are received");
            _time.Advance(TimeSpan.FromSeconds(10));
            await _pipes.Client.SendAsync([.. frame[8..], .. frame[..8]]);
        }

        await Until.TrueAsync(() => socket.Silence < TimeSpan.FromSeconds(1), "bytes are received");
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(31));
        await running.SoonAsync();
        Assert.Contains("not whole", socket.Closure!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_cut_off_and_the_sender_is_released()
    {
        await using var socket = Server();
        var running = PumpAsync(socket);
        var sending = Task.Run(async () =>
        {
            while (await socket.SendAsync(new byte[10_000]))
            {
            }
        });
        await Until.TrueAsync(() => DeadlineWheel.For(_time).Count > 0 && socket.BytesSent > 60_000, "the pipe is full");
        await Until.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return running.IsCompleted;
            },
            "the connection is cut");
        Assert.Contains("did not read", socket.Closure!.Reason, StringComparison.Ordinal);
        await socket.DisposeAsync();
        await sending.SoonAsync();
    }

    [Fact]
    public async Task Two_of_ours_understand_each_other_at_every_length()
    {
        var pipes = new PipePair(capacityBytes: 1 << 20);
        var server = new WebSocketConnection(pipes.Server, WebSocketRole.Server, null, _time);
        await using var client = new WebSocketConnection(pipes.Client, WebSocketRole.Client, null, _time);
        var answering = Task.Run(async () =>
        {
            while (await server.WaitToReadAsync())
                while (server.TryRead(out var message)) await server.SendAsync(message.Payload.ToArray(), message.Type);
            await server.DisposeAsync();
        });
        foreach (var length in (int[])[0, 1, 125, 126, 2040, 2048, 4000, 65535, 65536, 300_000])
        {
            var payload = new byte[length];
            new Random(length).NextBytes(payload);
            var sent = client.SendAsync(payload, WebSocketMessageType.Binary);
            byte[]? back = null;
            while (back is null)
            {
                Assert.True(await client.WaitToReadAsync());
                if (client.TryRead(out var message)) back = message.Payload.ToArray();
            }

            Assert.True(await sent);
            Assert.Equal(payload, back);
        }

        await client.CloseAsync(1000, "done");
        Assert.Empty(await PumpAsync(client).SoonAsync());
        await answering.SoonAsync();
        Assert.Equal(new WebSocketClosure(1000, "done", ByPeer: true), server.Closure);
    }

    [Fact]
    public async Task After_the_end_nothing_waits_on_the_wheel()
    {
        var socket = Server();
        Assert.Equal(1, DeadlineWheel.For(_time).Count);
        var running = PumpAsync(socket);
        await GoodbyeAsync(running);
        await socket.DisposeAsync();
        Assert.Equal(0, DeadlineWheel.For(_time).Count);
    }

    private static async Task<List<string>> PumpAsync(WebSocketConnection socket)
    {
        var seen = new List<string>();
        while (await socket.WaitToReadAsync())
            while (socket.TryRead(out var message)) seen.Add(Encoding.UTF8.GetString(message.Payload.Span));
        return seen;
    }

    private WebSocketConnection Server(WebSocketOptions? options = null) => new(_pipes.Server, WebSocketRole.Server, options, _time);

    private async Task<(byte First, string Text)> TextAsync()
    {
        var (first, payload) = await _pipes.Client.ReceiveFrameAsync();
        return (first, Encoding.UTF8.GetString(payload));
    }

    private async Task GoodbyeAsync(Task running)
    {
        await _pipes.Client.SendAsync(Frames.MaskedClose(1000));
        await running.SoonAsync();
    }

    private async Task EndAsync(ValueTask<bool> waiting)
    {
        await _pipes.Client.Output.CompleteAsync();
        Assert.False(await waiting);
    }
}
