using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>3.1.2.4, 3.1.2.10, 3.1.2.11 and 4.1: sessions and keep-alive. 3.2: what CONNACK says of them.</summary>
public sealed class SessionTests : ConformanceTest
{
    [Fact]
    public async Task MQTT_3_1_2_4_MQTT_3_1_4_4_MQTT_3_2_2_2_A_clean_start_forgets_the_session_that_was()
    {
        var peer = await JoinAsync(RawConnect.Lasting("a"));
        await peer.SubscribeAsync("t", 1);
        await peer.SendAsync(Raw.Bye());
        await peer.ClosesAsync();
        await Server.GoneAsync("a");
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "waits", qos: 1);

        var again = await DialAsync();
        Assert.False((await again.ConnectAsync(new RawConnect("a"))).SessionPresent);
        await publisher.PublishAsync("t", "no longer wanted", qos: 1);
        await again.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_2_5_MQTT_3_1_2_23_MQTT_3_2_2_3_MQTT_4_5_0_1_A_session_goes_on_where_it_was()
    {
        var peer = await JoinAsync(RawConnect.Lasting("a"));
        await peer.SubscribeAsync("t", 2);
        await peer.SendAsync(Raw.Bye());
        await peer.ClosesAsync();
        await Server.GoneAsync("a");
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "one", qos: 1);
        await publisher.PublishAsync("t", "two", qos: 2);

        var again = await DialAsync();
        Assert.True((await again.ConnectAsync(RawConnect.Lasting("a"))).SessionPresent);
        var one = await again.TakeAsync();
        Assert.Equal(("one", 1), (one.Payload, one.Qos));
        var two = await again.TakeAsync();
        Assert.Equal(("two", 2), (two.Payload, two.Qos));
        await publisher.PublishAsync("t", "three", qos: 1);
        Assert.Equal("three", (await again.TakeAsync()).Payload);
        await again.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_2_6_MQTT_3_2_2_3_MQTT_3_1_4_5_Without_a_session_there_is_a_new_one()
    {
        var peer = await DialAsync();
        var answer = await peer.ConnectAsync(RawConnect.Lasting("new"));
        Assert.Equal((0, 0), (answer.Code, answer.Flags));
        await peer.SubscribeAsync("t");
    }

