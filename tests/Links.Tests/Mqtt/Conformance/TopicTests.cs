using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>4.7 and 4.8: topics, filters and shared subscriptions.</summary>
public sealed class TopicTests : ConformanceTest
{
    public static TheoryData<string, string, bool> Matches => new()
    {
        { "a/b", "a/b", true },
        { "a/b", "a/B", false },
        { "a/b", "/a/b", false },
        { "a/b", "a/b/", false },
        { "+", "a", true },
        { "+", "/a", false },
        { "+/+", "/a", true },
        { "/+", "/a", true },
        { "a/+", "a/", true },
        { "a/+", "a", false },
        { "a/+/c", "a//c", true },
        { "#", "a/b/c", true },
        { "#", "/", true },
        { "a/#", "a", true },
        { "a/#", "a/", true },
        { "a/#", "ab", false },
        { "+/#", "a", true },
        { "#", "$response/b", false },
        { "+/#", "$response/b", false },
        { "+/b", "$response/b", false },
        { "$response/#", "$response/b", true },
        { "$response/+", "$response/b", true },
        { "a/#", "a/$b", true },
        { "a/+", "a/$b", true },
        { "\u00E4", "a\u0308", false },
        { "a b", "a b", true },
        { "a\u0001", "a\u0001", true },
        { "\U0001F50B/+", "\U0001F50B/\U0001F50C", true },
    };

    [Theory, MemberData(nameof(Matches))]
    public async Task MQTT_4_7_1_2_MQTT_4_7_2_1_MQTT_4_7_3_4_A_filter_matches_what_it_says_and_nothing_is_normalised(string filter, string topic, bool matches)
    {
        if (topic.Contains('\u0001', StringComparison.Ordinal)) MosquittoDiffers("does not take control characters in topics.");
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("the/end");
        await subscriber.SubscribeAsync(filter);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync(topic, "x");
        await publisher.PublishAsync("the/end", "");
        var came = await subscriber.PublishComesAsync();
        Assert.Equal(matches ? topic : "the/end", came.Topic);
    }

    [Fact]
    public async Task MQTT_4_7_2_1_No_wildcard_at_the_beginning_reaches_SYS_and_no_client_publishes_there()
    {
        await ServeAsync(new());
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("#");
        await subscriber.SubscribeAsync("+/#");
        await Server.PassWellAsync(60);
        await subscriber.NothingElseComesAsync();
        await subscriber.SubscribeAsync("$SYS/broker/version");
        Assert.StartsWith("Busbar", (await subscriber.PublishComesAsync()).Payload, StringComparison.OrdinalIgnoreCase);
        await subscriber.SendAsync(Raw.Publish("$SYS/broker/version", "mine", 1, 1, retain: true));
        Assert.Equal(0x87, (await subscriber.AnyAckComesAsync(Raw.PubAck, 1)).Code);
    }

