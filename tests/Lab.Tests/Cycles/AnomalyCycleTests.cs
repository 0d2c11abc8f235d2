using System.Net;
using Busbar.Lab.Cycles;
using Busbar.Tests;

namespace Busbar.Lab.Tests.Cycles;

public sealed class AnomalyCycleTests
{
    [Fact]
    public async Task The_steps_come_at_0_2_3_5_and_8_seconds()
    {
        var time = new FakeTime();
        var central = new Recorder(time);
        var cycle = new AnomalyCycle(central, time);
        var running = cycle.RunAsync(rounds: 2, CancellationToken.None);
        await Until.TrueAsync(() => running.IsCompleted, time, TimeSpan.FromMilliseconds(50), "two rounds");
        await running;

        Assert.Equal(2, cycle.Rounds);
        Assert.Equal("limit 0|limit 100|start|stop|limit 0|limit 100|start|stop", string.Join('|', central.Steps.Select(s => s.Name)));
        double[] expected = [0, 2, 3, 5, 8, 10, 11, 13];
        Assert.All(central.Steps.Zip(expected), pair => Assert.InRange(pair.First.At.TotalSeconds, pair.Second, pair.Second + 0.5));
    }

    [Fact]
    public async Task A_step_that_fails_is_told_and_the_cycle_goes_on()
    {
        var time = new FakeTime();
        var central = new Recorder(time) { Fails = true };
        var log = new List<string>();
        var running = new AnomalyCycle(central, time, log.Add).RunAsync(rounds: 1, CancellationToken.None);
        await Until.TrueAsync(() => running.IsCompleted, time, TimeSpan.FromMilliseconds(50), "the round");
        Assert.Equal(4, central.Steps.Count);
        Assert.Equal(4, log.Count(line => line.Contains("no hub", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cancelled_cycle_returns()
    {
        using var stop = new CancellationTokenSource();
        var running = new AnomalyCycle(new Recorder(new FakeTime()), new FakeTime()).RunAsync(null, stop.Token);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Over_REST_the_commands_are_OCPP_payloads_and_the_stop_finds_the_open_transaction()
    {
        var hub = new FakeHub();
        using var http = new HttpClient(hub) { BaseAddress = new Uri("http://hub") };
        var commands = new RestCycleCommands(http, "LAB 1", "DEMO");

        await commands.SetLimitAsync(100, CancellationToken.None);
        await commands.RemoteStartAsync(CancellationToken.None);
        hub.Transactions = """[{"id":8,"connectorId":2,"stoppedAt":null},{"id":7,"connectorId":1,"stoppedAt":"2026-03-01T12:00:00Z"},{"id":9,"connectorId":1,"stoppedAt":null}]""";
        await commands.RemoteStopAsync(CancellationToken.None);

        Assert.StartsWith("POST /api/v1/chargers/LAB%201/commands/SetChargingProfile {\"connectorId\":1,\"csChargingProfiles\":{\"chargingProfileId\":7,", hub.Requests[0], StringComparison.Ordinal);
        Assert.Contains("\"chargingSchedulePeriod\":[{\"startPeriod\":0,\"limit\":100}]", hub.Requests[0], StringComparison.Ordinal);
        Assert.Equal("POST /api/v1/chargers/LAB%201/commands/RemoteStartTransaction {\"connectorId\":1,\"idTag\":\"DEMO\"}", hub.Requests[1]);
        Assert.Equal("POST /api/v1/chargers/LAB%201/commands/RemoteStopTransaction {\"transactionId\":9}", hub.Requests[^1]);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, """{"response":{"status":"Rejected"}}""", "Rejected")]
    [InlineData(HttpStatusCode.Conflict, """{"title":"Not connected","detail":"LAB-1 is not connected."}""", "409, LAB-1 is not connected.")]
    [InlineData(HttpStatusCode.BadGateway, "<html>", "502, <html>")]
    [InlineData(HttpStatusCode.OK, "<html>", "not JSON")]
    public async Task What_the_hub_refuses_says_why(HttpStatusCode status, string body, string expected)
    {
        using var http = new HttpClient(new FakeHub { Status = status, Body = body }) { BaseAddress = new Uri("http://hub") };
        var error = await Assert.ThrowsAsync<CycleCommandException>(() => new RestCycleCommands(http, "LAB-1", "DEMO").RemoteStartAsync(CancellationToken.None));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_is_not_there_says_so()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1") };
        var error = await Assert.ThrowsAsync<CycleCommandException>(() => new RestCycleCommands(http, "LAB-1", "DEMO").RemoteStartAsync(CancellationToken.None));
        Assert.Contains("does not answer", error.Message, StringComparison.Ordinal);
    }

    private sealed class Recorder(TimeProvider time) : ICycleCommands
    {
        private readonly long _start = time.GetTimestamp();

        public List<(string Name, TimeSpan At)> Steps { get; } = [];

        public bool Fails { get; init; }

        public Task SetLimitAsync(int limitA, CancellationToken ct) => Add($"limit {limitA}");

        public Task RemoteStartAsync(CancellationToken ct) => Add("start");

        public Task RemoteStopAsync(CancellationToken ct) => Add("stop");

        private Task Add(string name)
        {
            Steps.Add((name, time.GetElapsedTime(_start)));
            return Fails ? Task.FromException(new CycleCommandException("no hub")) : Task.CompletedTask;
        }
    }

    private sealed class FakeHub : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public string Body { get; init; } = """{"response":{"status":"Accepted"}}""";

        public string Transactions { get; set; } = "[]";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery} {body}".TrimEnd());
            var answer = request.RequestUri.AbsolutePath == "/api/v1/transactions" ? Transactions : Body;
            return new HttpResponseMessage(Status) { Content = new StringContent(answer) };
        }
    }
}
