using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

public sealed class RetainedTests
{
    [Theory]
    [InlineData(MqttQos.AtMostOnce)]
    [InlineData(MqttQos.AtLeastOnce)]
    public async Task Many_more_kept_messages_than_the_queue_holds_reach_a_new_subscriber_while_live_ones_pass(MqttQos qos)
    {
        const int Count = 5_000;
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { MaxQueuedMessages = 10, MaxInFlight = 16, MaxOutboxBytes = 8192 });
        for (var i = 0; i < Count; i++) await host.Broker.PublishAsync(new($"kept/{i}", new byte[50]) { Qos = qos, Retain = true }, CancellationToken.None);
        var subscriber = host.Open(capacityBytes: 4096);
        subscriber.Send(BrokerPeer.Connect("a"));
        await subscriber.ReceiveAsync<ConnAckPacket>();
        subscriber.SendSubscribe("#", qos);
        await subscriber.ReceiveAsync<SubAckPacket>();
        await host.Broker.PublishAsync(new("live", new byte[50]) { Qos = qos }, CancellationToken.None);
        var topics = new HashSet<string>(StringComparer.Ordinal);
        while (topics.Count < Count + 1)
        {
            var message = await subscriber.ReceiveMessageAsync();
            Assert.True(topics.Add(message.Topic), message.Topic);
            Assert.Equal(message.Topic != "live", message.Retain);
            if (qos != MqttQos.AtMostOnce) subscriber.Ack(MqttPacketType.PubAck, message.Id);
        }

        Assert.Equal(0, host.Broker.View().Totals.Dropped);
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    public async Task Kept_messages_beyond_the_limit_are_refused_and_not_delivered()
    {
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { MaxRetainedMessages = 1 });
        var watcher = await host.ConnectAsync("watcher");
        await watcher.SubscribeAsync("#");
        var publisher = await host.ConnectAsync("publisher");
        publisher.Publish("a", "1", MqttQos.AtLeastOnce, 1, p => p.Retain = true);
        Assert.Equal(MqttReasonCode.Success, (await publisher.ReceiveAsync<PubAckPacket>()).Code);
        publisher.Publish("b", "1", MqttQos.ExactlyOnce, 2, p => p.Retain = true);
        Assert.Equal(MqttReasonCode.QuotaExceeded, (await publisher.ReceiveAsync<PubRecPacket>()).Code);
        Assert.Equal("a", (await watcher.ReceiveMessageAsync()).Topic);
        await watcher.ExpectNothingAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await host.Broker.PublishAsync(new("c", new byte[1]) { Retain = true }, CancellationToken.None));
    }

    [Fact]
    public async Task What_may_not_be_published_or_subscribed_to_is_refused_and_the_connection_stays()
    {
        await using var host = await BrokerHost.StartAsync();
        var watcher = await host.ConnectAsync("watcher");
        await watcher.SubscribeAsync("#");
        var peer = await host.ConnectAsync("a");
        Assert.Equal(MqttReasonCode.NotAuthorized, await peer.SubscribeAsync("forbidden/#"));
        Assert.Equal(MqttReasonCode.NotAuthorized, await peer.SubscribeAsync("$share/g/forbidden/#"));
        peer.Publish("forbidden/x", "", MqttQos.AtLeastOnce, 1);
        Assert.Equal(MqttReasonCode.NotAuthorized, (await peer.ReceiveAsync<PubAckPacket>()).Code);
        peer.Publish("$SYS/broker/version", "", MqttQos.ExactlyOnce, 2);
        Assert.Equal(MqttReasonCode.NotAuthorized, (await peer.ReceiveAsync<PubRecPacket>()).Code);
        peer.Publish("forbidden/x", "");
        await peer.ExpectNothingAsync();
        await watcher.ExpectNothingAsync();
    }

    [Fact]
    public async Task The_broker_tells_of_itself_under_SYS()
    {
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { SysInterval = TimeSpan.FromSeconds(10) });
        host.Time.Advance(TimeSpan.FromSeconds(0.2));
        var peer = await host.ConnectAsync("a");
        await Until.TrueAsync(() => host.Broker.View().Retained >= 20, "the figures are kept");
        await peer.SubscribeAsync("#");
        await peer.ExpectNothingAsync();
        await peer.SubscribeAsync("$SYS/broker/clients/connected");
        var before = await peer.ReceiveMessageAsync();
        Assert.True(before.Retain);
        host.Time.Advance(TimeSpan.FromSeconds(10.2));
        while (before.Payload != "1") before = await peer.ReceiveMessageAsync();
    }
}
