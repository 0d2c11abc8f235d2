using Busbar.Cloud.Bus;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>Commands on their way to a station and back: each has one end.</summary>
public sealed class GatewayCommandTests
{
    private static readonly StationCommand ClearCache = new("CP1", new ClearCacheRequest());

    [Fact]
    public async Task The_stations_own_answer_comes_back()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        var reply = SendAsync(rig, ClearCache);
        var call = await station.ReceiveTextAsync();
        await station.SendAsync($$"""[3,"{{call.Split('"')[1]}}",{"status":"Accepted"}]""");
        Assert.Equal((CommandOutcome.Answered, ClearCacheStatus.Accepted), ((await reply).Outcome, Assert.IsType<ClearCacheResponse>((await reply).Response).Status));
    }

    [Fact]
    public async Task A_station_that_is_not_here_is_not_connected()
    {
        await using var rig = await GatewayRig.StartAsync();
        Assert.Equal(CommandOutcome.NotConnected, (await SendAsync(rig, ClearCache)).Outcome);
    }

    [Fact]
    public async Task A_refusal_and_an_invalid_answer_come_back_in_words()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        var refused = SendAsync(rig, ClearCache);
        await station.SendAsync($$"""[4,"{{(await station.ReceiveTextAsync()).Split('"')[1]}}","NotSupported","no cache",{}]""");
        Assert.Equal((CommandOutcome.Refused, "NotSupported", "no cache"), ((await refused).Outcome, (await refused).ErrorCode, (await refused).ErrorText));
        var invalid = SendAsync(rig, ClearCache);
        await station.SendAsync($$"""[3,"{{(await station.ReceiveTextAsync()).Split('"')[1]}}",{}]""");
        Assert.Equal(CommandOutcome.InvalidAnswer, (await invalid).Outcome);
    }

    [Fact]
    public async Task What_breaks_the_schema_is_never_sent()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        var reply = await SendAsync(rig, new StationCommand("CP1", new ChangeConfigurationRequest { Key = new string('k', 51), Value = "1" }));
        Assert.Equal((CommandOutcome.Refused, "PropertyConstraintViolation"), (reply.Outcome, reply.ErrorCode));
        await station.HeartbeatAsync();
    }

    [Fact]
    public async Task No_answer_within_the_deadline_is_a_timeout_and_three_in_a_row_renew_the_link()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time: time);
        await using var station = await rig.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            var reply = SendAsync(rig, ClearCache with { Deadline = TimeSpan.FromSeconds(5) });
            await station.ReceiveTextAsync();
            await Until.TrueAsync(() => reply.IsCompleted, time, TimeSpan.FromSeconds(1), "the command has timed out");
            Assert.Equal(CommandOutcome.TimedOut, (await reply).Outcome);
        }

        Assert.Equal(1001, (await station.ReceiveCloseAsync())?.Code);
        Assert.Contains(rig.Cms.Events.OfType<StationLinkTrouble>(), t => t.Kind == "call-timeouts");
    }

    [Fact]
    public async Task A_command_to_a_station_whose_socket_ends_is_not_connected()
    {
        await using var rig = await GatewayRig.StartAsync();
        var station = await rig.ConnectAsync();
        var reply = SendAsync(rig, ClearCache);
        await station.ReceiveTextAsync();
        await station.DisposeAsync();
        Assert.Equal(CommandOutcome.NotConnected, (await reply).Outcome);
    }

    [Theory]
    [InlineData(RegistrationStatus.Accepted, true)]
    [InlineData(RegistrationStatus.Pending, true)]
    [InlineData(RegistrationStatus.Rejected, false)]
    public async Task Commands_wait_until_the_boot_is_answered_and_not_rejected(RegistrationStatus status, bool opens)
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time: time);
        rig.Cms.BootKnown = false;
        rig.Cms.Answer = _ => new(CallAnswer.Of(new BootNotificationResponse
        {
            CurrentTime = DateTimeOffset.UnixEpoch,
            Interval = 300,
            Status = Enum.Parse<BootNotificationStatus>(status.ToString()),
        }));
        await using var station = await rig.ConnectAsync();
        var reply = SendAsync(rig, ClearCache with { Deadline = TimeSpan.FromSeconds(20) });
        await station.HeartbeatAsync();
        Assert.StartsWith("[3,", await station.CallAsync("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}"""), StringComparison.Ordinal);
        if (opens)
        {
            Assert.Contains("ClearCache", await station.ReceiveTextAsync(), StringComparison.Ordinal);
            return;
        }

        await station.HeartbeatAsync();
        await Until.TrueAsync(() => reply.IsCompleted, time, TimeSpan.FromSeconds(1), "the command has timed out");
        Assert.Equal(CommandOutcome.TimedOut, (await reply).Outcome);
    }

    [Fact]
    public async Task A_station_that_does_not_boot_is_called_after_30_s_all_the_same()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartAsync(time: time);
        rig.Cms.BootKnown = false;
        await using var station = await rig.ConnectAsync();
        var reply = SendAsync(rig, ClearCache with { Deadline = TimeSpan.FromSeconds(60) });
        await station.HeartbeatAsync();
        var call = station.ReceiveTextAsync();
        await Until.TrueAsync(() => call.IsCompleted, time, TimeSpan.FromSeconds(1), "the station is called");
        Assert.InRange(time.GetElapsedTime(0), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(59));
        await station.SendAsync($$"""[3,"{{(await call).Split('"')[1]}}",{"status":"Accepted"}]""");
        Assert.Equal(CommandOutcome.Answered, (await reply).Outcome);
    }

    [Fact]
    public async Task More_commands_than_the_lane_holds_are_busy()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var station = await rig.ConnectAsync();
        var replies = Enumerable.Range(0, 40).Select(_ => SendAsync(rig, ClearCache)).ToArray();
        await Until.TrueAsync(() => replies.Count(r => r.IsCompleted) == 7, "those that do not fit have ended");
        Assert.All(replies.Where(r => r.IsCompleted), r => Assert.Equal(CommandOutcome.Busy, r.Result.Outcome));
    }

    private static Task<CommandReply> SendAsync(GatewayRig rig, StationCommand command) => rig.Bus.CommandAsync(command, CancellationToken.None).AsTask();

    public enum RegistrationStatus
    {
        Accepted,
        Pending,
        Rejected,
    }
}
