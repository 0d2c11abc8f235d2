using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>3.1: CONNECT, its flags, payload and properties, and what the server does with them.</summary>
public sealed class ConnectTests : ConformanceTest
{
    [Theory]
    [InlineData("C000")]
    [InlineData("E000")]
    [InlineData("300400017400")]
    [InlineData("820700010000017400")]
    [InlineData("F000")]
    public async Task MQTT_3_1_0_1_MQTT_3_14_0_1_Whoever_does_not_begin_with_CONNECT_is_cut_off_without_a_word(string hex)
    {
        var peer = await DialAsync();
        await peer.SendAsync(Convert.FromHexString(hex));
        await peer.ClosesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_0_2_A_second_CONNECT_is_a_protocol_error()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(new RawConnect("a").Bytes());
        await peer.IsPutOutAsync(0x82);
    }

    [Theory]
    [InlineData("MQTX")]
    [InlineData("mqtt")]
    [InlineData("")]
    [InlineData("MQTTT")]
    public async Task MQTT_3_1_2_1_Another_protocol_name_is_turned_away(string name)
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Protocol = name });
        await peer.IsTurnedAwayAsync();
    }

    [Theory]
    [InlineData(6)]
    [InlineData(0)]
    [InlineData(255)]
    public async Task MQTT_3_1_2_2_Another_protocol_version_is_turned_away(int version)
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Version = version });
        await peer.IsTurnedAwayAsync();
    }

    [Fact]
    public async Task MQTT_3_1_2_3_The_reserved_connect_flag_must_be_zero()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Flags = 0x03 });
        await peer.IsRefusedAsync(0x81);
    }

    [Fact]
    public async Task MQTT_3_1_2_9_A_will_flag_without_a_will_is_malformed()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Flags = 0x06 });
        await peer.IsRefusedAsync(0x81);
    }

    [Theory]
    [InlineData(0x0A)]
    [InlineData(0x12)]
    public async Task MQTT_3_1_2_11_Will_QoS_without_a_will_is_malformed(byte flags)
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Flags = flags });
        await peer.IsRefusedAsync(0x81);
    }

    [Fact]
    public async Task MQTT_3_1_2_12_Will_QoS_3_is_malformed()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Will = new("w", "x") { Qos = 3 } });
        await peer.IsRefusedAsync(0x81);
    }

    [Fact]
    public async Task MQTT_3_1_2_13_Will_retain_without_a_will_is_malformed()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Flags = 0x22 });
        await peer.IsRefusedAsync(0x81);
    }

    [Theory]
    [InlineData(0x02, true)]
    [InlineData(0x82, false)]
    [InlineData(0x42, false)]
    [InlineData(0xC2, false)]
    public async Task MQTT_3_1_2_16_MQTT_3_1_2_17_MQTT_3_1_2_18_MQTT_3_1_2_19_Flags_and_payload_must_agree_on_user_name_and_password(byte flags, bool payloadHasMore)
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Flags = flags, Payload = payloadHasMore ? Raw.Join(Raw.Text("a"), Raw.Text("user")) : Raw.Text("a") });
        await peer.IsRefusedAsync(0x81);
    }

    [Fact]
    public async Task MQTT_3_1_3_1_MQTT_3_1_2_17_MQTT_3_1_2_19_The_fields_of_the_payload_are_read_in_their_order()
    {
        var keeper = new Doorkeeper();
        await ServeAsync(new() { Access = keeper });
        var watcher = await JoinAsync("watcher");
        await watcher.SubscribeAsync("will/topic", 1);
        var peer = await JoinAsync(new RawConnect("the client") { Will = new("will/topic", "will payload") { Qos = 1 }, UserName = "the user", Password = "open" });
        Assert.Equal("the client", keeper.Seen!.ClientId);
        Assert.Equal("the user", keeper.Seen.UserName);
        Assert.Equal("open"u8.ToArray(), keeper.Seen.Password!.Value.ToArray());
        await peer.VanishAsync();
        var will = await watcher.TakeAsync();
        Assert.Equal(("will/topic", "will payload"), (will.Topic, will.Payload));
    }

    [Fact]
    public async Task MQTT_3_1_2_19_A_password_may_come_without_a_user_name()
    {
        var peer = await DialAsync();
        var answer = await peer.AskAsync(new RawConnect("a") { Password = "open" });
        if (!Server.JudgesMosquitto) Assert.Equal(0, answer.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000541")]
    public async Task MQTT_3_1_3_3_A_payload_without_a_client_identifier_is_malformed(string hex)
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("") { Payload = Convert.FromHexString(hex) });
        await peer.IsRefusedAsync(0x81);
    }

    [Fact]
    public async Task MQTT_3_1_3_4_A_client_identifier_that_is_not_UTF8_is_refused()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("") { Payload = Raw.Binary([0x61, 0xED, 0xA0, 0x80]) });
        await peer.IsRefusedAsync(0x81, 0x85);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0123456789abcdefghijklm")]
    [InlineData("nopqrstuvwxyzABCDEFGHIJ")]
    [InlineData("KLMNOPQRSTUVWXYZ")]
    public async Task MQTT_3_1_3_5_Client_identifiers_of_1_to_23_letters_and_digits_are_taken(string id)
    {
        var peer = await DialAsync();
        var answer = await peer.ConnectAsync(new RawConnect(id));
        Assert.False(answer.Properties.Has(Property.AssignedClientId));
    }

    [Fact]
    public async Task MQTT_3_1_3_6_MQTT_3_1_3_7_MQTT_3_2_2_16_No_client_identifier_gets_one_of_its_own()
    {
        var first = await DialAsync();
        var second = await DialAsync();
        var nobody = new RawConnect("") { Properties = [Property.SessionExpiry(100)] };
        var one = (await first.ConnectAsync(nobody)).Properties.Text(Property.AssignedClientId);
        var two = (await second.ConnectAsync(nobody)).Properties.Text(Property.AssignedClientId);
        Assert.False(string.IsNullOrEmpty(one));
        Assert.False(string.IsNullOrEmpty(two));
        Assert.NotEqual(one, two);
        await first.SubscribeAsync("t", 1);
        await first.SendAsync(Raw.Bye());
        await first.ClosesAsync();

        // The session is the one of the identifier that was given.
        var again = await DialAsync();
        Assert.True((await again.ConnectAsync(RawConnect.Lasting(one!))).SessionPresent);
    }

    [Fact]
    public async Task MQTT_3_1_3_8_A_3_1_1_client_without_identifier_must_want_a_clean_session()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(RawConnect.V311("") with { CleanStart = false });
        await peer.IsRefusedAsync(2);
    }

    [Fact]
    public async Task MQTT_3_1_3_11_A_will_topic_that_is_not_UTF8_is_malformed()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Flags = 0x06, Payload = Raw.Join(Raw.Text("a"), [0], Raw.Binary([0xC3]), Raw.Text("x")) });
        await peer.IsRefusedAsync(0x81, 0x90);
    }

    [Theory]
    [InlineData("a/#")]
    [InlineData("+/a")]
    [InlineData("")]
    public async Task MQTT_4_7_0_1_MQTT_4_7_3_1_A_will_topic_is_a_topic_name(string topic)
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Will = new(topic, "x") });
        await peer.IsRefusedAsync(0x81, 0x82, 0x90);
    }

    [Fact]
    public async Task MQTT_3_1_3_12_A_user_name_that_is_not_UTF8_is_malformed()
    {
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Flags = 0x82, Payload = Raw.Join(Raw.Text("a"), Raw.Binary([0xFF])) });
        await peer.IsRefusedAsync(0x81);
    }

    public static TheoryData<string, byte> WrongProperties => new()
    {
        { "11 00000001 11 00000001", 0x82 }, // Session Expiry Interval twice
        { "21 0000", 0x82 }, // Receive Maximum of zero
        { "27 00000000", 0x82 }, // Maximum Packet Size of zero
        { "17 02", 0x82 }, // Request Problem Information is 0 or 1
        { "19 02", 0x82 }, // Request Response Information is 0 or 1
        { "16 0001 41", 0x82 }, // Authentication Data without a method
        { "23 0001", 0x81 }, // Topic Alias is none of CONNECT's
        { "7F", 0x81 }, // no property at all
        { "11 0000", 0x81 }, // cut off
    };

    [Theory, MemberData(nameof(WrongProperties))]
    public async Task MQTT_3_1_4_1_MQTT_4_13_1_1_A_CONNECT_with_wrong_properties_is_refused(string hex, byte code)
    {
        if (hex.StartsWith("16", StringComparison.Ordinal)) MosquittoDiffers("takes authentication data without a method.");
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { Properties = [Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))] });
        await peer.IsRefusedAsync(code);
    }

    [Fact]
    public async Task MQTT_3_1_4_2_MQTT_3_2_2_7_MQTT_3_2_2_8_Who_is_not_who_it_says_is_refused()
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var peer = await DialAsync();
        await peer.KnockAsync(new RawConnect("a") { UserName = "u", Password = "shut" });
        await peer.IsRefusedAsync(0x86, 0x87);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public async Task MQTT_3_1_4_3_A_second_connection_of_a_client_takes_over_and_the_first_is_told(int version)
    {
        var first = await JoinAsync("a");
        var second = await JoinAsync(new RawConnect("a") { Version = version });
        await first.IsPutOutAsync(0x8E);
        await second.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_4_6_What_follows_a_refused_CONNECT_is_not_looked_at()
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var watcher = await JoinAsync("watcher");
        await watcher.SubscribeAsync("t", 1);
        var peer = await DialAsync();
        await peer.SendAsync(new RawConnect("a") { UserName = "u", Password = "shut" }.Bytes(), Raw.Publish("t", "x", 1, 1), Raw.PingReq);
        await peer.IsRefusedAsync(0x86, 0x87);
        await watcher.NothingElseComesAsync();
    }

    [Fact]
    public async Task MQTT_3_1_2_28_Response_information_is_given_only_to_those_who_ask()
    {
        var quiet = await DialAsync();
        Assert.False((await quiet.ConnectAsync(new RawConnect("quiet"))).Properties.Has(Property.ResponseInformationId));
        var no = await DialAsync();
        Assert.False((await no.ConnectAsync(new RawConnect("no") { Properties = [Property.Byte(Property.RequestResponseId, 0)] })).Properties.Has(Property.ResponseInformationId));
        var yes = await DialAsync();
        var information = (await yes.ConnectAsync(new RawConnect("yes") { Properties = [Property.Byte(Property.RequestResponseId, 1)] })).Properties.Text(Property.ResponseInformationId);
        if (!Server.JudgesMosquitto) Assert.Equal("$response/yes/", information);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task MQTT_3_1_2_29_Without_problem_information_only_CONNACK_and_DISCONNECT_say_why(int asked)
    {
        await ServeAsync(new() { Access = new Doorkeeper() });
        var peer = await JoinAsync(new RawConnect("a") { Properties = [Property.Byte(Property.RequestProblemId, asked)] });
        await peer.SendAsync(Raw.Publish("closed/t", "x", 1, 1), Raw.Publish("closed/t", "x", 2, 2), Raw.Subscribe(3, "closed/t", 0), Raw.Ack(Raw.PubRel, 77));
        RawAck[] answers =
        [
            await peer.AnyAckComesAsync(Raw.PubAck, 1), await peer.AnyAckComesAsync(Raw.PubRec, 2),
            await peer.CodesComeAsync(Raw.SubAck, 3), await peer.AnyAckComesAsync(Raw.PubComp, 77),
        ];
        Assert.Equal([0x87, 0x87, 0x87, 0x92], answers.Select(a => a.Code));
        if (asked == 0) Assert.All(answers, a => Assert.Empty(a.Properties.All));
    }
}
