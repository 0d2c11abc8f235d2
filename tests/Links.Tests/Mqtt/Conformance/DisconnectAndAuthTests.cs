using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>3.14, 3.15, 4.12 and 4.13: the end of a connection, authentication beyond passwords, errors.</summary>
public sealed class DisconnectAndAuthTests : ConformanceTest
{
    [Fact]
    public async Task MQTT_3_14_1_1_DISCONNECT_with_flags_is_malformed()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync([0xE1, 0x00]);
        await peer.IsPutOutAsync(0x81);
    }

    [Fact]
    public async Task MQTT_3_14_2_1_DISCONNECT_with_a_reason_that_does_not_exist_is_refused()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync([0xE0, 0x01, 0x42]);
        await peer.IsPutOutAsync(0x81, 0x82);
    }

    [Fact]
    public async Task MQTT_3_14_4_1_MQTT_3_14_4_2_What_follows_a_DISCONNECT_is_not_looked_at()
    {
        var watcher = await JoinAsync("watcher");
        await watcher.SubscribeAsync("t", 1);
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Bye(), Raw.Publish("t", "too late"), Raw.PingReq);
        await peer.ClosesAsync();
        await Server.GoneAsync("a");
        await watcher.NothingElseComesAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    public async Task MQTT_3_14_2_3_MQTT_3_14_2_4_MQTT_3_14_2_2_A_DISCONNECT_leaves_out_what_would_make_it_too_large(int room)
    {
        var most = (await (await DialAsync()).ConnectAsync(new RawConnect("b"))).Size + room;
        var peer = await JoinAsync(new RawConnect("a") { Properties = [Property.MaximumPacketSize((uint)most)] });
        await peer.SendAsync(new RawConnect("a").Bytes());
        MosquittoDiffers("closes after a second CONNECT without a DISCONNECT.");
        var packet = await peer.ReadAsync();
        Assert.Equal(Raw.Disconnect, packet.First);
        Assert.InRange(packet.Size, 2, most);
        Assert.False(packet.CodeProperties().Has(Property.SessionExpiryId));
        await peer.ClosesAsync();
    }

    [Theory]
    [InlineData("F1 02 18 00")]
    [InlineData("F8 02 18 00")]
    public async Task MQTT_3_15_1_1_AUTH_with_flags_is_malformed(string hex)
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.IsPutOutAsync(0x81, 0x82);
    }

    [Fact]
    public async Task MQTT_4_12_0_1_MQTT_4_12_0_4_An_authentication_method_that_is_not_served_is_refused()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Properties = [Property.Text(Property.AuthMethodId, "SCRAM-SHA-256")] });
        var answer = await peer.IsRefusedAsync(0x8C, 0x87);
        Assert.False(answer?.Properties.Has(Property.AuthMethodId) ?? false);
    }

    [Fact]
    public async Task MQTT_4_12_0_6_Who_asks_for_no_method_hears_of_none()
    {
        var peer = await DialAsync();
        var answer = await peer.ConnectAsync(new RawConnect("a") { UserName = "u", Password = "open" });
        Assert.False(answer.Properties.Has(Property.AuthMethodId));
        Assert.False(answer.Properties.Has(Property.AuthDataId));
        await peer.NothingElseComesAsync();
    }

    [Theory]
    [InlineData("F0 00")]
    [InlineData("F0 02 18 00")]
    [InlineData("F0 06 19 04 15 0001 41")]
    public async Task MQTT_4_12_0_7_MQTT_4_12_1_1_AUTH_from_a_client_without_a_method_is_a_protocol_error(string hex)
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.IsPutOutAsync(0x82);
    }

    [Fact]
    public async Task MQTT_4_13_1_1_MQTT_4_13_2_1_An_error_of_one_client_is_nothing_to_its_neighbours()
    {
        var neighbour = await JoinAsync("neighbour");
        await neighbour.SubscribeAsync("t", 1);
        for (var i = 0; i < 20; i++)
        {
            var wrong = await JoinAsync("wrong");
            await wrong.SendAsync([0x36, 0x00]);
            await wrong.IsPutOutAsync(0x81);
            await neighbour.PublishAsync("other", "x");
            await neighbour.NothingElseComesAsync();
        }
    }

    [Fact]
    public async Task MQTT_3_14_0_1_A_refused_client_gets_CONNACK_and_no_DISCONNECT()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Flags = 0x01 });
        await peer.IsRefusedAsync(0x81);
    }
}
