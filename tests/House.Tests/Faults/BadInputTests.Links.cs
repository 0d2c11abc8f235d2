using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Busbar.House.Tests.Running;

namespace Busbar.House.Tests.Faults;

/// <content>Bytes, floods and handshakes that break the rules.</content>
public sealed partial class BadInputTests
{
    private static readonly TimeSpan LinkDeadline = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Frames_of_10_MB_close_1009_and_are_not_kept_in_memory() => BesideANeighbourAsync(async _ =>
    {
        const int Frames = 20;
        const long MaxGrowthBytes = 80L << 20; // All of them kept would be 200 MB.
        var huge = new byte[10 << 20];
        Array.Fill(huge, (byte)' ');
        var before = WorkingSet();
        for (var i = 0; i < Frames; i++)
        {
            using var peer = await ConnectAsync("HUGE");
            var sending = peer.SendAsync(huge);
            Assert.Equal(1009, await peer.ReadToCloseAsync());
            peer.Abort();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // The hub need not take it in to the end.
        }

        Assert.InRange(WorkingSet() - before, long.MinValue, MaxGrowthBytes);
    });

    [Fact]
    public Task Text_that_is_not_UTF_8_closes_1007() => BesideANeighbourAsync(async _ =>
    {
        using var peer = await ConnectAsync("LATIN-1");
        await peer.SendAsync((byte[])[.. "[2,\"a\",\"Authorize\",{\"idTag\":\""u8, 0xE4, .. "\"}]"u8]);
        Assert.Equal(1007, await peer.ReadToCloseAsync());
    });

    [Theory]
    [InlineData(3)] // Within the header.
    [InlineData(12)] // Within the payload.
    public Task Half_a_frame_and_then_nothing_disturbs_nobody(int bytes) => BesideANeighbourAsync(async _ =>
    {
        byte[] frame = [0x81, 0x80 | 23, 0, 0, 0, 0, .. "[2,\"a\",\"Heartbeat\",{}]  "u8]; // Masked with zeros.
        using (var tcp = await DialAsync())
        {
            var stream = tcp.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Upgrade("/ocpp/HALF", "ocpp1.6")));
            Assert.StartsWith("HTTP/1.1 101", await ReadHeadAsync(stream), StringComparison.Ordinal);
            await stream.WriteAsync(frame.AsMemory(0, bytes));
            tcp.LingerState = new LingerOption(enable: true, seconds: 0); // Ends in a reset.
        }

        using var again = await ConnectAsync("HALF");
        await again.HeartbeatAsync();
    });

    [Fact]
    public Task A_flood_of_5000_heartbeats_is_answered_at_the_hub_s_pace_and_the_neighbour_stays_quick() => BesideANeighbourAsync(async neighbour =>
    {
        const int Flood = 5000;
        const int Answered = 1100; // The burst that a station may have (1,000), and some at the pace after it (50 a second).
        using var peer = await ConnectAsync("FLOOD");
        var sending = FloodAsync(peer, Flood);
        for (var i = 0; i < Answered; i++)
        {
            var answer = await peer.ReceiveAsync();
            Assert.StartsWith($"[3,\"f{i}\",", answer, StringComparison.Ordinal);
        }

        Assert.InRange(neighbour.Slowest, TimeSpan.Zero, SmoothLatency);
        peer.Abort();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    });

    [Fact]
    public Task A_client_that_never_reads_harms_nobody() => BesideANeighbourAsync(async neighbour =>
    {
        using var peer = await ConnectAsync("DEAF");
        var sending = FloodAsync(peer, 3000);
        for (var i = 0; i < 20; i++)
        {
            using var other = await ConnectAsync($"BESIDE-{i}");
            await other.HeartbeatAsync();
        }

        Assert.InRange(neighbour.Slowest, TimeSpan.Zero, SmoothLatency);
        peer.Abort();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    });

    [Fact]
    public Task Of_100_connections_of_one_station_the_newest_wins_and_all_others_are_closed() => BesideANeighbourAsync(async _ =>
    {
        var peers = new List<WirePeer>();
        try
        {
            for (var i = 0; i < 100; i++) peers.Add(await ConnectAsync("AGAIN"));
            foreach (var old in peers[..^1]) Assert.Equal((int)WebSocketCloseStatus.PolicyViolation, await old.ReadToCloseAsync());
            await peers[^1].HeartbeatAsync();
            var listed = await Hub.GetAsync("/api/v1/chargers?search=AGAIN");
            Assert.Equal("AGAIN", Assert.Single(listed.EnumerateArray()).GetProperty("id").GetString());
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    });

    [Theory]
    [InlineData("GET /ocpp/PLAIN HTTP/1.1\r\nHost: hub\r\n\r\n", 426, "WebSocket")] // A browser.
    [InlineData("POST /ocpp/PLAIN HTTP/1.1\r\nHost: hub\r\nContent-Length: 2\r\n\r\n{}", 405, "GET")]
    [InlineData("\u0016\u0003\u0001 hello\r\n\r\n", 400, "control characters")] // TLS where none is spoken, nearly.
    [InlineData("lorem ipsum\r\n\r\n", 400, "request line")]
    public Task Plain_HTTP_and_garbage_get_an_answer_that_helps(string request, int status, string says) => BesideANeighbourAsync(_ => AssertRefusedAsync(request, status, says));

    [Theory]
    [InlineData("/ocpp/OTHER", "ocpp9.9, mqtt", 400, "ocpp1.6")]
    [InlineData("/ocpp/OTHER", null, 400, "ocpp1.6")]
    [InlineData("/somewhere/else/OTHER", "ocpp1.6", 404, "/ocpp/{id}")]
    [InlineData("/ocpp/", "ocpp1.6", 404, "/ocpp/{id}")]
    [InlineData("/ocpp/a%20b", "ocpp1.6", 400, "U+0020")]
    public Task A_wrong_sub_protocol_or_path_is_refused_with_what_is_served(string path, string? subProtocol, int status, string says) =>
        BesideANeighbourAsync(_ => AssertRefusedAsync(Upgrade(path, subProtocol), status, says));

    private static string Upgrade(string path, string? subProtocol) =>
        $"GET {path} HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + (subProtocol is null ? "\r\n" : $"Sec-WebSocket-Protocol: {subProtocol}\r\n\r\n");

    private static async Task FloodAsync(WirePeer peer, int count)
    {
        for (var i = 0; i < count; i++) await peer.SendAsync($"[2,\"f{i}\",\"Heartbeat\",{{}}]");
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        using var deadline = new CancellationTokenSource(LinkDeadline);
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, deadline.Token) == 1) head.Append((char)one[0]);
        return head.ToString();
    }

    private async Task<TcpClient> DialAsync()
    {
        var tcp = new TcpClient();
        using var deadline = new CancellationTokenSource(LinkDeadline);
        await tcp.ConnectAsync(Hub.Ocpp.Host, Hub.Ocpp.Port, deadline.Token);
        return tcp;
    }

    private async Task AssertRefusedAsync(string request, int status, string says)
    {
        using var tcp = await DialAsync();
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        tcp.Client.Shutdown(SocketShutdown.Send);
        using var deadline = new CancellationTokenSource(LinkDeadline);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(deadline.Token);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains(says, answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private long WorkingSet()
    {
        using var process = Process.GetProcessById(Hub.Pid);
        return process.WorkingSet64;
    }
}
