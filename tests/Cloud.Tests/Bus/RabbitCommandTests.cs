using System.Diagnostics;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using RabbitMQ.Client;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>The command path: to the gateway that has the station's newest connection, and to no other.</summary>
[Collection(RabbitCollection.Name)]
public sealed class RabbitCommandTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RabbitRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.BeginAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_command_for_a_station_that_is_nowhere_is_answered_at_once()
    {
        await _rig.GatewayAsync(new TestGateway());
        var worker = await _rig.WorkerAsync(new TestCms());
        await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None);
        var watch = Stopwatch.StartNew();
        Assert.Equal(CommandOutcome.NotConnected, (await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None)).Outcome);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task A_station_that_has_left_is_not_connected_and_one_that_returned_is()
    {
        var table = new TestGateway();
        var gateway = await _rig.GatewayAsync(table);
        var worker = await _rig.WorkerAsync(new TestCms());
        await ConnectAsync(gateway, table, "CP1", 1);
        Assert.Equal(CommandOutcome.Answered, (await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None)).Outcome);
        table.Stations.Clear();
        await gateway.PublishAsync(new StationDisconnected("CP1", 1, At, "gone"), CancellationToken.None);
        Assert.Equal(CommandOutcome.NotConnected, (await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None)).Outcome);
        await ConnectAsync(gateway, table, "CP1", 2);
        Assert.Equal(CommandOutcome.Answered, (await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task When_two_gateways_claim_a_station_the_newest_connection_wins()
    {
        var (old, young) = (new TestGateway(), new TestGateway());
        var (first, second) = (await _rig.GatewayAsync(old), await _rig.GatewayAsync(young));
        var worker = await _rig.WorkerAsync(new TestCms());
        await ConnectAsync(first, old, "CP1", 5);
        await ConnectAsync(second, young, "CP1", 6);
        await RabbitRig.UntilAsync(() => !old.Closed.IsEmpty, "the older connection is closed");
        Assert.Equal(["CP1: replaced by 6"], old.Closed);
        for (var i = 0; i < 20; i++) Assert.Equal(CommandOutcome.Answered, (await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None)).Outcome);
        Assert.Equal((0, 20), (old.Commands, young.Commands));
        Assert.Empty(young.Closed);
        Assert.Equal((0, 1), (first.Stations, second.Stations));
    }

    [Fact]
    public async Task A_station_that_went_to_another_gateway_is_answered_from_there_alone()
    {
        var (old, young) = (new TestGateway(), new TestGateway());
        var (first, second) = (await _rig.GatewayAsync(old), await _rig.GatewayAsync(young));
        var worker = await _rig.WorkerAsync(new TestCms());
        await ConnectAsync(first, old, "CP1", 5);
        await LeaveAsync(first, old, "CP1", 5);
        await ConnectAsync(second, young, "CP1", 6);
        Assert.Equal(CommandOutcome.Answered, (await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None)).Outcome);

        // Longer than what a "not connected" of the gateway that it left, which is still bound, is held back for another answer.
        var answer = young.Answer;
        young.Answer = async (command, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
            return await answer(command, ct);
        };
        Assert.Equal(CommandOutcome.Answered, (await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None)).Outcome);
        await LeaveAsync(second, young, "CP1", 6);
        await ConnectAsync(first, old, "CP1", 7);
        Assert.Equal(CommandOutcome.Answered, (await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task A_binding_outlives_its_connection_by_a_moment_and_is_gone_then_unless_the_station_is_back()
    {
        var (time, table) = (new FakeTime(), new TestGateway());
        var gateway = await _rig.GatewayAsync(table, time: time);
        foreach (var station in (string[])["CP1", "CP2"])
        {
            await ConnectAsync(gateway, table, station, 1);
            await LeaveAsync(gateway, table, station, 1);
        }

        await ConnectAsync(gateway, table, "CP1", 2);
        await using var channel = await (await _rig.StrangerAsync()).CreateChannelAsync();
        var returned = new System.Collections.Concurrent.ConcurrentQueue<string>();
        channel.BasicReturnAsync += (_, e) =>
        {
            returned.Enqueue(e.RoutingKey);
            return Task.CompletedTask;
        };
        async Task<string> RefusedAsync()
        {
            returned.Clear();
            foreach (var station in (string[])["CP1", "CP2", "end"]) await channel.BasicPublishAsync("gateway_commands", $"cmd.{station}", mandatory: true, Array.Empty<byte>());
            await RabbitRig.UntilAsync(() => returned.Contains("cmd.end"), "the broker has judged all");
            return string.Join(' ', returned);
        }

        Assert.Equal("cmd.end", await RefusedAsync());
        time.Advance(Leavers.Stay);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await RefusedAsync() != "cmd.CP2 cmd.end") Assert.False(patience.IsCancellationRequested, "the binding of the station that left is never removed");
    }

    [Fact]
    public async Task A_gateway_that_claims_with_an_older_connection_loses_it()
    {
        var (late, young) = (new TestGateway(), new TestGateway());
        var (first, second) = (await _rig.GatewayAsync(late), await _rig.GatewayAsync(young));
        await ConnectAsync(second, young, "CP1", 6);
        await ConnectAsync(first, late, "CP1", 5);
        await RabbitRig.UntilAsync(() => !late.Closed.IsEmpty, "the older connection is closed");
        Assert.True(young.Stations.ContainsKey("CP1"));
    }

    [Fact]
    public async Task A_station_whose_id_is_a_wildcard_gets_its_own_commands_alone()
    {
        var table = new TestGateway();
        var gateway = await _rig.GatewayAsync(table);
        var worker = await _rig.WorkerAsync(new TestCms());
        await ConnectAsync(gateway, table, "*", 1);
        Assert.Equal(CommandOutcome.NotConnected, (await worker.Bus.CommandAsync(Reset("CP1"), CancellationToken.None)).Outcome);
        Assert.Equal(CommandOutcome.Answered, (await worker.Bus.CommandAsync(Reset("*"), CancellationToken.None)).Outcome);
        Assert.Equal(1, table.Commands);
    }

    [Fact]
    public async Task A_storm_of_stations_is_bound_together()
    {
        const int Stations = 2_000;
        var table = new TestGateway();
        var gateway = await _rig.GatewayAsync(table, _rig.Options with { PublishDeadline = TimeSpan.FromMinutes(2) });
        var worker = await _rig.WorkerAsync(new TestCms());
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Stations).Select(i => ConnectAsync(gateway, table, $"CP{i}", 1)));
        TestContext.Current.SendDiagnosticMessage("{0} stations bound and published in {1:0.0} s", Stations, watch.Elapsed.TotalSeconds);
        // One by one, each waiting for the broker, this would take a round trip each; bench/Bus has the figures for 10,000.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 100);
        Assert.Equal(Stations, gateway.Stations);
        foreach (var i in new[] { 0, 999, 1_999 })
            Assert.Equal(CommandOutcome.Answered, (await worker.Bus.CommandAsync(Reset($"CP{i}"), CancellationToken.None)).Outcome);
    }

    private static StationCommand Reset(string station) => new(station, new ResetRequest { Type = ResetType.Soft }, TimeSpan.FromSeconds(10));

    private static async Task LeaveAsync(RabbitGatewayBus bus, TestGateway table, string station, long epoch)
    {
        table.Stations.TryRemove(station, out _);
        await bus.PublishAsync(new StationDisconnected(station, epoch, At, "gone"), CancellationToken.None);
    }

    private static async Task ConnectAsync(RabbitGatewayBus bus, TestGateway table, string station, long epoch)
    {
        table.Stations[station] = epoch;
        await bus.PublishAsync(new StationConnected(station, epoch, At, OcppVersion.V16, null), CancellationToken.None);
    }
}