    [Fact]
    public async Task MQTT_3_1_3_2_The_client_identifier_is_the_name_of_the_session()
    {
        var peer = await JoinAsync(RawConnect.Lasting("a"));
        await peer.SubscribeAsync("t", 1);
        await peer.SendAsync(Raw.Bye());
        await peer.ClosesAsync();
        await Server.GoneAsync("a");
        var other = await DialAsync();
        Assert.False((await other.ConnectAsync(RawConnect.Lasting("A"))).SessionPresent);
        var same = await DialAsync();
        Assert.True((await same.ConnectAsync(RawConnect.Lasting("a"))).SessionPresent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MQTT_4_1_0_2_A_session_without_an_expiry_interval_ends_with_its_connection(bool byDisconnect)
    {
        var peer = await JoinAsync(new RawConnect("a") { CleanStart = false });
        await peer.SubscribeAsync("t", 1);
        if (byDisconnect) await peer.SendAsync(Raw.Bye());
        else await peer.VanishAsync();
        await Server.GoneAsync("a");
        var again = await DialAsync();
        Assert.False((await again.ConnectAsync(RawConnect.Lasting("a"))).SessionPresent);
    }

    [Fact]
    public async Task MQTT_4_1_0_2_MQTT_3_1_2_23_A_session_is_there_until_its_interval_has_passed_and_then_gone()
    {
        var early = await JoinAsync(RawConnect.Lasting("early", 10));
        var late = await JoinAsync(RawConnect.Lasting("late", 10));
        await early.VanishAsync();
        await late.VanishAsync();
        await Server.GoneAsync("early");
        await Server.GoneAsync("late");
        await Server.PassAsync(9);
        Assert.True((await (await DialAsync()).ConnectAsync(RawConnect.Lasting("early", 10))).SessionPresent);
        await Server.PassWellAsync(1);
        Assert.False((await (await DialAsync()).ConnectAsync(RawConnect.Lasting("late", 10))).SessionPresent);
    }

    [Fact]
    public async Task MQTT_4_1_0_1_A_session_lasts_as_long_as_its_connection_whatever_its_interval()
    {
        var peer = await JoinAsync(RawConnect.Lasting("a", 1));
        await peer.SubscribeAsync("t");
        await Server.PassWellAsync(2);
        await peer.SendAsync(Raw.Publish("t", "x"));
        Assert.Equal("x", (await peer.PublishComesAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_1_2_23_A_DISCONNECT_may_change_the_interval()
    {
        var peer = await JoinAsync(RawConnect.Lasting("a"));
        await peer.SendAsync(Raw.Bye(0, Property.SessionExpiry(0)));
        await peer.ClosesAsync();
        await Server.GoneAsync("a");
        Assert.False((await (await DialAsync()).ConnectAsync(RawConnect.Lasting("a"))).SessionPresent);
    }

    [Fact]
    public async Task A_DISCONNECT_may_not_give_an_interval_to_a_session_that_had_none()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Bye(0, Property.SessionExpiry(10)));
        await peer.IsPutOutAsync(0x82);
    }

    [Fact]
    public async Task MQTT_3_1_2_22_MQTT_3_2_2_22_Silence_of_one_and_a_half_keep_alives_closes()
    {
        var watcher = await JoinAsync("watcher");
        await watcher.SubscribeAsync("w");
        var peer = await JoinAsync(new RawConnect("a") { KeepAliveS = 2, Will = new("w", "silent") });
        await Server.PassAsync(1.9);
        await peer.NothingElseComesAsync();
        await Server.PassAsync(1.9);
        await peer.NothingElseComesAsync();
        await Server.PassWellAsync(3);
        await peer.IsPutOutAsync(0x8D);
        Assert.Equal("silent", (await watcher.PublishComesAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_1_2_22_A_keep_alive_of_zero_allows_any_silence()
    {
        var peer = await JoinAsync("a");
        await Server.PassAsync(Server.JudgesMosquitto ? 3 : 24 * 3600);
        await peer.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_2_21_MQTT_3_2_2_21_A_server_keep_alive_is_told_and_holds()
    {
        await ServeAsync(new() { Options = new() { MaxKeepAlive = TimeSpan.FromSeconds(20) } });
        foreach (var asked in new[] { 0, 100 })
        {
            var peer = await DialAsync();
            var answer = await peer.ConnectAsync(new RawConnect($"a{asked}") { KeepAliveS = asked });
            Assert.Equal(20u, answer.Properties.Number(Property.ServerKeepAliveId));
            await peer.NothingElseComesAsync();
            await Server.PassAsync(29);
            await peer.NothingElseComesAsync();
            await Server.PassWellAsync(30);
            await peer.IsPutOutAsync(0x8D);
        }

        var modest = await DialAsync();
        Assert.False((await modest.ConnectAsync(new RawConnect("modest") { KeepAliveS = 10 })).Properties.Has(Property.ServerKeepAliveId));
    }

    [Fact]
    public async Task MQTT_3_2_0_1_MQTT_3_2_0_2_MQTT_3_2_2_1_CONNACK_comes_first_and_once()
    {
        var peer = await JoinAsync(RawConnect.Lasting("a"));
        await peer.SubscribeAsync("t", 1);
        await peer.VanishAsync();
        await Server.GoneAsync("a");
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "waits", qos: 1);
        var again = await DialAsync();
        await again.KnockAsync(RawConnect.Lasting("a"));
        var first = await again.ReadAsync();
        Assert.Equal(1, first.ConnAck().Flags);
        Assert.Equal("waits", (await again.TakeAsync()).Payload);
        await again.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_2_2_6_A_refusal_does_not_tell_of_the_session()
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var peer = await JoinAsync(RawConnect.Lasting("a"));
        await peer.VanishAsync();
        await Server.GoneAsync("a");
        var again = await DialAsync();
        await again.KnockAsync(RawConnect.Lasting("a") with { UserName = "u", Password = "shut" });
        await again.IsRefusedAsync(0x86, 0x87);
    }

    [Fact]
    public async Task MQTT_3_2_2_9_MQTT_3_2_2_10_MQTT_3_2_2_12_MQTT_3_2_2_13_Every_QoS_and_retained_messages_are_served_and_nothing_else_is_said()
    {
        var peer = await DialAsync();
        var answer = await peer.ConnectAsync(new RawConnect("a") { Will = new("w", "x") { Qos = 2, Retain = true } });
        Assert.False(answer.Properties.Has(Property.MaximumQosId));
        byte[] available = [Property.RetainAvailableId, Property.WildcardAvailableId, Property.SubscriptionIdsAvailableId, Property.SharedAvailableId];
        Assert.All(available, id => Assert.Equal(1u, answer.Properties.Number(id) ?? 1));
        await peer.SubscribeAsync("t", 2);
        await peer.PublishAsync("t", "x", qos: 2);
    }

    [Fact]
    public async Task MQTT_3_2_2_19_MQTT_3_2_2_20_A_refusal_leaves_out_what_would_make_it_too_large()
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        foreach (var most in new uint[] { 5, 12, 20 })
        {
            var peer = await DialAsync();
            await peer.KnockAsync(new RawConnect("a") { UserName = "u", Password = "shut", Properties = [Property.MaximumPacketSize(most)] });
            var answer = await peer.IsRefusedAsync(0x86, 0x87);
            Assert.InRange(answer!.Size, 4, (int)most);
        }
    }

    [Fact]
    public async Task MQTT_3_2_2_15_A_packet_larger_than_we_take_is_refused()
    {
        await ServeAsync(new() { Options = new() { MaxPacketBytes = 2048 } });
        var peer = await DialAsync();
        var answer = await peer.ConnectAsync(new RawConnect("a"));
        Assert.Equal(2048u, answer.Properties.Number(Property.MaximumPacketSizeId));
        var fits = Raw.Publish("t", new string('x', 2048 - 3 - 3 - 2 - 1), 1, 1);
        Assert.Equal(2048, fits.Length);
        await peer.SendAsync(fits);
        await peer.AckComesAsync(Raw.PubAck, 1);
        await peer.SendAsync(Raw.Publish("t", new string('x', 2048 - 3 - 3 - 2), 1, 2));
        await peer.IsPutOutAsync(0x95);
    }
}