    [Fact]
    public async Task MQTT_4_7_3_2_The_null_character_is_refused_in_names_and_filters()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Subscribe(1, "a\0b/#", 0));
        await peer.IsPutOutAsync(0x81, 0x8F);
    }

    [Fact]
    public async Task MQTT_4_7_3_3_The_longest_topic_is_65535_bytes()
    {
        MosquittoDiffers("takes filters of at most 200 levels.");
        var longest = string.Concat(Enumerable.Repeat("0123456789abcde/", 4096))[..65_535];
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync(longest, 1);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync(longest, "x");
        Assert.Equal(longest, (await subscriber.TakeAsync()).Topic);
    }

    [Fact]
    public async Task MQTT_4_8_2_1_MQTT_4_8_2_3_A_shared_subscription_gives_each_message_to_one_member_with_its_QoS()
    {
        RawPeer[] members = [await JoinAsync("m0"), await JoinAsync("m1"), await JoinAsync("m2")];
        for (var qos = 0; qos < 3; qos++) await members[qos].SubscribeAsync("$share/group/t/+", qos);
        foreach (var (member, id) in members.Select((m, i) => (m, i))) await member.SubscribeAsync($"end/{id}", 1);
        var outsider = await JoinAsync("o");
        await outsider.SubscribeAsync("t/#");
        var publisher = await JoinAsync("p");
        const int Count = 60;
        for (var i = 0; i < Count; i++) await publisher.PublishAsync($"t/{i}", $"{i}", qos: 2);
        for (var id = 0; id < 3; id++) await publisher.PublishAsync($"end/{id}", "");
        var came = new List<string>();
        for (var qos = 0; qos < 3; qos++)
        {
            var of = 0;
            while (true)
            {
                var publish = await members[qos].TakeAsync();
                if (publish.Topic.StartsWith("end/", StringComparison.Ordinal)) break;
                Assert.Equal(qos, publish.Qos);
                came.Add(publish.Payload);
                of++;
            }

            Assert.True(of > 0, "A member got nothing.");
        }

        Assert.Equal(Enumerable.Range(0, Count), came.Select(int.Parse).Order());
        for (var i = 0; i < Count; i++) Assert.Equal($"{i}", (await outsider.TakeAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_4_8_2_2_Groups_of_other_names_and_plain_subscriptions_each_get_their_copy()
    {
        var peer = await JoinAsync("a");
        await peer.SubscribeAsync("$share/one/t", 0, Property.SubscriptionId(1));
        await peer.SubscribeAsync("$share/two/t", 0, Property.SubscriptionId(2));
        await peer.SubscribeAsync("t", 0, Property.SubscriptionId(3));
        await peer.SendAsync(Raw.Publish("t", "x"), Raw.Subscribe(9, "u", 0));
        var ids = new List<int>();
        while (true)
        {
            var packet = await peer.ReadAsync();
            if (packet.First == Raw.SubAck) break;
            ids.AddRange(packet.Publish().Properties.SubscriptionIds);
        }

        Assert.Equal([1, 2, 3], ids.Order());
    }

    [Fact]
    public async Task MQTT_4_8_2_1_A_new_shared_subscription_gets_no_kept_messages()
    {
        MosquittoDiffers("sends kept messages to shared subscriptions too.");
        var peer = await JoinAsync("a");
        await peer.PublishAsync("t", "kept", retain: true);
        await peer.SubscribeAsync("$share/g/t");
        await peer.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_4_8_2_4_A_QoS_2_delivery_that_was_begun_is_completed_with_the_same_member()
    {
        var (member, other, publisher) = (await JoinAsync(RawConnect.Lasting("m")), await JoinAsync("other"), await JoinAsync("p"));
        await member.SubscribeAsync("$share/g/t", 2);
        await publisher.PublishAsync("t", "x", qos: 2);
        var publish = await member.PublishComesAsync();
        await other.SubscribeAsync("$share/g/t", 2);
        await member.VanishAsync();
        await Server.GoneAsync("m");
        await other.NothingElseComesAsync();
        var again = await JoinAsync(RawConnect.Lasting("m"));
        var repeated = await again.TakeAsync();
        Assert.Equal((publish.Id, "x", true), (repeated.Id, repeated.Payload, repeated.Dup));
        await other.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_4_8_2_5_A_QoS_2_delivery_that_was_begun_ends_with_its_session()
    {
        var (member, other, publisher) = (await JoinAsync(RawConnect.Lasting("m", 1)), await JoinAsync("other"), await JoinAsync("p"));
        await member.SubscribeAsync("$share/g/t", 2);
        await publisher.PublishAsync("t", "x", qos: 2);
        await member.PublishComesAsync();
        await other.SubscribeAsync("$share/g/t", 2);
        await member.VanishAsync();
        await Server.GoneAsync("m");
        await Server.PassWellAsync(2);
        await other.NothingElseComesAsync();
    }

    [Fact]
    public async Task A_QoS_1_message_of_a_member_whose_session_ends_goes_to_another()
    {
        MosquittoDiffers("drops it (allowed: 4.8.2 says should).");
        var (member, other, publisher) = (await JoinAsync("m"), await JoinAsync("other"), await JoinAsync("p"));
        await member.SubscribeAsync("$share/g/t", 1);
        await publisher.PublishAsync("t", "x");
        await member.PublishComesAsync();
        await other.SubscribeAsync("$share/g/t", 1);
        await member.VanishAsync();
        Assert.Equal("x", (await other.TakeAsync()).Payload);
    }

    [Theory]
    [InlineData(1, Raw.PubAck)]
    [InlineData(2, Raw.PubRec)]
    public async Task MQTT_4_8_2_6_A_message_that_one_member_refused_goes_to_no_other(int qos, byte ack)
    {
        var (member, other, publisher) = (await JoinAsync("m"), await JoinAsync("other"), await JoinAsync("p"));
        await member.SubscribeAsync("$share/g/t", 2);
        await publisher.PublishAsync("t", "x", qos);
        var publish = await member.PublishComesAsync();
        await other.SubscribeAsync("$share/g/t", 2);
        await member.SendAsync(Raw.Ack(ack, publish.Id, 0x83));
        await member.NothingElseComesAsync();
        await other.NothingElseComesAsync();
        await member.VanishAsync();
        await Server.GoneAsync("m");
        await other.NothingElseComesAsync();
    }
}
