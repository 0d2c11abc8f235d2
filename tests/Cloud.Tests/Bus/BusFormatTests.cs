using System.Net;
using System.Text;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Format;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Bodies of the bus: what another program sees, and that nothing is lost on the way.</summary>
public sealed class BusFormatTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "a JSON object is due")]
    [InlineData("{\"station\":\"CP1\"", "body")]
    [InlineData("{\"station\":7,\"action\":\"Heartbeat\",\"payload\":{}}", "station is Number; text is due")]
    [InlineData("{\"action\":\"Heartbeat\",\"payload\":{}}", "station is missing")]
    [InlineData("{\"station\":\"\",\"action\":\"Heartbeat\",\"payload\":{}}", "station is missing")]
    [InlineData("{\"station\":\"CP1\",\"payload\":{}}", "action is missing")]
    [InlineData("{\"station\":\"CP1\",\"action\":\"Dance\",\"payload\":{}}", "action is Dance; ocpp1.6 has none of this name")]
    [InlineData("{\"station\":\"CP1\",\"version\":\"ocpp9\",\"action\":\"Heartbeat\",\"payload\":{}}", "version is ocpp9")]
    [InlineData("{\"station\":\"CP1\",\"version\":\"ocpp2.1\",\"action\":\"Heartbeat\",\"payload\":{}}", "no messages of it")]
    [InlineData("{\"station\":\"CP1\",\"action\":\"Heartbeat\"}", "payload is missing")]
    [InlineData("{\"station\":\"CP1\",\"action\":\"Authorize\",\"payload\":{}}", "idTag")]
    [InlineData("{\"station\":\"CP1\",\"action\":\"Heartbeat\",\"payload\":{},\"epoch\":\"x\"}", "epoch is String; a whole number is due")]
    [InlineData("{\"station\":\"CP1\",\"action\":\"Heartbeat\",\"payload\":{},\"at\":\"noon\"}", "at is String; a time")]
    [InlineData("{\"station\":\"CP1\",\"action\":\"Heartbeat\",\"payload\":{},\"id\":\"0123456789012345678901234567890123456789\"}", "at most 36 bytes")]
    [InlineData("{\"station\":\"CP1\",\"action\":\"Heartbeat\",\"payload\":{}} trailing", null)]
    public void A_bad_call_is_refused_by_name(string body, string? text)
    {
        if (text is null)
        {
            Assert.Equal("CP1", CallFormat.ReadCall(Encoding.UTF8.GetBytes(body), At).StationId);
            return;
        }

        var refused = Assert.Throws<BusFormatException>(() => CallFormat.ReadCall(Encoding.UTF8.GetBytes(body), At));
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_at_all_are_read_or_refused_but_never_crash()
    {
        var good = CallFormat.Write(Call());
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = good.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                CallFormat.ReadCall(bytes.AsSpan(0, random.Next(bytes.Length + 1)), At);
            }
            catch (BusFormatException)
            {
                // That is the answer that it should be.
            }
        }
    }

    [Fact]
    public void A_call_is_the_JSON_that_the_documentation_shows() => Assert.Equal(
        """{"station":"CP1","epoch":7,"at":"2026-03-01T12:00:00.123+01:00","version":"ocpp1.6","action":"Authorize","id":"42","payload":{"idTag":"TAG"}}""",
        Encoding.UTF8.GetString(CallFormat.Write(Call())));

    [Fact]
    public void A_call_needs_no_more_than_station_action_and_payload()
    {
        var call = CallFormat.ReadCall("""{"new":{"a":[1]},"payload":{"idTag":"TAG"},"action":"Authorize","station":"CP1"}"""u8, At);
        Assert.Equal((0L, At, "TAG"), (call.Epoch, call.ReceivedAt, ((AuthorizeRequest)call.Request).IdTag));
    }

    [Fact]
    public void A_call_comes_back_as_it_was()
    {
        var call = CallFormat.ReadCall(CallFormat.Write(Call()), default);
        Assert.Equal(("CP1", 7L, At, MessageId.Parse("42")), (call.StationId, call.Epoch, call.ReceivedAt, call.MessageId));
        Assert.Equal("TAG", Assert.IsType<AuthorizeRequest>(call.Request).IdTag);
    }

    [Fact]
    public void Answers_and_faults_come_back_as_they_were()
    {
        var answer = CallFormat.Write(CallAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } }));
        Assert.Equal("""{"payload":{"idTagInfo":{"status":"Accepted"}}}""", Encoding.UTF8.GetString(answer));
        var response = Assert.IsType<AuthorizeResponse>(CallFormat.ReadAnswer(answer, Ocpp16.Authorize).Response);
        Assert.Equal(AuthorizationStatus.Accepted, response.IdTagInfo.Status);

        var fault = new OcppFault(OcppErrorCode.SecurityError, "a.b", "no \"way\" ä");
        Assert.Equal(new CallAnswer(null, fault), CallFormat.ReadAnswer(CallFormat.Write(new CallAnswer(null, fault)), Ocpp16.Authorize));
        Assert.Equal(fault.Text, CallFormat.ReadFailure(CallFormat.WriteFault(fault)));
        Assert.Equal(default, CallFormat.ReadAnswer(CallFormat.Write(default(CallAnswer)), Ocpp16.Authorize));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("192.0.2.7", "pass")]
    [InlineData("2001:db8::1", "")]
    public void Admissions_come_back_as_they_were(string? remote, string? password)
    {
        var request = new AdmissionRequest("CP1", OcppVersion.V16, password is null ? null : Encoding.UTF8.GetBytes(password), remote is null ? null : IPAddress.Parse(remote));
        var read = CallFormat.ReadAdmissionRequest(CallFormat.Write(request));
        Assert.Equal((request.StationId, request.Version, request.RemoteAddress), (read.StationId, read.Version, read.RemoteAddress));
        Assert.Equal(request.Password, read.Password);
        var admission = new Admission(AdmissionVerdict.Blocked, 638_000_000_000_000_001, Leniency.All & ~Leniency.EmptyText, true);
        Assert.Equal(admission, CallFormat.ReadAdmission(CallFormat.Write(admission)));
    }

    [Fact]
    public void Events_come_back_as_they_were()
    {
        StationEvent[] events =
        [
            new StationConnected("CP1", 7, At, OcppVersion.V16, IPAddress.Loopback),
            new StationConnected("CP1", 7, At, OcppVersion.V201, null),
            new StationDisconnected("CP1", 7, At, "gone \u2603"),
            new StationLinkTrouble("CP1", 7, At, "flood", "50 a second"),
        ];
        foreach (var e in events) Assert.Equal(e, EventFormat.Read(EventFormat.TypeOf(e), EventFormat.Write(e), redelivered: false));
        Assert.True(EventFormat.Read(MessageTypes.Disconnected, EventFormat.Write(events[2]), redelivered: true).Redelivered);
        var report = new StationReported("CP1", 7, At, new HeartbeatRequest(), MessageId.Parse("9"));
        var read = Assert.IsType<StationReported>(EventFormat.Read(EventFormat.TypeOf(report), EventFormat.Write(report), redelivered: false));
        Assert.Equal((report.At, report.MessageId, Ocpp16.Heartbeat), (read.At, read.MessageId, read.Request.Action));
        Assert.Contains("allowed: report", Assert.Throws<BusFormatException>(() => EventFormat.Read("dance", EventFormat.Write(report), redelivered: false)).Message, StringComparison.Ordinal);
    }

    // What a leniency rule let pass at the gateway must not be refused by the worker.
    [Theory]
    [InlineData("""{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01 12:00","sampledValue":[{"value":"1","measurand":"Request.Energy","unit":"Quanta"}]}]}""")]
    [InlineData("""{"connectorId":"1","meterValue":[]}""")]
    public void What_was_odd_stays_readable(string payload)
    {
        var odd = OcppJson.ReadRequestPayload(Ocpp16.MeterValues, Encoding.UTF8.GetBytes(payload), Leniency.All, out var fault);
        Assert.Null(fault);
        var report = new StationReported("CP1", 7, At, odd!, default);
        var read = (StationReported)EventFormat.Read(MessageTypes.Report, EventFormat.Write(report), redelivered: false);
        Assert.Equal(OcppJson.ToUtf8(odd!), OcppJson.ToUtf8(read.Request));
    }

    [Fact]
    public void Exchanges_come_back_byte_for_byte_even_when_they_are_no_text()
    {
        StationExchanged[] exchanges =
        [
            new("CP1", 7, At, true, "Heartbeat", "1", "{ }"u8.ToArray(), "{\"currentTime\":\"\\u00e4\"}"u8.ToArray(), null, null, TimeSpan.FromTicks(12345), Leniency.EmptyText),
            new("CP2", 8, At, false, "Reset", "2", new byte[] { 0xff, 0xfe, 0 }, default, "TimedOut", "no answer", TimeSpan.FromSeconds(30), Leniency.None),
        ];
        var read = EventFormat.ReadExchanges(EventFormat.Write(exchanges));
        Assert.Equal(exchanges.Select(Flat), read.Select(Flat));

        static object Flat(StationExchanged e) => (e with { Request = default, Response = default }, Convert.ToHexString(e.Request.Span), Convert.ToHexString(e.Response.Span));
    }

    [Fact]
    public void Stations_that_were_heard_come_back_as_they_were()
    {
        StationSeen[] seen = [new("CP1", 7, At), new("\u2603*#", 638_000_000_000_000_007, At.AddMilliseconds(1))];
        Assert.Equal(seen, SeenFormat.Read(SeenFormat.Write(seen)));
        Assert.Empty(SeenFormat.Read(SeenFormat.Write([])));
    }

    [Theory]
    [InlineData("{}", "a JSON array is due")]
    [InlineData("[{\"epoch\":1,\"at\":\"2026-03-01T12:00:00Z\"}]", "station is missing")]
    [InlineData("[{\"station\":\"CP1\",\"epoch\":1}]", "at is missing")]
    [InlineData("[{\"station\":\"CP1\"", "not JSON")]
    public void A_body_of_stations_that_cannot_be_read_is_refused_with_a_word(string body, string why) =>
        Assert.Contains(why, Assert.Throws<BusFormatException>(() => SeenFormat.Read(Encoding.UTF8.GetBytes(body))).Message, StringComparison.Ordinal);

    [Fact]
    public void Commands_and_replies_come_back_as_they_were()
    {
        var command = new StationCommand("CP1", new ResetRequest { Type = ResetType.Soft }, TimeSpan.FromSeconds(7));
        var read = CommandFormat.Read(MessageTypes.Command, CommandFormat.Write(command, 9));
        Assert.Equal(("CP1", 9L, TimeSpan.FromSeconds(7)), (read.StationId, read.Epoch, read.Command!.Deadline));
        Assert.Equal(ResetType.Soft, ((ResetRequest)read.Command.Request).Type);
        Assert.Null(CommandFormat.Read(MessageTypes.Command, CommandFormat.Write(command with { Deadline = null }, 9)).Command!.Deadline);
        Assert.Equal(new CommandFormat.Addressed("CP1", 3, null, "why"), CommandFormat.Read(MessageTypes.Disconnect, CommandFormat.Write("CP1", 3, "why")));
        Assert.Throws<BusFormatException>(() => CommandFormat.Read("dance", CommandFormat.Write("CP1", 3, "why")));

        var reply = new CommandReply(CommandOutcome.Refused, null, "NotImplemented", "no", TimeSpan.FromMilliseconds(3));
        Assert.Equal(reply with { Steps = [] }, CommandFormat.ReadReply(CommandFormat.Write(reply), Ocpp16.Reset) with { Steps = reply.Steps });
        var answered = CommandFormat.ReadReply(
            CommandFormat.Write(new CommandReply(CommandOutcome.Answered, new ResetResponse { Status = ResetStatus.Accepted }, null, null, TimeSpan.Zero)), Ocpp16.Reset);
        Assert.Equal(ResetStatus.Accepted, ((ResetResponse)answered.Response!).Status);
    }

    [Fact]
    public void Operators_calls_and_news_of_workers_come_back_as_they_were()
    {
        var call = CallFormat.ReadOperatorCall(CallFormat.Write(new OperatorCall("view", 3, "CP1", "{\"a\":[1,2]}"u8.ToArray())), 3);
        Assert.Equal(("view", 3, "CP1", "{\"a\":[1,2]}"), (call.Kind, call.Shard, call.StationId, Encoding.UTF8.GetString(call.Body.Span)));
        Assert.Equal(0, CallFormat.ReadOperatorCall(CallFormat.Write(new OperatorCall("view", 3, null, default)), 3).Body.Length);
        var news = WorkerFormat.Read(WorkerFormat.Write(new WorkerNews("w1", true, [1, 5])));
        Assert.Equal(("w1", true, null), (news.Id, news.Draining, news.StoreProvenAgo));
        Assert.Equal([1, 5], news.Shards);
        Assert.Equal(TimeSpan.FromMilliseconds(1_500), WorkerFormat.Read(WorkerFormat.Write(news with { StoreProvenAgo = TimeSpan.FromMilliseconds(1_499.5) })).StoreProvenAgo);
    }

    private static StationCall Call() => new("CP1", 7, new AuthorizeRequest { IdTag = "TAG" }, MessageId.Parse("42"), At);
}
