using System.Text;
using Busbar.Links.Tests.Mqtt.Conformance.Harness;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>Chapter 1.5: strings and numbers. Chapter 2: flags, identifiers, properties.</summary>
public sealed class DataRepresentationTests : ConformanceTest
{
    private static readonly byte[] Surrogate = [0xED, 0xA0, 0x80];

    [Theory]
    [InlineData("ED A0 80")]
    [InlineData("ED BF BF")]
    [InlineData("C0 80")]
    [InlineData("F8 88 80 80 80")]
    [InlineData("61 FF 62")]
    [InlineData("E2 82")]
    public async Task MQTT_1_5_4_1_Ill_formed_UTF8_in_a_topic_name_is_malformed(string hex)
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Packet(0x30, Raw.Binary(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), [0], "x"u8.ToArray()));
        await peer.IsPutOutAsync(0x81);
    }

    [Fact]
    public async Task MQTT_1_5_4_1_Ill_formed_UTF8_in_a_property_is_malformed()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "x", properties: Raw.Join([Property.ContentTypeId], Raw.Binary(Surrogate))));
        await peer.IsPutOutAsync(0x81);
    }

    [Fact]
    public async Task MQTT_1_5_4_2_The_null_character_is_malformed()
    {
        var publisher = await JoinAsync("a");
        await publisher.SendAsync(Raw.Publish("t\0", "x"));
        await publisher.IsPutOutAsync(0x81);
        var subscriber = await JoinAsync("b");
        await subscriber.SendAsync(Raw.Subscribe(1, "t\0", 0));
        await subscriber.IsPutOutAsync(0x81);
    }

    [Fact]
    public async Task MQTT_1_5_4_3_A_byte_order_mark_is_a_character_like_any_other()
    {
        var peer = await JoinAsync("a");
        await peer.SubscribeAsync("t");
        await peer.SubscribeAsync("\uFEFFt");
        await peer.SendAsync(Raw.Publish("\uFEFFt", "marked", properties: Property.User("\uFEFFname", "\uFEFF")));
        var publish = await peer.PublishComesAsync();
        Assert.Equal(Encoding.UTF8.GetBytes("\uFEFFt"), Encoding.UTF8.GetBytes(publish.Topic));
        Assert.Equal([("\uFEFFname", "\uFEFF")], publish.Properties.Users);
        await peer.NothingElseComesAsync();
    }

    [Theory]
    [InlineData("C08000")]
    [InlineData("C080808000")]
    [InlineData("C0FFFFFFFF01")]
    public async Task MQTT_1_5_5_1_A_length_in_more_bytes_than_it_needs_is_malformed(string hex)
    {
        if (hex.Length < 12) MosquittoDiffers("takes a remaining length in more bytes than it needs.");
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex));
        await peer.IsPutOutAsync(0x81);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MQTT_1_5_7_1_Both_strings_of_a_pair_are_UTF8(bool nameIsWrong)
    {
        var peer = await JoinAsync("a");
        var good = Raw.Text("x");
        var bad = Raw.Binary(Surrogate);
        await peer.SendAsync(Raw.Publish("t", "x", properties: Raw.Join([Property.UserId], nameIsWrong ? bad : good, nameIsWrong ? good : bad)));
        await peer.IsPutOutAsync(0x81);
    }

    [Theory]
    [InlineData("41020001", "PUBACK")]
    [InlineData("52020001", "PUBREC")]
    [InlineData("72020001", "PUBCOMP")]
    [InlineData("C100", "PINGREQ")]
    [InlineData("E100", "DISCONNECT")]
    [InlineData("800600010000017400", "SUBSCRIBE")]
    [InlineData("A00600010000 0174", "UNSUBSCRIBE")]
    public async Task MQTT_2_1_3_1_Reserved_flags_that_are_set_are_malformed(string hex, string packet)
    {
        if (packet is "PUBACK" or "PUBREC" or "PUBCOMP" or "PINGREQ") MosquittoDiffers("does not look at these reserved flags.");
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.IsPutOutAsync(0x81);
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("2003000000")]
    [InlineData("D000")]
    [InlineData("900400010000")]
    [InlineData("B00400010000")]
    public async Task A_packet_that_no_client_sends_ends_the_connection(string hex)
    {
        if (hex[0] is '9' or 'B' or 'D') MosquittoDiffers("takes answers from clients, as from the other end of a bridge.");
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex));
        await peer.IsPutOutAsync(0x81, 0x82);
    }

    [Fact]
    public async Task MQTT_2_2_1_2_MQTT_2_2_2_1_A_QoS_0_message_has_no_identifier_and_a_property_length_of_zero()
    {
        var peer = await JoinAsync("a");
        await peer.SubscribeAsync("t");
        await peer.SendAsync(Raw.Publish("t", "xy"));
        var packet = await peer.ReadAsync();
        Assert.Equal(0x30, packet.First);
        Assert.Equal("000174" + "00" + "7879", Convert.ToHexString(packet.Body));
    }

    [Theory]
    [InlineData("3206000174000000")]
    [InlineData("3406000174000000")]
    [InlineData("820700000000017400")]
    [InlineData("A2060000000001 74")]
    public async Task MQTT_2_2_1_3_An_identifier_of_zero_ends_the_connection(string hex)
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await peer.IsPutOutAsync(0x81, 0x82);
    }

    [Fact]
    public async Task MQTT_2_2_1_4_MQTT_4_3_2_1_MQTT_4_3_3_1_Identifiers_in_use_are_passed_over_when_the_numbers_begin_again()
    {
        MosquittoDiffers("gives identifiers by a counter that does not look which are in use.");
        var subscriber = await JoinAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        var publisher = await JoinAsync("p");
        await publisher.PublishAsync("t", "kept", qos: 1);
        await publisher.PublishAsync("t", "kept", qos: 2);
        int[] kept = [(await subscriber.PublishComesAsync()).Id, (await subscriber.PublishComesAsync()).Id];
        Assert.DoesNotContain(0, kept);
        Assert.NotEqual(kept[0], kept[1]);
        const int Batch = 512;
        for (var sent = 0; sent < 66_000; sent += Batch)
        {
            await publisher.SendAsync([.. Enumerable.Range(1, Batch).Select(id => Raw.Publish("t", "x", 1, id))]);
            for (var i = 0; i < Batch; i++)
            {
                var id = (await subscriber.PublishComesAsync()).Id;
                Assert.NotEqual(0, id);
                Assert.DoesNotContain(id, kept);
                await subscriber.SendAsync(Raw.Ack(Raw.PubAck, id));
            }

            for (var id = 1; id <= Batch; id++) await publisher.AckComesAsync(Raw.PubAck, id);
        }
    }

    [Fact]
    public async Task MQTT_2_2_1_5_Acknowledgements_carry_the_identifier_of_the_message()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Publish("t", "x", 1, 0xFFFF));
        await peer.AckComesAsync(Raw.PubAck, 0xFFFF);
        await peer.SendAsync(Raw.Publish("t", "x", 2, 0x0102));
        await peer.AckComesAsync(Raw.PubRec, 0x0102);
        await peer.SendAsync(Raw.Ack(Raw.PubRel, 0x0102));
        await peer.AckComesAsync(Raw.PubComp, 0x0102);
    }

    [Fact]
    public async Task MQTT_2_2_1_6_SUBACK_and_UNSUBACK_carry_the_identifier_of_the_request()
    {
        var peer = await JoinAsync("a");
        await peer.SendAsync(Raw.Subscribe(0xABCD, "t", 0), Raw.Unsubscribe(0xFFFF, "t"));
        await peer.CodesComeAsync(Raw.SubAck, 0xABCD);
        await peer.CodesComeAsync(Raw.UnsubAck, 0xFFFF);
    }
}
