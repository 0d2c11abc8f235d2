using System.Net;
using System.Net.Sockets;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Gateway;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>Connections from their begin to their end.</summary>
public sealed class GatewayLifecycleTests
{
    [Fact]
    public async Task Begin_and_end_are_published_with_epoch_and_reason()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        await station.SendBytesAsync(RawStation.Frame(RawStation.CloseFrame, [0x03, 0xE8, .. "bye"u8]));
        Assert.Equal(1000, (await station.ReceiveCloseAsync())?.Code);
        await Until.TrueAsync(() => rig.Cms.Events.OfType<StationDisconnected>().Any(), "the end is published");
        var began = Assert.IsType<StationConnected>(rig.Cms.Events.First());
        Assert.Equal(("CP1", 1L, OcppVersion.V16, IPAddress.Loopback), (began.StationId, began.Epoch, began.Version, began.RemoteAddress));
        var ended = rig.Cms.Events.OfType<StationDisconnected>().Single();
        Assert.Equal(("CP1", 1L), (ended.StationId, ended.Epoch));
        Assert.Contains("bye", ended.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_connection_wins_and_the_end_of_the_old_does_not_clear_it()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var old = await rig.ConnectAsync();
        await using var fresh = await rig.ConnectAsync();
        Assert.Equal(1008, (await old.ReceiveCloseAsync())?.Code);
        await old.FinishCloseAsync(1008);
        await Until.TrueAsync(() => rig.Cms.Events.OfType<StationDisconnected>().Any(e => e.Epoch == 1), "the old one's end is published");
        var command = rig.Bus.CommandAsync(new StationCommand("CP1", new ClearCacheRequest()), CancellationToken.None).AsTask();
        var id = (await fresh.ReceiveTextAsync()).Split('"')[1];
        await fresh.SendAsync($$"""[3,"{{id}}",{"status":"Accepted"}]""");
        Assert.Equal(CommandOutcome.Answered, (await command).Outcome);
        Assert.Equal(1, rig.Gateway.ConnectionCount);
    }

