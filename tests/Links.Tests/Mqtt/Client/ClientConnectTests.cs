using Busbar.Links.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Conformance.Harness;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Tests.Mqtt.Client;

/// <summary>How connections begin, break and come back.</summary>
public sealed class ClientConnectTests : ScriptedClientTest
{
    [Theory]
    [InlineData(0x80, MqttReasonCode.UnspecifiedError)]
    [InlineData(0x84, MqttReasonCode.UnsupportedProtocolVersion)]
    [InlineData(0x85, MqttReasonCode.ClientIdentifierNotValid)]
    [InlineData(0x86, MqttReasonCode.BadUserNameOrPassword)]
    [InlineData(0x87, MqttReasonCode.NotAuthorized)]
    [InlineData(0x89, MqttReasonCode.ServerBusy)]
    [InlineData(0x9D, MqttReasonCode.ServerMoved)]
    public async Task A_refusal_names_the_server_the_code_and_its_reason_and_the_client_can_be_asked_again(byte code, MqttReasonCode expected)
    {
        var client = Make();
        var connecting = client.ConnectAsync(Ct);
        var peer = await Server.AcceptAsync();
        await peer.ReadAsync();
        await peer.SendAsync(Raw.Packet(Raw.ConnAck, [0, code], Raw.Properties(5, Property.Text(Property.ReasonStringId, "not today"))));
        var e = await Assert.ThrowsAsync<MqttClientException>(() => connecting);
        Assert.Equal(expected, e.Code);
        Assert.Contains("not today", e.Message, StringComparison.Ordinal);
        Assert.Contains($"{Server.Port}", e.Message, StringComparison.Ordinal);
        var again = client.ConnectAsync(Ct);
        await Server.LetInAsync();
        await again;
    }

    [Theory]
    [InlineData(1, MqttReasonCode.UnsupportedProtocolVersion)]
    [InlineData(4, MqttReasonCode.BadUserNameOrPassword)]
    [InlineData(5, MqttReasonCode.NotAuthorized)]
    public async Task A_refusal_of_3_1_1_has_the_code_that_means_the_same(byte code, MqttReasonCode expected)
    {
        var client = Make(Options with { Version = MqttVersion.V311, SessionExpiry = TimeSpan.Zero });
        var connecting = client.ConnectAsync(Ct);
        var peer = await Server.AcceptAsync();
        await peer.ReadAsync();
        await peer.SendAsync(Raw.Packet(Raw.ConnAck, [0, code]));
        Assert.Equal(expected, (await Assert.ThrowsAsync<MqttClientException>(() => connecting)).Code);
    }

    [Fact]
    public async Task A_server_that_closes_answers_nonsense_or_nothing_is_no_connection()
    {
        var client = Make();
        var first = client.ConnectAsync(Ct);
        await (await Server.AcceptAsync()).VanishAsync();
        Assert.Contains("closed the connection", (await Assert.ThrowsAsync<MqttClientException>(() => first)).Message, StringComparison.Ordinal);

        var second = client.ConnectAsync(Ct);
        await (await Server.AcceptAsync()).SendAsync([0xD0, 0]);
        Assert.Contains("PingResp", (await Assert.ThrowsAsync<MqttClientException>(() => second)).Message, StringComparison.Ordinal);

        var third = client.ConnectAsync(Ct);
        await Server.AcceptAsync();
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("within 10 s", (await Assert.ThrowsAsync<MqttClientException>(() => third)).Message, StringComparison.Ordinal);
        Assert.Equal(MqttClientState.Idle, client.State);
    }

