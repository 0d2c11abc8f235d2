using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>3.8 to 3.11: SUBSCRIBE and UNSUBSCRIBE and their answers.</summary>
public sealed class SubscribeTests : ConformanceTest
{
    [Theory]
    [InlineData("80 06 0001 00 0001 74 00", "SUBSCRIBE with flags 0")]
    [InlineData("83 07 0001 00 0001 74 00", "SUBSCRIBE with flags 3")]
    [InlineData("A0 06 0001 00 0001 74", "UNSUBSCRIBE with flags 0")]
    [InlineData("AF 06 0001 00 0001 74", "UNSUBSCRIBE with flags 15")]
    public async Task MQTT_3_8_1_1_MQTT_3_10_1_1_Flags_other_than_2_are_malformed(string hex, string what)
    {
        Assert.NotEmpty(what);
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.IsPutOutAsync(0x81);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MQTT_3_8_3_1_MQTT_3_10_3_1_A_filter_that_is_not_UTF8_is_malformed(bool subscribe)
    {
        var peer = await JoinAsync("a");
        var filter = Raw.Binary([0x74, 0xFF]);
        await peer.SendAsync(subscribe ? Raw.Packet(0x82, Raw.U16(1), [0], filter, [0]) : Raw.Packet(0xA2, Raw.U16(1), [0], filter));
        await peer.IsPutOutAsync(0x81, 0x8F);
    }

    [Theory]
    [InlineData("82 03 0001 00")]
    [InlineData("A2 03 0001 00")]
    public async Task MQTT_3_8_3_2_MQTT_3_10_3_2_A_request_without_a_filter_is_a_protocol_error(string hex)
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.IsPutOutAsync(0x82);
    }

    [Fact]
    public async Task MQTT_3_8_3_3_No_local_keeps_from_a_client_what_it_published_itself()
    {
        var peer = await JoinAsync("a");
        await peer.SubscribeAsync("t", 1 | Option.NoLocal);
        await peer.SubscribeAsync("u", 1);
        var other = await JoinAsync("b");
        await other.SubscribeAsync("t", 1 | Option.NoLocal);
        await peer.PublishAsync("t", "own");
        await other.PublishAsync("t", "of another");
        Assert.Equal("own", (await other.TakeAsync()).Payload);
        await other.NothingElseComesAsync();
        Assert.Equal("of another", (await peer.TakeAsync()).Payload);
        await peer.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_8_3_4_No_local_on_a_shared_subscription_is_a_protocol_error()
    {
        MosquittoDiffers("takes no local on a shared subscription.");
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Subscribe(1, "$share/g/t", Option.NoLocal));
        await peer.IsPutOutAsync(0x82);
    }

