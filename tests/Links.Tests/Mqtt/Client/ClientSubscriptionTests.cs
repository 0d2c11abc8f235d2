using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Conformance.Harness;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Tests.Mqtt.Client;

/// <summary>Who gets which message, and what the server is told of it, over connections that break; requests and their answers.</summary>
public sealed class ClientSubscriptionTests : ScriptedClientTest
{
    [Fact]
    public async Task An_identifier_that_an_earlier_program_gave_to_another_filter_leads_nobody_astray()
    {
        var client = Make(Options with { CleanStart = false });
        var connecting = client.ConnectAsync(Ct);
        var (peer, _) = await Server.LetInAsync(sessionPresent: true);
        await connecting;
        var got = new List<string>();
        var subscribing = client.SubscribeAsync("b", (m, _) => { lock (got) got.Add(m.Topic); return default; }, ct: Ct);
        await GrantAsync(peer);
        await subscribing;
        await peer.SendAsync(Raw.Publish("a", "x", properties: Property.SubscriptionId(1)), Raw.Publish("b", "x", properties: Property.SubscriptionId(1)));
        await Until.TrueAsync(() => got.Count == 1, "the one that was asked for came");
        Assert.Equal(["b"], got);
        Assert.Equal(1, client.Counters.Unmatched);
    }

    [Fact]
    public async Task An_UNSUBSCRIBE_without_an_answer_is_repeated_on_the_next_connection()
    {
        var (client, first) = await LetInAsync();
        var subscribing = client.SubscribeAsync("t", (_, _) => default, ct: Ct);
        await GrantAsync(first);
        await (await subscribing).DisposeAsync();
        Assert.Equal(0xA2, (await first.ReadAsync()).First);
        await first.VanishAsync();
        var (second, _) = await ReconnectsAsync();
        var again = await second.ReadAsync();
        Assert.Equal(0xA2, again.First);
        await second.SendAsync(Raw.Packet(Raw.UnsubAck, again.Body[..2], [0], [0]));
        await Publish(client, Message("after", "x", MqttQos.AtMostOnce), Ct);
        await second.PublishComesAsync();
        await second.VanishAsync();
        var (third, _) = await ReconnectsAsync();
        await Publish(client, Message("after", "y", MqttQos.AtMostOnce), Ct);
        Assert.Equal("y", (await third.PublishComesAsync()).Payload);
    }

    [Fact]
    public async Task A_filter_that_the_server_never_heard_of_is_not_taken_back()
    {
        var (client, first) = await LetInAsync();
        await first.VanishAsync();
        await Until.TrueAsync(() => client.State == MqttClientState.Waiting, "it waits");
        using var cancel = new CancellationTokenSource();
        var subscribing = client.SubscribeAsync("t", (_, _) => default, ct: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscribing);
        var (second, _) = await ReconnectsAsync();
        await Publish(client, Message("after", "x", MqttQos.AtMostOnce), Ct);
        Assert.Equal("x", (await second.PublishComesAsync()).Payload);
    }

    [Fact]
    public async Task A_wish_without_an_answer_is_repeated_though_an_older_one_for_its_filter_was_granted()
    {
        var (client, first) = await LetInAsync();
        var low = client.SubscribeAsync("t", (_, _) => default, new MqttSubscriptionOptions { Qos = MqttQos.AtMostOnce }, Ct);
        var high = client.SubscribeAsync("t", (_, _) => default, new MqttSubscriptionOptions { Qos = MqttQos.ExactlyOnce }, Ct);
        var older = await first.ReadAsync();
        await first.ReadAsync();
        await first.SendAsync(Raw.Packet(Raw.SubAck, older.Body[..2], [0], [0]), Raw.Publish("t", "x", qos: 1, id: 1));
        await first.AckComesAsync(Raw.PubAck, 1);
        Assert.Equal(MqttQos.AtMostOnce, (await low.SoonAsync()).GrantedQos);
        Assert.False(high.IsCompleted);
        await first.VanishAsync();
        var (second, _) = await ReconnectsAsync();
        await GrantAsync(second);
        Assert.Equal(MqttQos.ExactlyOnce, (await high.SoonAsync()).GrantedQos);
        Assert.Equal(MqttQos.ExactlyOnce, (await low.SoonAsync()).GrantedQos);
    }

