using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>4.3 to 4.6: QoS, what is repeated, order.</summary>
public sealed class DeliveryTests : ConformanceTest
{
    [Fact]
    public async Task MQTT_4_3_2_3_MQTT_3_3_1_1_MQTT_4_4_0_1_What_was_not_acknowledged_comes_again_with_its_identifier_in_order()
    {
        var subscriber = await JoinAsync(RawConnect.Lasting("s"));
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        for (var i = 0; i < 6; i++) await publisher.PublishAsync("t", $"{i}", qos: 1 + (i % 2));
        var first = new List<RawPublish>();
        for (var i = 0; i < 6; i++) first.Add(await subscriber.PublishComesAsync());
        Assert.All(first, p => Assert.False(p.Dup));
        await subscriber.SendAsync(Raw.Ack(Raw.PubAck, first[2].Id));
        await subscriber.NothingElseComesAsync();
        await subscriber.VanishAsync();
        await Server.GoneAsync("s");

        var again = await JoinAsync(RawConnect.Lasting("s"));
        foreach (var expected in first.Where(p => p.Payload != "2"))
        {
            var publish = await again.TakeAsync();
            Assert.Equal((expected.Payload, expected.Id, expected.Qos, true), (publish.Payload, publish.Id, publish.Qos, publish.Dup));
        }

        await again.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_4_4_0_1_MQTT_4_6_0_5_What_is_repeated_comes_before_what_has_waited()
    {
        var subscriber = await JoinAsync(RawConnect.Lasting("s") with { Properties = [Property.SessionExpiry(3600), Property.ReceiveMaximum(2)] });
        await subscriber.SubscribeAsync("t", 1);
        var publisher = await JoinAsync("p");
        for (var i = 1; i <= 4; i++) await publisher.PublishAsync("t", $"{i}");
        await subscriber.PublishComesAsync();
        await subscriber.PublishComesAsync();
        await subscriber.VanishAsync();
        await Server.GoneAsync("s");
        for (var i = 5; i <= 6; i++) await publisher.PublishAsync("t", $"{i}");
        var again = await JoinAsync(RawConnect.Lasting("s"));
        for (var i = 1; i <= 6; i++)
        {
            var publish = await again.TakeAsync();
            Assert.Equal(($"{i}", i <= 2), (publish.Payload, publish.Dup));
        }
    }

    [Fact]
    public async Task MQTT_4_4_0_1_MQTT_3_1_4_3_A_connection_that_takes_over_a_session_gets_what_is_open()
    {
        var first = await JoinAsync(RawConnect.Lasting("s"));
        await first.SubscribeAsync("t", 1);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x");
        var publish = await first.PublishComesAsync();
        var second = await JoinAsync(RawConnect.Lasting("s"));
        await first.IsPutOutAsync(0x8E);
        var repeated = await second.TakeAsync();
        Assert.Equal((publish.Id, "x", true), (repeated.Id, repeated.Payload, repeated.Dup));
        await second.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_4_4_0_1_Nothing_is_repeated_while_the_connection_lasts()
    {
        var subscriber = await JoinAsync(RawConnect.Lasting("s"));
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "1", qos: 1);
        await publisher.PublishAsync("t", "2", qos: 2);
        await subscriber.PublishComesAsync();
        var second = await subscriber.PublishComesAsync();
        await subscriber.SendAsync(Raw.Ack(Raw.PubRec, second.Id));
        await subscriber.AckComesAsync(Raw.PubRel, second.Id);
        await Server.PassAsync(Server.JudgesMosquitto ? 3 : 3600);
        await subscriber.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_4_3_3_3_MQTT_4_3_3_4_MQTT_4_3_3_5_MQTT_4_3_3_6_After_PUBREC_only_PUBREL_is_repeated()
    {
        var subscriber = await JoinAsync(RawConnect.Lasting("s"));
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x", qos: 2);
        var publish = await subscriber.PublishComesAsync();
        await subscriber.SendAsync(Raw.Ack(Raw.PubRec, publish.Id));
        await subscriber.AckComesAsync(Raw.PubRel, publish.Id);
        await subscriber.VanishAsync();
        await Server.GoneAsync("s");
        for (var i = 0; i < 2; i++)
        {
            var again = await JoinAsync(RawConnect.Lasting("s"));
            await again.AckComesAsync(Raw.PubRel, publish.Id);
            await again.NothingElseComesAsync();
            await again.VanishAsync();
            await Server.GoneAsync("s");
        }

        var last = await JoinAsync(RawConnect.Lasting("s"));
        await last.AckComesAsync(Raw.PubRel, publish.Id);
        await last.SendAsync(Raw.Ack(Raw.PubComp, publish.Id));
        await last.NothingElseComesAsync();
        await last.VanishAsync();
        await Server.GoneAsync("s");
        await (await JoinAsync(RawConnect.Lasting("s"))).NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_4_3_3_7_MQTT_4_3_3_13_A_QoS_2_message_that_was_sent_does_not_expire()
    {
        MosquittoDiffers("forgets a QoS 2 message that was sent when it expires.");
        var subscriber = await JoinAsync(RawConnect.Lasting("s"));
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x", qos: 2, properties: Property.MessageExpiry(1));
        var publish = await subscriber.PublishComesAsync();
        await subscriber.VanishAsync();
        await Server.GoneAsync("s");
        await Server.PassWellAsync(3);
        var again = await JoinAsync(RawConnect.Lasting("s"));
        var repeated = await again.TakeAsync();
        Assert.Equal((publish.Id, "x", true), (repeated.Id, repeated.Payload, repeated.Dup));
        await again.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_4_3_2_4_MQTT_4_3_2_5_After_PUBACK_the_identifier_means_a_new_message()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", 1);
        var peer = await JoinAsync("a");
        for (var i = 0; i < 3; i++)
        {
            await peer.SendAsync(Raw.Publish("t", $"{i}", 1, 7, dup: i > 0));
            await peer.AckComesAsync(Raw.PubAck, 7);
            Assert.Equal($"{i}", (await subscriber.TakeAsync()).Payload);
        }
    }

    [Fact]
    public async Task MQTT_4_3_3_8_MQTT_4_3_3_10_MQTT_4_3_3_11_MQTT_4_3_3_12_A_QoS_2_message_is_taken_once_until_it_is_released()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "once", 2, 7));
        await peer.AckComesAsync(Raw.PubRec, 7);

        // mosquitto takes the second repetition for an error.
        for (var i = 0; i < (peer.Mosquitto ? 1 : 3); i++)
        {
            await peer.SendAsync(Raw.Publish("t", "once", 2, 7, dup: true));
            await peer.AckComesAsync(Raw.PubRec, 7);
        }

        await peer.SendAsync(Raw.Ack(Raw.PubRel, 7));
        await peer.AckComesAsync(Raw.PubComp, 7);
        Assert.Equal("once", (await subscriber.TakeAsync()).Payload);
        await subscriber.NothingElseComesAsync();
        await peer.SendAsync(Raw.Publish("t", "new", 2, 7));
        await peer.AckComesAsync(Raw.PubRec, 7);
        await peer.SendAsync(Raw.Ack(Raw.PubRel, 7));
        await peer.AckComesAsync(Raw.PubComp, 7);
        Assert.Equal("new", (await subscriber.TakeAsync()).Payload);
        await subscriber.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_4_3_3_10_A_QoS_2_message_repeated_on_a_new_connection_is_taken_once()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var peer = await JoinAsync(RawConnect.Lasting("a"));
        await peer.SendAsync(Raw.Publish("t", "once", 2, 7));
        await peer.AckComesAsync(Raw.PubRec, 7);
        await peer.VanishAsync();
        await Server.GoneAsync("a");
        var again = await JoinAsync(RawConnect.Lasting("a"));
        await again.SendAsync(Raw.Publish("t", "once", 2, 7, dup: true));
        await again.AckComesAsync(Raw.PubRec, 7);
        await again.SendAsync(Raw.Ack(Raw.PubRel, 7));
        await again.AckComesAsync(Raw.PubComp, 7);
        Assert.Equal("once", (await subscriber.TakeAsync()).Payload);
        await subscriber.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_4_3_3_9_MQTT_3_4_2_1_MQTT_3_5_2_1_After_a_PUBREC_that_refuses_the_identifier_means_a_new_message()
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("#", 2);
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("closed/t", "x", 2, 7));
        Assert.Equal(0x87, (await peer.AnyAckComesAsync(Raw.PubRec, 7)).Code);
        await peer.SendAsync(Raw.Publish("closed/t", "x", 1, 7));
        Assert.Equal(0x87, (await peer.AnyAckComesAsync(Raw.PubAck, 7)).Code);
        await peer.SendAsync(Raw.Publish("t", "new", 2, 7));
        await peer.AckComesAsync(Raw.PubRec, 7);
        await peer.SendAsync(Raw.Ack(Raw.PubRel, 7));
        await peer.AckComesAsync(Raw.PubComp, 7);
        Assert.Equal("new", (await subscriber.TakeAsync()).Payload);
        await subscriber.NothingElseComesAsync();
    }

    [Theory]
    [InlineData(1, Raw.PubAck)]
    [InlineData(2, Raw.PubRec)]
    public async Task MQTT_4_4_0_2_MQTT_4_3_3_4_A_delivery_that_was_refused_is_over(int qos, byte ack)
    {
        var subscriber = await JoinAsync(RawConnect.Lasting("s"));
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x", qos);
        var publish = await subscriber.PublishComesAsync();
        await subscriber.SendAsync(Raw.Ack(ack, publish.Id, 0x83));
        await subscriber.NothingElseComesAsync();
        await subscriber.VanishAsync();
        await Server.GoneAsync("s");
        await (await JoinAsync(RawConnect.Lasting("s"))).NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_6_2_1_MQTT_3_7_2_1_Identifiers_that_are_unknown_are_called_so()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Ack(Raw.PubRel, 77));
        Assert.Contains((await peer.AnyAckComesAsync(Raw.PubComp, 77)).Code, new byte[] { 0x92, 0x00 });
        await peer.SendAsync(Raw.Ack(Raw.PubRec, 78));
        var packet = await peer.ReadAsync();
        Assert.Equal((Raw.PubRel, 78), (packet.First, packet.Ack().Id));
        if (!peer.Mosquitto) Assert.Equal(0x92, packet.Ack().Code);
        await peer.SendAsync(Raw.Ack(Raw.PubAck, 79), Raw.Ack(Raw.PubComp, 80));
        await peer.NothingElseComesAsync();
    }

    [Theory]
    [InlineData("60 02 0001")]
    [InlineData("61 02 0001")]
    [InlineData("63 02 0001")]
    public async Task MQTT_3_6_1_1_PUBREL_with_flags_other_than_2_is_malformed(string hex)
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.IsPutOutAsync(0x81);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task MQTT_4_6_0_5_MQTT_4_6_0_6_Messages_of_a_client_arrive_in_their_order(int qos)
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("#", qos);
        var publisher = await JoinAsync("p");
        const int Count = 500;
        var sender = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++) await publisher.PublishAsync(i % 2 == 0 ? "t/even" : "t/odd", $"{i}", qos);
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < Count; i++) Assert.Equal($"{i}", (await subscriber.TakeAsync()).Payload);
        await sender;
    }

    [Fact]
    public async Task MQTT_4_6_0_5_Acknowledgements_leave_in_the_order_of_the_messages()
    {
        var peer = await DialAsync();
        var count = (int)Math.Min(300, (await peer.ConnectAsync(new RawConnect("p"))).Properties.Number(Property.ReceiveMaximumId) ?? 300);
        var lasting = await JoinAsync(RawConnect.Lasting("s"));
        await lasting.SubscribeAsync("kept", 2);
        await peer.SendAsync([.. Enumerable.Range(1, count).Select(i => Raw.Publish(i % 3 == 0 ? "kept" : "t", $"{i}", 1 + (i % 2), i, retain: i % 5 == 0))]);
        for (var i = 1; i <= count; i++) await peer.AckComesAsync(i % 2 == 0 ? Raw.PubAck : Raw.PubRec, i);
    }
}