    [Theory]
    [InlineData(0x40, 0x81)]
    [InlineData(0x80, 0x81)]
    [InlineData(0x03, 0x82)]
    [InlineData(0x30, 0x82)]
    public async Task MQTT_3_8_3_5_Options_that_do_not_exist_end_the_connection(int options, byte code)
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Subscribe(1, "t", options));
        await peer.IsPutOutAsync(code, 0x81);
    }

    [Fact]
    public async Task MQTT_3_8_4_1_MQTT_3_8_4_2_MQTT_3_8_4_5_MQTT_3_8_4_6_MQTT_3_8_4_7_MQTT_3_9_3_1_MQTT_3_9_3_2_Each_filter_gets_its_code_in_order()
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Subscribe(0x1234, ("a", 2), ("closed/x", 1), ("b", 0), ("c/#", 1)));
        Assert.Equal([2, 0x87, 0, 1], (await peer.CodesComeAsync(Raw.SubAck, 0x1234)).Codes);
        foreach (var topic in new[] { "a", "b", "c/d" })
        {
            await peer.SendAsync(Raw.Publish(topic, topic));
            Assert.Equal(topic, (await peer.PublishComesAsync()).Topic);
        }
    }

    [Fact]
    public async Task MQTT_3_8_4_1_Many_requests_at_once_are_all_answered()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync([.. Enumerable.Range(1, 100).Select(id => Raw.Subscribe(id, $"t/{id}", id % 3))]);
        for (var id = 1; id <= 100; id++) Assert.Equal(id % 3, (await peer.CodesComeAsync(Raw.SubAck, id)).Code);
    }

    [Fact]
    public async Task MQTT_3_8_4_3_The_same_filter_again_replaces_the_subscription()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", 0, Property.SubscriptionId(1));
        await subscriber.SubscribeAsync("t", 2, Property.SubscriptionId(2));
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x", qos: 2);
        var publish = await subscriber.TakeAsync();
        Assert.Equal(2, publish.Qos);
        Assert.Equal([2], publish.Properties.SubscriptionIds);
        await subscriber.SubscribeAsync("t", 1);
        await publisher.PublishAsync("t", "y", qos: 2);
        publish = await subscriber.TakeAsync();
        Assert.Equal(1, publish.Qos);
        Assert.Empty(publish.Properties.SubscriptionIds);
        await subscriber.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_8_4_4_Replacing_a_subscription_sends_kept_messages_again_and_loses_nothing()
    {
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t/kept", "kept", retain: true);
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t/#", 1);
        Assert.Equal("kept", (await subscriber.TakeAsync()).Payload);
        const int Count = 1_000;
        var (came, kept, acks) = (0, 0, 0);
        var sender = Task.Run(async () =>
        {
            for (var i = 1; i <= Count; i++) await publisher.PublishAsync("t/live", $"{i}");
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 10; i++) await subscriber.SendAsync(Raw.Subscribe(100 + i, "t/#", 1));
        while (came < Count || acks < 10 || kept < 10)
        {
            var packet = await subscriber.ReadAsync();
            if (packet.First == Raw.SubAck)
            {
                acks++;
                continue;
            }

            var publish = packet.Publish();
            await subscriber.SendAsync(Raw.Ack(Raw.PubAck, publish.Id));
            if (publish.Topic == "t/kept") kept++;
            else Assert.Equal($"{++came}", publish.Payload);
        }

        await sender;
        await subscriber.NothingElseComesAsync();
    }

    [Theory]
    [InlineData(0, 2, 0)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 0, 0)]
    [InlineData(1, 0, 0)]
    public async Task MQTT_3_8_4_8_A_delivery_has_the_lower_of_both_QoS(int published, int granted, int delivered)
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", granted);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x", published);
        Assert.Equal(delivered, (await subscriber.TakeAsync()).Qos);
    }

    [Theory]
    [InlineData("a/#/b")]
    [InlineData("a#")]
    [InlineData("a/b#")]
    [InlineData("##")]
    [InlineData("a+/b")]
    [InlineData("+a")]
    [InlineData("a/b+/c")]
    [InlineData("++")]
    [InlineData("")]
    [InlineData("$share/")]
    [InlineData("$share//t")]
    [InlineData("$share/g")]
    [InlineData("$share/g/")]
    [InlineData("$share/g+/t")]
    [InlineData("$share/#/t")]
    public async Task MQTT_4_7_1_1_MQTT_4_7_1_2_MQTT_4_7_3_1_MQTT_4_8_2_1_MQTT_4_8_2_2_A_filter_that_is_none_is_refused(string filter)
    {
        if (filter is "$share/" or "$share//t" or "$share/g" or "$share/g/") MosquittoDiffers("takes shared subscriptions without a group or a filter.");
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Subscribe(1, filter, 0));
        var packet = await peer.TryReadAsync();
        if (packet is null)
        {
            Assert.True(peer.Mosquitto);
            return;
        }

        if (packet.First == Raw.SubAck) Assert.Equal([0x8F], packet.Codes().Codes);
        else
        {
            Assert.Equal(Raw.Disconnect, packet.First);
            Assert.Contains(packet.Code, new byte[] { 0x81, 0x82, 0x8F });
            await peer.ClosesAsync();
        }
    }

    [Fact]
    public async Task MQTT_3_10_4_1_Filters_are_compared_as_they_are_written()
    {
        var peer = await JoinAsync("a");
        await peer.SubscribeAsync("t/#");
        await peer.SendAsync(Raw.Unsubscribe(10, "t/+", "T/#", "t", "#", "t/#", "nothing"));
        var codes = (await peer.CodesComeAsync(Raw.UnsubAck, 10)).Codes;
        Assert.Equal([0x11, 0x11, 0x11, 0x11, 0x00, 0x11], codes);
        await peer.SendAsync(Raw.Publish("t/a", "x"));
        await peer.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_10_4_2_MQTT_3_10_4_3_UNSUBSCRIBE_adds_nothing_more_and_completes_what_was_begun()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "begun", qos: 2);
        await publisher.PublishAsync("t", "begun", qos: 1);
        var second = await subscriber.PublishComesAsync();
        var first = await subscriber.PublishComesAsync();
        await subscriber.SendAsync(Raw.Unsubscribe(9, "t"));
        await subscriber.CodesComeAsync(Raw.UnsubAck, 9);
        await publisher.PublishAsync("t", "too late", qos: 1);
        await subscriber.SendAsync(Raw.Ack(Raw.PubAck, first.Id), Raw.Ack(Raw.PubRec, second.Id));
        await subscriber.AckComesAsync(Raw.PubRel, second.Id);
        await subscriber.SendAsync(Raw.Ack(Raw.PubComp, second.Id));
        await subscriber.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_10_4_4_MQTT_3_10_4_5_MQTT_3_10_4_6_MQTT_3_11_3_1_MQTT_3_11_3_2_Each_filter_gets_its_code_and_one_UNSUBACK_holds_them()
    {
        var peer = await JoinAsync("a");
        await peer.SubscribeAsync("a");
        await peer.SubscribeAsync("c");
        await peer.SendAsync(Raw.Unsubscribe(0x4321, "a", "b", "c"));
        Assert.Equal([0, 0x11, 0], (await peer.CodesComeAsync(Raw.UnsubAck, 0x4321)).Codes);
        await peer.SendAsync(Raw.Unsubscribe(2, "a"));
        Assert.Equal([0x11], (await peer.CodesComeAsync(Raw.UnsubAck, 2)).Codes);
    }

    [Fact]
    public async Task MQTT_3_12_4_1_PINGREQ_is_answered()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.PingReq, Raw.PingReq);
        var first = await peer.ReadAsync();
        Assert.Equal(Raw.PingResp, first.First);
        Assert.Empty(first.Body);
        Assert.Equal(Raw.PingResp, (await peer.ReadAsync()).First);
    }

    [Theory]
    [InlineData("0B 00", "a subscription identifier of zero")]
    [InlineData("0B 01 0B 02", "two subscription identifiers")]
    [InlineData("11 00000001", "a property that is none of SUBSCRIBE's")]
    public async Task MQTT_4_13_1_1_A_SUBSCRIBE_with_wrong_properties_ends_the_connection(string hex, string what)
    {
        Assert.NotEmpty(what);
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Subscribe(1, "t", 0, 5, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));
        await peer.IsPutOutAsync(0x81, 0x82);
    }
}
