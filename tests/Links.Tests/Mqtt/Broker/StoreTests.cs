using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>Nothing is acknowledged before it is durable, and everything acknowledged is there after a death.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task A_message_for_a_session_that_outlives_its_connection_is_acknowledged_once_it_is_durable()
    {
        var store = new FakeStore();
        await using var host = await BrokerHost.StartAsync(store: store);
        var subscriber = await host.ConnectAsync("subscriber", c => c.SessionExpiryS = 60);
        subscriber.SendSubscribe("a", MqttQos.AtLeastOnce);
        await UntilAsync(store, typeof(SubscriptionSaved));
        await subscriber.ExpectNothingAsync();
        store.MakeDurable();
        await subscriber.ReceiveAsync<SubAckPacket>();

        var publisher = await host.ConnectAsync("publisher");
        publisher.Publish("a", "x", MqttQos.AtLeastOnce, 1);
        Assert.Equal("x", (await subscriber.ReceiveMessageAsync()).Payload);
        await publisher.ExpectNothingAsync();
        store.MakeDurable();
        Assert.Equal(1, (await publisher.ReceiveAsync<PubAckPacket>()).PacketId);
    }

    [Fact]
    public async Task A_kept_message_is_acknowledged_once_it_is_durable()
    {
        var store = new FakeStore();
        await using var host = await BrokerHost.StartAsync(store: store);
        var publisher = await host.ConnectAsync("publisher");
        publisher.Publish("a", "x", MqttQos.AtLeastOnce, 1, p => p.Retain = true);
        await publisher.ExpectNothingAsync();
        store.MakeDurable();
        await publisher.ReceiveAsync<PubAckPacket>();
        publisher.Publish("a", "", MqttQos.ExactlyOnce, 2, p => p.Retain = true);
        await publisher.ExpectNothingAsync();
        store.MakeDurable();
        await publisher.ReceiveAsync<PubRecPacket>();
        Assert.Collection(store.Changes, c => Assert.IsType<RetainedSaved>(c), c => Assert.IsType<RetainedRemoved>(c));
    }

    [Fact]
    public async Task Sessions_that_end_with_their_connection_never_touch_the_store()
    {
        var store = new FakeStore();
        await using var host = await BrokerHost.StartAsync(store: store);
        var subscriber = await host.ConnectAsync("subscriber");
        var publisher = await host.ConnectAsync("publisher");
        await subscriber.SubscribeAsync("a", MqttQos.ExactlyOnce);
        publisher.Publish("a", "x", MqttQos.ExactlyOnce, 1);
        await publisher.ReceiveAsync<PubRecPacket>();
        publisher.Ack(MqttPacketType.PubRel, 1);
        await publisher.ReceiveAsync<PubCompPacket>();
        var message = await subscriber.ReceiveMessageAsync();
        subscriber.Ack(MqttPacketType.PubRec, message.Id);
        await subscriber.ReceiveAsync<PubRelPacket>();
        Assert.Empty(store.Changes);
    }

    [Fact]
    public async Task Acknowledgements_keep_the_order_of_the_messages_when_the_first_waits_for_the_store()
    {
        var store = new FakeStore();
        await using var host = await BrokerHost.StartAsync(store: store);
        var publisher = await host.ConnectAsync("publisher");
        publisher.Publish("kept", "x", MqttQos.AtLeastOnce, 1, p => p.Retain = true);
        publisher.Publish("plain", "x", MqttQos.AtLeastOnce, 2);
        publisher.Publish("plain", "x", MqttQos.ExactlyOnce, 3);
        await publisher.ExpectNothingAsync();
        store.MakeDurable();
        Assert.Equal(1, (await publisher.ReceiveAsync<PubAckPacket>()).PacketId);
        Assert.Equal(2, (await publisher.ReceiveAsync<PubAckPacket>()).PacketId);
        Assert.Equal(3, (await publisher.ReceiveAsync<PubRecPacket>()).PacketId);
    }

    [Fact]
    public async Task QoS_2_to_a_durable_session_takes_each_step_after_the_last_is_durable()
    {
        var store = new FakeStore();
        await using var host = await BrokerHost.StartAsync(store: store);
        var subscriber = await host.ConnectAsync("subscriber", c => c.SessionExpiryS = 60);
        subscriber.SendSubscribe("a", MqttQos.ExactlyOnce);
        await UntilAsync(store, typeof(SubscriptionSaved));
        store.MakeDurable();
        await subscriber.ReceiveAsync<SubAckPacket>();
        await host.Broker.PublishAsync(new("other", default), CancellationToken.None);
        var published = host.Broker.PublishAsync(new("a", "x"u8.ToArray()) { Qos = MqttQos.ExactlyOnce }, CancellationToken.None);
        await UntilAsync(store, typeof(DeliveryQueued));
        await subscriber.ExpectNothingAsync();
        Assert.False(published.IsCompleted);
        store.MakeDurable();
        await published.AsTask().SoonAsync();
        var message = await subscriber.ReceiveMessageAsync();
        Assert.Equal(message.Id, Assert.Single(store.Changes.OfType<DeliveryQueued>()).PacketId);
        subscriber.Ack(MqttPacketType.PubRec, message.Id);
        await subscriber.ExpectNothingAsync();
        store.MakeDurable();
        await subscriber.ReceiveAsync<PubRelPacket>();
        subscriber.Ack(MqttPacketType.PubComp, message.Id);
        await UntilAsync(store, typeof(DeliveryDone));
    }

    [Fact]
    public async Task QoS_2_from_a_durable_session_is_answered_once_its_identifier_is_durable_and_released_likewise()
    {
        var store = new FakeStore();
        await using var host = await BrokerHost.StartAsync(store: store);
        var publisher = await host.ConnectAsync("publisher", c => c.SessionExpiryS = 60);
        publisher.Publish("a", "x", MqttQos.ExactlyOnce, 5);
        await publisher.ExpectNothingAsync();
        publisher.Publish("a", "x", MqttQos.ExactlyOnce, 5, p => p.Dup = true);
        await publisher.ExpectNothingAsync();
        store.MakeDurable();
        await publisher.ReceiveAsync<PubRecPacket>();
        await publisher.ReceiveAsync<PubRecPacket>();
        publisher.Ack(MqttPacketType.PubRel, 5);
        await publisher.ExpectNothingAsync();
        store.MakeDurable();
        Assert.Equal(5, (await publisher.ReceiveAsync<PubCompPacket>()).PacketId);
        Assert.Empty(Assert.Single(store.AfterDeath().Sessions).ReceivedIds);
    }

    [Fact]
    public async Task A_QoS_2_message_is_stored_together_with_its_identifier()
    {
        var store = new FakeStore { IsImmediate = true };
        await using var host = await BrokerHost.StartAsync(store: store);
        var subscriber = await host.ConnectAsync("subscriber", c => c.SessionExpiryS = 60);
        await subscriber.SubscribeAsync("a", MqttQos.ExactlyOnce);
        var publisher = await host.ConnectAsync("publisher", c => c.SessionExpiryS = 60);
        publisher.Publish("a", "x", MqttQos.ExactlyOnce, 5);
        await publisher.ReceiveAsync<PubRecPacket>();
        Assert.True(store.AreTogether(typeof(DeliveryQueued), typeof(ReceivedIdSaved)));
    }

    [Fact]
    public async Task The_end_of_a_session_is_stored_together_with_what_it_passes_on()
    {
        var store = new FakeStore { IsImmediate = true };
        await using var host = await BrokerHost.StartAsync(store: store);
        var first = await host.ConnectAsync("first", c =>
        {
            c.SessionExpiryS = 600;
            c.Will = new MqttWill { Topic = BrokerPeer.Utf8("will"), Payload = BrokerPeer.Utf8("gone"), DelayS = 60, Retain = true };
        });
        await first.SubscribeAsync("$share/group/a", MqttQos.AtLeastOnce);
        first.Drop();
        await Until.TrueAsync(() => store.Changes.OfType<SessionSaved>().Any(s => s.EndedAt is not null), "the session is left alone");
        var publisher = await host.ConnectAsync("publisher");
        publisher.Publish("a", "x", MqttQos.AtLeastOnce, 1);
        await publisher.ReceiveAsync<PubAckPacket>();
        var second = await host.ConnectAsync("second", c => c.SessionExpiryS = 600);
        await second.SubscribeAsync("$share/group/a", MqttQos.AtLeastOnce);

        Assert.True(host.Broker.ForgetSession("first"));
        Assert.Equal("x", (await second.ReceiveMessageAsync()).Payload);
        Assert.True(store.AreTogether(typeof(SessionRemoved), typeof(RetainedSaved), typeof(DeliveryQueued)));
    }

    [Fact]
    public async Task After_a_death_sessions_go_on_with_their_messages_in_order()
    {
        var store = new FakeStore { IsImmediate = true };
        var host = await BrokerHost.StartAsync(store: store);
        var subscriber = await host.ConnectAsync("subscriber", c => (c.SessionExpiryS, c.ReceiveMaximum) = (600, 2));
        await subscriber.SubscribeAsync("q/#", MqttQos.ExactlyOnce, id: 9);
        var publisher = await host.ConnectAsync("publisher", c => c.SessionExpiryS = 600);
        publisher.Publish("q/1", "1", MqttQos.ExactlyOnce, 1);
        publisher.Publish("q/2", "2", MqttQos.ExactlyOnce, 2);
        publisher.Publish("q/3", "3", MqttQos.ExactlyOnce, 3);
        publisher.Publish("q/4", "4", MqttQos.ExactlyOnce, 4);
        for (var i = 0; i < 4; i++) await publisher.ReceiveAsync<PubRecPacket>();
        var one = await subscriber.ReceiveMessageAsync();
        var two = await subscriber.ReceiveMessageAsync();
        subscriber.Ack(MqttPacketType.PubRec, one.Id);
        await subscriber.ReceiveAsync<PubRelPacket>();
        var left = store.AfterDeath();
        await host.DisposeAsync();

        await using var next = await BrokerHost.StartAsync(store: new FakeStore(left) { IsImmediate = true });
        Assert.Equal(2, next.Broker.View().Sessions);
        var again = await next.ConnectAsync("subscriber", c => (c.CleanStart, c.SessionExpiryS, c.ReceiveMaximum) = (false, 600, 10));
        Assert.True(again.SessionPresent);
        Assert.Equal(one.Id, (await again.ReceiveAsync<PubRelPacket>()).PacketId);
        var second = await again.ReceiveMessageAsync();
        Assert.Equal(("q/2", two.Id, true, 9u), (second.Topic, second.Id, second.Dup, Assert.Single(second.SubscriptionIds)));
        var third = await again.ReceiveMessageAsync();
        Assert.Equal(("q/3", "3", false), (third.Topic, third.Payload, third.Dup));
        Assert.Equal("q/4", (await again.ReceiveMessageAsync()).Topic);

        var repeating = await next.ConnectAsync("publisher", c => (c.CleanStart, c.SessionExpiryS) = (false, 600));
        repeating.Publish("q/2", "2", MqttQos.ExactlyOnce, 2, p => p.Dup = true);
        await repeating.ReceiveAsync<PubRecPacket>();
        await again.ExpectNothingAsync();
    }

    [Fact]
    public async Task After_a_death_kept_messages_are_there_and_expire_by_the_wall_clock()
    {
        var store = new FakeStore { IsImmediate = true };
        var host = await BrokerHost.StartAsync(store: store);
        var publisher = await host.ConnectAsync("publisher");
        publisher.Publish("a", "for ever", MqttQos.AtLeastOnce, 1, p => p.Retain = true);
        publisher.Publish("b", "for a while", MqttQos.AtLeastOnce, 2, p => (p.Retain, p.MessageExpiryS) = (true, 100));
        await publisher.ReceiveAsync<PubAckPacket>();
        await publisher.ReceiveAsync<PubAckPacket>();
        var left = store.AfterDeath();
        var later = new Busbar.Tests.FakeTime(host.Time.GetUtcNow() + TimeSpan.FromSeconds(60));
        await host.DisposeAsync();

        await using var next = await BrokerHost.StartAsync(store: new FakeStore(left), time: later);
        var subscriber = await next.ConnectAsync("subscriber");
        await subscriber.SubscribeAsync("b");
        Assert.Equal(40u, (await subscriber.ReceiveMessageAsync()).ExpiryS);
        later.Advance(TimeSpan.FromSeconds(41));
        await subscriber.SubscribeAsync("#");
        Assert.Equal("a", (await subscriber.ReceiveMessageAsync()).Topic);
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    public async Task After_a_death_the_will_of_a_client_that_was_connected_is_published_after_its_delay()
    {
        var store = new FakeStore { IsImmediate = true };
        var host = await BrokerHost.StartAsync(store: store);
        await host.ConnectAsync("device", c =>
        {
            c.SessionExpiryS = 600;
            c.Will = new MqttWill { Topic = BrokerPeer.Utf8("device/status"), Payload = BrokerPeer.Utf8("gone"), DelayS = 10 };
        });
        await Until.TrueAsync(() => store.AfterDeath().Sessions is [{ Will: not null }], "the will is stored");
        var left = store.AfterDeath();
        await host.DisposeAsync();

        await using var next = await BrokerHost.StartAsync(store: new FakeStore(left) { IsImmediate = true });
        var watcher = await next.ConnectAsync("watcher");
        await watcher.SubscribeAsync("device/#");
        next.Time.Advance(TimeSpan.FromSeconds(9));
        await watcher.ExpectNothingAsync();
        next.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("gone", (await watcher.ReceiveMessageAsync()).Payload);
    }

    [Fact]
    public async Task A_client_whose_messages_are_not_becoming_durable_is_read_no_further_than_its_receive_maximum()
    {
        var store = new FakeStore();
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { ReceiveMaximum = 4 }, store);
        var publisher = await host.ConnectAsync("publisher", c => c.Version = MqttVersion.V311);
        for (ushort i = 1; i <= 10; i++) publisher.Publish("a", $"{i}", MqttQos.AtLeastOnce, i, p => p.Retain = true);
        await Until.TrueAsync(() => store.Changes.Length >= 4, "the first messages are stored");
        for (var acknowledged = 1; acknowledged <= 10; acknowledged++)
        {
            store.MakeDurable();
            Assert.Equal(acknowledged, (await publisher.ReceiveAsync<PubAckPacket>()).PacketId);
        }
    }

    private static Task UntilAsync(FakeStore store, Type kind) => Until.TrueAsync(() => store.Changes.Any(kind.IsInstanceOfType), $"{kind.Name} is appended");
}
