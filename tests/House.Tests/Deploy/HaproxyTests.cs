using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Busbar.House.Tests.Running;
using Busbar.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Busbar.House.Tests.Deploy;

/// <summary>deploy/haproxy/haproxy.cfg, judged by HAProxy and run before a hub.</summary>
public sealed class HaproxyTests
{
    private static readonly IPAddress StationAddress = IPAddress.Parse("127.0.0.2");

    [Theory, InlineData(false), InlineData(true)]
    public async Task HAProxy_takes_the_configuration_without_a_warning(bool withTls)
    {
        var haproxy = Tool.Find("haproxy");
        using var folder = new TempFolder();
        Dictionary<string, string> environment = withTls ? new() { ["BUSBAR_TLS_CERTIFICATE"] = HaproxyProcess.WriteCertificate(folder.Path) } : [];
        var output = await Tool.RunAsync(haproxy, ["-c", "-f", HaproxyProcess.Configuration], Repo.Root, environment);
        Assert.DoesNotContain("WARNING", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stations_and_operators_reach_the_hub_through_it_and_the_hub_knows_the_stations_addresses()
    {
        var program = Tool.Find("haproxy");
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "busbar.json"), """{ "Ocpp": { "TrustedProxies": ["127.0.0.1"] } }""");
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        await using var haproxy = HaproxyProcess.Start(program, hub, folder.Path);
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" },
            ConnectCallback = FromStationAddressAsync,
        };
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(5) };
        await Until.TrueAsync(async () => await StatusAsync(client, $"https://127.0.0.1:{haproxy.Https}/api/v1/info") is not (0 or 503), "HAProxy serves the hub");

        await HeartbeatAsync($"ws://127.0.0.1:{haproxy.Ocpp}/ocpp/PLAIN", handler);
        await HeartbeatAsync($"wss://127.0.0.1:{haproxy.OcppTls}/ocpp/SECURE", handler);
        foreach (var id in (string[])["PLAIN", "SECURE"])
            Assert.Contains($"Station {id} connected from 127.0.0.2 through 127.0.0.1:", hub.Output, StringComparison.Ordinal);

        using (var plain = await client.GetAsync(new Uri($"http://127.0.0.1:{haproxy.Http}/stations?x=1")))
            Assert.Equal((308, $"https://127.0.0.1:{haproxy.Https}/stations?x=1"), ((int)plain.StatusCode, plain.Headers.Location?.ToString()));
        Assert.Equal(404, await StatusAsync(client, $"https://127.0.0.1:{haproxy.Https}/metrics"));
        Assert.Equal(404, await StatusAsync(client, $"https://127.0.0.1:{haproxy.Https}/health/ready"));
        using var direct = new HttpClient();
        var metrics = await direct.GetStringAsync($"http://127.0.0.1:{haproxy.Stats}/metrics");
        Assert.Contains("haproxy_server_check_status{proxy=\"gateways\",server=\"gateway1\",state=\"L7OK\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operators_reach_an_API_process_that_lives_when_none_is_ready()
    {
        var program = Tool.Find("haproxy");
        using var folder = new TempFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var api = builder.Build();
        var isReady = false;
        api.Urls.Add("http://127.0.0.1:0");
        api.MapGet("/health/live", () => Results.Ok());
        api.MapGet("/health/ready", () => Volatile.Read(ref isReady) ? Results.Ok() : Results.StatusCode(503));
        api.MapGet("/api/v1/info", () => "what it last knew");
        await api.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(api.Urls.First()).Authority;
        await using var haproxy = HaproxyProcess.Start(program, address, address, folder.Path);
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" } };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        var info = $"https://127.0.0.1:{haproxy.Https}/api/v1/info";
        using var direct = new HttpClient();
        await Until.TrueAsync(async () => (await StatsAsync()).Contains("haproxy_backend_active_servers{proxy=\"apis\"} 0", StringComparison.Ordinal), "no API process is ready");
        await Until.TrueAsync(async () => await StatusAsync(client, info) == 200, "an operator is served");
        Volatile.Write(ref isReady, true);
        await Until.TrueAsync(async () => (await StatsAsync()).Contains("haproxy_backend_active_servers{proxy=\"apis\"} 1", StringComparison.Ordinal), "it is ready");
        Assert.Equal(200, await StatusAsync(client, info));

        async Task<string> StatsAsync()
        {
            try
            {
                return await direct.GetStringAsync($"http://127.0.0.1:{haproxy.Stats}/metrics");
            }
            catch (HttpRequestException)
            {
                return "";
            }
        }
    }

    private static async Task HeartbeatAsync(string url, SocketsHttpHandler handler)
    {
        using var limit = new CancellationTokenSource(Until.Patience);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var station = new ClientWebSocket();
        station.Options.AddSubProtocol("ocpp1.6");
        station.Options.SetRequestHeader("X-Forwarded-For", "203.0.113.7");
        await station.ConnectAsync(new Uri(url), invoker, limit.Token);
        await station.SendAsync("[2,\"1\",\"Heartbeat\",{}]"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        var buffer = new byte[1024];
        var answer = await station.ReceiveAsync(buffer, limit.Token);
        Assert.StartsWith("[3,\"1\",", Encoding.UTF8.GetString(buffer, 0, answer.Count), StringComparison.Ordinal);
        await station.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    private static async Task<int> StatusAsync(HttpClient client, string url)
    {
        try
        {
            using var response = await client.GetAsync(url);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private static async ValueTask<Stream> FromStationAddressAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(StationAddress, 0));
        await socket.ConnectAsync(context.DnsEndPoint, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
