using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Links.Mqtt.Client;
using Busbar.Plant.Control;
using Busbar.Plant.Vesec;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Vesec;

/// <summary>A site on a broker: ours over TCP, ours by memory, and mosquitto.</summary>
public sealed class VesecBridgeTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public static TheoryData<string> Brokers => ["ours", "memory", "mosquitto"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Brokers))]
    public async Task A_demand_reaches_its_gun_and_ends_when_nobody_refreshes_it(string kind)
    {
        await using var broker = await VesecBroker.StartAsync(kind);
        var site = new FakeVesecSite(VesecPlans.Five(broker.Url, staleAfterS: 1));
        await using var bridge = Start(site, broker);
        await using var device = await broker.ClientAsync();
        await RefreshUntilAsync(() => site.Last.GetValueOrDefault(2) is { DemandW: 120_000 }, () => device.TellAsync("vesec/1/demand/D2", "120"));
        await device.TellAsync("vesec/1/soc/D2", "{\"value\": 55}");
        await RefreshUntilAsync(() => site.Last[2] is { SocPct: 55 }, () => device.TellAsync("vesec/1/demand/D2", "{\"value\": 120, \"voltage\": 400}", qos: MqttQos.AtMostOnce));
        await Until.TrueAsync(() => site.Last[2] is null, "the demand ends");
        Assert.Equal(1, bridge.Counters.Expired);
        Assert.Equal([2], site.Calls.Select(c => c.Gun).Distinct());
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task What_is_published_is_kept_by_the_broker_for_who_comes_later(string kind)
    {
        await using var broker = await VesecBroker.StartAsync(kind);
        var site = new FakeVesecSite(VesecPlans.Five(broker.Url));
        site.Show(3, g => g with
        {
            Status = g.Status with { Phase = SessionPhase.Charge, SocPct = 41.24, DemandW = 90_000 },
            Meter = new GunMeter(401.26, 149.96, 12_345, 0, 41.24, 31.4, DateTimeOffset.UnixEpoch),
            Modules = ["M1", "M2"],
            AllocatedW = 80_000,
            Limit = Limit.Watts(80_000, "feeder F1"),
        });
        await using var bridge = Start(site, broker);
        await Until.TrueAsync(() => bridge.Counters.Published >= 11, "all is published");
        await using var reader = await broker.ClientAsync();
        var kept = await KeptAsync(reader, 11);
        Assert.Equal(
            "{\"gun\":\"GUN4\",\"phase\":\"charge\",\"operative\":true,\"voltageV\":401.3,\"currentA\":150,\"powerW\":60170,\"energyWh\":12345,\"socPct\":41.2,\"temperatureC\":31,\"fault\":null}",
            WithoutTime(kept["vesec/2/state/D2"]));
        Assert.Equal(
            "{\"gun\":\"GUN4\",\"demandW\":90000,\"allocatedW\":80000,\"modules\":[\"M1\",\"M2\"],\"limit\":{\"valueW\":80000,\"source\":\"feeder F1\"}}",
            WithoutTime(kept["vesec/2/allocation/D2"]));
        Assert.Equal(
            "{\"site\":\"five\",\"online\":true,\"emergencyStop\":false,\"policy\":\"exact\",\"demandW\":0,\"allocatedW\":0,\"deliveredW\":0,\"capacityW\":120000,\"limit\":{\"valueW\":120000,\"source\":\"modules\"}}",
            WithoutTime(kept["vesec/site/state"]));
        Assert.Equal(5, kept.Keys.Count(t => t.Contains("/state/D", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task A_kept_demand_starts_nothing_until_it_comes_live(string kind)
    {
        await using var broker = await VesecBroker.StartAsync(kind);
        await using var device = await broker.ClientAsync();
        await device.TellAsync("vesec/1/demand/D1", "150", retain: true);
        await device.TellAsync("vesec/2/demand/D1", "{\"value\": 150, \"ts\": 1000000000}", retain: true);
        var site = new FakeVesecSite(VesecPlans.Five(broker.Url));
        await using var bridge = Start(site, broker);
        await Until.TrueAsync(() => bridge.Counters.Old == 2, "both have come");
        Assert.Empty(site.Calls);
        await device.TellAsync("vesec/1/demand/D1", "150", retain: true);
        await Until.TrueAsync(() => site.Last.ContainsKey(0), "the live one counts");
        Assert.Equal([(0, 150_000)], site.Calls.Select(c => (c.Gun, c.Demand!.DemandW)));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task A_broker_that_goes_and_comes_back_without_memory_gets_everything_again(string kind)
    {
        await using var broker = await VesecBroker.StartAsync(kind);
        var site = new FakeVesecSite(VesecPlans.Five(broker.Url, staleAfterS: 1));
        await using var bridge = Start(site, broker);
        await Until.TrueAsync(() => bridge.Counters.Published >= 11, "all is published");
        await using var device = await broker.ClientAsync();
        await RefreshUntilAsync(() => site.Last.GetValueOrDefault(0) is not null, () => device.TellAsync("vesec/1/demand/D1", "50"));
        await broker.EndAsync();
        await Until.TrueAsync(() => !bridge.IsConnected, "the broker is missed");
        await Until.TrueAsync(() => site.Last[0] is null, "without a broker a demand ends");
        site.Show(4, g => g with { AllocatedW = 7 });
        await broker.BeginAsync();
        await using var reader = await broker.ClientAsync();
        await Until.TrueAsync(() => bridge.Counters is { Connections: 2, Published: >= 22 }, "all is published again");
        var kept = await KeptAsync(reader, 11);
        Assert.Contains("\"allocatedW\":7", kept["vesec/1/allocation/D3"], StringComparison.Ordinal);
        await RefreshUntilAsync(() => site.Last[0] is { DemandW: 60_000 }, () => reader.TellAsync("vesec/1/demand/D1", "60"));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task A_site_that_leaves_says_so_and_gives_everything_back(string kind)
    {
        await using var broker = await VesecBroker.StartAsync(kind);
        var site = new FakeVesecSite(VesecPlans.Five(broker.Url));
        await using var device = await broker.ClientAsync();
        await using (var bridge = Start(site, broker))
        {
            await Until.TrueAsync(() => bridge.Counters.Published >= 11, "all is published");
            await RefreshUntilAsync(() => site.Last.GetValueOrDefault(0) is not null, () => device.TellAsync("vesec/1/demand/D1", "50"));
        }

        Assert.Null(site.Last[0]);
        Assert.Equal("{\"site\":\"five\",\"online\":false}", WithoutTime((await KeptAsync(device, 11))["vesec/site/state"]));
    }

    [Theory, MemberData(nameof(Brokers))]
    public async Task A_flood_of_nonsense_ends_no_connection_and_hides_no_demand(string kind)
    {
        await using var broker = await VesecBroker.StartAsync(kind);
        var site = new FakeVesecSite(VesecPlans.Five(broker.Url));
        await using var bridge = Start(site, broker);
        await using var flood = await broker.ClientAsync();
        await using var device = await broker.ClientAsync();
        await RefreshUntilAsync(() => !site.Calls.IsEmpty, () => device.TellAsync("vesec/1/demand/D1", "1"));
        string[] nonsense = ["NaN", "-1", "1e9", "lots", "", "{", "{\"value\": []}", "\u0000", new string('9', 2000), new string('x', 15_000), new string('x', 60_000)];
        const int Rounds = 300;
        for (var i = 0; i < Rounds; i++)
        {
            var sent = nonsense.Select(n => flood.TellAsync(i % 2 == 0 ? "vesec/1/demand/D1" : $"vesec/{i}/x{i}/D9", n, retain: i % 7 == 0));
            await Task.WhenAll(sent);
            if (i == Rounds / 2) await device.TellAsync("vesec/1/demand/D1", "77");
        }

        await Until.TrueAsync(() => site.Last[0] is { DemandW: 77_000 }, "the demand among them counts");
        await Until.TrueAsync(() => bridge.Counters.Refused >= Rounds * (nonsense.Length - 1), "all others were looked at");
        Assert.Equal((1, 0), (bridge.Counters.Connections, bridge.Counters.Dropped));
        Assert.True(bridge.IsConnected);
    }

    [Fact]
    public async Task The_last_will_says_that_a_site_is_gone()
    {
        await using var broker = await VesecBroker.StartAsync();
        await using var reader = await broker.ClientAsync();
        await using var proxy = new PipeCut(() => broker.Port);
        var site = new FakeVesecSite(VesecPlans.Five($"mqtt://127.0.0.1:{proxy.Port}"));
        await using var bridge = Start(site, broker);
        await Until.TrueAsync(() => bridge.Counters.Published >= 11, "all is published");
        var states = new ConcurrentQueue<string>();
        await using var subscription = await reader.SubscribeAsync("vesec/site/state", (m, _) => { states.Enqueue(WithoutTime(Encoding.UTF8.GetString(m.Payload.Span))); return default; }, ct: Ct);
        proxy.Cut();
        await Until.TrueAsync(() => states.Contains("{\"site\":\"five\",\"online\":false}"), "the will is published");
        await Until.TrueAsync(() => states.Last().Contains("\"online\":true", StringComparison.Ordinal), "the site is back");
    }

    [Fact]
    public async Task A_gun_that_changes_all_the_time_is_published_twice_a_second_and_one_that_stands_still_never_again()
    {
        var time = new FakeTime();
        await using var broker = await VesecBroker.StartAsync("memory", time);
        var site = new FakeVesecSite(VesecPlans.Five());
        var bridge = Start(site, broker, time);
        await Until.TrueAsync(() => bridge.Counters.Published >= 11, time, Step, "all is published");
        var (before, began, volts) = (bridge.Counters.Published, time.GetTimestamp(), 0);
        await Until.TrueAsync(
            () =>
            {
                site.Show(0, g => g with { Meter = g.Meter with { VoltageV = ++volts } });
                return bridge.Counters.Published - before >= 21;
            },
            time, Step, "20 states of the gun that changes, and a heartbeat of the site");

        // 10 s; more where the machine is so crowded that the clock goes on without the bridge.
        Assert.InRange(time.GetElapsedTime(began).TotalSeconds, 9, 30);
        await StopAsync(bridge, time);
    }

    [Fact]
    public async Task A_site_where_nothing_changes_is_heard_every_ten_seconds()
    {
        var time = new FakeTime();
        await using var broker = await VesecBroker.StartAsync("memory", time);
        var site = new FakeVesecSite(VesecPlans.Five());
        var bridge = Start(site, broker, time);
        await Until.TrueAsync(() => bridge.Counters.Published >= 11, time, Step, "all is published");
        for (var beat = 1; beat <= 3; beat++)
        {
            time.Advance(TimeSpan.FromSeconds(9));
            await Task.Delay(20, Ct); // For what should not come: a heartbeat here would leave the next ones too long a wait.
            var (before, at) = (bridge.Counters.Published, time.GetTimestamp());
            await Until.TrueAsync(() => bridge.Counters.Published > before, time, Step, "a heartbeat");
            Assert.InRange(time.GetElapsedTime(at).TotalSeconds, 0.2, 2.5);
        }

        await StopAsync(bridge, time);
    }

    [Fact]
    public async Task A_gun_that_fails_takes_no_other_with_it()
    {
        await using var broker = await VesecBroker.StartAsync("memory");
        var site = new FakeVesecSite(VesecPlans.Five()) { Failure = new InvalidOperationException("no") };
        await using var bridge = Start(site, broker);
        await using var device = await broker.ClientAsync();
        await RefreshUntilAsync(() => site.Last.GetValueOrDefault(0) is not null, () => device.TellAsync("vesec/1/demand/D1", "50"));
        await RefreshUntilAsync(() => site.Last.GetValueOrDefault(4) is not null, () => device.TellAsync("vesec/1/demand/D3", "50"));
    }

    [Fact]
    public async Task Without_a_broker_it_goes_on_trying_and_leaves_at_once()
    {
        var site = new FakeVesecSite(VesecPlans.Five("mqtt://127.0.0.1:1"));
        var bridge = VesecBridge.Start(site, TimeProvider.System, NullLoggerFactory.Instance);
        Assert.False(bridge.IsConnected);
        await bridge.DisposeAsync().AsTask().SoonAsync();
        await bridge.DisposeAsync();
        Assert.Empty(site.Calls);
    }

    [Fact]
    public void A_site_without_vesec_is_refused()
    {
        var plan = VesecPlans.Five() with { Vesec = null };
        var e = Assert.Throws<ArgumentException>(() => VesecBridge.Start(new FakeVesecSite(plan), TimeProvider.System, NullLoggerFactory.Instance));
        Assert.StartsWith("The site five has no vesec", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_of_mosquitto_are_understood()
    {
        await using var broker = await VesecBroker.StartAsync("mosquitto");
        var site = new FakeVesecSite(VesecPlans.Five(broker.Url));
        await using var bridge = Start(site, broker);
        await Until.TrueAsync(() => bridge.Counters.Published >= 11, "all is published");
        await RunAsync("mosquitto_pub", "-p", $"{broker.Port}", "-t", "vesec/2/demand/D1", "-m", "42.5");
        await Until.TrueAsync(() => site.Last.GetValueOrDefault(1) is { DemandW: 42_500 }, "the demand");
        Assert.Contains("\"gun\":\"GUN2\",\"demandW\":", await RunAsync("mosquitto_sub", "-p", $"{broker.Port}", "-t", "vesec/2/allocation/D1", "-C", "1", "-W", "10"), StringComparison.Ordinal);
    }

    private static VesecBridge Start(FakeVesecSite site, VesecBroker broker, TimeProvider? time = null) =>
        VesecBridge.Start(site, time ?? TimeProvider.System, NullLoggerFactory.Instance, broker.Open);

    /// <summary>A device refreshes; also because the bridge may not have subscribed yet.</summary>
    private static async Task RefreshUntilAsync(Func<bool> condition, Func<Task> refresh)
    {
        await Until.TrueAsync(
            async () =>
            {
                await refresh();
                return condition();
            },
            "a device refreshes and is heard");
    }

    private static async Task StopAsync(VesecBridge bridge, FakeTime time)
    {
        var stopping = bridge.DisposeAsync().AsTask();
        await Until.TrueAsync(() => stopping.IsCompleted, time, Step, "the bridge has stopped");
        await stopping;
    }

    private static async Task<Dictionary<string, string>> KeptAsync(MqttClient reader, int count)
    {
        var kept = new ConcurrentDictionary<string, string>();
        await using var all = await reader.SubscribeAsync("vesec/#", (m, _) =>
        {
            if (m.Retain && VesecNumbering.IsOut(m.Topic) | m.Topic == VesecNumbering.SiteTopic) kept[m.Topic] = Encoding.UTF8.GetString(m.Payload.Span);
            return default;
        }, ct: Ct);
        await Until.TrueAsync(() => kept.Count >= count, $"{count} topics are kept");
        return kept.ToDictionary(StringComparer.Ordinal);
    }

    private static string WithoutTime(string json)
    {
        using var document = JsonDocument.Parse(json);
        return !document.RootElement.TryGetProperty("ts", out _) ? json : string.Concat(json.AsSpan(0, json.LastIndexOf(",\"ts\":", StringComparison.Ordinal)), "}");
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct).SoonAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
