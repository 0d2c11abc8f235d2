using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

public sealed class SessionTests
{
    [Fact]
    public async Task A_session_ends_when_its_time_is_over_and_not_before()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = await host.ConnectAsync("a", c => c.SessionExpiryS = 30);
        await peer.SubscribeAsync("x", MqttQos.AtLeastOnce);
        peer.Disconnect();
        await Until.TrueAsync(() => host.Broker.View().Connections == 0, "it is gone");
        host.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(host.Broker.Find("a"));
        host.Time.Advance(TimeSpan.FromSeconds(1.2));
        await Until.TrueAsync(() => host.Broker.Find("a") is null, "the session has expired");
        Assert.Equal((0, 1L), (host.Broker.View().Subscriptions, host.Broker.View().ExpiredSessions));
    }

    [Fact]
    public async Task A_session_whose_will_went_at_once_ends_in_its_time()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = await host.ConnectAsync("a", c => (c.SessionExpiryS, c.Will) = (30, new MqttWill { Topic = BrokerPeer.Utf8("will") }));
        peer.Drop();
        await Until.TrueAsync(() => host.Broker.View().Connections == 0, "it is gone");
        host.Time.Advance(TimeSpan.FromSeconds(30.2));
        await Until.TrueAsync(() => host.Broker.Find("a") is null, "the session has expired");
    }

    [Fact]
    public async Task DISCONNECT_may_change_the_expiry_but_not_from_none()
    {
        await using var host = await BrokerHost.StartAsync();
        var longer = await host.ConnectAsync("longer", c => c.SessionExpiryS = 10);
        longer.Disconnect(expiryS: 100);
        var none = await host.ConnectAsync("none");
        none.Disconnect(expiryS: 100);
        Assert.Equal(MqttReasonCode.ProtocolError, await none.ExpectEndAsync());
        await Until.TrueAsync(() => host.Broker.View().Connections == 0, "both are gone");
        host.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.NotNull(host.Broker.Find("longer"));
        Assert.Null(host.Broker.Find("none"));
    }

    [Fact]
    public async Task Of_3_1_1_a_clean_session_ends_with_its_connection_and_another_waits()
    {
        await using var host = await BrokerHost.StartAsync();
        var clean = await host.ConnectAsync("clean", c => c.Version = MqttVersion.V311);
        var kept = await host.ConnectAsync("kept", c => (c.Version, c.CleanStart) = (MqttVersion.V311, false));
        Assert.False(kept.SessionPresent);
        clean.Drop();
        kept.Drop();
        await Until.TrueAsync(() => host.Broker.View().Connections == 0, "both are gone");
        Assert.Null(host.Broker.Find("clean"));
        Assert.True((await host.ConnectAsync("kept", c => (c.Version, c.CleanStart) = (MqttVersion.V311, false))).SessionPresent);
        Assert.False((await host.ConnectAsync("kept", c => (c.Version, c.CleanStart) = (MqttVersion.V311, true))).SessionPresent);
        Assert.Equal(0u, host.Broker.Find("kept")!.Value.Client.ExpiryS);
    }

    [Fact]
    public async Task A_clean_start_forgets_subscriptions_and_messages()
    {
        await using var host = await BrokerHost.StartAsync();
        var first = await host.ConnectAsync("a", c => c.SessionExpiryS = 60);
        await first.SubscribeAsync("x", MqttQos.AtLeastOnce);
        first.Drop();
        await Until.TrueAsync(() => host.Broker.View().Connections == 0, "it is gone");
        await host.Broker.PublishAsync(new("x", default) { Qos = MqttQos.AtLeastOnce }, CancellationToken.None);
        var next = await host.ConnectAsync("a");
        Assert.False(next.SessionPresent);
        await next.ExpectNothingAsync();
        Assert.Equal(0, host.Broker.View().Subscriptions);
    }

    [Fact]
    public async Task Messages_beyond_the_queue_are_dropped_and_counted_and_those_that_expired_are_not_sent()
    {
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { MaxQueuedMessages = 3 });
        var away = await host.ConnectAsync("away", c => c.SessionExpiryS = 600);
        await away.SubscribeAsync("x", MqttQos.AtLeastOnce);
        away.Drop();
        await Until.TrueAsync(() => host.Broker.View().Connections == 0, "it is gone");
        for (var i = 1; i <= 5; i++)
        {
            var message = new Links.Mqtt.MqttMessage("x", BrokerPeer.Utf8($"{i}")) { Qos = MqttQos.AtLeastOnce, ExpiresIn = i == 2 ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(100) };
            await host.Broker.PublishAsync(message, CancellationToken.None);
        }

        Assert.Equal((3, 2L), (host.Broker.Find("away")!.Value.Client.Queued, host.Broker.Find("away")!.Value.Client.Dropped));
        host.Time.Advance(TimeSpan.FromSeconds(20));
        var back = await host.ConnectAsync("away", c => (c.CleanStart, c.SessionExpiryS) = (false, 600));
        var first = await back.ReceiveMessageAsync();
        Assert.Equal(("1", 80u), (first.Payload, first.ExpiryS!.Value));
        Assert.Equal("3", (await back.ReceiveMessageAsync()).Payload);
        await back.ExpectNothingAsync();
    }

    [Fact]
    public async Task The_window_of_the_client_holds_and_what_waits_follows_in_order()
    {
        await using var host = await BrokerHost.StartAsync();
        var subscriber = await host.ConnectAsync("a", c => c.ReceiveMaximum = 2);
        await subscriber.SubscribeAsync("x", MqttQos.ExactlyOnce);
        for (var i = 1; i <= 4; i++) await host.Broker.PublishAsync(new("x", BrokerPeer.Utf8($"{i}")) { Qos = i % 2 == 0 ? MqttQos.AtLeastOnce : MqttQos.ExactlyOnce }, CancellationToken.None);
        var one = await subscriber.ReceiveMessageAsync();
        var two = await subscriber.ReceiveMessageAsync();
        await subscriber.ExpectNothingAsync();
        subscriber.Ack(MqttPacketType.PubRec, one.Id);
        await subscriber.ReceiveAsync<PubRelPacket>();
        await subscriber.ExpectNothingAsync();
        subscriber.Ack(MqttPacketType.PubComp, one.Id);
        Assert.Equal("3", (await subscriber.ReceiveMessageAsync()).Payload);
        subscriber.Ack(MqttPacketType.PubAck, two.Id);
        Assert.Equal("4", (await subscriber.ReceiveMessageAsync()).Payload);
    }

    [Fact]
    public async Task A_refused_QoS_2_message_frees_its_place_and_is_not_sent_again()
    {
        await using var host = await BrokerHost.StartAsync();
        var subscriber = await host.ConnectAsync("a", c => (c.ReceiveMaximum, c.SessionExpiryS) = (1, 60));
        await subscriber.SubscribeAsync("x", MqttQos.ExactlyOnce);
        await host.Broker.PublishAsync(new("x", BrokerPeer.Utf8("1")) { Qos = MqttQos.ExactlyOnce }, CancellationToken.None);
        await host.Broker.PublishAsync(new("x", BrokerPeer.Utf8("2")) { Qos = MqttQos.ExactlyOnce }, CancellationToken.None);
        var one = await subscriber.ReceiveMessageAsync();
        subscriber.Ack(MqttPacketType.PubRec, one.Id, MqttReasonCode.QuotaExceeded);
        Assert.Equal("2", (await subscriber.ReceiveMessageAsync()).Payload);
    }

    [Fact]
    public async Task More_messages_than_the_receive_maximum_end_the_connection()
    {
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { ReceiveMaximum = 2 });
        var publisher = await host.ConnectAsync("a");
        for (ushort i = 1; i <= 3; i++) publisher.Publish("x", "", MqttQos.ExactlyOnce, i);
        Assert.Equal(MqttReasonCode.ReceiveMaximumExceeded, await publisher.ExpectEndAsync());

        var careful = await host.ConnectAsync("b");
        for (ushort i = 1; i <= 10; i++)
        {
            careful.Publish("x", "", MqttQos.ExactlyOnce, i);
            await careful.ReceiveAsync<PubRecPacket>();
            careful.Ack(MqttPacketType.PubRel, i);
            await careful.ReceiveAsync<PubCompPacket>();
            careful.Publish("x", "", MqttQos.AtLeastOnce, i);
            await careful.ReceiveAsync<PubAckPacket>();
        }
    }

    [Fact]
    public async Task A_client_that_does_not_read_loses_QoS_0_alone_and_slows_nobody()
    {
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { MaxOutboxBytes = 4096, WriteTimeout = TimeSpan.FromSeconds(30) });
        var slow = host.Open(capacityBytes: 2048);
        slow.Send(BrokerPeer.Connect("slow", c => c.ReceiveMaximum = 100));
        await slow.ReceiveAsync<ConnAckPacket>();
        await slow.SubscribeAsync("#", MqttQos.AtLeastOnce);
        var quick = await host.ConnectAsync("quick");
        await quick.SubscribeAsync("#", MqttQos.AtLeastOnce);
        for (var i = 0; i < 100; i++)
        {
            await host.Broker.PublishAsync(new("zero", new byte[200]), CancellationToken.None);
            await host.Broker.PublishAsync(new("one", BrokerPeer.Utf8($"{i}")) { Qos = MqttQos.AtLeastOnce }, CancellationToken.None);
            Assert.Equal("zero", (await quick.ReceiveMessageAsync()).Topic);
            var one = await quick.ReceiveMessageAsync();
            Assert.Equal($"{i}", one.Payload);
            quick.Ack(MqttPacketType.PubAck, one.Id);
        }

        Assert.True(host.Broker.Find("slow")!.Value.Client.Dropped > 0, "QoS 0 was dropped");
        var next = 0;
        while (next < 100)
        {
            var message = await slow.ReceiveMessageAsync();
            if (message.Topic != "one") continue;
            Assert.Equal($"{next++}", message.Payload);
            slow.Ack(MqttPacketType.PubAck, message.Id);
        }
    }

    [Fact]
    public async Task A_client_that_leaves_no_room_to_send_is_cut_in_time()
    {
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { WriteTimeout = TimeSpan.FromSeconds(5) });
        var slow = host.Open(capacityBytes: 512);
        slow.Send(BrokerPeer.Connect("slow"));
        await slow.ReceiveAsync<ConnAckPacket>();
        await slow.SubscribeAsync("#");
        for (var i = 0; i < 10; i++) await host.Broker.PublishAsync(new("x", new byte[200]), CancellationToken.None);
        await Until.TrueAsync(() => host.Broker.Find("slow")!.Value.Client.Connection!.PendingBytes > 0, "bytes wait");
        host.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, host.Broker.View().Connections);
        await Until.TrueAsync(
            () =>
            {
                host.Time.Advance(TimeSpan.FromMilliseconds(100));
                return host.Broker.View().Connections == 0;
            },
            "it is cut");
    }

    [Fact]
    public async Task Above_its_rate_a_client_is_read_more_slowly_and_loses_nothing()
    {
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { MessagesPerSecond = 10, MessageBurst = 5 });
        var watcher = await host.ConnectAsync("watcher");
        await watcher.SubscribeAsync("#");
        var publisher = await host.ConnectAsync("a", c => c.KeepAliveS = 1);
        for (var i = 0; i < 20; i++) publisher.Publish("x", $"{i}");
        for (var i = 0; i < 6; i++) Assert.Equal($"{i}", (await watcher.ReceiveMessageAsync()).Payload);
        await watcher.ExpectNothingAsync();
        for (var i = 6; i < 20; i++)
        {
            var next = watcher.ReceiveMessageAsync();
            await Until.TrueAsync(() => next.IsCompleted, host.Time, TimeSpan.FromMilliseconds(100), "the next message comes");
            Assert.Equal($"{i}", (await next).Payload);
        }
    }

    [Fact]
    public async Task An_operator_can_end_a_connection_and_forget_a_session()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = await host.ConnectAsync("a", c => c.SessionExpiryS = 60);
        Assert.True(host.Broker.Disconnect("a", MqttReasonCode.AdministrativeAction));
        Assert.Equal(MqttReasonCode.AdministrativeAction, await peer.ExpectEndAsync());
        Assert.NotNull(host.Broker.Find("a"));
        Assert.False(host.Broker.Disconnect("a", MqttReasonCode.AdministrativeAction));
        Assert.True(host.Broker.ForgetSession("a"));
        Assert.False(host.Broker.ForgetSession("a"));
        Assert.Null(host.Broker.Find("a"));
    }

    [Fact]
    public async Task A_program_can_connect_within_the_process_and_is_trusted()
    {
        await using var host = await BrokerHost.StartAsync();
        host.Access.Decide = _ => throw new InvalidOperationException("nobody asks");
        var inside = new BrokerPeer(host.Broker.OpenInProcess());
        inside.Send(BrokerPeer.Connect("inside"));
        await inside.ReceiveAsync<ConnAckPacket>();
        await inside.SubscribeAsync("forbidden/#");
        inside.Publish("forbidden/x", "1");
        Assert.Equal("1", (await inside.ReceiveMessageAsync()).Payload);
    }
}
