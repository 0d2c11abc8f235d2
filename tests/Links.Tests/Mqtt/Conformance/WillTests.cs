using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>3.1.2.5 to 3.1.2.7, 3.1.3.2 and 3.14.4: wills.</summary>
public sealed class WillTests : ConformanceTest
{
    private async Task<RawPeer> WatchAsync(int options = 2)
    {
        var watcher = await JoinAsync("watcher");
        await watcher.SubscribeAsync("w", options);
        return watcher;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task MQTT_3_1_2_7_MQTT_3_1_2_8_MQTT_3_1_2_12_The_will_is_published_with_its_QoS_when_the_connection_breaks(int qos)
    {
        var watcher = await WatchAsync();
        var peer = await JoinAsync(new RawConnect("a") { Will = new("w", "gone") { Qos = qos } });
        await watcher.NothingElseComesAsync();
        await peer.VanishAsync();
        var will = await watcher.TakeAsync();
        Assert.Equal(("w", "gone", qos), (will.Topic, will.Payload, will.Qos));
    }

    [Fact]
    public async Task MQTT_3_1_2_8_The_will_of_a_client_that_breaks_the_protocol_is_published()
    {
        var watcher = await WatchAsync();
        var peer = await JoinAsync(new RawConnect("a") { Will = new("w", "gone") });
        await peer.SendAsync([0x00, 0x00]);
        Assert.Equal("gone", (await watcher.TakeAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_1_2_8_The_will_waits_for_its_delay()
    {
        var watcher = await WatchAsync();
        var peer = await JoinAsync(RawConnect.Lasting("a") with { Will = new("w", "late") { Properties = [Property.WillDelay(3)] } });
        await peer.VanishAsync();
        await Server.GoneAsync("a");
        await Server.PassAsync(1.5);
        await watcher.NothingElseComesAsync();
        await Server.PassWellAsync(1.5);
        Assert.Equal("late", (await watcher.TakeAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_1_2_8_The_will_does_not_wait_beyond_the_end_of_the_session()
    {
        MosquittoDiffers("lets the will wait beyond the end of the session.");
        var watcher = await WatchAsync();
        var peer = await JoinAsync(RawConnect.Lasting("a", 2) with { Will = new("w", "ended") { Properties = [Property.WillDelay(3600)] } });
        await peer.VanishAsync();
        await Server.GoneAsync("a");
        await Server.PassWellAsync(2);
        Assert.Equal("ended", (await watcher.TakeAsync()).Payload);
        var shortest = await JoinAsync(new RawConnect("b") { Will = new("w", "at once") { Properties = [Property.WillDelay(3600)] } });
        await shortest.VanishAsync();
        Assert.Equal("at once", (await watcher.TakeAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_1_2_8_A_clean_start_ends_the_session_and_so_publishes_the_will_that_waits()
    {
        MosquittoDiffers("forgets the will that waits when the client comes back with clean start.");
        var watcher = await WatchAsync();
        var peer = await JoinAsync(RawConnect.Lasting("a") with { Will = new("w", "ended") { Properties = [Property.WillDelay(3600)] } });
        await peer.VanishAsync();
        await Server.GoneAsync("a");
        await JoinAsync("a");
        Assert.Equal("ended", (await watcher.TakeAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_1_2_10_MQTT_3_14_4_3_A_normal_DISCONNECT_withdraws_the_will()
    {
        var watcher = await WatchAsync();
        var peer = await JoinAsync(RawConnect.Lasting("a") with { Will = new("w", "never") });
        await peer.SendAsync(Raw.Bye());
        await peer.ClosesAsync();
        await Server.GoneAsync("a");
        await watcher.NothingElseComesAsync();
        var again = await JoinAsync(RawConnect.Lasting("a"));
        await again.VanishAsync();
        await Server.GoneAsync("a");
        await watcher.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_2_10_A_will_that_was_published_is_not_published_again()
    {
        var watcher = await WatchAsync();
        var peer = await JoinAsync(RawConnect.Lasting("a") with { Will = new("w", "once") });
        await peer.VanishAsync();
        Assert.Equal("once", (await watcher.TakeAsync()).Payload);
        var again = await JoinAsync(RawConnect.Lasting("a"));
        await again.VanishAsync();
        await Server.GoneAsync("a");
        await watcher.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_2_8_A_DISCONNECT_that_asks_for_the_will_gets_it()
    {
        var watcher = await WatchAsync();
        var peer = await JoinAsync(new RawConnect("a") { Will = new("w", "asked for") });
        await peer.SendAsync(Raw.Bye(0x04));
        Assert.Equal("asked for", (await watcher.TakeAsync()).Payload);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MQTT_3_1_2_14_MQTT_3_1_2_15_The_will_is_kept_when_it_says_so(bool retain)
    {
        var watcher = await WatchAsync(Option.RetainAsPublished);
        var peer = await JoinAsync(new RawConnect("a") { Will = new("w", "gone") { Retain = retain } });
        await peer.VanishAsync();
        Assert.Equal(retain, (await watcher.TakeAsync()).Retain);
        var late = await JoinAsync("late");
        await late.SubscribeAsync("w");
        if (retain)
        {
            var kept = await late.TakeAsync();
            Assert.Equal(("gone", true), (kept.Payload, kept.Retain));
        }

        await late.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_3_9_MQTT_3_1_2_8_A_client_that_is_back_within_the_delay_leaves_no_will()
    {
        var watcher = await WatchAsync();
        var peer = await JoinAsync(RawConnect.Lasting("a") with { Will = new("w", "late") { Properties = [Property.WillDelay(2)] } });
        await peer.VanishAsync();
        await Server.GoneAsync("a");
        await JoinAsync(RawConnect.Lasting("a"));
        await Server.PassWellAsync(2);
        await watcher.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_3_10_The_properties_of_the_will_are_published_with_it_in_their_order()
    {
        var watcher = await WatchAsync();
        var peer = await JoinAsync(new RawConnect("a")
        {
            Will = new("w", "gone")
            {
                Properties =
                [
                    Property.Byte(Property.PayloadFormatId, 1), Property.Text(Property.ContentTypeId, "text/plain"), Property.Text(Property.ResponseTopicId, "answer/here"),
                    Raw.Join([Property.CorrelationId], Raw.Binary([1, 2, 3])), Property.User("b", "1"), Property.User("a", "2"), Property.User("b", "3"), Property.MessageExpiry(60),
                ],
            },
        });
        await peer.VanishAsync();
        var will = await watcher.TakeAsync();
        Assert.Equal([("b", "1"), ("a", "2"), ("b", "3")], will.Properties.Users);
        Assert.Equal(1u, will.Properties.Number(Property.PayloadFormatId));
        Assert.Equal("text/plain", will.Properties.Text(Property.ContentTypeId));
        Assert.Equal("answer/here", will.Properties.Text(Property.ResponseTopicId));
        Assert.Equal([1, 2, 3], will.Properties.Value(Property.CorrelationId)!);
        Assert.Equal(60u, will.Properties.Number(Property.MessageExpiryId));
        Assert.False(will.Properties.Has(Property.WillDelayId));
    }

    [Fact]
    public async Task MQTT_3_1_4_3_A_take_over_publishes_the_will_of_the_connection_that_ends()
    {
        var watcher = await WatchAsync();
        await JoinAsync(new RawConnect("a") { Will = new("w", "taken over") });
        await JoinAsync("a");
        Assert.Equal("taken over", (await watcher.TakeAsync()).Payload);
    }
}
