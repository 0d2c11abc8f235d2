using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>3.1.2.11.3 to 3.1.2.11.5, 3.3.4 and 4.9: receive maximum, packet size, topic aliases.</summary>
public sealed class FlowControlTests : ConformanceTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task MQTT_3_3_4_9_MQTT_4_9_0_1_MQTT_4_9_0_2_No_more_is_sent_than_the_receive_maximum_allows(int most)
    {
        if (most > 1) MosquittoDiffers("gives the place in the window back at PUBREC, not at PUBCOMP.");
        var subscriber = await JoinAsync(new RawConnect("s") { Properties = [Property.ReceiveMaximum(most)] });
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        for (var i = 0; i < 8; i++) await publisher.PublishAsync("t", $"{i}", 1 + (i % 2));
        var waiting = new Queue<RawPublish>();
        for (var i = 0; i < most; i++) waiting.Enqueue(await subscriber.PublishComesAsync());
        await subscriber.NothingElseComesAsync();
        for (var i = 0; i < 8; i++)
        {
            var publish = waiting.Dequeue();
            Assert.Equal($"{i}", publish.Payload);
            if (publish.Qos == 1) await subscriber.SendAsync(Raw.Ack(Raw.PubAck, publish.Id));
            else
            {
                // PUBREC does not give the place back; PUBCOMP does.
                await subscriber.SendAsync(Raw.Ack(Raw.PubRec, publish.Id));
                await subscriber.AckComesAsync(Raw.PubRel, publish.Id);
                await subscriber.NothingElseComesAsync();
                await subscriber.SendAsync(Raw.Ack(Raw.PubComp, publish.Id));
            }

            if (i + most < 8) waiting.Enqueue(await subscriber.PublishComesAsync());
            await subscriber.NothingElseComesAsync();
        }
    }

    [Fact]
    public async Task MQTT_3_3_4_9_A_PUBREC_that_refuses_gives_the_place_back()
    {
        var subscriber = await JoinAsync(new RawConnect("s") { Properties = [Property.ReceiveMaximum(1)] });
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "1", 2);
        await publisher.PublishAsync("t", "2", 2);
        await subscriber.SendAsync(Raw.Ack(Raw.PubRec, (await subscriber.PublishComesAsync()).Id, 0x97));
        Assert.Equal("2", (await subscriber.TakeAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_3_4_10_MQTT_4_9_0_3_Everything_else_goes_on_when_the_window_is_full()
    {
        var subscriber = await JoinAsync(new RawConnect("s") { Properties = [Property.ReceiveMaximum(1)] });
        await subscriber.SubscribeAsync("t/#", 2);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t/1", "1");
        await publisher.PublishAsync("t/1", "2");
        await subscriber.PublishComesAsync();
        await publisher.PublishAsync("t/0", "QoS 0", qos: 0);
        Assert.Equal("QoS 0", (await subscriber.PublishComesAsync()).Payload);
        await subscriber.SubscribeAsync("u");
        await subscriber.PublishAsync("v", "x", qos: 2);
        await subscriber.SendAsync(Raw.Unsubscribe(50, "u"));
        await subscriber.CodesComeAsync(Raw.UnsubAck, 50);
        await subscriber.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_3_4_7_More_than_our_receive_maximum_is_refused()
    {
        await ServeAsync(new() { Options = new() { ReceiveMaximum = 4 } });
        var peer = await DialAsync();
        Assert.Equal(4u, (await peer.ConnectAsync(new RawConnect("a"))).Properties.Number(Property.ReceiveMaximumId));
        await peer.SendAsync([.. Enumerable.Range(1, 4).Select(i => Raw.Publish("t", "x", 2, i))]);
        for (var i = 1; i <= 4; i++) await peer.AckComesAsync(Raw.PubRec, i);
        await peer.SendAsync(Raw.Publish("t", "x", 2, 5));
        await peer.IsPutOutAsync(0x93);
    }

    [Fact]
    public async Task MQTT_3_1_2_24_MQTT_3_1_2_25_A_message_that_is_too_large_is_left_out_as_if_it_was_sent()
    {
        MosquittoDiffers("sends packets that are a little larger than the client allows.");
        var subscriber = await JoinAsync(new RawConnect("s") { Properties = [Property.MaximumPacketSize(50), Property.ReceiveMaximum(1)] });
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        for (var qos = 0; qos <= 2; qos++)
        {
            // first, length, topic (2 + 1), identifier (2), property length: 8 or 6 bytes beside the payload.
            var fits = 50 - (qos == 0 ? 6 : 8);
            await publisher.PublishAsync("t", new string('a', fits), qos);
            Assert.Equal(50, (await subscriber.TakeAsync()).Size);
            await publisher.PublishAsync("t", new string('b', fits + 1), qos);
            await publisher.PublishAsync("t", $"after {qos}", qos);
            Assert.Equal($"after {qos}", (await subscriber.TakeAsync()).Payload);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(11)]
    public async Task MQTT_3_1_2_24_A_client_that_takes_no_CONNACK_of_ours_is_turned_away_with_none_or_a_small_one(int most)
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Properties = [Property.MaximumPacketSize((uint)most)] });
        var packet = await peer.TryReadAsync();
        if (packet is null) return;
        Assert.InRange(packet.Size, 5, most);
        if (packet.ConnAck().Code != 0) await peer.ClosesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_2_24_A_SUBACK_that_is_too_large_is_not_sent()
    {
        MosquittoDiffers("sends a SUBACK that is larger than the client allows.");
        var peer = await JoinAsync(new RawConnect("a") { Properties = [Property.MaximumPacketSize(40)] });
        await peer.SendAsync(Raw.Subscribe(1, [.. Enumerable.Range(0, 60).Select(i => ($"t/{i}", 0))]), Raw.Unsubscribe(2, [.. Enumerable.Range(20, 60).Select(i => $"t/{i}")]));
        await peer.NothingElseComesAsync();
        await peer.SendAsync(Raw.Publish("t/50", "gone"), Raw.Publish("t/5", "x"));
        Assert.Equal("x", (await peer.PublishComesAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_1_2_24_MQTT_3_1_2_25_A_message_that_is_too_large_for_the_new_connection_is_not_repeated()
    {
        var subscriber = await JoinAsync(RawConnect.Lasting("s"));
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        for (var i = 0; i < 4; i++) await publisher.PublishAsync("t", i % 2 == 0 ? new string('a', 100) : $"{i}", 1 + (i / 2));
        for (var i = 0; i < 4; i++) await subscriber.PublishComesAsync();
        await subscriber.VanishAsync();
        await Server.GoneAsync("s");
        var again = await JoinAsync(RawConnect.Lasting("s") with { Properties = [Property.SessionExpiry(3600), Property.MaximumPacketSize(50)] });
        Assert.Equal("1", (await again.TakeAsync()).Payload);
        Assert.Equal("3", (await again.TakeAsync()).Payload);
        await again.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_3_4_10_A_full_window_does_not_hold_PUBREL_back_after_a_reconnection()
    {
        var subscriber = await JoinAsync(RawConnect.Lasting("s"));
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "1", 1);
        await publisher.PublishAsync("t", "2", 2);
        var first = await subscriber.PublishComesAsync();
        var second = await subscriber.PublishComesAsync();
        await subscriber.SendAsync(Raw.Ack(Raw.PubRec, second.Id));
        await subscriber.AckComesAsync(Raw.PubRel, second.Id);
        await subscriber.VanishAsync();
        await Server.GoneAsync("s");
        var again = await JoinAsync(RawConnect.Lasting("s") with { Properties = [Property.SessionExpiry(3600), Property.ReceiveMaximum(1)] });
        RawPacket[] came = [await again.ReadAsync(), await again.ReadAsync()];
        Assert.Equal(second.Id, Assert.Single(came, p => p.First == Raw.PubRel).Ack().Id);
        var repeated = Assert.Single(came, p => p.Type == 0x30).Publish();
        Assert.Equal((first.Id, true), (repeated.Id, repeated.Dup));
    }

    [Fact]
    public async Task MQTT_3_3_4_7_A_repetition_of_a_message_is_not_one_more()
    {
        await ServeAsync(new() { Options = new() { ReceiveMaximum = 2 } });
        var peer = await JoinAsync("a");
        for (var i = 0; i < 5; i++)
        {
            await peer.SendAsync(Raw.Publish("t", "x", 2, 1, dup: i > 0));
            await peer.AckComesAsync(Raw.PubRec, 1);
        }

        await peer.SendAsync(Raw.Publish("t", "y", 1, 2));
        await peer.AckComesAsync(Raw.PubAck, 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public async Task MQTT_3_4_2_2_MQTT_3_5_2_2_MQTT_3_7_2_2_MQTT_3_9_2_1_MQTT_3_11_2_1_Answers_leave_out_what_would_make_them_too_large(int room)
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var most = (await (await DialAsync()).ConnectAsync(new RawConnect("b"))).Size + room;
        var peer = await JoinAsync(new RawConnect("a") { Properties = [Property.MaximumPacketSize((uint)most)] });
        await peer.SendAsync(Raw.Publish("closed/t", "x", 1, 1), Raw.Publish("closed/t", "x", 2, 2), Raw.Subscribe(3, "closed/t", 0), Raw.Unsubscribe(4, "t"), Raw.Ack(Raw.PubRel, 77));
        byte[] expected = [Raw.PubAck, Raw.PubRec, Raw.SubAck, Raw.UnsubAck, Raw.PubComp];
        foreach (var first in expected)
        {
            var packet = await peer.ReadAsync();
            Assert.Equal(first, packet.First);
            Assert.InRange(packet.Size, 4, most);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task MQTT_3_1_2_26_MQTT_3_1_2_27_MQTT_3_3_2_11_The_server_gives_no_alias_above_what_the_client_takes(int most)
    {
        var subscriber = await JoinAsync(new RawConnect("s") { Properties = most == 0 ? [] : [Property.TopicAliasMaximum(most)] });
        await subscriber.SubscribeAsync("t/#");
        var publisher = await JoinAsync("p");
        var aliases = new Dictionary<uint, string>();
        for (var round = 0; round < 3; round++)
            for (var i = 0; i < 5; i++)
            {
                await publisher.PublishAsync($"t/{i}", "x", qos: 0);
                var publish = await subscriber.PublishComesAsync();
                if (publish.Properties.Number(Property.TopicAliasId) is { } alias)
                {
                    Assert.InRange(alias, 1u, (uint)most);
                    if (publish.Topic.Length > 0) aliases[alias] = publish.Topic;
                    Assert.Equal($"t/{i}", aliases[alias]);
                }
                else
                {
                    Assert.Equal($"t/{i}", publish.Topic);
                }
            }
    }

    [Fact]
    public async Task MQTT_3_3_2_12_Every_alias_up_to_our_maximum_is_taken_and_may_change_its_topic()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t/#");
        var peer = await DialAsync();
        var most = (int)((await peer.ConnectAsync(new RawConnect("a"))).Properties.Number(Property.TopicAliasMaximumId) ?? 0);
        Assert.True(most > 0);
        for (var alias = 1; alias <= most; alias++) await peer.SendAsync(Raw.Publish($"t/{alias}", "x", properties: Property.TopicAlias(alias)));
        for (var alias = most; alias >= 1; alias--) await peer.SendAsync(Raw.Publish("", "y", properties: Property.TopicAlias(alias)));
        await peer.SendAsync(Raw.Publish("t/other", "z", properties: Property.TopicAlias(1)), Raw.Publish("", "z", properties: Property.TopicAlias(1)));
        for (var alias = 1; alias <= most; alias++) Assert.Equal($"t/{alias}", (await subscriber.PublishComesAsync()).Topic);
        for (var alias = most; alias >= 1; alias--) Assert.Equal($"t/{alias}", (await subscriber.PublishComesAsync()).Topic);
        for (var i = 0; i < 2; i++) Assert.Equal("t/other", (await subscriber.PublishComesAsync()).Topic);
    }

    [Fact]
    public async Task MQTT_3_3_2_8_MQTT_3_3_2_9_MQTT_3_2_2_17_An_alias_of_zero_or_above_our_maximum_is_refused()
    {
        var first = await DialAsync();
        var most = (int)((await first.ConnectAsync(new RawConnect("a"))).Properties.Number(Property.TopicAliasMaximumId) ?? 0);
        await first.SendAsync(Raw.Publish("t", "x", properties: Property.TopicAlias(0)));
        await first.IsPutOutAsync(0x94);
        var second = await JoinAsync("b");
        await second.SendAsync(Raw.Publish("t", "x", properties: Property.TopicAlias(most + 1)));
        await second.IsPutOutAsync(0x94);
    }

    [Fact]
    public async Task MQTT_3_2_2_18_Where_no_aliases_are_taken_none_may_come()
    {
        await ServeAsync(new() { Options = new() { TopicAliasMaximum = 0 } });
        var peer = await DialAsync();
        Assert.Equal(0u, (await peer.ConnectAsync(new RawConnect("a"))).Properties.Number(Property.TopicAliasMaximumId) ?? 0);
        await peer.SendAsync(Raw.Publish("t", "x", properties: Property.TopicAlias(1)));
        await peer.IsPutOutAsync(0x94);
    }

    [Fact]
    public async Task MQTT_3_3_2_7_Aliases_end_with_their_connection()
    {
        var peer = await JoinAsync(RawConnect.Lasting("a"));
        await peer.SendAsync(Raw.Publish("t", "x", 1, 1, properties: Property.TopicAlias(1)));
        await peer.AckComesAsync(Raw.PubAck, 1);
        await peer.VanishAsync();
        await Server.GoneAsync("a");
        var again = await JoinAsync(RawConnect.Lasting("a"));
        await again.SendAsync(Raw.Publish("", "y", properties: Property.TopicAlias(1)));
        await again.IsPutOutAsync(0x82, 0x94);
    }
}