    [Fact]
    public async Task A_wish_that_is_refused_takes_nothing_from_those_who_have_the_filter_already()
    {
        var (client, peer) = await LetInAsync();
        var got = new List<string>();
        var first = client.SubscribeAsync("$share/g/t", (m, _) => { lock (got) got.Add(Text(m)); return default; }, ct: Ct);
        await GrantAsync(peer);
        await first;
        await Assert.ThrowsAsync<MqttClientException>(() => client.SubscribeAsync("$share/g/t", (_, _) => default, new MqttSubscriptionOptions { NoLocal = true }, Ct));
        var third = client.SubscribeAsync("$share/g/t", (_, _) => default, new MqttSubscriptionOptions { Qos = MqttQos.ExactlyOnce }, Ct);
        await GrantAsync(peer, 0x87);
        Assert.Equal(MqttReasonCode.NotAuthorized, (await Assert.ThrowsAsync<MqttClientException>(() => third)).Code);
        await peer.SendAsync(Raw.Publish("t", "x"));
        await Until.TrueAsync(() => got.Count == 1, "the first one still has it");

        // Where the session is lost, so is what it had.
        await peer.VanishAsync();
        (peer, _) = await ReconnectsAsync(sessionPresent: false);
        await GrantAsync(peer, 1);
        await peer.SendAsync(Raw.Publish("t", "y"));
        await Until.TrueAsync(() => got.Count == 2, "and has it again");
    }

    [Fact]
    public async Task Messages_that_nobody_asked_for_are_handed_over_one_by_one_in_their_order()
    {
        var got = new List<string>();
        var running = 0;
        var together = 0;
        async ValueTask TakeAsync(MqttMessage message, CancellationToken ct)
        {
            if (Interlocked.Increment(ref running) > 1) Interlocked.Increment(ref together);
            await Task.Yield();
            lock (got) got.Add(Text(message));
            Interlocked.Decrement(ref running);
        }

        var (_, peer) = await LetInAsync(Options with { Unmatched = TakeAsync });
        for (var i = 0; i < 200; i++) await peer.SendAsync(Raw.Publish("nobody", $"{i}", qos: 1, id: i + 1));
        for (var i = 0; i < 200; i++) await peer.AckComesAsync(Raw.PubAck, i + 1);
        Assert.Equal(0, together);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), got);
    }

    [Fact]
    public async Task A_request_that_finds_no_connection_times_out_as_any_other()
    {
        var client = Make();
        var asking = client.RequestAsync(Message("question", "x"), TimeSpan.FromSeconds(5), Ct);
        Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Contains("question", (await Assert.ThrowsAsync<TimeoutException>(() => asking.SoonAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_end_with_the_client()
    {
        var (client, peer) = await LetInAsync();
        var asking = client.RequestAsync(Message("question", "x"), TimeSpan.FromHours(1), Ct);
        await GrantAsync(peer);
        await peer.TakeAsync();
        await Until.TrueAsync(() => client.Counters.InFlight == 0, "the request is with the server");
        var going = client.DisconnectAsync();
        await peer.VanishAsync();
        await going.SoonAsync();
        Assert.Contains("question", (await Assert.ThrowsAsync<MqttClientException>(() => asking.SoonAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_topic_of_answers_is_asked_for_again_when_the_server_has_taken_it_back()
    {
        var (client, first) = await LetInAsync();
        var asking = client.RequestAsync(Message("question", "x"), TimeSpan.FromHours(1), Ct);
        await GrantAsync(first);
        var request = await first.TakeAsync();
        await first.SendAsync(Raw.Publish(request.Properties.Text(Property.ResponseTopicId)!, "answer", properties: Raw.Join([Property.CorrelationId], Raw.Binary(request.Properties.Value(Property.CorrelationId)!))));
        Assert.Equal("answer", Text(await asking.SoonAsync()));
        await first.VanishAsync();
        var (second, _) = await ReconnectsAsync(sessionPresent: false);
        await GrantAsync(second, 0x87);
        await second.SendAsync(Raw.Publish("nobody", "x", qos: 1, id: 1));
        await second.AckComesAsync(Raw.PubAck, 1);
        var again = client.RequestAsync(Message("question", "y"), TimeSpan.FromHours(1), Ct);
        await GrantAsync(second, 0x87);
        Assert.Equal(MqttReasonCode.NotAuthorized, (await Assert.ThrowsAsync<MqttClientException>(() => again.SoonAsync())).Code);
    }
}
