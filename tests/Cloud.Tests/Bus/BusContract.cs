using Busbar.Cloud.Bus;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Both ends of a bus under test.</summary>
/// <param name="OfGateway">What a gateway has.</param>
/// <param name="OfCms">What the CMS sends commands by.</param>
internal sealed record BusUnderTest(IBus OfGateway, IBus OfCms);

/// <summary>What every bus promises, whether it is three method calls or a broker.</summary>
public abstract class BusContract
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private protected TestCms Cms { get; } = new();

    private protected TestGateway Gateway { get; } = new();

    private protected abstract Task<BusUnderTest> StartAsync();

    [Fact]
    public async Task An_admission_is_asked_with_all_that_is_known_and_answered_whole()
    {
        AdmissionRequest? asked = null;
        var decision = new Admission(AdmissionVerdict.Blocked, 638_123_456_789, Leniency.EmptyText | Leniency.OddDate, true);
        Cms.Admit = request =>
        {
            asked = request;
            return decision;
        };
        var bus = await StartAsync();
        var request = new AdmissionRequest("CP*1.a", OcppVersion.V16, [1, 2, 255], System.Net.IPAddress.Parse("192.0.2.1"));
        Assert.Equal(decision, await bus.OfGateway.AdmitAsync(request, CancellationToken.None));
        Assert.Equal((request.StationId, request.Version, request.RemoteAddress), (asked!.StationId, asked.Version, asked.RemoteAddress));
        Assert.Equal(request.Password, asked.Password);
    }

    [Fact]
    public async Task A_call_is_answered_by_the_CMS()
    {
        var bus = await StartAsync();
        var answer = await bus.OfGateway.CallAsync(Call("CP1", "TAG"), CancellationToken.None);
        Assert.Equal(AuthorizationStatus.Accepted, Assert.IsType<AuthorizeResponse>(answer.Response).IdTagInfo.Status);
    }

    [Fact]
    public async Task A_refusal_comes_back_with_its_code_and_text()
    {
        Cms.Call = (call, _) => ValueTask.FromResult(CallAnswer.Refuse(OcppErrorCode.SecurityError, $"not {((AuthorizeRequest)call.Request).IdTag}"));
        var bus = await StartAsync();
        var answer = await bus.OfGateway.CallAsync(Call("CP1", "ä\"b"), CancellationToken.None);
        Assert.Equal(new OcppFault(OcppErrorCode.SecurityError, "", "not ä\"b"), answer.Fault);
    }

    [Fact]
    public async Task A_failure_of_the_CMS_is_an_exception_at_the_caller()
    {
        Cms.Call = (_, _) => throw new InvalidOperationException("the store has burned");
        var bus = await StartAsync();
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await bus.OfGateway.CallAsync(Call("CP1", "TAG"), CancellationToken.None));
        Assert.Contains("the store has burned", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_calls_at_once_each_get_their_own_answer()
    {
        Cms.Call = async (call, _) =>
        {
            await Task.Yield();
            return CallAnswer.Refuse(OcppErrorCode.GenericError, ((AuthorizeRequest)call.Request).IdTag);
        };
        var bus = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i => (await bus.OfGateway.CallAsync(Call($"CP{i}", $"T{i}"), CancellationToken.None)).Fault!.Text));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"T{i}"), answers);
    }

    [Fact]
    public async Task Events_of_a_station_come_in_the_order_of_their_publication()
    {
        var bus = await StartAsync();
        for (var i = 0; i < 200; i++) await bus.OfGateway.PublishAsync(new StationLinkTrouble("CP1", 1, At, "n", $"{i}"), CancellationToken.None);
        await RabbitRig.UntilAsync(() => Cms.Taken.Count == 200, "all events are taken");
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), Cms.Taken.Cast<StationLinkTrouble>().Select(e => e.Text));
    }

    [Fact]
    public async Task Every_kind_of_event_arrives()
    {
        var bus = await StartAsync();
        StationEvent[] events =
        [
            new StationConnected("CP1", 7, At, OcppVersion.V16, null),
            new StationReported("CP1", 7, At, new HeartbeatRequest(), MessageId.Parse("1")),
            new StationLinkTrouble("CP1", 7, At, "flood", "too much"),
            new StationExchanged("CP1", 7, At, true, "Heartbeat", "1", "{}"u8.ToArray(), "{}"u8.ToArray(), null, null, TimeSpan.FromMilliseconds(1), Leniency.None),
            new StationDisconnected("CP1", 7, At, "gone"),
        ];
        Gateway.Stations["CP1"] = 7;
        foreach (var e in events) await bus.OfGateway.PublishAsync(e, CancellationToken.None);
        await RabbitRig.UntilAsync(() => Cms.Taken.Count == events.Length, "all events are taken");
        Assert.Equal(events.Select(e => e.GetType().Name).Order(StringComparer.Ordinal), Cms.Taken.Select(e => e.GetType().Name).Order(StringComparer.Ordinal));
        Assert.All(Cms.Taken, e => Assert.Equal(("CP1", 7L, At), (e.StationId, e.Epoch, e.At)));
    }

    [Fact]
    public async Task A_command_brings_back_the_stations_own_answer()
    {
        var bus = await StartAsync();
        await ConnectAsync(bus, "CP1", 1);
        var reply = await bus.OfCms.CommandAsync(Reset("CP1"), CancellationToken.None);
        Assert.Equal(CommandOutcome.Answered, reply.Outcome);
        Assert.Equal(ResetStatus.Accepted, Assert.IsType<ResetResponse>(reply.Response).Status);
        Assert.Equal(TimeSpan.FromMilliseconds(5), reply.Latency);
    }

    [Theory]
    [InlineData(CommandOutcome.Refused)]
    [InlineData(CommandOutcome.TimedOut)]
    [InlineData(CommandOutcome.Busy)]
    [InlineData(CommandOutcome.InvalidAnswer)]
    public async Task Other_ends_of_a_command_come_back_too(CommandOutcome outcome)
    {
        Gateway.Answer = (_, _) => ValueTask.FromResult(new CommandReply(outcome, null, "NotSupported", "so it is", TimeSpan.FromSeconds(1)));
        var bus = await StartAsync();
        await ConnectAsync(bus, "CP1", 1);
        var reply = await bus.OfCms.CommandAsync(Reset("CP1"), CancellationToken.None);
        Assert.Equal((outcome, "NotSupported", "so it is"), (reply.Outcome, reply.ErrorCode, reply.ErrorText));
    }

    [Fact]
    public async Task A_station_that_is_nowhere_is_not_connected()
    {
        var bus = await StartAsync();
        Assert.Equal(CommandOutcome.NotConnected, (await bus.OfCms.CommandAsync(Reset("CP9"), CancellationToken.None)).Outcome);
        Assert.False(await bus.OfCms.DisconnectAsync("CP9", "why", CancellationToken.None));
    }

    [Fact]
    public async Task The_connection_of_a_station_is_found_where_it_is()
    {
        var bus = await StartAsync();
        await ConnectAsync(bus, "CP1", 638_000_000_000_000_007);
        Assert.Equal(638_000_000_000_000_007, await bus.OfCms.FindConnectionAsync("CP1", CancellationToken.None));
        Assert.Equal(0, await bus.OfCms.FindConnectionAsync("CP9", CancellationToken.None));
    }

    [Fact]
    public async Task A_station_is_disconnected_with_the_reason()
    {
        var bus = await StartAsync();
        await ConnectAsync(bus, "CP1", 1);
        Assert.True(await bus.OfCms.DisconnectAsync("CP1", "blocked by the operator", CancellationToken.None));
        Assert.Equal(["CP1: blocked by the operator"], Gateway.Closed);
    }

    [Fact]
    public async Task A_cancelled_caller_waits_no_longer()
    {
        Cms.Call = async (_, ct) =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return default;
        };
        var bus = await StartAsync();
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await bus.OfGateway.CallAsync(Call("CP1", "TAG"), cancelled.Token));
    }

    private protected static StationCall Call(string station, string tag) => new(station, 1, new AuthorizeRequest { IdTag = tag }, MessageId.Parse("1"), At);

    private protected static StationCommand Reset(string station) => new(station, new ResetRequest { Type = ResetType.Soft });

    private protected async Task ConnectAsync(BusUnderTest bus, string station, long epoch)
    {
        Gateway.Stations[station] = epoch;
        await bus.OfGateway.PublishAsync(new StationConnected(station, epoch, At, OcppVersion.V16, null), CancellationToken.None);
    }
}

/// <summary>The bus of a single process.</summary>
public sealed class InProcessBusTests : BusContract
{
    private protected override Task<BusUnderTest> StartAsync()
    {
        var bus = new InProcessBus();
        bus.Attach(Cms);
        bus.Attach(Gateway);
        return Task.FromResult(new BusUnderTest(bus, bus));
    }
}

/// <summary>The bus over a broker.</summary>
[Collection(RabbitCollection.Name)]
public sealed class RabbitBusTests : BusContract, IAsyncLifetime
{
    private readonly RabbitRig _rig = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private protected override async Task<BusUnderTest> StartAsync()
    {
        await _rig.BeginAsync();
        var worker = await _rig.WorkerAsync(Cms);
        var gateway = await _rig.GatewayAsync(Gateway);
        await RabbitRig.AllShardsAsync(worker);
        return new BusUnderTest(gateway, worker.Bus);
    }
}
