using System.Diagnostics;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

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

    private static async Task ConnectAsync(RabbitGatewayBus bus, TestGateway table, string station, long epoch)
    {
        table.Stations[station] = epoch;
        await bus.PublishAsync(new StationConnected(station, epoch, At, OcppVersion.V16, null), CancellationToken.None);
    }
}
