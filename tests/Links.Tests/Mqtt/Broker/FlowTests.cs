using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

public sealed class FlowTests
{
    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V50)]
    public async Task A_message_with_QoS_0_reaches_who_subscribed(MqttVersion version)
    {
        await using var host = await BrokerHost.StartAsync();
        var subscriber = await host.ConnectAsync("subscriber", c => c.Version = version);
        var publisher = await host.ConnectAsync("publisher", c => c.Version = version);
        Assert.Equal(MqttReasonCode.Success, await subscriber.SubscribeAsync("site/+/soc"));
        publisher.Publish("site/1/soc", "42");
        var message = await subscriber.ReceiveMessageAsync();
        Assert.Equal(("site/1/soc", "42", MqttQos.AtMostOnce, false), (message.Topic, message.Payload, message.Qos, message.Retain));
    }

    [Fact]
    public async Task A_message_with_QoS_1_is_acknowledged_on_both_sides()
    {
        await using var host = await BrokerHost.StartAsync();
        var subscriber = await host.ConnectAsync("subscriber");
        var publisher = await host.ConnectAsync("publisher");
        Assert.Equal(MqttReasonCode.GrantedQos1, await subscriber.SubscribeAsync("a", MqttQos.AtLeastOnce));
        publisher.Publish("a", "x", MqttQos.AtLeastOnce, 7);
        Assert.Equal(7, (await publisher.ReceiveAsync<PubAckPacket>()).PacketId);
        var message = await subscriber.ReceiveMessageAsync();
        Assert.Equal(MqttQos.AtLeastOnce, message.Qos);
        Assert.NotEqual(0, message.Id);
        Assert.Equal(1, host.Broker.Find("subscriber")!.Value.Client.InFlight);
        subscriber.Ack(MqttPacketType.PubAck, message.Id);
        await Until.TrueAsync(() => host.Broker.Find("subscriber")!.Value.Client.InFlight == 0, "the acknowledgement frees the identifier");
    }

    [Fact]
    public async Task A_message_with_QoS_2_takes_four_steps_on_both_sides_and_a_repetition_is_not_delivered()
    {
        await using var host = await BrokerHost.StartAsync();
        var subscriber = await host.ConnectAsync("subscriber");
        var publisher = await host.ConnectAsync("publisher");
        await subscriber.SubscribeAsync("a", MqttQos.ExactlyOnce);
        publisher.Publish("a", "x", MqttQos.ExactlyOnce, 7);
        Assert.Equal(7, (await publisher.ReceiveAsync<PubRecPacket>()).PacketId);
        publisher.Publish("a", "x", MqttQos.ExactlyOnce, 7, p => p.Dup = true);
        Assert.Equal(7, (await publisher.ReceiveAsync<PubRecPacket>()).PacketId);
        publisher.Ack(MqttPacketType.PubRel, 7);
        Assert.Equal(7, (await publisher.ReceiveAsync<PubCompPacket>()).PacketId);
        publisher.Ack(MqttPacketType.PubRel, 7);
        Assert.Equal(MqttReasonCode.PacketIdentifierNotFound, (await publisher.ReceiveAsync<PubCompPacket>()).Code);

        var message = await subscriber.ReceiveMessageAsync();
        subscriber.Ack(MqttPacketType.PubRec, message.Id);
        Assert.Equal(message.Id, (await subscriber.ReceiveAsync<PubRelPacket>()).PacketId);
        subscriber.Ack(MqttPacketType.PubComp, message.Id);
        await subscriber.ExpectNothingAsync();
        Assert.Equal(0, host.Broker.Find("subscriber")!.Value.Client.InFlight);
    }

    [Theory]
    [InlineData(MqttQos.AtMostOnce, MqttQos.ExactlyOnce, MqttQos.AtMostOnce)]
    [InlineData(MqttQos.ExactlyOnce, MqttQos.AtLeastOnce, MqttQos.AtLeastOnce)]
    [InlineData(MqttQos.ExactlyOnce, MqttQos.AtMostOnce, MqttQos.AtMostOnce)]
    public async Task A_delivery_has_the_lower_of_the_two_QoS(MqttQos published, MqttQos granted, MqttQos delivered)
    {
        await using var host = await BrokerHost.StartAsync();
        var subscriber = await host.ConnectAsync("subscriber");
        var publisher = await host.ConnectAsync("publisher");
        await subscriber.SubscribeAsync("a", granted);
        publisher.Publish("a", "x", published, 1);
        Assert.Equal(delivered, (await subscriber.ReceiveMessageAsync()).Qos);
    }

    [Fact]
    public async Task Nobody_who_gets_it_is_a_reason_of_its_own()
    {
        await using var host = await BrokerHost.StartAsync();
        var publisher = await host.ConnectAsync("publisher");
        publisher.Publish("a", "x", MqttQos.AtLeastOnce, 1);
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, (await publisher.ReceiveAsync<PubAckPacket>()).Code);
    }

    [Fact]
    public async Task Messages_of_a_publisher_keep_their_order()
    {
        const int Count = 3_000;
        await using var host = await BrokerHost.StartAsync();
        var subscriber = await host.ConnectAsync("subscriber");
        var publisher = await host.ConnectAsync("publisher");
        await subscriber.SubscribeAsync("a", MqttQos.AtLeastOnce);
        for (var i = 1; i <= Count; i++)
        {
            publisher.Publish("a", i.ToString(), MqttQos.AtLeastOnce, (ushort)i);
            Assert.Equal(i, (await publisher.ReceiveAsync<PubAckPacket>()).PacketId);
            if (i % 1000 != 0) continue;
            for (var k = i - 999; k <= i; k++)
            {
                var message = await subscriber.ReceiveMessageAsync();
                Assert.Equal(k.ToString(), message.Payload);
                subscriber.Ack(MqttPacketType.PubAck, message.Id);
            }
        }
    }

    [Fact]
    public async Task After_a_reconnection_unacknowledged_messages_come_again_in_order_with_DUP_and_their_identifiers()
    {
        await using var host = await BrokerHost.StartAsync();
        var subscriber = await host.ConnectAsync("subscriber", c => c.SessionExpiryS = 60);
        var publisher = await host.ConnectAsync("publisher");
        await subscriber.SubscribeAsync("#", MqttQos.ExactlyOnce);
        publisher.Publish("one", "1", MqttQos.AtLeastOnce, 1);
        publisher.Publish("two", "2", MqttQos.ExactlyOnce, 2);
        publisher.Publish("three", "3", MqttQos.ExactlyOnce, 3);
        var one = await subscriber.ReceiveMessageAsync();
        var two = await subscriber.ReceiveMessageAsync();
        var three = await subscriber.ReceiveMessageAsync();
        subscriber.Ack(MqttPacketType.PubRec, two.Id);
        await subscriber.ReceiveAsync<PubRelPacket>();
        subscriber.Drop();
        await Until.TrueAsync(() => host.Broker.View().Connections == 1, "the subscriber is gone");
        publisher.Publish("four", "4", MqttQos.AtLeastOnce, 4);
        await publisher.ReceiveAsync<PubAckPacket>();

        var again = await host.ConnectAsync("subscriber", c => (c.CleanStart, c.SessionExpiryS) = (false, 60));
        Assert.True(again.SessionPresent);
        var first = await again.ReceiveMessageAsync();
        Assert.Equal(("one", one.Id, true), (first.Topic, first.Id, first.Dup));
        Assert.Equal(two.Id, (await again.ReceiveAsync<PubRelPacket>()).PacketId);
        var third = await again.ReceiveMessageAsync();
        Assert.Equal(("three", three.Id, true), (third.Topic, third.Id, third.Dup));
        var fourth = await again.ReceiveMessageAsync();
        Assert.Equal(("four", false), (fourth.Topic, fourth.Dup));
    }
}
