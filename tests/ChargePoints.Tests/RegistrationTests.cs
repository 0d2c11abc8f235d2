using Busbar.ChargePoints;
using Busbar.ChargePoints.Internal;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void The_first_message_is_a_boot_and_after_it_every_connector_reports()
    {
        using var rig = new StationRig(hardware: new FakeHardware(new ConnectorTraits { MaxCurrentA = 32 }, new ConnectorTraits { MaxCurrentA = 32 }));

        rig.Connect();

        var boot = Assert.IsType<BootNotificationRequest>(rig.Sent[0]);
        Assert.Equal("CP-1", boot.ChargePointSerialNumber);
        Assert.Equal([0, 1, 2], rig.Sent.Skip(1).Cast<StatusNotificationRequest>().Select(s => s.ConnectorId));
        Assert.All(rig.Sent.Skip(1).Cast<StatusNotificationRequest>(), s => Assert.Equal(ChargePointStatus.Available, s.Status));
        Assert.Equal(BootNotificationStatus.Accepted, rig.Station.RegistrationStatus);
    }

    [Fact]
    public void Pending_is_silent_for_the_interval_and_then_asks_again()
    {
        using var rig = new StationRig { Script = Boot(BootNotificationStatus.Pending, interval: 40) };
        rig.Connect();
        rig.Sent.Clear();

        rig.Advance(TimeSpan.FromSeconds(39));
        Assert.Empty(rig.Sent);

        rig.Script = null;
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<BootNotificationRequest>(rig.Sent[0]);
        Assert.Equal(2, rig.Take<StatusNotificationRequest>().Length);
    }

    [Fact]
    public void Pending_sends_what_it_is_asked_to_trigger_and_starts_nothing()
    {
        using var rig = new StationRig { Script = Boot(BootNotificationStatus.Pending, interval: 1000) };
        rig.Connect();
        rig.Sent.Clear();

        Assert.Equal(TriggerMessageStatus.Accepted, rig.Call<TriggerMessageResponse>(new TriggerMessageRequest { RequestedMessage = MessageTrigger.StatusNotification, ConnectorId = 1 }).Status);
        Assert.Equal([ChargePointStatus.Available], rig.Statuses());
        Assert.Equal(RemoteStartStopStatus.Rejected, rig.Call<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { IdTag = "A" }).Status);
        Assert.Equal(RemoteStartStopStatus.Rejected, rig.Call<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 }).Status);
        Assert.NotEmpty(rig.Call<GetConfigurationResponse>(new GetConfigurationRequest()).ConfigurationKey!);

        rig.Raise(new CableChanged(1, IsPlugged: true));
        Assert.Empty(rig.Sent);

        rig.Script = null;
        Assert.Equal(TriggerMessageStatus.Accepted, rig.Call<TriggerMessageResponse>(new TriggerMessageRequest { RequestedMessage = MessageTrigger.BootNotification }).Status);
        Assert.Single(rig.Take<BootNotificationRequest>());
        Assert.Equal([ChargePointStatus.Preparing], rig.Statuses());
        Assert.Equal(TriggerMessageStatus.Rejected, rig.Call<TriggerMessageResponse>(new TriggerMessageRequest { RequestedMessage = MessageTrigger.BootNotification }).Status);
    }

    [Fact]
    public void Rejected_sends_nothing_before_the_interval_not_even_after_a_reconnect()
    {
        using var rig = new StationRig { Script = Boot(BootNotificationStatus.Rejected, interval: 100) };
        rig.Connect();
        rig.Sent.Clear();

        Assert.Equal(OcppErrorCode.SecurityError, rig.Refused(new ClearCacheRequest()).Code);
        rig.Advance(TimeSpan.FromSeconds(50));
        rig.Disconnect();
        rig.Connect();
        rig.Advance(TimeSpan.FromSeconds(49));
        Assert.Empty(rig.Sent);

        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(rig.Take<BootNotificationRequest>());
    }

    [Fact]
    public void Interval_zero_and_no_answer_at_all_wait_as_long_as_the_station_chooses()
    {
        using var rig = new StationRig(StationRig.Options() with { BootRetry = TimeSpan.FromSeconds(20) }) { Script = Boot(BootNotificationStatus.Pending, interval: 0) };
        rig.Connect();
        rig.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, rig.Take<BootNotificationRequest>().Length);

        rig.Script = static _ => new CallResult(CallEnd.TimedOut);
        rig.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(2, rig.Take<BootNotificationRequest>().Length);
    }

    [Fact]
    public void Heartbeats_come_after_an_interval_of_silence_and_any_message_counts()
    {
        using var rig = new StationRig { Script = Boot(BootNotificationStatus.Accepted, interval: 60) };
        rig.Connect();
        rig.Sent.Clear();

        rig.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(rig.Sent);
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(rig.Take<HeartbeatRequest>());

        rig.Advance(TimeSpan.FromSeconds(50));
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(rig.Take<HeartbeatRequest>());
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(rig.Take<HeartbeatRequest>());
    }

    [Fact]
    public void A_changed_heartbeat_interval_holds_at_once()
    {
        using var rig = StationRig.Ready();
        rig.Call<ChangeConfigurationResponse>(new ChangeConfigurationRequest { Key = "heartbeatinterval", Value = "10" });
        rig.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(3, rig.Take<HeartbeatRequest>().Length);
    }

    [Fact]
    public void A_reconnect_without_a_reboot_says_only_what_has_changed()
    {
        using var rig = StationRig.Ready(hardware: new FakeHardware(new ConnectorTraits { MaxCurrentA = 32 }, new ConnectorTraits { MaxCurrentA = 32 }));
        rig.Disconnect();
        rig.Raise(new CableChanged(2, IsPlugged: true));
        rig.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(rig.Sent);

        rig.Connect();
        var only = Assert.IsType<StatusNotificationRequest>(Assert.Single(rig.Sent));
        Assert.Equal((2, ChargePointStatus.Finishing), (only.ConnectorId, only.Status));
    }

    [Fact]
    public void A_status_that_was_not_acknowledged_is_said_again_after_the_reconnect()
    {
        using var rig = StationRig.Ready();
        rig.IsMute = true;
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Disconnect();
        rig.IsMute = false;
        rig.Sent.Clear();

        rig.Connect();
        Assert.Equal([ChargePointStatus.Preparing], rig.Statuses());
    }

    [Fact]
    public void The_clock_of_the_central_system_is_followed_only_where_that_is_wanted()
    {
        foreach (var follows in new[] { false, true })
        {
            using var rig = new StationRig(StationRig.Options() with { FollowCentralClock = follows });
            var central = rig.Utc.AddHours(5);
            rig.Script = request => request is BootNotificationRequest
                ? StationRig.Answered(new BootNotificationResponse { Status = BootNotificationStatus.Accepted, CurrentTime = central, Interval = 300 })
                : null;
            rig.Connect();
            rig.Raise(new CableChanged(1, IsPlugged: true));
            var stamp = rig.Take<StatusNotificationRequest>()[^1].Timestamp;
            Assert.Equal(follows ? central : rig.Utc, stamp);
        }
    }

    private static Func<OcppRequest, CallResult?> Boot(BootNotificationStatus status, int interval) => request => request is BootNotificationRequest
        ? StationRig.Answered(new BootNotificationResponse { Status = status, CurrentTime = DateTimeOffset.UnixEpoch, Interval = interval })
        : null;
}
