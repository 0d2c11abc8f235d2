using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>3.3: PUBLISH, its flags, topic and properties, and how a server passes them on.</summary>
public sealed class PublishTests : ConformanceTest
{
    [Fact]
    public async Task MQTT_3_3_1_2_DUP_on_a_QoS_0_message_is_malformed()
    {
        MosquittoDiffers("takes DUP on QoS 0.");
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "x", dup: true));
        await peer.IsPutOutAsync(0x81, 0x82);
    }

    [Fact]
    public async Task MQTT_3_3_1_3_MQTT_4_3_1_1_MQTT_4_3_2_2_MQTT_4_3_3_2_A_delivery_has_DUP_only_when_it_is_repeated_itself()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "0"), Raw.Publish("t", "1", 1, 1, dup: true), Raw.Publish("t", "2", 2, 2, dup: true), Raw.Ack(Raw.PubRel, 2));
        for (var qos = 0; qos <= 2; qos++)
        {
            var publish = await subscriber.TakeAsync();
            Assert.Equal(qos, publish.Qos);
            Assert.False(publish.Dup);
        }
    }

    [Fact]
    public async Task MQTT_3_3_1_4_QoS_3_is_malformed()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "x", 3, 1));
        await peer.IsPutOutAsync(0x81);
    }

    [Theory]
    [InlineData("a/#")]
    [InlineData("#")]
    [InlineData("a/+/b")]
    [InlineData("a+")]
    public async Task MQTT_3_3_2_2_MQTT_4_7_0_1_A_topic_name_with_a_wildcard_is_refused(string topic)
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish(topic, "x"));
        await peer.IsPutOutAsync(0x81, 0x82, 0x90);
    }

    [Fact]
    public async Task MQTT_3_3_2_1_MQTT_4_7_3_1_A_message_without_topic_and_alias_is_a_protocol_error()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("", "x"));
        await peer.IsPutOutAsync(0x82, 0x90);
    }

    [Theory]
    [InlineData("30 02 00 05")]
    [InlineData("30 00")]
    [InlineData("32 05 00 01 74 00 01")]
    [InlineData("30 05 00 01 74 05 01")]
    public async Task MQTT_3_3_2_1_A_message_that_is_cut_off_is_malformed(string hex)
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.IsPutOutAsync(0x81);
    }

    [Fact]
    public async Task MQTT_3_3_2_3_Only_messages_whose_topic_matches_come()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("a/+/c");
        await subscriber.SubscribeAsync("x/#");
        var publisher = await JoinAsync("p");
        string[] topics = ["a/b/c", "a/b/d", "a/c", "a/b/c/d", "a//c", "x", "x/y", "x/y/z", "xy", "A/b/c", "/a/b/c"];
        foreach (var topic in topics) await publisher.PublishAsync(topic, topic, qos: 0);
        await publisher.PublishAsync("x/end", "end");
        var came = new List<string>();
        do came.Add((await subscriber.PublishComesAsync()).Topic);
        while (came[^1] != "x/end");
        Assert.Equal(["a/b/c", "a//c", "x", "x/y", "x/y/z", "x/end"], came);
    }

    [Fact]
    public async Task MQTT_3_3_2_4_MQTT_3_3_2_15_MQTT_3_3_2_16_MQTT_3_3_2_17_MQTT_3_3_2_18_MQTT_3_3_2_20_Properties_are_passed_on_unaltered_and_in_order()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        for (var qos = 0; qos <= 2; qos++)
        {
            await publisher.PublishAsync("t", "x", qos, properties:
            [
                Property.User("z", "1"), Property.Byte(Property.PayloadFormatId, 1), Property.User("a", "2"), Property.Text(Property.ResponseTopicId, "answers/to/p"),
                Raw.Join([Property.CorrelationId], Raw.Binary([0, 1, 0xFF])), Property.Text(Property.ContentTypeId, "application/json"), Property.User("z", "1"), Property.User("", ""),
            ]);
            var publish = await subscriber.TakeAsync();
            Assert.Equal([("z", "1"), ("a", "2"), ("z", "1"), ("", "")], publish.Properties.Users);
            Assert.Equal(1u, publish.Properties.Number(Property.PayloadFormatId));
            Assert.Equal("answers/to/p", publish.Properties.Text(Property.ResponseTopicId));
            Assert.Equal([0, 1, 0xFF], publish.Properties.Value(Property.CorrelationId)!);
            Assert.Equal("application/json", publish.Properties.Text(Property.ContentTypeId));
        }
    }

    [Fact]
    public async Task MQTT_3_3_2_4_What_was_not_there_is_not_added()
    {
        var peer = await JoinAsync("a");
        await peer.SubscribeAsync("t");
        await peer.SendAsync(Raw.Publish("t", "", properties: Property.Byte(Property.PayloadFormatId, 0)));
        var publish = await peer.PublishComesAsync();
        Assert.True(publish.Properties.All is [] or [(Property.PayloadFormatId, [0])]);
    }

    [Fact]
    public async Task MQTT_3_3_2_5_MQTT_3_3_2_6_A_message_that_waits_grows_old_and_then_is_gone()
    {
        var subscriber = await JoinAsync(RawConnect.Lasting("s"));
        await subscriber.SubscribeAsync("t", 1);
        await subscriber.VanishAsync();
        await Server.GoneAsync("s");
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "short", properties: Property.MessageExpiry(2));
        await publisher.PublishAsync("t", "long", properties: Property.MessageExpiry(100));
        await publisher.PublishAsync("t", "ever");
        await Server.PassWellAsync(3);
        var again = await JoinAsync(RawConnect.Lasting("s"));
        var first = await again.TakeAsync();
        Assert.Equal("long", first.Payload);
        Assert.InRange(first.Properties.Number(Property.MessageExpiryId)!.Value, 90u, 97u);
        var second = await again.TakeAsync();
        Assert.Equal("ever", second.Payload);
        Assert.False(second.Properties.Has(Property.MessageExpiryId));
        await again.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_3_2_6_A_message_that_does_not_wait_keeps_its_interval()
    {
        var peer = await JoinAsync("a");
        await peer.SubscribeAsync("t");
        await peer.SendAsync(Raw.Publish("t", "x", properties: Property.MessageExpiry(100)));
        Assert.Equal(100u, (await peer.PublishComesAsync()).Properties.Number(Property.MessageExpiryId));
    }

    [Fact]
    public async Task MQTT_3_3_2_5_A_retained_message_expires_too()
    {
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t/short", "x", retain: true, properties: Property.MessageExpiry(5));
        await publisher.PublishAsync("t/long", "y", retain: true, properties: Property.MessageExpiry(500));
        await Server.PassWellAsync(6);
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t/#");
        var kept = await subscriber.PublishComesAsync();
        Assert.Equal("t/long", kept.Topic);
        Assert.InRange(kept.Properties.Number(Property.MessageExpiryId)!.Value, 490u, 494u);
        await subscriber.NothingElseComesAsync();
    }

    [Theory]
    [InlineData("FF")]
    [InlineData("ED A0 80")]
    public async Task MQTT_3_3_2_13_MQTT_3_3_2_19_Response_topic_and_content_type_are_UTF8(string hex)
    {
        var text = Raw.Binary(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        foreach (var id in new[] { Property.ResponseTopicId, Property.ContentTypeId })
        {
            var peer = await JoinAsync("a");
            await peer.SendAsync(Raw.Publish("t", "x", properties: Raw.Join([id], text)));
            await peer.IsPutOutAsync(0x81);
        }
    }

    [Theory]
    [InlineData("a/#")]
    [InlineData("+")]
    public async Task MQTT_3_3_2_14_A_response_topic_with_a_wildcard_is_refused(string topic)
    {
        MosquittoDiffers("does not look at the response topic.");
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "x", properties: Property.Text(Property.ResponseTopicId, topic)));
        await peer.IsPutOutAsync(0x81, 0x82, 0x90);
    }

    public static TheoryData<string> WrongProperties =>
    [
        "02 00000001 02 00000001", // Message Expiry Interval twice
        "01 02", // Payload Format Indicator is 0 or 1
        "01 01 01 01", // twice
        "11 00000001", // Session Expiry Interval is none of PUBLISH's
        "7F 00", // no property at all
        "0B 00", // Subscription Identifier of zero
    ];

    [Theory, MemberData(nameof(WrongProperties))]
    public async Task MQTT_4_13_1_1_A_message_with_wrong_properties_ends_the_connection(string hex)
    {
        if (hex == "01 02") MosquittoDiffers("does not look at the value of the payload format indicator.");
        if (hex == "0B 00") MosquittoDiffers("takes a subscription identifier from a client.");
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "x", properties: Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));
        await peer.IsPutOutAsync(0x81, 0x82);
    }

    [Fact]
    public async Task MQTT_3_3_4_1_Each_QoS_gets_the_answer_it_wants()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "x"));
        await peer.NothingElseComesAsync();
        await peer.PublishAsync("t", "x", qos: 1);
        await peer.PublishAsync("t", "x", qos: 2);
        await peer.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_3_4_2_MQTT_3_3_4_3_MQTT_3_3_4_4_MQTT_3_3_4_5_Overlapping_subscriptions_deliver_with_the_highest_QoS_and_every_identifier()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t/#", 1, Property.SubscriptionId(5));
        await subscriber.SubscribeAsync("t/+", 2, Property.SubscriptionId(268_435_455));
        await subscriber.SubscribeAsync("t/a", 0);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t/a", "x", qos: 2);
        await publisher.PublishAsync("t/a/b", "end", qos: 2);
        var came = new List<RawPublish>();
        do came.Add(await subscriber.TakeAsync());
        while (came[^1].Payload != "end");
        came.RemoveAt(came.Count - 1);
        Assert.Equal(2, came.Max(p => p.Qos));
        Assert.Equal([5, 268_435_455], came.SelectMany(p => p.Properties.SubscriptionIds).Order());
        if (!Server.JudgesMosquitto) Assert.Single(came);
    }

    [Fact]
    public async Task MQTT_3_3_4_6_A_subscription_identifier_from_a_client_is_a_protocol_error()
    {
        MosquittoDiffers("takes a subscription identifier from a client.");
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "x", properties: Property.SubscriptionId(1)));
        await peer.IsPutOutAsync(0x82);
    }
}
