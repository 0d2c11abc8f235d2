using Busbar.Links.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Conformance.Harness;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Tests.Mqtt.Client;

/// <summary>Messages in both directions, their queue, and what the server gets wrong.</summary>
public sealed class ClientMessageTests : ScriptedClientTest
{
    [Fact]
    public async Task A_QoS_1_message_survives_a_server_that_vanishes_before_PUBACK()
    {
        var (client, first) = await LetInAsync();
        var publishing = Publish(client, Message("t", "x"), Ct);
        var sent = await first.PublishComesAsync();
        Assert.False(sent.Dup);
        await first.VanishAsync();
        var (second, _) = await ReconnectsAsync();
        var again = await second.PublishComesAsync();
        Assert.Equal((sent.Id, true, "x"), (again.Id, again.Dup, again.Payload));
        await second.SendAsync(Raw.Ack(Raw.PubAck, again.Id, 0x10));
        Assert.Equal(new MqttPublishOutcome(MqttDelivery.Delivered, MqttReasonCode.NoMatchingSubscribers), await publishing);
        Assert.Equal((1, 0), (client.Counters.Repeated, client.Counters.InFlight));
    }

    [Fact]
    public async Task A_QoS_2_message_survives_a_server_that_vanishes_at_each_step()
    {
        var (client, peer) = await LetInAsync();
        var publishing = Publish(client, Message("t", "x", MqttQos.ExactlyOnce), Ct);
        var id = (await peer.PublishComesAsync()).Id;
        await peer.VanishAsync();
        (peer, _) = await ReconnectsAsync();
        Assert.True((await peer.PublishComesAsync()).Dup);
        await peer.SendAsync(Raw.Ack(Raw.PubRec, id));
        await peer.AckComesAsync(Raw.PubRel, id);
        await peer.VanishAsync();
        (peer, _) = await ReconnectsAsync();
        await peer.AckComesAsync(Raw.PubRel, id);
        await peer.SendAsync(Raw.Ack(Raw.PubRec, id));
        await peer.AckComesAsync(Raw.PubRel, id);
        await peer.SendAsync(Raw.Ack(Raw.PubComp, id));
        Assert.True((await publishing).IsDelivered);
    }

    [Fact]
    public async Task With_the_session_lost_what_the_server_had_not_taken_is_sent_anew_and_what_it_had_is_said_to_be_uncertain()
    {
        var (client, first) = await LetInAsync();
        var taken = Publish(client, Message("t", "taken", MqttQos.ExactlyOnce), Ct);
        var open = Publish(client, Message("t", "open", MqttQos.ExactlyOnce), Ct);
        var id = (await first.PublishComesAsync()).Id;
        await first.PublishComesAsync();
        await first.SendAsync(Raw.Ack(Raw.PubRec, id));
        await first.AckComesAsync(Raw.PubRel, id);
        await first.VanishAsync();
        var (second, _) = await ReconnectsAsync(sessionPresent: false);
        Assert.Equal(MqttDelivery.Uncertain, (await taken).Delivery);
        var anew = await second.PublishComesAsync();
        Assert.Equal(("open", false), (anew.Payload, anew.Dup));
        await second.SendAsync(Raw.Ack(Raw.PubRec, anew.Id));
        await second.AckComesAsync(Raw.PubRel, anew.Id);
        await second.SendAsync(Raw.Ack(Raw.PubComp, anew.Id));
        Assert.True((await open).IsDelivered);
    }

    [Theory]
    [InlineData(MqttQos.AtLeastOnce, Raw.PubAck)]
    [InlineData(MqttQos.ExactlyOnce, Raw.PubRec)]
    public async Task A_refused_message_has_the_servers_code_and_words(MqttQos qos, byte first)
    {
        var (client, peer) = await LetInAsync();
        var publishing = Publish(client, Message("t", "x", qos), Ct);
        var id = (await peer.PublishComesAsync()).Id;
        await peer.SendAsync(Raw.Packet(first, Raw.U16(id), [0x87], Raw.Properties(5, Property.Text(Property.ReasonStringId, "not yours"))));
        Assert.Equal(new MqttPublishOutcome(MqttDelivery.Refused, MqttReasonCode.NotAuthorized, "not yours"), await publishing);
        Assert.Equal(0, client.Counters.InFlight);
    }

    [Fact]
    public async Task Answers_that_nobody_waits_for_do_no_harm()
    {
        var (client, peer) = await LetInAsync();
        await peer.SendAsync(Raw.Ack(Raw.PubAck, 77), Raw.Ack(Raw.PubComp, 77), Raw.Ack(Raw.PubRec, 77), Raw.Ack(Raw.PubRel, 78));
        Assert.Equal(0x92, (await peer.AnyAckComesAsync(Raw.PubRel, 77)).Code);
        Assert.Equal(0x92, (await peer.AnyAckComesAsync(Raw.PubComp, 78)).Code);
        Assert.Equal(MqttClientState.Connected, client.State);
    }

