using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>3.3.1.3: kept messages.</summary>
public sealed class RetainTests : ConformanceTest
{
    private async Task<List<RawPublish>> KeptAsync(string filter, int options = 2)
    {
        var late = await JoinAsync($"late {Guid.NewGuid()}");
        await late.SubscribeAsync("the/end", Option.RetainNever);
        await late.SubscribeAsync(filter, options);
        var came = new List<RawPublish>();
        var publisher = await JoinAsync($"end {Guid.NewGuid()}");
        await publisher.PublishAsync("the/end", "");
        while (true)
        {
            var publish = await late.TakeAsync();
            if (publish.Topic == "the/end") return came;
            came.Add(publish);
        }
    }

    [Fact]
    public async Task MQTT_3_3_1_5_The_latest_message_is_kept_with_its_QoS()
    {
        var publisher = await JoinAsync("p");
        for (var qos = 0; qos <= 2; qos++)
        {
            await publisher.PublishAsync("t", $"x{qos}", qos, retain: true, properties: Property.User("n", "v"));
            await publisher.NothingElseComesAsync();
            var kept = Assert.Single(await KeptAsync("t"));
            Assert.Equal(($"x{qos}", qos, true), (kept.Payload, kept.Qos, kept.Retain));
            Assert.Equal([("n", "v")], kept.Properties.Users);
        }
    }

    [Fact]
    public async Task MQTT_3_3_1_6_MQTT_3_3_1_7_An_empty_message_removes_what_was_kept_and_is_delivered_itself()
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t");
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x", retain: true);
        await publisher.PublishAsync("t", "", retain: true);
        Assert.Equal("x", (await subscriber.PublishComesAsync()).Payload);
        Assert.Equal("", (await subscriber.PublishComesAsync()).Payload);
        Assert.Empty(await KeptAsync("t"));
    }

    [Fact]
    public async Task MQTT_3_3_1_8_A_message_without_RETAIN_changes_nothing_that_is_kept()
    {
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "not kept");
        Assert.Empty(await KeptAsync("t"));
        await publisher.PublishAsync("t", "kept", retain: true);
        await publisher.PublishAsync("t", "not kept");
        await publisher.PublishAsync("t", "");
        Assert.Equal("kept", Assert.Single(await KeptAsync("t")).Payload);
    }

    [Fact]
    public async Task MQTT_3_3_1_9_Retain_handling_0_sends_all_that_match_each_time()
    {
        var publisher = await JoinAsync("p");
        string[] topics = ["t/a", "t/a/b", "t/c", "u"];
        foreach (var topic in topics) await publisher.PublishAsync(topic, topic, retain: true);
        var kept = await KeptAsync("t/#");
        Assert.Equal(["t/a", "t/a/b", "t/c"], kept.Select(k => k.Topic).Order(StringComparer.Ordinal));
        var subscriber = await JoinAsync("s");
        for (var i = 0; i < 2; i++)
        {
            await subscriber.SubscribeAsync("u");
            Assert.Equal("u", (await subscriber.TakeAsync()).Topic);
        }
    }

    [Fact]
    public async Task MQTT_3_3_1_10_Retain_handling_1_sends_them_to_new_subscriptions_only()
    {
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x", retain: true);
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", Option.RetainIfNew);
        Assert.Equal("x", (await subscriber.TakeAsync()).Payload);
        await subscriber.SubscribeAsync("t", Option.RetainIfNew);
        await subscriber.NothingElseComesAsync();
        await subscriber.SendAsync(Raw.Unsubscribe(99, "t"));
        await subscriber.CodesComeAsync(Raw.UnsubAck, 99);
        await subscriber.SubscribeAsync("t", Option.RetainIfNew);
        Assert.Equal("x", (await subscriber.TakeAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_3_1_11_Retain_handling_2_sends_none()
    {
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x", retain: true);
        Assert.Empty(await KeptAsync("t", Option.RetainNever));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(Option.RetainAsPublished, true)]
    public async Task MQTT_3_3_1_12_MQTT_3_3_1_13_RETAIN_is_passed_on_only_to_those_who_want_it_as_published(int options, bool expected)
    {
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", options);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "kept", retain: true);
        await publisher.PublishAsync("t", "not kept");
        Assert.Equal(expected, (await subscriber.PublishComesAsync()).Retain);
        Assert.False((await subscriber.PublishComesAsync()).Retain);
    }

    [Fact]
    public async Task A_kept_message_comes_with_RETAIN_and_the_lower_QoS_whatever_the_options()
    {
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "x", qos: 2, retain: true);
        var kept = Assert.Single(await KeptAsync("t", 1));
        Assert.True(kept.Retain);
        Assert.Equal(1, kept.Qos);
    }
}