    [Fact]
    public async Task Giving_up_the_first_connection_and_disposing_of_a_connecting_client_both_end_at_once()
    {
        var client = Make();
        using var given = new CancellationTokenSource();
        var connecting = client.ConnectAsync(given.Token);
        await Server.AcceptAsync();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        var again = client.ConnectAsync(Ct);
        await Server.AcceptAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => again);
        Assert.Equal(MqttClientState.Ended, client.State);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.ConnectAsync(Ct));
    }

    [Fact]
    public async Task CONNECT_carries_what_the_options_say()
    {
        var client = Make(Options with
        {
            CleanStart = false,
            SessionExpiry = TimeSpan.FromHours(1),
            ReceiveMaximum = 7,
            TopicAliasMaximum = 3,
            KeepAlive = TimeSpan.FromSeconds(17),
            UserProperties = [new("site", "north")],
            Will = Message("will", "gone", MqttQos.ExactlyOnce) with { Retain = true },
            WillDelay = TimeSpan.FromSeconds(5),
        });
        var connecting = client.ConnectAsync(Ct);
        var (_, connect) = await Server.LetInAsync(properties: [Property.Text(Property.ResponseInformationId, "$response/c/"), Property.ReceiveMaximum(5)]);
        Assert.False(connect.CleanStart);
        Assert.Equal((17, "c"), (connect.KeepAliveS, connect.ClientId));
        Assert.Equal(0b0011_0100, connect.Flags);
        var terms = await connecting;
        Assert.Equal(("$response/c/", 5), (terms.ResponseInformation, terms.MaxInFlight));
    }

    [Fact]
    public async Task An_identifier_that_the_server_gives_is_kept_for_the_next_connection()
    {
        var client = Make(Options with { ClientId = "" });
        var connecting = client.ConnectAsync(Ct);
        var (peer, connect) = await Server.LetInAsync(properties: Property.Text(Property.AssignedClientId, "given"));
        Assert.Equal("", connect.ClientId);
        Assert.Equal("given", (await connecting).ClientId);
        await peer.VanishAsync();
        Assert.Equal("given", (await ReconnectsAsync()).Connect.ClientId);
    }

    [Fact]
    public async Task Waits_between_attempts_grow_to_their_limit_and_only_the_first_connection_begins_anew()
    {
        var (client, peer) = await LetInAsync(Options with { ReconnectMin = TimeSpan.FromSeconds(1), ReconnectMax = TimeSpan.FromSeconds(8) });
        var reasons = new List<string>();
        client.Disconnected += reasons.Add;
        await peer.VanishAsync();
        double[] longest = [1, 2, 4, 8, 8];
        foreach (var limitS in longest)
        {
            var again = await ComesWithinAsync(client, limitS);
            Assert.False(RawConnectSeen.Of(await again.ReadAsync()).CleanStart);
            await again.VanishAsync();
        }

        Assert.Single(reasons);
    }

    [Fact]
    public async Task A_session_that_another_client_has_taken_over_is_not_taken_back()
    {
        var (client, peer) = await LetInAsync();
        var publishing = Publish(client, Message("t", "x"), Ct);
        await peer.PublishComesAsync();
        await peer.SendAsync(Raw.Bye(0x8E));
        Assert.Contains("another client", (await Assert.ThrowsAsync<MqttClientException>(async () => await publishing)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(MqttClientState.Ended, client.State);
    }

    [Fact]
    public async Task A_server_that_goes_with_a_reason_is_quoted()
    {
        var (client, peer) = await LetInAsync();
        var said = new TaskCompletionSource<string>();
        client.Disconnected += why => said.TrySetResult(why);
        await peer.SendAsync(Raw.Bye(0x8B, Property.Text(Property.ReasonStringId, "maintenance")));
        Assert.Contains("ServerShuttingDown: maintenance", await said.Task.SoonAsync(), StringComparison.Ordinal);
        await ReconnectsAsync();
    }

    [Fact]
    public async Task A_link_that_does_not_answer_pings_is_cut_in_time()
    {
        var (client, peer) = await LetInAsync(Options with { KeepAlive = TimeSpan.FromSeconds(10), PingTimeout = TimeSpan.FromSeconds(3) });
        var said = new TaskCompletionSource<string>();
        client.Disconnected += why => said.TrySetResult(why);
        Time.Advance(TimeSpan.FromSeconds(9.2));
        Assert.Equal(0xC0, (await peer.ReadAsync()).First);
        Time.Advance(TimeSpan.FromSeconds(2.8));
        Assert.False(said.Task.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Contains("PINGREQ", await said.Task.SoonAsync(), StringComparison.Ordinal);
        await peer.ClosesAsync();
    }

    [Fact]
    public async Task The_servers_keep_alive_counts_and_what_is_sent_and_heard_puts_the_ping_off()
    {
        var client = Make(Options with { KeepAlive = TimeSpan.FromSeconds(100) });
        var connecting = client.ConnectAsync(Ct);
        var (peer, _) = await Server.LetInAsync(properties: Raw.Join([Property.ServerKeepAliveId], Raw.U16(10)));
        Assert.Equal(TimeSpan.FromSeconds(10), (await connecting).KeepAlive);
        Time.Advance(TimeSpan.FromSeconds(5));
        await Publish(client, Message("t", "x", MqttQos.AtMostOnce), Ct);
        await peer.PublishComesAsync();
        await peer.SendAsync(Raw.Publish("t", "x"));
        await Until.TrueAsync(() => client.Counters.Received == 1, "it has heard the server");
        Time.Advance(TimeSpan.FromSeconds(8));
        await Task.Delay(20, Ct); // For what should not come: nothing else leaves that could stand behind a ping.
        Assert.Equal(0, peer.Available);
        Time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Equal(0xC0, (await peer.ReadAsync()).First);
    }

    [Fact]
    public async Task Who_sends_all_the_time_and_hears_nothing_asks_and_cuts_a_dead_link()
    {
        var (client, peer) = await LetInAsync(Options with { KeepAlive = TimeSpan.FromSeconds(10), PingTimeout = TimeSpan.FromSeconds(3) });
        var said = new TaskCompletionSource<string>();
        client.Disconnected += why => said.TrySetResult(why);
        for (var i = 0; i < 13; i++)
        {
            await Publish(client, Message("t", "x", MqttQos.AtMostOnce), Ct);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Contains("PINGREQ", await said.Task.SoonAsync(), StringComparison.Ordinal);
        for (var i = 0; i < 9; i++) await peer.PublishComesAsync();
        Assert.Equal(0xC0, (await peer.ReadAsync()).First);
    }

    [Fact]
    public async Task Disconnecting_says_goodbye_so_that_the_will_stays_where_it_is()
    {
        var (client, peer) = await LetInAsync();
        var going = client.DisconnectAsync();
        var bye = await peer.ReadAsync();
        Assert.Equal((Raw.Disconnect, 0), (bye.First, bye.Code));
        await peer.VanishAsync();
        await going.SoonAsync();
        Assert.Equal(MqttClientState.Ended, client.State);
    }

    [Fact]
    public async Task A_callback_that_throws_ends_nothing()
    {
        var client = Make();
        client.Connected += _ => throw new InvalidOperationException("The callback fails.");
        client.Disconnected += _ => throw new InvalidOperationException("The callback fails.");
        var connecting = client.ConnectAsync(Ct);
        var (peer, _) = await Server.LetInAsync();
        await connecting;
        await peer.VanishAsync();
        await ReconnectsAsync();
    }

    [Theory]
    [InlineData("http://x", "Server")]
    [InlineData("mqtt://user:secret@x", "Server")]
    public void A_server_that_is_no_MQTT_server_is_refused(string server, string name) => Refused(new MqttClientOptions { Server = new Uri(server) }, name);

    [Fact]
    public void Every_option_out_of_its_range_is_named_with_its_value()
    {
        Refused(Options with { KeepAlive = TimeSpan.FromSeconds(1.5) }, "KeepAlive is 00:00:01.5");
        Refused(Options with { KeepAlive = TimeSpan.FromSeconds(65_536) }, "KeepAlive");
        Refused(Options with { MaxInFlight = 0 }, "MaxInFlight is 0");
        Refused(Options with { ReceiveMaximum = 65_536 }, "ReceiveMaximum");
        Refused(Options with { ReconnectMax = TimeSpan.Zero }, "ReconnectMax");
        Refused(Options with { MaxQueuedBytes = 0 }, "MaxQueuedBytes");
        Refused(Options with { Version = MqttVersion.V311, Password = "x" }, "Password");
        Refused(Options with { Version = MqttVersion.V311, ClientId = "" }, "ClientId");
        Refused(Options with { Will = Message("a/#", "x") }, "Will");
        Refused(Options with { Server = new Uri("mqtts://x"), AuthorityFile = "/none.pem" }, "AuthorityFile is /none.pem");
    }

    private void Refused(MqttClientOptions options, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => new MqttClient(options, Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance)).Message, StringComparison.Ordinal);
}