    public static TheoryData<string, byte[], byte> WrongPackets => new()
    {
        { "an alias beyond our maximum", Raw.Publish("t", "x", properties: Property.TopicAlias(65)), 0x94 },
        { "an alias without a topic", Raw.Publish("", "x", properties: Property.TopicAlias(5)), 0x82 },
        { "alias 0", Raw.Publish("t", "x", properties: Property.TopicAlias(0)), 0x94 },
        { "a second CONNACK", Raw.Packet(Raw.ConnAck, [0, 0, 0]), 0x82 },
        { "a PINGREQ", Raw.PingReq, 0x82 },
        { "QoS 3", [0x36, 5, 0, 1, 0x61, 0, 1], 0x81 },
        { "a packet too large", [0x30, 0xFF, 0xFF, 0xFF, 0x7F], 0x95 },
        { "wildcards in a topic", Raw.Publish("a/#", "x"), 0x90 },
        { "reserved flags", [0x41, 2, 0, 1], 0x81 },
    };

    [Theory, MemberData(nameof(WrongPackets))]
    public async Task A_server_that_breaks_the_standard_is_told_why_and_the_client_comes_back(string what, byte[] packet, byte code)
    {
        var (client, peer) = await LetInAsync();
        await peer.SendAsync(packet);
        var bye = await peer.ReadAsync();
        Assert.True(bye.First == Raw.Disconnect && bye.Code == code, $"After {what}: {bye}");
        await ReconnectsAsync();
        await Until.TrueAsync(() => client.Counters.Connections == 2, "it is back");
    }

    [Fact]
    public async Task An_answer_of_the_wrong_kind_is_a_protocol_error_and_the_message_is_repeated()
    {
        var (client, peer) = await LetInAsync();
        var publishing = Publish(client, Message("t", "x", MqttQos.ExactlyOnce), Ct);
        await peer.PublishComesAsync();
        await peer.SendAsync(Raw.Ack(Raw.PubAck, 1));
        await peer.IsPutOutAsync(0x82);
        var (again, _) = await ReconnectsAsync();
        Assert.True((await again.PublishComesAsync()).Dup);
        Assert.False(publishing.IsCompleted);
    }

    [Fact]
    public async Task A_repeated_QoS_2_message_is_handled_once_also_over_a_new_connection()
    {
        var (client, peer) = await LetInAsync();
        var handled = 0;
        var subscribing = client.SubscribeAsync("t", (_, _) => { handled++; return default; }, ct: Ct);
        await peer.SendAsync(Raw.Packet(Raw.SubAck, (await peer.ReadAsync()).Body[..2], [0], [2]));
        await subscribing;
        await peer.SendAsync(Raw.Publish("t", "x", qos: 2, id: 1));
        await peer.AckComesAsync(Raw.PubRec, 1);
        await peer.SendAsync(Raw.Publish("t", "x", qos: 2, id: 1, dup: true));
        await peer.AckComesAsync(Raw.PubRec, 1);
        await peer.VanishAsync();
        (peer, _) = await ReconnectsAsync();
        await peer.SendAsync(Raw.Publish("t", "x", qos: 2, id: 1, dup: true));
        await peer.AckComesAsync(Raw.PubRec, 1);
        await peer.SendAsync(Raw.Ack(Raw.PubRel, 1));
        await peer.AckComesAsync(Raw.PubComp, 1);
        await peer.SendAsync(Raw.Publish("t", "y", qos: 2, id: 1));
        await peer.AckComesAsync(Raw.PubRec, 1);
        Assert.Equal(2, handled);
    }

    [Fact]
    public async Task The_offline_queue_is_bounded_says_what_it_drops_and_goes_out_in_order()
    {
        var (client, peer) = await LetInAsync(Options with { MaxQueuedMessages = 3 });
        await peer.VanishAsync();
        await Until.TrueAsync(() => client.State == MqttClientState.Waiting, "it waits");
        var zero = Publish(client, Message("t", "0", MqttQos.AtMostOnce), Ct);
        Task<MqttPublishOutcome>[] kept = [.. Enumerable.Range(1, 3).Select(i => Publish(client, Message("t", $"{i}"), Ct))];
        Assert.Equal(MqttDelivery.Dropped, (await zero).Delivery);
        var full = await Assert.ThrowsAsync<MqttClientException>(async () => await Publish(client, Message("t", "4"), Ct));
        Assert.Contains("MaxQueuedMessages", full.Message, StringComparison.Ordinal);
        var (again, _) = await ReconnectsAsync();
        for (var i = 1; i <= 3; i++)
        {
            var message = await again.TakeAsync();
            Assert.Equal($"{i}", message.Payload);
            Assert.True((await kept[i - 1]).IsDelivered);
        }

        Assert.Equal((1, 0), (client.Counters.DroppedOutgoing, client.Counters.Waiting));
    }

    [Fact]
    public async Task The_oldest_gives_way_where_that_is_the_policy_and_bytes_count_too()
    {
        var client = Make(Options with { QueuePolicy = MqttQueuePolicy.DropOldest, MaxQueuedBytes = 10 });
        var old = Publish(client, Message("t", "12345678"), Ct);
        _ = Publish(client, Message("t", "123"), Ct);
        Assert.Equal(MqttDelivery.Dropped, (await old).Delivery);
        Assert.Equal(1, client.Counters.Waiting);
    }

