using Busbar.ChargePoints;
using Busbar.ChargePoints.Internal;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

public sealed class OfflineQueueTests
{
    [Fact]
    public void A_transaction_made_offline_is_delivered_in_order_under_the_number_that_its_start_then_gets()
    {
        using var rig = StationRig.Ready(configuration: [("AllowOfflineTxForUnknownId", "true"), ("MeterValueSampleInterval", "60")]);
        rig.Disconnect();
        var startedAt = rig.Utc;
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "TAG"));
        rig.Advance(TimeSpan.FromMinutes(3));
        rig.Raise(new TagPresented(1, "TAG"));
        var stoppedAt = rig.Utc;
        rig.Advance(TimeSpan.FromHours(1));
        Assert.Empty(rig.Sent);
        Assert.Equal(5, rig.Station.Waiting);

        rig.Script = request => request is StartTransactionRequest
            ? StationRig.Answered(new StartTransactionResponse { IdTagInfo = StationRig.Accepted(), TransactionId = 77 })
            : null;
        rig.Connect();

        var messages = rig.Sent.Where(r => r is not StatusNotificationRequest).ToArray();
        Assert.Equal("StartTransaction MeterValues MeterValues MeterValues StopTransaction", StationRig.Names(messages));
        Assert.Equal(startedAt, ((StartTransactionRequest)messages[0]).Timestamp);
        Assert.All(messages[1..4].Cast<MeterValuesRequest>(), m => Assert.Equal(77, m.TransactionId));
        var stop = (StopTransactionRequest)messages[4];
        Assert.Equal((77, stoppedAt), (stop.TransactionId, stop.Timestamp));
        Assert.Equal(0, rig.Station.Waiting);
    }

    [Fact]
    public void What_is_of_the_moment_overtakes_the_backlog()
    {
        using var rig = SessionTests.Charging(("MeterValueSampleInterval", "60"));
        rig.Disconnect();
        rig.Advance(TimeSpan.FromMinutes(2));
        rig.Raise(new VehicleDraws(1, Draws: false));
        rig.Connect();
        Assert.Equal("StatusNotification MeterValues MeterValues", StationRig.Names(rig.Sent));
    }

    [Fact]
    public void A_message_without_an_answer_is_repeated_until_it_is_acknowledged()
    {
        using var rig = SessionTests.Charging();
        rig.IsMute = true;
        rig.Raise(new SessionEnded(1, StopReason.Local));
        for (var attempt = 0; attempt < 5; attempt++)
        {
            rig.Disconnect();
            rig.Connect();
            while (rig.Sent[^1] is not StopTransactionRequest) rig.End(StationRig.Answered(new StatusNotificationResponse()));
        }

        rig.End(new CallResult(CallEnd.TimedOut));
        Assert.Equal(1, rig.Station.Waiting);
        rig.IsMute = false;
        rig.Sent.Clear();
        rig.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(rig.Take<StopTransactionRequest>());
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(rig.Take<StopTransactionRequest>());
        Assert.Equal(0, rig.Station.Waiting);
    }

    [Fact]
    public void A_message_that_the_central_system_fails_to_process_is_tried_three_times_with_growing_waits_and_then_given_up()
    {
        using var rig = SessionTests.Charging(("TransactionMessageAttempts", "3"), ("TransactionMessageRetryInterval", "60"));
        rig.Script = request => request is StopTransactionRequest ? new CallResult(CallEnd.Failed, Text: "InternalError") : null;
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Single(rig.Take<StopTransactionRequest>());
        rig.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(rig.Take<StopTransactionRequest>());
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(rig.Take<StopTransactionRequest>());
        rig.Advance(TimeSpan.FromSeconds(119));
        Assert.Empty(rig.Take<StopTransactionRequest>());
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(rig.Take<StopTransactionRequest>());
        Assert.Equal(0, rig.Station.Waiting);
        Assert.Equal(1, rig.Station.Statistics.MessagesGivenUp);
        Assert.Contains(rig.Log, line => line.Contains("given up", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stop_whose_start_was_given_up_goes_out_under_minus_one()
    {
        using var rig = StationRig.Ready(configuration: ("TransactionMessageAttempts", "1"));
        rig.Script = request => request is StartTransactionRequest ? new CallResult(CallEnd.Failed, Text: "InternalError") : null;
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, "TAG"));
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Equal(-1, Assert.Single(rig.Take<StopTransactionRequest>()).TransactionId);
    }

    [Fact]
    public void While_one_message_waits_for_its_retry_later_ones_keep_their_place_and_prompt_ones_go_on()
    {
        using var rig = SessionTests.Charging(("MeterValueSampleInterval", "10"));
        var fails = true;
        rig.Script = request => request is MeterValuesRequest && fails ? new CallResult(CallEnd.TimedOut) : null;
        rig.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(rig.Take<MeterValuesRequest>());
        rig.Raise(new VehicleDraws(1, Draws: false));
        Assert.Single(rig.Take<StatusNotificationRequest>());
        fails = false;
        rig.Advance(TimeSpan.FromSeconds(60));
        var stamps = rig.Take<MeterValuesRequest>().Select(m => m.MeterValue[0].Timestamp).ToArray();
        Assert.Equal(stamps.Order(), stamps);
        Assert.True(stamps.Length >= 8);
    }

    [Fact]
    public void A_full_queue_drops_the_oldest_readings_and_never_a_start_or_stop()
    {
        using var rig = SessionTests.Charging(rig => rig with { QueueCapacity = 16 }, ("MeterValueSampleInterval", "10"));
        rig.Disconnect();
        rig.Advance(TimeSpan.FromSeconds(1000));
        Assert.Equal(15, rig.Station.Waiting);
        Assert.Equal(85, rig.Station.Statistics.MeterValuesDropped);
        var newest = rig.Utc;
        rig.Raise(new SessionEnded(1, StopReason.Local));
        Assert.Equal(16, rig.Station.Waiting);

        rig.Connect();
        var readings = rig.Take<MeterValuesRequest>();
        Assert.Equal(15, readings.Length);
        Assert.Equal(newest, readings[^1].MeterValue[0].Timestamp);
        Assert.Single(rig.Take<StopTransactionRequest>());
    }

    [Fact]
    public void When_only_starts_and_stops_are_left_no_new_transaction_begins()
    {
        using var rig = StationRig.Ready(StationRig.Options() with { QueueCapacity = 16 }, configuration: [("AllowOfflineTxForUnknownId", "true"), ("MeterValueSampleInterval", "0")]);
        rig.Disconnect();
        rig.Raise(new CableChanged(1, IsPlugged: true));
        for (var visit = 0; visit < 20; visit++)
        {
            rig.Raise(new TagPresented(1, "TAG"));
            rig.Raise(new TagPresented(1, "TAG"));
        }

        Assert.Equal(16, rig.Station.Waiting);
        Assert.Contains(rig.Log, line => line.Contains("full", StringComparison.Ordinal));
        rig.Connect();
        Assert.Equal(8, rig.Take<StartTransactionRequest>().Length);
        Assert.Equal(8, rig.Take<StopTransactionRequest>().Length);
    }

    [Theory]
    [InlineData("true", "true", true, true)]
    [InlineData("true", "false", true, false)]
    [InlineData("false", "true", false, true)]
    [InlineData("false", "false", false, false)]
    public void Offline_the_list_decides_and_unknown_tags_only_where_that_is_allowed(string localOffline, string unknownOffline, bool listedStarts, bool unknownStarts)
    {
        foreach (var (tag, starts) in new[] { ("LISTED", listedStarts), ("UNKNOWN", unknownStarts), ("BLOCKED", false), ("EXPIRED", false) })
        {
            using var rig = StationRig.Ready(configuration: [("LocalAuthorizeOffline", localOffline), ("AllowOfflineTxForUnknownId", unknownOffline)]);
            rig.Call<SendLocalListResponse>(new SendLocalListRequest
            {
                ListVersion = 1,
                UpdateType = UpdateType.Full,
                LocalAuthorizationList =
                [
                    new AuthorizationData { IdTag = "LISTED", IdTagInfo = StationRig.Accepted() },
                    new AuthorizationData { IdTag = "BLOCKED", IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Blocked } },
                    new AuthorizationData { IdTag = "EXPIRED", IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted, ExpiryDate = rig.Utc } },
                ],
            });
            rig.Disconnect();
            rig.Raise(new CableChanged(1, IsPlugged: true));
            rig.Raise(new TagPresented(1, tag));
            Assert.Equal(starts, rig.Hardware.Commands.Contains("start 1"));
        }
    }

    [Fact]
    public void An_authorization_that_the_outage_cut_off_is_decided_as_offline()
    {
        using var rig = StationRig.Ready(configuration: ("AllowOfflineTxForUnknownId", "true"));
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.IsMute = true;
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Empty(rig.Hardware.Commands);
        rig.Disconnect();
        Assert.Equal(["start 1"], rig.Hardware.Commands);
    }
}
