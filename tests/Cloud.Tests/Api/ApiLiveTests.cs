using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Busbar.Cloud.Api;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Tests.Api;

public sealed class ApiLiveTests : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private ApiHost _host = null!;
    private ApiClient _viewer = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _viewer = await _host.LogInAsync(Role.Viewer);
        _host.Cms.Put(FakeCms.Station("A"));
        _host.Cms.Put(FakeCms.Station("B"));
    }

    public async ValueTask DisposeAsync()
    {
        _viewer.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_watches_without_a_login()
    {
        await Assert.ThrowsAsync<WebSocketException>(async () => await (await RawHub.ConnectAsync(_host, cookie: null)).DisposeAsync());
        using var anonymous = _host.Anonymous();
        using var response = await anonymous.SendAsync(HttpMethod.Post, "/live/negotiate?negotiateVersion=1");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Another_sites_page_cannot_open_the_live_view_with_a_users_cookie() =>
        await Assert.ThrowsAsync<WebSocketException>(
            async () => await (await RawHub.ConnectAsync(_host, _viewer.Cookie, ("Origin", "https://evil.example"))).DisposeAsync());

    [Fact]
    public async Task Watching_the_fleet_begins_with_the_overview()
    {
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        Assert.False((await hub.InvokeAsync("watchFleet")).TryGetProperty("error", out _));
        var (method, overview) = await hub.NextAsync();
        Assert.Equal("overview", method);
        Assert.Equal(3, overview.GetProperty("stations").GetInt32());
        Assert.False(overview.TryGetProperty("power", out _));
    }

    [Fact]
    public async Task Changes_are_sent_once_per_tick_in_their_latest_state()
    {
        await using var hub = await FleetAsync();
        for (var i = 0; i < 50; i++) Change(FakeCms.Station("A", powerW: i));
        Change(FakeCms.Station("B", powerW: 7));
        _host.Time.Advance(Tick);
        var (_, stations) = await hub.NextAsync("stations");
        Assert.Equal([("A", 49.0), ("B", 7.0)], stations.EnumerateArray().Select(s => (s.GetProperty("id").GetString()!, s.GetProperty("powerW").GetDouble())));

        Change(FakeCms.Station("A", powerW: 99));
        _host.Time.Advance(Tick);
        (_, stations) = await hub.NextAsync("stations");
        Assert.Equal(99, Assert.Single(stations.EnumerateArray()).GetProperty("powerW").GetDouble());
    }

    [Fact]
    public async Task Viewers_of_a_process_that_ends_are_told_to_connect_again_and_so_is_who_comes_late()
    {
        await using var early = await FleetAsync();
        await _host.Services.GetRequiredService<ApiDrain>().SendViewersAwayAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        await using var late = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        foreach (var hub in (RawHub[])[early, late])
        {
            var (_, why) = await hub.NextAsync("leave");
            Assert.Equal("This process is being stopped; please connect again.", why.GetString());
            var closed = await Assert.ThrowsAsync<InvalidOperationException>(() => hub.NextAsync());
            Assert.Contains("\"allowReconnect\":true", closed.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_API_process_that_is_drained_serves_on_for_its_delay_before_viewers_have_to_leave()
    {
        await using var hub = await FleetAsync();
        var handingOver = _host.Services.GetRequiredService<ApiDrain>().HandOverAsync(CancellationToken.None);
        Change(FakeCms.Station("A", powerW: 1));
        _host.Time.Advance(Tick);
        Assert.Equal("stations", (await hub.NextAsync("stations", "leave")).Method);
        Assert.False(handingOver.IsCompleted);
        _host.Time.Advance(new ApiOptions().DrainDelay);
        await hub.NextAsync("leave");
        await hub.UntilClosedAsync();
        await handingOver.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_removed_station_is_told_and_not_shown_again()
    {
        await using var hub = await FleetAsync();
        Change(FakeCms.Station("A", powerW: 1));
        _host.Live.Publish(new StationRemoved("A", FakeCms.Noon));
        _host.Time.Advance(Tick);
        var (method, argument) = await hub.NextAsync("stations", "removed");
        Assert.Equal("removed", method);
        Assert.Equal("""["A"]""", argument.GetRawText());
    }

    [Fact]
    public async Task The_overview_comes_every_two_seconds()
    {
        await using var hub = await FleetAsync();
        _host.Cms.Overview = _host.Cms.Overview with { Connected = 77 };
        for (var i = 0; i < 8; i++) _host.Time.Advance(Tick);
        var (_, overview) = await hub.NextAsync("overview");
        while (overview.GetProperty("connected").GetInt32() != 77) (_, overview) = await hub.NextAsync("overview");
        Assert.Equal("Critical", overview.GetProperty("worstAlarm").GetString());
    }

    [Fact]
    public async Task Alarms_go_to_the_fleet_and_transactions_only_to_who_watches_the_station()
    {
        await using var fleet = await FleetAsync();
        await using var page = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        await page.InvokeAsync("watchStation", "A");
        _host.Live.Publish(new AlarmChanged("B", FakeCms.Noon, Alarm(1, "B")));
        _host.Live.Publish(new AlarmChanged("A", FakeCms.Noon, Alarm(2, "A")));
        _host.Live.Publish(new TransactionChanged("A", FakeCms.Noon, Transaction(5, 100)));
        _host.Live.Publish(new TransactionChanged("A", FakeCms.Noon, Transaction(5, 200)));
        _host.Time.Advance(Tick);

        var (_, first) = await fleet.NextAsync("alarm", "transaction");
        var (method, second) = await fleet.NextAsync("alarm", "transaction");
        Assert.Equal(["A", "B"], new[] { first, second }.Select(alarm => alarm.GetProperty("chargerId").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("alarm", method);
        var (_, alarm) = await page.NextAsync("alarm");
        Assert.Equal("A", alarm.GetProperty("chargerId").GetString());
        Assert.Equal(10, alarm.GetProperty("evidence").GetProperty("windowS").GetInt32());
        var (_, transaction) = await page.NextAsync("alarm", "transaction");
        Assert.Equal(200, transaction.GetProperty("energyWh").GetDouble());
        Assert.Equal("A", transaction.GetProperty("chargerId").GetString());
    }

    [Fact]
    public async Task Watching_a_station_answers_with_its_state_recent_samples_and_open_alarms()
    {
        _host.Store.Points.Add(("A", Point(1, FakeCms.Noon.AddSeconds(-121))));
        _host.Store.Points.Add(("A", Point(2, FakeCms.Noon.AddSeconds(-119))));
        _host.Store.Alarms.Add(Alarm(1, "A"));
        _host.Store.Alarms.Add(Alarm(2, "A") with { ClearedAt = FakeCms.Noon });
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        var result = (await hub.InvokeAsync("watchStation", "A")).GetProperty("result");
        Assert.Equal("A", result.GetProperty("station").GetProperty("id").GetString());
        Assert.Equal(
            """{"connectorId":1,"transactionId":null,"at":"2126-03-01T11:58:01.000Z","receivedAt":"2126-03-01T11:58:01.000Z","measurand":"Current.Import","phase":null,"location":null,"context":"Sample.Periodic","unit":"A","value":2}""",
            Assert.Single(result.GetProperty("recent").EnumerateArray()).GetRawText());
        Assert.Equal(1, Assert.Single(result.GetProperty("alarms").EnumerateArray()).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Recent_samples_are_looked_for_on_the_stations_own_clock()
    {
        _host.Cms.Put(FakeCms.Station("LATE") with { ClockSkewMs = -3_600_000 });
        _host.Store.Points.Add(("LATE", Point(1, FakeCms.Noon.AddHours(-1).AddSeconds(-60))));
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        var result = (await hub.InvokeAsync("watchStation", "LATE")).GetProperty("result");
        Assert.Equal("2126-03-01T11:59:00.000Z", Assert.Single(result.GetProperty("recent").EnumerateArray()).GetProperty("receivedAt").GetString());
    }

    [Fact]
    public async Task A_watched_station_sends_samples_messages_and_its_own_state_and_no_other()
    {
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        await hub.InvokeAsync("watchStation", "A");
        Assert.Equal(["A"], _host.Live.Watched);
        Change(FakeCms.Station("B", powerW: 1));
        Change(FakeCms.Station("A", powerW: 2));
        _host.Live.Publish(new SamplesMeasured("A", FakeCms.Noon, [Sample("A", 1), Sample("A", 2)]));
        _host.Live.Publish(new SamplesMeasured("A", FakeCms.Noon, [Sample("A", 3)]));
        _host.Live.Publish(new SamplesMeasured("B", FakeCms.Noon, [Sample("B", 9)]));
        _host.Live.Publish(new MessageLogged("A", FakeCms.Noon, new MessageRow(1, "A", FakeCms.Noon, true, "Heartbeat", "m", "{}", "{}", null, null, 1, 0)));
        _host.Time.Advance(Tick);
        var (_, stations) = await hub.NextAsync("stations");
        Assert.Equal(["A"], Ids(stations));
        var (_, samples) = await hub.NextAsync("samples");
        Assert.Equal("A", samples.GetProperty("chargerId").GetString());
        Assert.Equal([1.0, 2, 3], samples.GetProperty("samples").EnumerateArray().Select(sample => sample.GetProperty("value").GetDouble()));
        var (_, message) = await hub.NextAsync("message");
        Assert.Equal("Heartbeat", message.GetProperty("action").GetString());
    }

    [Fact]
    public async Task What_is_no_longer_watched_is_no_longer_made()
    {
        await using (var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie))
        {
            await hub.InvokeAsync("watchStation", "A");
            await hub.InvokeAsync("watchStation", "A");
            await hub.InvokeAsync("watchStation", "B");
            Assert.Equal(["A", "B"], _host.Live.Watched);
            await hub.InvokeAsync("unwatchStation", "A");
            Assert.Equal(["B"], _host.Live.Watched);
        }

        await Until.TrueAsync(() => _host.Live.Watched.Count == 0);
    }

    [Fact]
    public async Task An_unknown_station_and_too_many_stations_are_refused_in_words()
    {
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        Assert.Contains("NOBODY", (await hub.InvokeAsync("watchStation", "NOBODY")).GetProperty("error").GetString(), StringComparison.Ordinal);
        for (var i = 0; i < 51; i++) _host.Cms.Put(FakeCms.Station($"S{i}"));
        for (var i = 0; i < 50; i++) Assert.False((await hub.InvokeAsync("watchStation", $"S{i}")).TryGetProperty("error", out _));
        Assert.Contains("50", (await hub.InvokeAsync("watchStation", "S50")).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_that_does_not_read_slows_nobody_and_sees_the_latest_state_once_it_reads()
    {
        for (var i = 0; i < 500; i++) _host.Cms.Put(FakeCms.Station($"S{i:000}"));
        await using var sleeper = await FleetAsync();
        await using var reader = await FleetAsync();
        for (var tick = 1; tick <= 60; tick++)
        {
            for (var i = 0; i < 500; i++) Change(FakeCms.Station($"S{i:000}", powerW: tick));
            _host.Time.Advance(Tick);
            await UntilPowerAsync(reader, tick);
        }

        var framesToCatchUp = await UntilPowerAsync(sleeper, 60);
        Assert.True(framesToCatchUp < 60 * 2, $"All {framesToCatchUp} frames were kept for a viewer that did not read.");
    }

    [Fact]
    public async Task A_user_who_is_removed_is_disconnected()
    {
        using var admin = await _host.LogInAsync(Role.Admin);
        await using var hub = await FleetAsync();
        using var response = await admin.SendAsync(HttpMethod.Delete, "/api/v1/users/viewer");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        await hub.UntilClosedAsync();
    }

    [Fact]
    public async Task After_unwatching_the_fleet_nothing_more_comes_of_it()
    {
        await using var hub = await FleetAsync();
        await hub.InvokeAsync("unwatchFleet");
        await hub.InvokeAsync("watchStation", "A");
        Change(FakeCms.Station("B", powerW: 5));
        Change(FakeCms.Station("A", powerW: 6));
        _host.Time.Advance(Tick);
        var (_, stations) = await hub.NextAsync("stations");
        while (!Ids(stations).SequenceEqual(["A"])) (_, stations) = await hub.NextAsync("stations");
        Assert.Equal(6, stations[0].GetProperty("powerW").GetDouble());
    }

    private async Task<RawHub> FleetAsync()
    {
        var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        await hub.InvokeAsync("watchFleet");
        await hub.NextAsync("overview");
        return hub;
    }

    private void Change(Cloud.Cms.StationView station)
    {
        _host.Cms.Put(station);
        _host.Live.Publish(new StationChanged(station.Id, FakeCms.Noon, station));
    }

    /// <summary>Reads until every one of the stations S000 to S499 has been seen with that power; in how many frames.</summary>
    private static async Task<int> UntilPowerAsync(RawHub hub, double powerW)
    {
        var frames = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Count < 500)
        {
            var (_, stations) = await hub.NextAsync("stations");
            frames++;
            foreach (var station in stations.EnumerateArray())
            {
                if (station.GetProperty("powerW") is { ValueKind: JsonValueKind.Number } power && power.GetDouble().Equals(powerW))
                    seen.Add(station.GetProperty("id").GetString()!);
            }
        }

        return frames;
    }

    private static string[] Ids(JsonElement stations) => [.. stations.EnumerateArray().Select(station => station.GetProperty("id").GetString()!)];

    private static MeterSample Sample(string station, double value) =>
        new(station, 1, null, FakeCms.Noon, FakeCms.Noon, "Current.Import", null, null, "Sample.Periodic", "A", value);

    private static MeterPoint Point(long key, DateTimeOffset at) => new(key, 1, null, at, "Current.Import", null, null, "Sample.Periodic", "A", key, key, key, 1);

    private static AlarmRow Alarm(long id, string station) => new(
        id, station, 1, "anomaly.oscillation", AlarmSeverity.Warning, "swings", """{"windowS":10}""", FakeCms.Noon, FakeCms.Noon, null, null, null, null);

    private static TransactionRow Transaction(long id, double energyWh) =>
        new(id, "A", 1, "DEMO", FakeCms.Noon, FakeCms.Noon, 0, null, null, null, null, null, null, energyWh, "Accepted", false);
}