    [Fact]
    public async Task A_message_that_expires_before_it_can_be_sent_is_not_sent_and_one_that_does_not_says_what_is_left()
    {
        var client = Make();
        var late = Publish(client, Message("t", "late") with { ExpiresIn = TimeSpan.FromSeconds(5) }, Ct);
        var fresh = Publish(client, Message("t", "fresh", MqttQos.AtMostOnce) with { ExpiresIn = TimeSpan.FromSeconds(60) }, Ct);
        Time.Advance(TimeSpan.FromSeconds(20));
        var connecting = client.ConnectAsync(Ct);
        var (peer, _) = await Server.LetInAsync();
        await connecting;
        var message = await peer.PublishComesAsync();
        Assert.Equal("fresh", message.Payload);
        Assert.Equal(40u, message.Properties.Number(Property.MessageExpiryId));
        Assert.Equal(MqttDelivery.Expired, (await late).Delivery);
        Assert.True((await fresh).IsDelivered);
    }

    [Fact]
    public async Task A_packet_larger_than_the_server_takes_is_refused_here_with_both_numbers()
    {
        var (client, peer) = await LetInAsync(null, Property.MaximumPacketSize(100));
        var outcome = await Publish(client, Message("t", new string('x', 200)), Ct);
        Assert.Equal((MqttDelivery.Refused, MqttReasonCode.PacketTooLarge), (outcome.Delivery, outcome.Code));
        Assert.Contains("100", outcome.Reason, StringComparison.Ordinal);
        await Publish(client, Message("t", "fits", MqttQos.AtMostOnce), Ct);
        Assert.Equal("fits", (await peer.PublishComesAsync()).Payload);
    }

    [Fact]
    public async Task Topics_that_come_again_go_by_their_alias_within_the_servers_maximum_and_anew_on_each_connection()
    {
        var (client, peer) = await LetInAsync(null, Property.TopicAliasMaximum(2));
        foreach (var topic in (string[])["first", "second", "third", "first", "second", "third"]) await Publish(client, Message(topic, "x", MqttQos.AtMostOnce), Ct);
        string[] topics = ["first", "second", "third", "", "", "third"];
        int[] aliases = [1, 2, 0, 1, 2, 0];
        for (var i = 0; i < topics.Length; i++)
        {
            var message = await peer.PublishComesAsync();
            Assert.Equal((topics[i], aliases[i]), (message.Topic, (int)(message.Properties.Number(Property.TopicAliasId) ?? 0)));
        }

        await peer.VanishAsync();
        (peer, _) = await ReconnectsAsync();
        await Publish(client, Message("first", "x", MqttQos.AtMostOnce), Ct);
        Assert.Equal("first", (await peer.PublishComesAsync()).Topic);
    }

    [Fact]
    public async Task Cancelling_withdraws_what_waits_and_only_stops_waiting_for_what_is_on_its_way()
    {
        var (client, peer) = await LetInAsync(null, Property.ReceiveMaximum(1));
        using var cancel = new CancellationTokenSource();
        var sent = Publish(client, Message("t", "sent"), cancel.Token);
        var waiting = Publish(client, Message("t", "waiting"), cancel.Token);
        var last = Publish(client, Message("t", "last"), Ct);
        var id = (await peer.PublishComesAsync()).Id;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await peer.SendAsync(Raw.Ack(Raw.PubAck, id));
        Assert.Equal("last", (await peer.TakeAsync()).Payload);
        await last;
    }

    [Theory]
    [InlineData("a/#")]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task A_topic_that_is_none_is_refused_before_anything_is_sent(string topic)
    {
        var client = Make();
        await Assert.ThrowsAsync<ArgumentException>(async () => await Publish(client, Message(topic, "x"), Ct));
        Assert.Equal(0, client.Counters.Waiting);
    }

    [Fact]
    public async Task A_slow_handler_loses_QoS_0_messages_beyond_its_bound_and_nobody_elses()
    {
        var (client, peer) = await LetInAsync(Options with { MaxPendingPerHandler = 5 });
        var gate = new TaskCompletionSource();
        var quick = 0;
        foreach (var (filter, handler) in (ValueTuple<string, MqttHandler>[])[("slow", async (_, _) => await gate.Task), ("quick", (_, _) => { Interlocked.Increment(ref quick); return default; })])
        {
            var subscribing = client.SubscribeAsync(filter, handler, ct: Ct);
            await peer.SendAsync(Raw.Packet(Raw.SubAck, (await peer.ReadAsync()).Body[..2], [0], [0]));
            await subscribing;
        }

        for (var i = 0; i < 20; i++) await peer.SendAsync(Raw.Publish("slow", "x"));
        await Until.TrueAsync(() => client.Counters.Received == 20, "all came");
        for (var i = 0; i < 3; i++) await peer.SendAsync(Raw.Publish("quick", "x"));
        await Until.TrueAsync(() => Volatile.Read(ref quick) == 3, "the quick one got its own");
        Assert.InRange(client.Counters.DroppedIncoming, 14, 15);
        gate.SetResult();
    }
}
