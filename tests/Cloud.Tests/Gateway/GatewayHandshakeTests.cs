using System.Net.WebSockets;
using System.Text;
using Busbar.Cloud.Bus;
using Busbar.Tests;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>Who gets in and who is told why not.</summary>
public sealed class GatewayHandshakeTests
{
    private const string Good = "GET /ocpp/CP1 HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n";

    [Fact]
    public async Task The_accept_key_of_RFC_6455_1_3_and_the_sub_protocol_come_back()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        var answer = await station.AskHttpAsync(Good + "\r\n");
        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Protocol: ocpp1.6\r\n", answer, StringComparison.Ordinal);
        await station.HeartbeatAsync();
    }

    [Theory]
    [InlineData("/ocpp/CP1", "CP1")]
    [InlineData("/CP1", "CP1")]
    [InlineData("/OCPP/CP1/", "CP1")]
    [InlineData("/ocpp/CP1?token=x", "CP1")]
    [InlineData("/ocpp/DE%2AABC%40site%3A1", "DE*ABC@site:1")]
    [InlineData("/ocpp/ocpp", "ocpp")]
    public async Task The_station_is_who_the_path_says(string path, string id)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.ConnectAsync(rig.Port, path);
        Assert.Equal(id, Assert.Single(rig.Cms.Admissions).StationId);
        Assert.Equal(System.Net.IPAddress.Loopback, rig.Cms.Admissions.Single().RemoteAddress);
    }

    [Theory]
    [InlineData("connection: keep-alive, UPGRADE\r\nupgrade: WebSocket\r\n")]
    [InlineData("Connection:Upgrade\r\nUPGRADE:   websocket  \r\n")]
    [InlineData("Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: h2c, websocket\r\n")]
    public async Task Lists_case_and_blanks_do_not_matter(string lines)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        var answer = await station.AskHttpAsync(Good.Replace("Upgrade: websocket\r\nConnection: Upgrade\r\n", lines) + "\r\n");
        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /ocpp/CP1 HTTP/1.1", "POST /ocpp/CP1 HTTP/1.1", 405, "POST")]
    [InlineData("HTTP/1.1", "HTTP/1.0", 400, "HTTP/1.0")]
    [InlineData("GET /ocpp/CP1 HTTP/1.1", "GET  /ocpp/CP1 HTTP/1.1", 400, "request line")]
    [InlineData("Host: h\r\n", "", 400, "Host")]
    [InlineData("Upgrade: websocket\r\n", "", 426, "Upgrade: websocket")]
    [InlineData("Connection: Upgrade\r\n", "", 400, "Connection: Upgrade")]
    [InlineData("Version: 13", "Version: 8", 426, "\"8\"")]
    [InlineData("Sec-WebSocket-Version: 13\r\n", "", 426, "missing")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "tooshort", 400, "Sec-WebSocket-Key")]
    [InlineData("Host: h\r\n", "Host: h\r\nHost: i\r\n", 400, "more than once")]
    [InlineData("Host: h\r\n", "Host: h\r\nContent-Length: 5\r\n", 400, "body")]
    [InlineData("Host: h\r\n", "Host: h\r\nBad Name: 1\r\n", 400, "Bad Name")]
    [InlineData("Host: h\r\n", "Host: h\r\n: nameless\r\n", 400, "nameless")]
    [InlineData("Protocol: ocpp1.6", "Protocol: ocpp1.5, soap", 400, "ocpp1.6")]
    [InlineData("Sec-WebSocket-Protocol: ocpp1.6\r\n", "", 400, "ocpp1.6")]
    [InlineData("/ocpp/CP1", "/", 404, "/ocpp/{id}")]
    [InlineData("/ocpp/CP1", "/ocpp", 404, "/ocpp/{id}")]
    [InlineData("/ocpp/CP1", "/ocpp/a/b", 404, "/ocpp/{id}")]
    [InlineData("/ocpp/CP1", "/steve/CP1", 404, "/ocpp/{id}")]
    [InlineData("/ocpp/CP1", "/ocpp/C%00P", 400, "U+0000 at position 2")]
    [InlineData("/ocpp/CP1", "/ocpp/a%2Fb", 400, "U+002F")]
    [InlineData("/ocpp/CP1", "/ocpp/123456789012345678901234567890123456789012345678x", 400, "at most 48")]
    public async Task A_refusal_names_what_is_wrong(string replace, string by, int status, string text)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        var answer = await station.AskHttpAsync(Good.Replace(replace, by) + "\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains(text, answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Empty(rig.Cms.Admissions);
        Assert.Contains(rig.Log, line => line.StartsWith("2010:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_large_and_too_many_header_fields_are_431()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var large = await RawStation.OpenTcpAsync(rig.Port);
        Assert.StartsWith("HTTP/1.1 431 ", await large.AskHttpAsync(Good + $"X: {new string('x', 9000)}\r\n\r\n"), StringComparison.Ordinal);
        await using var many = await RawStation.OpenTcpAsync(rig.Port);
        var fields = string.Concat(Enumerable.Range(0, 80).Select(i => $"X{i}: 1\r\n"));
        Assert.StartsWith("HTTP/1.1 431 ", await many.AskHttpAsync(Good + fields + "\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_on_the_plain_port_is_told_so_at_once()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        Assert.Contains("without TLS", await station.AskHttpAsync("\x16\x03\x01\x02\x00"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AdmissionVerdict.Unknown, 404)]
    [InlineData(AdmissionVerdict.Unauthorized, 401)]
    [InlineData(AdmissionVerdict.Blocked, 403)]
    public async Task What_the_CMS_refuses_has_its_status(AdmissionVerdict verdict, int status)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Cms.Admit = _ => new Admission(verdict, 0, Leniency.All, false);
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        var answer = await station.AskHttpAsync(Good + "\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(status == 401, answer.Contains("WWW-Authenticate: Basic", StringComparison.Ordinal));
        Assert.Equal(0, rig.Gateway.ConnectionCount);
    }

    [Fact]
    public async Task A_CMS_that_fails_is_503_with_a_reference_that_the_log_has()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Cms.Admit = _ => throw new InvalidOperationException("database gone");
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        var answer = await station.AskHttpAsync(Good + "\r\n");
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("database", answer, StringComparison.Ordinal);
        var reference = answer.TrimEnd('\n', '.').Split(' ')[^1];
        Assert.Contains(rig.Log, line => line.Contains(reference, StringComparison.Ordinal) && line.Contains("database gone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CP1:secret", true)]
    [InlineData("CP1:with:colons", true)]
    [InlineData("CP1:", true)]
    [InlineData("OTHER:secret", false)]
    [InlineData("cp1:secret", false)]
    public async Task The_user_name_must_be_the_station_and_the_password_goes_to_the_CMS_as_bytes(string credentials, bool passes)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        var answer = await station.AskHttpAsync(Good + $"Authorization: basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}\r\n\r\n");
        Assert.StartsWith(passes ? "HTTP/1.1 101 " : "HTTP/1.1 401 ", answer, StringComparison.Ordinal);
        if (passes) Assert.Equal(credentials[4..], Encoding.UTF8.GetString(Assert.Single(rig.Cms.Admissions).Password!));
        else Assert.Empty(rig.Cms.Admissions);
    }

    [Fact]
    public async Task A_password_need_not_be_text()
    {
        await using var rig = await GatewayRig.StartAsync();
        byte[] key = [0x00, 0xFF, (byte)':', 0xC3, 0x28];
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        await station.AskHttpAsync(Good + $"Authorization: Basic {Convert.ToBase64String([.. "CP1:"u8, .. key])}\r\n\r\n");
        Assert.Equal(key, Assert.Single(rig.Cms.Admissions).Password);
    }

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("Basic ***")]
    [InlineData("Basic bm9jb2xvbg==")]
    public async Task Any_other_authorization_is_401(string authorization)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        Assert.StartsWith("HTTP/1.1 401 ", await station.AskHttpAsync(Good + $"Authorization: {authorization}\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_sub_protocol_lets_stations_in_that_offer_none()
    {
        await using var rig = await GatewayRig.StartAsync(o => o.DefaultSubProtocol = "ocpp1.6");
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        var answer = await station.AskHttpAsync(RawStation.Request("/ocpp/CP1", subProtocol: null));
        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Protocol", answer, StringComparison.Ordinal);
        await station.HeartbeatAsync();
        Assert.Contains(rig.Log, line => line.StartsWith("2013:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ocpp2.0.1, ocpp1.6", "ocpp1.6")]
    [InlineData("OCPP1.6", "OCPP1.6")]
    [InlineData("ocpp1.5,ocpp1.6", "ocpp1.6")]
    public async Task The_first_served_sub_protocol_is_taken_as_it_was_spelled(string offered, string chosen)
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        Assert.Contains($"Sec-WebSocket-Protocol: {chosen}\r\n", await station.AskHttpAsync(RawStation.Request("/ocpp/CP1", offered)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compression_is_politely_not_agreed_to()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await RawStation.OpenTcpAsync(rig.Port);
        var answer = await station.AskHttpAsync(RawStation.Request("/ocpp/CP1", extra: "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"));
        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Extensions", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_frameworks_own_client_is_an_independent_peer()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var client = new ClientWebSocket();
        using var deadline = new CancellationTokenSource(Until.Patience);
        client.Options.AddSubProtocol("ocpp1.6");
        client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{rig.Port}/ocpp/CP1"), deadline.Token);
        Assert.Equal("ocpp1.6", client.SubProtocol);
        var buffer = new byte[1000];
        for (var i = 0; i < 3; i++)
        {
            var call = Encoding.UTF8.GetBytes($"[2,\"{i}\",\"Heartbeat\",{{}}]");
            await client.SendAsync(call.AsMemory(0, 5), WebSocketMessageType.Text, endOfMessage: false, deadline.Token);
            await client.SendAsync(call.AsMemory(5), WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
            var answer = await client.ReceiveAsync(buffer, deadline.Token);
            Assert.StartsWith($"[3,\"{i}\",", Encoding.UTF8.GetString(buffer, 0, answer.Count), StringComparison.Ordinal);
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", deadline.Token);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        await Until.TrueAsync(() => rig.Cms.Events.OfType<StationDisconnected>().Any(), "the end is published");
        Assert.Contains("done", rig.Cms.Events.OfType<StationDisconnected>().Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_connections_are_503_and_the_connected_are_left_alone()
    {
        await using var rig = await GatewayRig.StartAsync(o => o.MaxConnections = 2);
        await using var a = await rig.ConnectAsync("A");
        await using var b = await rig.ConnectAsync("B");
        await using var c = await RawStation.OpenTcpAsync(rig.Port);
        var answer = await c.AskHttpAsync(RawStation.Request("/ocpp/C"));
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: ", answer, StringComparison.Ordinal);
        await a.HeartbeatAsync();
        await b.HeartbeatAsync();
    }

    [Fact]
    public async Task Too_many_connections_of_one_address_are_503_until_one_ends()
    {
        await using var rig = await GatewayRig.StartAsync(o => o.MaxConnectionsPerAddress = 1);
        var a = await rig.ConnectAsync("A");
        await using (var b = await RawStation.OpenTcpAsync(rig.Port))
        {
            Assert.StartsWith("HTTP/1.1 503 ", await b.AskHttpAsync(RawStation.Request("/ocpp/B")), StringComparison.Ordinal);
        }

        await a.DisposeAsync();
        await Until.TrueAsync(() => rig.Gateway.ConnectionCount == 0, "the first has ended");
        var connected = false;
        for (var i = 0; i < 100 && !connected; i++)
        {
            await using var c = await RawStation.OpenTcpAsync(rig.Port);
            connected = (await c.AskHttpAsync(RawStation.Request("/ocpp/C"))).StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal);
        }

        Assert.True(connected);
    }

    [Fact]
    public async Task Too_many_handshakes_at_once_are_503()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(o => o.MaxHandshakes = 1, time);
        await using var slow = await RawStation.OpenTcpAsync(rig.Port);
        await slow.SendBytesAsync("GET "u8.ToArray());
        await Until.TrueAsync(() => rig.Gateway.ActiveHandshakes == 1, "the first handshake has begun");
        await using var refused = await RawStation.OpenTcpAsync(rig.Port);
        Assert.StartsWith("HTTP/1.1 503 ", await refused.AskHttpAsync(RawStation.Request("/ocpp/CP1")), StringComparison.Ordinal);
    }
}
