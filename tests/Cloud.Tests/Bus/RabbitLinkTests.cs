using System.Net.NetworkInformation;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Cloud.Tests.Faults;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using RabbitMQ.Client;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Lines to the broker on which nobody answers: who waits for one must not wait for ever, nor keep others waiting.</summary>
[Collection(RabbitCollection.Name)]
public sealed class RabbitLinkTests : IAsyncLifetime
{
    private const int Shards = 32;

    private readonly RabbitRig _rig = new();
    private LinkProxy _line = null!;

    public async ValueTask InitializeAsync()
    {
        _rig.Options = _rig.Options with { Shards = Shards, Heartbeat = TimeSpan.FromSeconds(1) };
        await _rig.BeginAsync();
        _line = new LinkProxy(() => _rig.Server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_line is { } line) line.State = LinkState.Whole;
        await _rig.DisposeAsync();
        if (_line is not null) await _line.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_that_is_swallowed_while_it_is_made_is_given_up_and_made_again()
    {
        _line.State = LinkState.HalfOpen;
        var starting = _rig.WorkerAsync(new TestCms(), options: Through());
        await RabbitRig.UntilAsync(() => _line.Connections == 2, "both connections wait for the broker's first word");
        _line.State = LinkState.Whole;
        var worker = await starting;
        await RabbitRig.UntilAsync(() => worker.Shards.Count == Shards, "the worker has all shards");
    }

    [Fact]
    public async Task A_worker_without_a_line_for_events_leaves_its_shards_to_the_others()
    {
        _line.Swallowed = "busbar worker events";
        var lame = await _rig.WorkerAsync(new TestCms(), options: Through());
        var well = await _rig.WorkerAsync(new TestCms());
        await RabbitRig.UntilAsync(() => well is { OtherWorkers: 1, Shards.Count: Shards }, "the other worker has all shards");
        Assert.Empty(lame.Shards);
        _line.Swallowed = null;
        await RabbitRig.UntilAsync(() => lame.Shards.Count > 0 && lame.Shards.Count + well.Shards.Count == Shards, "they share the shards");
    }

    [Fact]
    public async Task A_line_that_takes_no_more_bytes_is_closed_and_another_one_is_tried()
    {
        var sessions = 0;
        BrokerLink link = null!;
        async Task FloodAsync(IConnection connection, CancellationToken ct)
        {
            await using var lease = await Lease.OpenAsync(connection, ct);
            Interlocked.Increment(ref sessions);
            link.MarkUp();
            while (_line.State == LinkState.Whole) await Task.Delay(5, lease.Ended);
            while (true) await lease.Channel.BasicPublishAsync("", "nowhere", mandatory: false, new BasicProperties(), new byte[1 << 20], lease.Ended);
        }

        link = new BrokerLink("flood", Through(), FloodAsync, _rig.Metrics, TimeProvider.System, _rig.Log);
        await using var end = link;
        link.Start();
        await link.FirstUpAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        _line.State = LinkState.Silent;
        await RabbitRig.UntilAsync(() => _line.Connections > 1, () => $"another is tried\n{_rig.Log}");
        await RabbitRig.UntilAsync(() => Open() <= 1, () => $"the first was closed\n{_rig.Log}");
        _line.State = LinkState.Whole;
        await RabbitRig.UntilAsync(() => Volatile.Read(ref sessions) > 1, "it works again");
    }

    [Fact]
    public async Task A_stations_answer_reaches_who_asked_although_its_gateway_lost_the_broker_meanwhile()
    {
        var answer = new TaskCompletionSource<CommandReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var table = new TestGateway { Answer = async (_, _) => await answer.Task };
        var gateway = await _rig.GatewayAsync(table, Through());
        table.Stations["CP1"] = 1;
        await gateway.PublishAsync(new StationConnected("CP1", 1, DateTimeOffset.UnixEpoch, OcppVersion.V16, null), CancellationToken.None);
        var worker = await _rig.WorkerAsync(new TestCms());
        var reset = new StationCommand("CP1", new ResetRequest { Type = ResetType.Soft }, TimeSpan.FromMinutes(5));
        var asking = worker.Bus.CommandAsync(reset, CancellationToken.None).AsTask();
        await RabbitRig.UntilAsync(() => table.Commands == 1, "the station has the command");
        _line.State = LinkState.Cut;
        await RabbitRig.UntilAsync(() => !gateway.IsReady, "the gateway has lost the broker");
        answer.SetResult(new CommandReply(CommandOutcome.Answered, new ResetResponse { Status = ResetStatus.Accepted }, null, null, TimeSpan.Zero));
        _line.State = LinkState.Whole;
        Assert.Equal(CommandOutcome.Answered, (await asking.WaitAsync(TimeSpan.FromMinutes(2))).Outcome);
        Assert.Equal(1, table.Commands);
    }

    [Fact]
    public async Task An_operator_is_told_soon_that_the_broker_is_away()
    {
        await using var bus = new RabbitOperatorBus(Through() with { CallDeadline = TimeSpan.FromMinutes(10) }, _rig.Metrics, TimeProvider.System, _rig.Log);
        await bus.StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        var early = bus.CallAsync("snapshot", "CP1", default, CancellationToken.None).AsTask();
        _line.State = LinkState.Cut;
        await RabbitRig.UntilAsync(() => !bus.IsReady, "the broker is away");
        foreach (var asking in (Task<byte[]>[])[early, bus.CallAsync("snapshot", "CP1", default, CancellationToken.None).AsTask()])
        {
            var refused = await Assert.ThrowsAsync<BusUnavailableException>(() => asking.WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.Equal("There is no connection to the broker.", refused.Message);
        }
    }

    /// <summary>Sockets of ours on the line that we have not closed.</summary>
    private int Open() => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Count(c => c.RemoteEndPoint.Port == _line.Port && c.State == TcpState.Established);

    private RabbitOptions Through() => _rig.Options with { Url = _rig.Options.Url.Replace($":{_rig.Server.Port}/", $":{_line.Port}/", StringComparison.Ordinal) };
}
