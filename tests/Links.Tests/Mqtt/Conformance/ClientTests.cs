using Busbar.Links.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Conformance.Harness;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Tests.Mqtt.Conformance;

/// <summary>What MQTT 5.0 demands of clients, judged byte by byte by a server that shares no code with them.</summary>
public sealed class ClientTests : ScriptedClientTest
{
    [Fact]
    public async Task MQTT_3_1_2_20_A_client_with_nothing_to_say_pings_within_its_keep_alive()
    {
        var (client, peer) = await LetInAsync(Options with { KeepAlive = TimeSpan.FromSeconds(10), PingTimeout = TimeSpan.FromSeconds(5) });
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(0, peer.Available);
            Time.Advance(TimeSpan.FromSeconds(4.2));
            Assert.Equal(0xC0, (await peer.ReadAsync()).First);
            await peer.SendAsync([Raw.PingResp, 0], Raw.Publish("t", "heard"));
            var heard = i + 1;
            await Until.TrueAsync(() => client.Counters.Received == heard, "it has read the answer and what came behind it");
        }
    }

    [Fact]
    public async Task MQTT_3_2_2_4_A_session_that_was_to_be_forgotten_and_is_there_ends_the_connection()
    {
        var client = Make();
        var connecting = client.ConnectAsync(Ct);
        var (peer, connect) = await Server.LetInAsync(sessionPresent: true);
        Assert.True(connect.CleanStart);
        Assert.Contains("MQTT-3.2.2-4", (await Assert.ThrowsAsync<MqttClientException>(() => connecting)).Message, StringComparison.Ordinal);
        await peer.ClosesAsync();
    }

    [Fact]
    public async Task MQTT_3_2_2_5_A_client_whose_session_is_lost_forgets_what_it_had_received()
    {
        var (client, first) = await LetInAsync();
        var got = new List<string>();
        var subscribing = client.SubscribeAsync("t", (m, _) => { lock (got) got.Add(Text(m)); return default; }, ct: Ct);
        var subscribe = (await first.ReadAsync()).Body;
        await first.SendAsync(Raw.Packet(Raw.SubAck, subscribe[..2], [0], [2]), Raw.Publish("t", "one", qos: 2, id: 7));
        await subscribing;
        await first.AckComesAsync(Raw.PubRec, 7);
        await first.VanishAsync();

        // The same identifier is another message now.
        var (second, _) = await ReconnectsAsync(sessionPresent: false);
        Assert.Equal(0x82, (await second.ReadAsync()).First);
        await second.SendAsync(Raw.Publish("t", "two", qos: 2, id: 7));
        await second.AckComesAsync(Raw.PubRec, 7);
        await Until.TrueAsync(() => got.Count == 2, "both came");
        Assert.Equal(["one", "two"], got);
    }

    [Theory]
    [InlineData(0, MqttQos.AtLeastOnce)]
    [InlineData(1, MqttQos.ExactlyOnce)]
    public async Task MQTT_3_2_2_11_No_message_has_a_QoS_that_the_server_does_not_serve(int maximum, MqttQos qos)
    {
        var (client, peer) = await LetInAsync(null, Property.Byte(Property.MaximumQosId, maximum));
        var outcome = await Publish(client, Message("t", "x", qos), Ct);
        Assert.Equal((MqttDelivery.Refused, MqttReasonCode.QosNotSupported), (outcome.Delivery, outcome.Code));
        await Publish(client, Message("t", "y", MqttQos.AtMostOnce), Ct);
        Assert.Equal("y", (await peer.PublishComesAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_2_2_14_Nothing_is_to_be_kept_where_nothing_is_kept()
    {
        var (client, peer) = await LetInAsync(null, Property.Byte(Property.RetainAvailableId, 0));
        var outcome = await Publish(client, Message("t", "x") with { Retain = true }, Ct);
        Assert.Equal((MqttDelivery.Refused, MqttReasonCode.RetainNotSupported), (outcome.Delivery, outcome.Code));
        await Publish(client, Message("t", "y", MqttQos.AtMostOnce), Ct);
        Assert.Equal("y", (await peer.PublishComesAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_3_3_2_10_Every_alias_up_to_our_maximum_is_taken()
    {
        var (client, peer) = await LetInAsync(Options with { TopicAliasMaximum = 20 });
        var got = await SubscribedAsync(client, peer);
        for (var alias = 1; alias <= 20; alias++) await peer.SendAsync(Raw.Publish($"t/{alias}", $"{alias}", properties: Property.TopicAlias(alias)));
        for (var alias = 1; alias <= 20; alias++) await peer.SendAsync(Raw.Publish("", $"again {alias}", properties: Property.TopicAlias(alias)));
        await Until.TrueAsync(() => got.Count == 40, "all came");
        for (var i = 0; i < 20; i++) Assert.Equal(got[i].Topic, got[20 + i].Topic);
        await peer.SendAsync(Raw.Publish("t/21", "x", properties: Property.TopicAlias(21)));
        await peer.IsPutOutAsync(0x94);
    }

    [Fact]
    public async Task MQTT_3_3_4_8_A_full_window_holds_back_messages_and_nothing_else()
    {
        var (client, peer) = await LetInAsync(null, Property.ReceiveMaximum(1));
        var first = Publish(client, Message("t", "1"), Ct);
        var second = Publish(client, Message("t", "2"), Ct);
        Assert.Equal("1", (await peer.PublishComesAsync()).Payload);
        var subscribing = client.SubscribeAsync("s", (_, _) => default, ct: Ct);
        var subscribe = await peer.ReadAsync();
        Assert.Equal(0x82, subscribe.First);
        await peer.SendAsync(Raw.Packet(Raw.SubAck, subscribe.Body[..2], [0], [1]), Raw.Publish("s", "in", qos: 1, id: 9));
        await subscribing;
        await peer.AckComesAsync(Raw.PubAck, 9);
        await peer.SendAsync(Raw.Ack(Raw.PubAck, 1));
        Assert.True((await first).IsDelivered);
        Assert.Equal("2", (await peer.PublishComesAsync()).Payload);
        Assert.False(second.IsCompleted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task MQTT_4_5_0_2_What_comes_is_acknowledged_whatever_becomes_of_it(int qos)
    {
        var (client, peer) = await LetInAsync();
        await SubscribedAsync(client, peer, "t", _ => throw new InvalidOperationException("The handler fails."));
        await peer.SendAsync(Raw.Publish("t", "handled badly", qos, 1), Raw.Publish("nobody/asked", "unmatched", qos, 2));
        await peer.AckComesAsync(qos == 1 ? Raw.PubAck : Raw.PubRec, 1);
        await peer.AckComesAsync(qos == 1 ? Raw.PubAck : Raw.PubRec, 2);
        Assert.Equal((1, 1), (client.Counters.HandlerErrors, client.Counters.Unmatched));
    }

    [Fact]
    public async Task MQTT_4_6_0_1_Repetitions_come_in_the_order_of_the_first_sending()
    {
        var (client, first) = await LetInAsync();
        var publishing = Enumerable.Range(1, 30).Select(i => Publish(client, Message("t", $"{i}", i % 2 == 0 ? MqttQos.ExactlyOnce : MqttQos.AtLeastOnce), Ct)).ToArray();
        var sent = new List<RawPublish>();
        for (var i = 0; i < 30; i++) sent.Add(await first.PublishComesAsync());
        await first.SendAsync(Raw.Ack(Raw.PubAck, sent[2].Id), Raw.Ack(Raw.PubAck, sent[6].Id));
        await publishing[6];
        await first.VanishAsync();
        var (second, _) = await ReconnectsAsync();
        foreach (var message in sent.Where((_, i) => i is not 2 and not 6))
        {
            var again = await second.PublishComesAsync();
            Assert.Equal(message with { Dup = true }, again with { Properties = message.Properties });
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task MQTT_4_6_0_2_MQTT_4_6_0_3_Acknowledgements_come_in_the_order_of_the_messages(int qos)
    {
        var (client, peer) = await LetInAsync();
        var gate = new TaskCompletionSource();
        await SubscribedAsync(client, peer, "slow", _ => gate.Task);
        var quick = await SubscribedAsync(client, peer, "quick");
        await peer.SendAsync(Raw.Publish("slow", "1", qos, 1), Raw.Publish("quick", "2", qos, 2), Raw.Publish("quick", "3", qos, 3));
        await Until.TrueAsync(() => quick.Count == 2, "the later ones are done with");
        gate.SetResult();
        for (var id = 1; id <= 3; id++) await peer.AckComesAsync(qos == 1 ? Raw.PubAck : Raw.PubRec, id);
    }

    [Fact]
    public async Task MQTT_4_6_0_4_PUBRELs_come_in_the_order_of_the_PUBRECs_and_so_do_their_repetitions()
    {
        var (client, first) = await LetInAsync();
        foreach (var i in Enumerable.Range(1, 4)) _ = Publish(client, Message("t", $"{i}", MqttQos.ExactlyOnce), Ct);
        for (var i = 0; i < 4; i++) await first.PublishComesAsync();
        int[] order = [3, 1, 4, 2];
        foreach (var id in order) await first.SendAsync(Raw.Ack(Raw.PubRec, id));
        foreach (var id in order) await first.AckComesAsync(Raw.PubRel, id);
        await first.VanishAsync();
        var (second, _) = await ReconnectsAsync();
        foreach (var id in order) await second.AckComesAsync(Raw.PubRel, id);
    }

    /// <summary>Subscribes and is granted QoS 2.</summary>
    private static async Task<List<Links.Mqtt.MqttMessage>> SubscribedAsync(MqttClient client, RawPeer peer, string filter = "#", Func<Links.Mqtt.MqttMessage, Task>? handler = null)
    {
        var got = new List<Links.Mqtt.MqttMessage>();
        var subscribing = client.SubscribeAsync(
            filter,
            async (m, _) =>
            {
                if (handler is not null) await handler(m);
                got.Add(m);
            },
            new MqttSubscriptionOptions { Qos = MqttQos.ExactlyOnce },
            Ct);
        var subscribe = await peer.ReadAsync();
        await peer.SendAsync(Raw.Packet(Raw.SubAck, subscribe.Body[..2], [0], [2]));
        await subscribing;
        return got;
    }
}