    [Fact]
    public async Task A_dead_socket_that_looks_open_does_not_keep_the_station_out()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var dead = await rig.ConnectAsync();
        await using var alive = await rig.ConnectAsync();
        await alive.HeartbeatAsync();
        await using var again = await rig.ConnectAsync();
        await again.HeartbeatAsync();
    }

    [Fact]
    public async Task A_connection_admitted_before_a_newer_one_gives_way_to_it()
    {
        var registry = new StationRegistry<Link>();
        var newer = new Link("CP1", 5);
        var older = new Link("CP1", 4);
        Assert.Null(registry.Enter(newer));
        Assert.Same(older, registry.Enter(older));
        Assert.False(registry.Leave(older));
        Assert.True(registry.TryFind("CP1", out var present));
        Assert.Same(newer, present);
        var newest = new Link("CP1", 6);
        Assert.Same(newer, registry.Enter(newest));
        Assert.False(registry.Leave(newer));
        Assert.True(registry.Leave(newest));
        Assert.Equal(0, registry.Count);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task The_registry_keeps_the_highest_epoch_whatever_the_order_of_a_hundred_threads()
    {
        var registry = new StationRegistry<Link>();
        var links = Enumerable.Range(1, 2000).Select(i => new Link($"CP{i % 5}", i)).ToArray();
        Random.Shared.Shuffle(links);
        await Parallel.ForEachAsync(links, (link, _) =>
        {
            if (registry.Enter(link) is { } loser) registry.Leave(loser);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(5, registry.Count);
        foreach (var link in registry.Links) Assert.Equal(links.Where(l => l.StationId == link.StationId).Max(l => l.Epoch), link.Epoch);
    }

    [Fact]
    public async Task Shutdown_lets_the_answer_under_way_finish_and_closes_with_1001()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var idle = await rig.ConnectAsync("IDLE");
        await using var busy = await rig.ConnectAsync("BUSY");
        var gate = new TaskCompletionSource<CallAnswer>();
        rig.Cms.Answer = _ => new(gate.Task);
        var answer = busy.CallAsync("Authorize", """{"idTag":"A"}""");
        await Until.TrueAsync(() => !rig.Cms.Calls.IsEmpty, "the call is with the CMS");

        using var deadline = new CancellationTokenSource(Until.Patience);
        var stopping = rig.Host.StopAsync(deadline.Token);
        Assert.Equal(1001, (await idle.ReceiveCloseAsync())?.Code);
        await idle.FinishCloseAsync(1001);
        Assert.False(stopping.IsCompleted);
        gate.SetResult(CallAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } }));
        Assert.StartsWith("[3,\"1\",", await answer, StringComparison.Ordinal);
        Assert.Equal(1001, (await busy.ReceiveCloseAsync())?.Code);
        await busy.FinishCloseAsync(1001);
        await stopping;
        Assert.Equal(2, rig.Cms.Events.OfType<StationDisconnected>().Count());
        await Assert.ThrowsAnyAsync<SocketException>(() => rig.ConnectAsync("LATE"));
    }

    [Fact]
    public async Task Shutdown_does_not_wait_longer_than_told_for_stations_that_do_not_say_goodbye()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await rig.Host.StopAsync(deadline.Token);
        await station.ReceiveEndAsync();
        Assert.Equal(0, rig.Gateway.ConnectionCount);
    }

    [Fact]
    public async Task A_drain_closes_stations_at_its_rate_and_takes_no_others()
    {
        const int Stations = 12, RatePerS = 4;
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(options => options.DrainRate = RatePerS, time);
        var stations = new List<RawStation>();
        for (var n = 0; n < Stations; n++) stations.Add(await rig.ConnectAsync($"CP{n}"));
        var closed = 0;
        var ends = stations.Select(async station =>
        {
            Assert.Equal(1001, (await station.ReceiveCloseAsync())?.Code);
            Interlocked.Increment(ref closed);
            await station.FinishCloseAsync(1001);
        }).ToArray();

        var began = time.GetTimestamp();
        var draining = rig.Gateway.DrainAsync(CancellationToken.None);
        await Until.TrueAsync(() => Volatile.Read(ref closed) == 1, "the first is closed at once");
        await using var late = await RawStation.OpenTcpAsync(rig.Port);
        Assert.StartsWith("HTTP/1.1 503 ", await late.AskHttpAsync(RawStation.Request("/ocpp/LATE")), StringComparison.Ordinal);
        Assert.Equal(1, Volatile.Read(ref closed));
        await Until.TrueAsync(() => Volatile.Read(ref closed) == Stations, time, TimeSpan.FromMilliseconds(50), "all are closed");
        Assert.True(time.GetElapsedTime(began) >= TimeSpan.FromSeconds((double)(Stations - 1) / RatePerS), $"All were closed within {time.GetElapsedTime(began)}.");
        await Task.WhenAll(ends);
        await draining;
        foreach (var station in stations) await station.DisposeAsync();
    }

    [Fact]
    public async Task A_silent_station_is_pinged_and_stays_while_it_pongs()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time: time);
        await using var station = await rig.ConnectAsync();
        station.Pongs = false;
        for (var i = 0; i < 10; i++)
        {
            var ping = station.ReceiveFrameOfAsync(RawStation.PingFrame);
            await Until.TrueAsync(() => ping.IsCompleted, time, TimeSpan.FromSeconds(5), "a ping came");
            await station.SendBytesAsync(RawStation.Frame(RawStation.PongFrame, await ping));
            await station.HeartbeatAsync();
        }

        Assert.Equal(1, rig.Gateway.ConnectionCount);
    }

    [Theory]
    [InlineData(true, 180)]
    [InlineData(false, 900)]
    public async Task A_silent_station_is_dead_after_three_pings_or_three_heartbeats(bool pongs, int seconds)
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time: time);
        await using var station = await rig.ConnectAsync();
        if (pongs) await station.SendBytesAsync(RawStation.Frame(RawStation.PongFrame, []));
        await station.HeartbeatAsync();
        var end = station.ReceiveEndAsync();
        await Until.TrueAsync(() => end.IsCompleted, time, TimeSpan.FromSeconds(5), "the station is cut off");
        Assert.InRange(time.GetElapsedTime(0), TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 60));
        await Until.TrueAsync(() => rig.Gateway.ConnectionCount == 0, "the station is gone");
        Assert.Contains("Nothing was received", rig.Cms.Events.OfType<StationDisconnected>().Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heartbeat_interval_from_the_boot_sets_the_limit_of_silence()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time: time);
        rig.Cms.Answer = _ => new(CallAnswer.Of(new BootNotificationResponse { CurrentTime = DateTimeOffset.UnixEpoch, Interval = 3600, Status = BootNotificationStatus.Accepted }));
        await using var station = await rig.ConnectAsync();
        await station.CallAsync("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}""");
        var end = station.ReceiveEndAsync();
        await Until.TrueAsync(() => end.IsCompleted, time, TimeSpan.FromSeconds(60), "the station is cut off");
        Assert.InRange(time.GetElapsedTime(0), TimeSpan.FromSeconds(3 * 3600), TimeSpan.FromSeconds((3 * 3600) + 300));
    }

    private sealed record Link(string StationId, long Epoch) : IStationLink;
}
