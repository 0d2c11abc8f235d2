using System.Globalization;
using Busbar.Lab.Commands;
using Busbar.Lab.Swarms;
using Busbar.Lab.Tests.Support;
using Busbar.Lab.Time;
using Busbar.Links.Ocpp;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Lab.Tests.Swarms;

/// <summary>The swarm over real sockets against a strict central system.</summary>
public sealed class SwarmTests
{
    [Fact]
    public async Task Well_behaved_stations_boot_charge_and_meter_and_everything_they_send_is_valid()
    {
        await using var central = new TcpCentral();
        using var run = Start(central, o => o with { Count = 20, ConnectsPerSecond = 10_000, Mix = new SessionMix(0, 1, 0), MeterInterval = TimeSpan.FromSeconds(10) }, speed: 60);
        await Until.TrueAsync(() => central.Of<StopTransactionRequest>().Length >= 10, "ten sessions");
        var exit = await run.EndAsync();

        Assert.Equal(0, exit);
        Assert.Empty(central.Troubles);
        Assert.Equal(20, central.Of<BootNotificationRequest>().Length);
        foreach (var station in central.Received.GroupBy(r => r.Station, StringComparer.Ordinal))
        {
            var story = string.Join(' ', station.Select(r => r.Request is StatusNotificationRequest s ? s.Status.ToString() : r.Request.Action.Name).Where(n => n is not "MeterValues" and not "Heartbeat"));
            Assert.StartsWith("BootNotification Available Available", story, StringComparison.Ordinal);
            Assert.DoesNotContain("Preparing Preparing", story, StringComparison.Ordinal);
        }

        Assert.Contains(run.Lines, line => line.Contains("connected 20/20", StringComparison.Ordinal));
        Assert.Contains("20 stations", run.Lines[^1], StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_start_and_a_stop_are_said_again_as_they_were_until_they_are_answered(bool isCut)
    {
        await using var central = new TcpCentral();
        var (starts, stops) = (0, 0);
        bool Fails(OcppRequest request) => request switch
        {
            StartTransactionRequest => Interlocked.Increment(ref starts) <= 2,
            StopTransactionRequest => Interlocked.Increment(ref stops) <= 2,
            _ => false,
        };
        if (isCut) central.Cuts = Fails;
        else central.Refuses = Fails;
        using var run = Start(central, o => o with { Count = 1, ConnectsPerSecond = 100, Mix = new SessionMix(0, 1, 0), MeterInterval = TimeSpan.FromSeconds(10) }, speed: 60);
        await Until.TrueAsync(() => central.Of<StartTransactionRequest>().Length >= 4, "the session after the next");
        await run.EndAsync();

        var said = central.Of<StartTransactionRequest>();
        Assert.Equal(2, said.Select(s => s.Timestamp).Distinct().Count());
        Assert.All(said[..3], s => Assert.Equal((said[0].Timestamp, said[0].MeterStart), (s.Timestamp, s.MeterStart)));
        var ended = central.Of<StopTransactionRequest>();
        Assert.Equal(3, ended.Length);
        Assert.All(ended, s => Assert.Equal((1, ended[0].Timestamp, ended[0].MeterStop), (s.TransactionId, s.Timestamp, s.MeterStop)));
        Assert.Equal(isCut ? 5 : 1, central.Of<BootNotificationRequest>().Length);
    }

    [Fact]
    public async Task A_session_goes_on_over_a_connection_that_is_lost()
    {
        await using var central = new TcpCentral();
        var readings = 0;
        central.Cuts = request => request is MeterValuesRequest && Interlocked.Increment(ref readings) == 2;
        using var run = Start(central, o => o with { Count = 1, ConnectsPerSecond = 100, Mix = new SessionMix(0, 1, 0), MeterInterval = TimeSpan.FromSeconds(10) }, speed: 60);
        await Until.TrueAsync(() => central.Of<StopTransactionRequest>().Length == 1, "the stop");
        await run.EndAsync();
        Assert.Equal(2, central.Of<BootNotificationRequest>().Length);
        Assert.Single(central.Of<StartTransactionRequest>());
        Assert.All(central.Of<MeterValuesRequest>(), m => Assert.Equal(1, m.TransactionId));
    }

    [Fact]
    public async Task Remote_start_and_stop_reach_a_station_of_the_swarm()
    {
        await using var central = new TcpCentral();
        using var run = Start(central, o => o with { Count = 1, Mix = new SessionMix(1, 0, 0) }, speed: 20);
        await Until.TrueAsync(() => central.Of<StatusNotificationRequest>().Length == 2, "idle");
        var station = central.Stations["SWARM-00001"];
        Assert.Equal(OcppReplyKind.Answered, (await station.CallAsync(new RemoteStartTransactionRequest { IdTag = "DEMO" }, TimeSpan.FromSeconds(20), CancellationToken.None)).Kind);
        await Until.TrueAsync(() => central.Of<MeterValuesRequest>().Length >= 1, "a reading of the transaction");
        Assert.Equal(OcppReplyKind.Answered, (await station.CallAsync(new RemoteStopTransactionRequest { TransactionId = 1 }, TimeSpan.FromSeconds(20), CancellationToken.None)).Kind);
        await Until.TrueAsync(() => central.Of<StopTransactionRequest>().Length == 1, "the stop");
        Assert.Equal(0, await run.EndAsync());
    }

    [Fact]
    public async Task The_meter_rate_mode_writes_one_line_for_each_acknowledged_message()
    {
        await using var central = new TcpCentral();
        var path = Path.Combine(Path.GetTempPath(), $"busbar-acks-{Guid.NewGuid():N}.txt");
        try
        {
            using var run = Start(central, o => o with { Count = 10, MeterRate = 500, AcksPath = path });
            await Until.TrueAsync(() => run.Swarm.AcknowledgedMeterValues > 300, "some hundreds");
            Assert.Equal(0, await run.EndAsync());

            Assert.Empty(central.Troubles);
            var lines = await File.ReadAllLinesAsync(path);
            Assert.Equal(run.Swarm.AcknowledgedMeterValues, lines.Length);
            var received = central.Received.Where(r => r.Request is MeterValuesRequest)
                .Select(r => (r.Station, ((MeterValuesRequest)r.Request).MeterValue[0]))
                .ToDictionary(r => (r.Station, r.Item2.Timestamp), r => long.Parse(r.Item2.SampledValue[0].Value, CultureInfo.InvariantCulture) - MeterTemplate.FirstRegisterWh);
            foreach (var line in lines)
            {
                var words = line.Split(' ');
                var at = DateTimeOffset.Parse(words[2], CultureInfo.InvariantCulture);
                Assert.Equal(long.Parse(words[1], CultureInfo.InvariantCulture), received[(words[0], at)]);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("garbage", OcppTroubleKind.Undecodable, null)]
    [InlineData("unknown-action", OcppTroubleKind.Refused, OcppErrorCode.NotImplemented)]
    [InlineData("wrong-types", OcppTroubleKind.Refused, OcppErrorCode.TypeConstraintViolation)]
    [InlineData("late-replies", OcppTroubleKind.AnswerToNothing, null)]
    public async Task What_a_station_does_wrong_is_seen_as_what_it_is(string kind, OcppTroubleKind expected, OcppErrorCode? code)
    {
        await using var central = new TcpCentral();
        using var run = Start(central, o => o with { Count = 2, Misbehave = Misbehaviours.Parse([kind + "=0.5"]), Mix = new SessionMix(1, 0, 0) }, speed: 20);
        await Until.TrueAsync(() => central.Troubles.Any(t => t.Kind == expected && (code is null || t.Code == code)), kind);
        await Until.TrueAsync(() => central.Of<StatusNotificationRequest>().Length >= 2, "its neighbour notices nothing");
        Assert.Equal(0, await run.EndAsync());
    }

    [Theory]
    [InlineData("numeric-ids", Leniency.NumericMessageId)]
    [InlineData("no-zone-dates", Leniency.DateWithoutZone)]
    public async Task What_can_be_tolerated_is_counted_by_its_rule(string kind, Leniency rule)
    {
        await using var central = new TcpCentral(Leniency.All);
        using var run = Start(central, o => o with { Count = 1, Misbehave = Misbehaviours.Parse([kind + "=1"]), Mix = new SessionMix(1, 0, 0) });
        await Until.TrueAsync(() => central.Leniencies.Any(l => l.HasFlag(rule)), kind);
        await Until.TrueAsync(() => central.Of<StatusNotificationRequest>().Length >= 2, "it goes on");
        Assert.Equal(0, await run.EndAsync());
    }

    [Fact]
    public async Task A_message_of_ten_megabytes_is_cut_off_with_1009()
    {
        await using var central = new TcpCentral();
        using var run = Start(central, o => o with { Count = 1, Misbehave = Misbehaviours.Parse(["oversize=1"]) });
        await Until.TrueAsync(() => central.Closures.Any(c => c.Code == 1009), "1009");
        await run.EndAsync();
    }

    [Fact]
    public async Task A_flood_and_bursts_after_an_outage_come_without_waiting_for_answers()
    {
        await using var central = new TcpCentral();
        using var run = Start(central, o => o with { Count = 2, Misbehave = Misbehaviours.Parse(["flood=0.5,offline-bursts=0.5"]) }, speed: 10);
        await Until.TrueAsync(() => central.Received.Count(r => r is { Station: "SWARM-00001", Request: MeterValuesRequest }) > 500, "a flood");
        await Until.TrueAsync(() => central.Received.Count(r => r is { Station: "SWARM-00002", Request: MeterValuesRequest }) >= 400, "two bursts");
        Assert.True(central.Received.Count(r => r is { Station: "SWARM-00002", Request: BootNotificationRequest }) >= 2);
        await run.EndAsync();
    }

    [Fact]
    public async Task A_reconnect_storm_opens_many_connections_under_one_identity()
    {
        await using var central = new TcpCentral();
        using var run = Start(central, o => o with { Count = 1, ConnectsPerSecond = 1000, Misbehave = Misbehaviours.Parse(["reconnect-storm=1"]) });
        await Until.TrueAsync(() => central.Accepted >= 20, "twenty connections");
        Assert.Single(central.Stations);
        await run.EndAsync();
    }

    [Fact]
    public async Task A_clock_may_be_decades_off_and_the_message_is_still_valid()
    {
        await using var central = new TcpCentral();
        using var run = Start(central, o => o with { Count = 1, Mix = new SessionMix(0, 1, 0), Misbehave = Misbehaviours.Parse(["clock-skew=1"]) }, speed: 60);
        await Until.TrueAsync(() => central.Of<MeterValuesRequest>().Length > 5, "readings");
        Assert.Empty(central.Troubles);
        var stamps = central.Of<MeterValuesRequest>().Select(m => m.MeterValue[0].Timestamp).ToArray();
        Assert.True(stamps.Max() - stamps.Min() > TimeSpan.FromHours(1));
        await run.EndAsync();
    }

    [Fact]
    public async Task Where_nothing_listens_the_command_says_so_and_fails()
    {
        var output = new StringWriter();
        var exit = await LabCommands.RunAsync(new SwarmOptions { Url = new Uri("ws://127.0.0.1:1/ocpp") }, output, TimeProvider.System, CancellationToken.None);
        Assert.Equal(1, exit);
        Assert.Contains("Nothing listens at ws://127.0.0.1:1/ocpp", output.ToString(), StringComparison.Ordinal);
    }

    private static Run Start(TcpCentral central, Func<SwarmOptions, SwarmOptions> change, double speed = 1)
    {
        var options = change(new SwarmOptions { Url = central.Url, CallTimeout = TimeSpan.FromHours(1), ReportInterval = TimeSpan.FromMilliseconds(200 * speed) });
        return new Run(options, ScaledTime.At(speed, TimeProvider.System));
    }

    private sealed class Run : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task<int> _running;

        public Run(SwarmOptions options, TimeProvider time)
        {
            Swarm = new Swarm(options, time, line =>
            {
                lock (Lines) Lines.Add(line);
            });
            _running = Swarm.RunAsync(_stop.Token);
        }

        public Swarm Swarm { get; }

        public List<string> Lines { get; } = [];

        public void Dispose() => _stop.Dispose();

        public async Task<int> EndAsync()
        {
            await _stop.CancelAsync();
            return await _running.SoonAsync();
        }
    }
}
