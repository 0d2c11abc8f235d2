using Busbar.ChargePoints;
using Busbar.ChargePoints.Internal;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Links.Lanes;
using Busbar.Links.Ocpp;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

/// <summary>The charge point with its loop and link, over a real OCPP-J connection on an in-memory pipe.</summary>
public sealed class ChargePointLinkTests
{
    [Fact]
    public async Task It_connects_boots_and_answers_commands_in_one_life()
    {
        await using var world = new World();
        await Until.TrueAsync(() => world.Central.Of<StatusNotificationRequest>().Length == 2, "boot and statuses");
        Assert.Equal("BootNotification Available0 Available1", world.Central.Names);

        Assert.Equal(RemoteStartStopStatus.Accepted, (await world.Central.CallAsync<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { IdTag = "DEMO", ConnectorId = 1 })).Status);
        await Until.TrueAsync(() => world.Station.View.Connectors[1].TransactionId == 1, "the transaction has its number");
        Assert.Equal((ChargePointStatus.Charging, "DEMO"), (world.Station.View.Connectors[1].Status, world.Station.View.Connectors[1].IdTag));
        Assert.Equal(RemoteStartStopStatus.Accepted, (await world.Central.CallAsync<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 })).Status);
        await Until.TrueAsync(() => world.Central.Names.EndsWith("Available1", StringComparison.Ordinal) && world.Central.Of<StopTransactionRequest>().Length == 1, "the end");
        Assert.Equal("BootNotification Available0 Available1 Preparing1 StartTransaction Charging1 StopTransaction Available1", world.Central.Names);
        Assert.Equal(["start 1", "stop 1"], world.Hardware.Commands);
    }

    [Fact]
    public async Task What_an_answer_brings_about_never_overtakes_the_answer()
    {
        await using var world = new World();
        await Until.TrueAsync(() => world.Central.Of<StatusNotificationRequest>().Length == 2, "boot");
        for (var round = 0; round < 200; round++)
        {
            world.Central.Forget();
            var seenBefore = -1;
            Task? call = null;
            world.Central.Script = request =>
            {
                // The heartbeat may be here before the caller holds its task.
                SpinWait.SpinUntil(() => Volatile.Read(ref call) is not null, Until.Patience);
                if (request is HeartbeatRequest) Volatile.Write(ref seenBefore, call!.IsCompleted ? 1 : 0);
                return null;
            };
            Volatile.Write(ref call, world.Central.Current!.CallAsync(new TriggerMessageRequest { RequestedMessage = MessageTrigger.Heartbeat }, TimeSpan.FromSeconds(20), CancellationToken.None).AsTask());
            await call;
            await Until.TrueAsync(() => Volatile.Read(ref seenBefore) >= 0, "the heartbeat");
            Assert.Equal(1, seenBefore);
        }
    }

    [Fact]
    public async Task After_a_cut_it_connects_again_and_delivers_what_it_kept()
    {
        await using var world = new World();
        await world.ReadyAsync();
        await world.Central.CallAsync<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { IdTag = "DEMO" });
        await Until.TrueAsync(() => world.Station.View.Connectors[1].TransactionId == 1, "a transaction");

        world.Central.IsDown = true;
        world.Central.Current!.Socket.Abort("cut");
        await Until.TrueAsync(() => !world.Station.View.IsConnected, "the cut is noticed");
        world.Station.Raise(new SessionEnded(1, StopReason.Local));
        await Until.TrueAsync(() => world.Station.View.Waiting == 1, "the stop is kept");
        world.Central.Forget();
        world.Central.IsDown = false;

        await Until.TrueAsync(() => world.Station.View.Waiting == 0, "the stop is delivered");
        Assert.Equal(2, world.Central.Connections);
        Assert.Equal("Available1 StopTransaction", world.Central.Names);
        Assert.Equal(1, world.Central.Of<StopTransactionRequest>()[0].TransactionId);
    }

    [Fact]
    public async Task A_hard_reset_really_closes_the_connection_and_boots_again()
    {
        await using var world = new World();
        await world.ReadyAsync();
        world.Central.Forget();
        await world.Central.CallAsync<ResetResponse>(new ResetRequest { Type = ResetType.Hard });
        await Until.TrueAsync(() => world.Central.Of<StatusNotificationRequest>().Length == 2, "the second boot");
        Assert.Equal("BootNotification Available0 Available1", world.Central.Names);
        Assert.Equal(2, world.Central.Connections);
    }

    [Fact]
    public async Task A_call_that_the_central_system_refuses_is_counted_and_logged()
    {
        await using var world = new World(script: request => request is BootNotificationRequest ? OcppAnswer.Refuse(OcppErrorCode.InternalError, "not today") : null);
        await Until.TrueAsync(() => world.Station.View.CallsRefused == 1, "the refusal");
        Assert.Contains(world.Log, line => line.Contains("not today", StringComparison.Ordinal));
        Assert.Null(world.Station.View.Registration);
    }

    [Fact]
    public void The_wait_before_a_reconnect_doubles_to_its_most_and_is_never_the_same_for_all()
    {
        var options = StationRig.Options() with { ReconnectMin = TimeSpan.FromSeconds(1), ReconnectMax = TimeSpan.FromSeconds(30) };
        for (var failures = 1; failures < 50; failures++)
        {
            var longest = Math.Min(30, Math.Pow(2, failures - 1));
            var waits = Enumerable.Range(0, 100).Select(i => Link(options with { Id = $"CP-{i}" }).NextWait(failures).TotalSeconds).ToArray();
            Assert.All(waits, wait => Assert.InRange(wait, longest / 2, longest));
            Assert.True(waits.Distinct().Count() > 80);
        }

        static StationLink Link(ChargePointOptions options) => new(options, TimeProvider.System, new Lane<StationInput>(8, LanePolicy.Wait), _ => { });
    }

    [Fact]
    public void Options_out_of_range_are_refused_with_their_value()
    {
        Assert.Contains("'ftp://x/'", Refused(o => o with { Url = new Uri("ftp://x/") }), StringComparison.Ordinal);
        Assert.Contains("1 to 48", Refused(o => o with { Id = new string('x', 49) }), StringComparison.Ordinal);
        Assert.Contains("16 or more", Refused(o => o with { QueueCapacity = 15 }), StringComparison.Ordinal);

        static string Refused(Func<ChargePointOptions, ChargePointOptions> change) =>
            Assert.Throws<ArgumentException>(() => new ChargePoint(change(StationRig.Options()), new FakeHardware(), TimeProvider.System)).Message;
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public World(Func<OcppRequest, OcppAnswer?>? script = null)
        {
            Central.Script = script;
            var options = StationRig.Options() with { ReconnectMin = TimeSpan.FromMilliseconds(10), ReconnectMax = TimeSpan.FromMilliseconds(20), RebootTime = TimeSpan.FromMilliseconds(10) };
            Station = new ChargePoint(options, Hardware, Time, TimeProvider.System, line =>
            {
                lock (Log) Log.Add(line);
            })
            {
                Connect = Central.ConnectAsync,
            };
            _running = Station.RunAsync(_stop.Token);
        }

        public FakeTime Time { get; } = new();

        public FakeCentral Central { get; } = new();

        public FakeHardware Hardware { get; } = SessionTests.NoCableDetection();

        public ChargePoint Station { get; }

        public List<string> Log { get; } = [];

        public Task ReadyAsync() => Until.TrueAsync(() => Central.Of<StatusNotificationRequest>().Length == 2 && Station.View.CallsAnswered == 3, "the boot");

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.SoonAsync();
            _stop.Dispose();
        }
    }
}
