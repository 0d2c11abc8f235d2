using Busbar.Links.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Conformance.Harness;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Client;

/// <summary>What could bring a client to a stand without a word: connections that never last, messages that can never go, answers that never come.</summary>
public sealed class ClientFaultTests : ScriptedClientTest
{
    [Fact]
    public async Task A_server_that_lets_in_and_hangs_up_is_asked_less_and_less_often_until_a_connection_lasts()
    {
        var (client, peer) = await LetInAsync(Options with { ReconnectMin = TimeSpan.FromSeconds(1), ReconnectMax = TimeSpan.FromSeconds(8) });
        double[] longest = [1, 2, 4, 8, 8];
        var connections = 1;
        foreach (var limitS in longest)
        {
            await peer.VanishAsync();
            peer = await ComesWithinAsync(client, limitS);
            await LetInAgainAsync(client, peer, ++connections);
        }

        Time.Advance(TimeSpan.FromSeconds(10));
        await peer.VanishAsync();
        await ComesWithinAsync(client, 1);
    }

    [Fact]
    public async Task A_connection_that_cannot_be_opened_for_a_reason_that_nobody_expected_is_tried_again()
    {
        var calls = 0;
        await using var client = new MqttClient(
            Options,
            () =>
            {
                Interlocked.Increment(ref calls);
                throw new NotSupportedException("Nobody expected this.");
            },
            Time,
            NullLogger.Instance);
        client.Start();
        await Until.TrueAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromMilliseconds(100));
                return Volatile.Read(ref calls) >= 3;
            },
            "three attempts");
    }

    [Theory]
    [InlineData(MqttQos.AtLeastOnce, true)]
    [InlineData(MqttQos.AtLeastOnce, false)]
    [InlineData(MqttQos.ExactlyOnce, true)]
    [InlineData(MqttQos.ExactlyOnce, false)]
    public async Task A_repetition_that_the_server_does_not_take_any_more_is_refused_and_what_is_behind_it_goes_on(MqttQos qos, bool sessionPresent)
    {
        var (client, first) = await LetInAsync();
        var large = Publish(client, Message("t", new string('x', 200), qos), Ct);
        var small = Publish(client, Message("t", "small"), Ct);
        await first.PublishComesAsync();
        await first.PublishComesAsync();
        await first.VanishAsync();
        var (second, _) = await ReconnectsAsync(sessionPresent, Property.MaximumPacketSize(100));
        Assert.Equal("small", (await second.TakeAsync()).Payload);
        Assert.True((await small).IsDelivered);
        var outcome = await large.SoonAsync();
        Assert.Equal((MqttDelivery.Refused, MqttReasonCode.PacketTooLarge), (outcome.Delivery, outcome.Code));
        Assert.Equal(0, client.Counters.InFlight);
    }

    [Fact]
    public async Task A_message_that_no_packet_can_hold_is_refused_before_it_is_taken()
    {
        var (client, peer) = await LetInAsync();
        var e = await Assert.ThrowsAsync<ArgumentException>(async () => await client.PublishAsync(Message("t", "") with { Payload = new byte[268_435_455] }, Ct));
        Assert.Contains("268,435,455", e.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (client.Counters.Waiting, client.Counters.InFlight));
        await Publish(client, Message("t", "next", MqttQos.AtMostOnce), Ct);
        Assert.Equal("next", (await peer.PublishComesAsync()).Payload);
    }

    [Fact]
    public async Task A_message_larger_than_the_queue_makes_nobody_give_way()
    {
        var client = Make(Options with { QueuePolicy = MqttQueuePolicy.DropOldest, MaxQueuedBytes = 10 });
        _ = Publish(client, Message("t", "123"), Ct);
        var e = await Assert.ThrowsAsync<MqttClientException>(() => Publish(client, Message("t", "12345678901"), Ct).SoonAsync());
        Assert.Contains("MaxQueuedBytes", e.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (client.Counters.Waiting, client.Counters.DroppedOutgoing));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_a_reader_leaves_unread_holds_back_no_acknowledgement(int qos)
    {
        var (client, peer) = await LetInAsync();
        var gate = new TaskCompletionSource();
        var reading = Task.Run(
            async () =>
            {
                await foreach (var message in client.Messages("t", ct: Ct))
                {
                    await gate.Task;
                    return Text(message);
                }

                return "";
            },
            Ct);
        await GrantAsync(peer);
        await peer.SendAsync(Raw.Publish("t", "1", qos, 1), Raw.Publish("t", "2", qos, 2), Raw.Publish("t", "3", qos, 3));
        await Until.TrueAsync(() => client.Counters.Received == 3, "all came");
        gate.SetResult();
        Assert.Equal("1", await reading.SoonAsync());
        var answers = new List<RawPacket>();
        for (var i = 0; i < 4; i++) answers.Add(await peer.ReadAsync());
        Assert.Single(answers, packet => packet.First == 0xA2);
        Assert.Equal([1, 2, 3], answers.Where(packet => packet.First == (qos == 1 ? Raw.PubAck : Raw.PubRec)).Select(packet => (packet.Body[0] << 8) | packet.Body[1]));
    }

    [Fact]
    public async Task A_3_1_1_server_that_uses_more_identifiers_than_there_are_is_put_out()
    {
        var client = Make(Options with { Version = MqttVersion.V311 });
        client.Start();
        foreach (var isLast in (bool[])[false, true])
        {
            var accepted = await Server.AcceptAsync();
            await accepted.ReadAsync();
            await accepted.SendAsync(Raw.Packet(Raw.ConnAck, [0, 0]));
            if (!isLast) continue;
            var gate = new TaskCompletionSource();
            var subscribing = client.SubscribeAsync("t", async (_, _) => await gate.Task, ct: Ct);
            var subscribe = await accepted.ReadAsync();
            await accepted.SendAsync(Raw.Packet(Raw.SubAck, subscribe.Body[..2], [1]));
            await subscribing.SoonAsync();
            var flood = Enumerable.Range(0, 65_536).Select(i => Raw.Publish("t", "", qos: 1, id: (i % 65_535) + 1, version: 4)).ToArray();
            await accepted.SendAsync(flood);
            await accepted.ClosesAsync();
            gate.SetResult();
        }
    }

    private static async Task LetInAgainAsync(MqttClient client, RawPeer peer, int connections)
    {
        await peer.ReadAsync();
        await peer.SendAsync(Raw.Packet(Raw.ConnAck, [1, 0, 0]));
        await Until.TrueAsync(() => client.Counters.Connections == connections, "it is let in");
    }
}
