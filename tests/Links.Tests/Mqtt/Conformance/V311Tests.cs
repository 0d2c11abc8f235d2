using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>Where 3.1.1 differs from 5.0. Statements in the names are those of MQTT 3.1.1, appendix B.</summary>
public sealed class V311Tests : ConformanceTest
{
    private static byte[] Unsubscribe(int id, params string[] filters) => Raw.Packet(0xA2, Raw.U16(id), Raw.Join([.. filters.Select(Raw.Text)]));

    [Fact]
    public async Task CONNACK_PUBLISH_and_acknowledgements_have_no_properties_and_no_codes()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(RawConnect.V311("a"));
        Assert.Equal("0000", Convert.ToHexString((await peer.ReadAsync()).Body));
        await peer.SendAsync(Raw.Subscribe(1, "t", 2, version: 4));
        Assert.Equal("000102", Convert.ToHexString((await peer.ReadAsync()).Body));
        await peer.SendAsync(Raw.Publish("t", "x", 0, version: 4));
        Assert.Equal("00017478", Convert.ToHexString((await peer.ReadAsync()).Body));
        await peer.SendAsync(Raw.Publish("none", "x", 1, 7, version: 4));
        Assert.Equal("0007", Convert.ToHexString((await peer.ReadAsync()).Body));
        await peer.SendAsync(Unsubscribe(9, "t", "nothing"));
        var unsubAck = await peer.ReadAsync();
        Assert.Equal((Raw.UnsubAck, "0009"), (unsubAck.First, Convert.ToHexString(unsubAck.Body)));
    }

    [Fact]
    public async Task A_protocol_level_that_is_not_served_gets_return_code_1()
    {
        MosquittoDiffers("serves 3.1 as well.");
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Protocol = "MQIsdp", Version = 3 });
        var packet = await peer.TryReadAsync();
        Assert.Equal("0001", Convert.ToHexString(packet!.Body));
        await peer.ClosesAsync();
    }

    [Fact]
    public async Task A_password_without_a_user_name_is_refused()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(RawConnect.V311("a") with { Password = "open" });
        await peer.IsTurnedAwayAsync();
    }

    [Fact]
    public async Task A_refused_user_gets_return_code_4_or_5()
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var peer = await DialAsync();
        await peer.KnockAsync(RawConnect.V311("a") with { UserName = "u", Password = "shut" });
        await peer.IsRefusedAsync(4, 5);
    }

    [Fact]
    public async Task No_client_identifier_is_taken_with_a_clean_session_only()
    {
        var clean = await DialAsync();
        await clean.ConnectAsync(RawConnect.V311(""));
        await clean.NothingElseComesAsync();
        var lasting = await DialAsync();
        await lasting.KnockAsync(RawConnect.V311("") with { CleanStart = false });
        await lasting.IsRefusedAsync(2);
    }

    [Fact]
    public async Task Without_clean_session_the_session_outlives_the_connection_and_a_clean_one_ends_with_it()
    {
        var peer = await JoinAsync(RawConnect.V311("a") with { CleanStart = false });
        await peer.SubscribeAsync("t", 1);
        await peer.SendAsync([0xE0, 0]);
        await peer.ClosesAsync();
        await Server.GoneAsync("a");
        var publisher = await JoinAsync(RawConnect.V311("p"));
        await publisher.PublishAsync("t", "waits");
        var again = await DialAsync();
        Assert.True((await again.ConnectAsync(RawConnect.V311("a") with { CleanStart = false })).SessionPresent);
        Assert.Equal("waits", (await again.TakeAsync()).Payload);
        await again.VanishAsync();
        await Server.GoneAsync("a");
        var clean = await JoinAsync(RawConnect.V311("a"));
        await clean.VanishAsync();
        await Server.GoneAsync("a");
        Assert.False((await (await DialAsync()).ConnectAsync(RawConnect.V311("a") with { CleanStart = false })).SessionPresent);
    }

    [Theory]
    [InlineData("36 06 0001 74 0001 78", "QoS 3")]
    [InlineData("30 04 0001 23 78", "a wildcard in a topic name")]
    [InlineData("80 06 0001 0001 74 00", "SUBSCRIBE with flags 0")]
    [InlineData("82 02 0001", "SUBSCRIBE without a filter")]
    [InlineData("82 06 0001 0001 74 03", "QoS 3 in SUBSCRIBE")]
    [InlineData("82 06 0001 0001 74 04", "reserved bits in SUBSCRIBE")]
    [InlineData("82 07 0001 0002 7423 00", "a filter that is none")]
    [InlineData("60 02 0001", "PUBREL with flags 0")]
    [InlineData("F0 00", "AUTH")]
    [InlineData("10 0D 0004 4D515454 04 02 0000 0001 61", "a second CONNECT")]
    public async Task Errors_end_the_connection_without_a_word(string hex, string what)
    {
        Assert.NotEmpty(what);
        var peer = await JoinAsync(RawConnect.V311("a"));
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        var packet = await peer.TryReadAsync();
        if (packet is null) return;
        Assert.True(packet.First == Raw.SubAck && packet.Body[2] == 0x80, $"{what}: came {packet}");
    }

    [Fact]
    public async Task A_refused_subscription_gets_0x80()
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var peer = await JoinAsync(RawConnect.V311("a"));
        await peer.SendAsync(Raw.Packet(0x82, Raw.U16(1), Raw.Text("closed/t"), [1], Raw.Text("t"), [1]));
        Assert.Equal([0x80, 1], (await peer.CodesComeAsync(Raw.SubAck, 1)).Codes);
    }

    [Fact]
    public async Task A_refused_message_is_acknowledged_and_goes_nowhere()
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var watcher = await JoinAsync("watcher");
        await watcher.SubscribeAsync("#", 1);
        var peer = await JoinAsync(RawConnect.V311("a"));
        await peer.PublishAsync("closed/t", "x", qos: 1);
        await peer.PublishAsync("closed/t", "x", qos: 2);
        await watcher.NothingElseComesAsync();
    }

    [Fact]
    public async Task Versions_talk_to_each_other_and_3_1_1_gets_no_properties()
    {
        var old = await JoinAsync(RawConnect.V311("old"));
        await old.SubscribeAsync("t", 1);
        var peer = await JoinAsync("new");
        await peer.SubscribeAsync("t", 1);
        await peer.PublishAsync("t", "from 5.0", properties: [Property.User("a", "b"), Property.MessageExpiry(100)]);
        Assert.Equal("from 5.0", (await old.TakeAsync()).Payload);
        Assert.Equal("from 5.0", (await peer.TakeAsync()).Payload);
        await old.PublishAsync("t", "from 3.1.1");
        Assert.Equal("from 3.1.1", (await old.TakeAsync()).Payload);
        var last = await peer.TakeAsync();
        Assert.Equal("from 3.1.1", last.Payload);
        Assert.Empty(last.Properties.All);
    }

    [Fact]
    public async Task Subscribing_sends_kept_messages_and_passes_RETAIN_on_only_then()
    {
        var peer = await JoinAsync(RawConnect.V311("a"));
        await peer.PublishAsync("t", "kept", retain: true);
        for (var i = 0; i < 2; i++)
        {
            await peer.SubscribeAsync("t", 1);
            Assert.True((await peer.TakeAsync()).Retain);
        }

        await peer.PublishAsync("t", "live", qos: 0, retain: true);
        Assert.False((await peer.TakeAsync()).Retain);
    }

    [Fact]
    public async Task Silence_closes_without_a_word_and_a_DISCONNECT_withdraws_the_will()
    {
        var watcher = await JoinAsync("watcher");
        await watcher.SubscribeAsync("w", 1);
        var polite = await JoinAsync(RawConnect.V311("polite") with { Will = new("w", "never") });
        await polite.SendAsync([0xE0, 0]);
        await polite.ClosesAsync();
        await Server.GoneAsync("polite");
        await watcher.NothingElseComesAsync();
        var silent = await JoinAsync(RawConnect.V311("silent") with { KeepAliveS = 2, Will = new("w", "silent") });
        await silent.NothingElseComesAsync();
        await Server.PassWellAsync(3);
        await silent.ClosesAsync();
        Assert.Equal("silent", (await watcher.TakeAsync()).Payload);
    }
}
