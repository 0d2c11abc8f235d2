using System.Text;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Tests.Support;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

public sealed class ConnectTests
{
    [Fact]
    public async Task A_second_CONNECT_is_a_protocol_error_even_of_a_version_that_nobody_serves()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = await host.ConnectAsync("a");
        peer.SendRaw([0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 9, 2, 0, 0, 0, 0, 0]);
        Assert.Equal(MqttReasonCode.ProtocolError, await peer.ExpectEndAsync());
    }

    [Fact]
    public async Task A_first_packet_that_is_not_CONNECT_ends_the_connection_without_an_answer()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = host.Open();
        peer.SendRaw(0xC0, 0x00);
        Assert.Null(await peer.ExpectEndAsync());
    }

    [Fact]
    public async Task A_second_CONNECT_is_a_protocol_error()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = await host.ConnectAsync("a");
        peer.Send(BrokerPeer.Connect("a"));
        Assert.Equal(MqttReasonCode.ProtocolError, await peer.ExpectEndAsync());
    }

    [Fact]
    public async Task Packets_right_behind_CONNECT_are_handled()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = host.Open();
        peer.SpeakAs(MqttVersion.V311);
        byte[] connect = [0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 0, 0, 1, (byte)'x'];
        peer.SendRaw([.. connect, 0xC0, 0x00]);
        await peer.ReceiveAsync<ConnAckPacket>();
        Assert.Equal(MqttPacketType.PingResp, await peer.ReceiveAsync());
    }

    [Theory]
    [InlineData(3, MqttReasonCode.UnsupportedProtocolVersion, MqttVersion.V311)]
    [InlineData(6, MqttReasonCode.UnsupportedProtocolVersion, MqttVersion.V50)]
    public async Task An_unknown_protocol_level_is_refused_in_words_that_its_client_understands(byte level, MqttReasonCode code, MqttVersion answer)
    {
        await using var host = await BrokerHost.StartAsync();
        var old = host.Open();
        old.SendRaw(0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', level, 2, 0, 0, 0, 1, (byte)'x');
        old.SpeakAs(answer);
        Assert.Equal(code, (await old.ReceiveAsync<ConnAckPacket>()).Code);
        await old.ExpectEndAsync();
    }

    [Fact]
    public async Task A_client_without_an_identifier_is_given_one()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = host.Open();
        peer.Send(BrokerPeer.Connect(""));
        var answer = await peer.ReceiveAsync<ConnAckPacket>();
        var id = Encoding.UTF8.GetString(answer.AssignedClientId!.Value.Span);
        Assert.NotNull(host.Broker.Find(id));
    }

    [Fact]
    public async Task What_the_broker_limits_is_told_in_CONNACK()
    {
        var options = BrokerHost.Options with { MaxKeepAlive = TimeSpan.FromSeconds(50), MaxSessionExpiry = TimeSpan.FromSeconds(100), ReceiveMaximum = 7, TopicAliasMaximum = 3, MaxPacketBytes = 5000 };
        await using var host = await BrokerHost.StartAsync(options);
        var peer = host.Open();
        peer.Send(BrokerPeer.Connect("a", c => (c.KeepAliveS, c.SessionExpiryS, c.RequestResponseInformation) = (60, 101, true)));
        var answer = await peer.ReceiveAsync<ConnAckPacket>();
        Assert.Equal(((ushort?)50, 100u, (ushort)7, (ushort)3, 5000u), (answer.ServerKeepAliveS, answer.SessionExpiryS!.Value, answer.ReceiveMaximum, answer.TopicAliasMaximum, answer.MaximumPacketSize!.Value));
        Assert.Equal("$response/a/", Encoding.UTF8.GetString(answer.ResponseInformation!.Value.Span));
    }

    [Theory]
    [InlineData(MqttVersion.V311, null, MqttReasonCode.NotAuthorized)]
    [InlineData(MqttVersion.V50, "eve", MqttReasonCode.BadUserNameOrPassword)]
    public async Task Who_is_not_let_in_is_told_so(MqttVersion version, string? user, MqttReasonCode code)
    {
        await using var host = await BrokerHost.StartAsync();
        host.Access.Decide = _ => ValueTask.FromResult(new AccessDecision(null, "no"));
        var peer = host.Open();
        peer.Send(BrokerPeer.Connect("a", c => (c.Version, c.UserName) = (version, user is null ? default(ReadOnlyMemory<byte>?) : BrokerPeer.Utf8(user))));
        Assert.Equal(code, (await peer.ReceiveAsync<ConnAckPacket>()).Code);
        await peer.ExpectEndAsync();
        Assert.Equal("192.0.2.1", Assert.Single(host.Access.Asked).Remote!.ToString());
    }

    [Fact]
    public async Task An_access_check_that_fails_refuses_the_client_and_nothing_else()
    {
        await using var host = await BrokerHost.StartAsync();
        host.Access.Decide = shown => shown.ClientId == "a" ? throw new InvalidOperationException("broken") : ValueTask.FromResult(new AccessDecision(new MqttIdentity("x", "b"), null));
        var peer = host.Open();
        peer.Send(BrokerPeer.Connect("a"));
        Assert.Equal(MqttReasonCode.ServerUnavailable, (await peer.ReceiveAsync<ConnAckPacket>()).Code);
        await host.ConnectAsync("b");
    }

    [Fact]
    public async Task Enhanced_authentication_is_refused()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = host.Open();
        peer.Send(BrokerPeer.Connect("a", c => c.AuthenticationMethod = BrokerPeer.Utf8("SCRAM")));
        Assert.Equal(MqttReasonCode.BadAuthenticationMethod, (await peer.ReceiveAsync<ConnAckPacket>()).Code);
    }

    [Fact]
    public async Task A_newer_connection_takes_the_session_and_the_older_one_is_told()
    {
        await using var host = await BrokerHost.StartAsync();
        var old = await host.ConnectAsync("a", c => c.SessionExpiryS = 60);
        await old.SubscribeAsync("x");
        var next = await host.ConnectAsync("a", c => (c.CleanStart, c.SessionExpiryS) = (false, 60));
        Assert.True(next.SessionPresent);
        Assert.Equal(MqttReasonCode.SessionTakenOver, await old.ExpectEndAsync());
        await host.Broker.PublishAsync(new("x", "1"u8.ToArray()), CancellationToken.None);
        Assert.Equal("1", (await next.ReceiveMessageAsync()).Payload);
        Assert.Equal(1, host.Broker.View().Connections);
    }

    [Fact]
    public async Task A_dead_connection_does_not_keep_its_client_from_coming_back()
    {
        await using var host = await BrokerHost.StartAsync();
        await host.ConnectAsync("a", c => c.SessionExpiryS = 60);
        for (var i = 0; i < 20; i++) await host.ConnectAsync("a", c => (c.CleanStart, c.SessionExpiryS) = (false, 60));
        Assert.Equal(1, host.Broker.View().Connections);
    }

    [Fact]
    public async Task A_client_identifier_of_another_is_refused()
    {
        await using var host = await BrokerHost.StartAsync();
        await host.ConnectAsync("a", c => c.UserName = BrokerPeer.Utf8("anna"));
        var thief = host.Open();
        thief.Send(BrokerPeer.Connect("a", c => c.UserName = BrokerPeer.Utf8("eve")));
        Assert.Equal(MqttReasonCode.NotAuthorized, (await thief.ReceiveAsync<ConnAckPacket>()).Code);
        Assert.True(host.Broker.ForgetSession("a"));
        await host.ConnectAsync("a", c => c.UserName = BrokerPeer.Utf8("eve"));
    }

    [Fact]
    public async Task Silence_of_one_and_a_half_keep_alives_ends_the_connection_and_a_ping_keeps_it()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = await host.ConnectAsync("a", c => c.KeepAliveS = 10);
        for (var i = 0; i < 5; i++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(14));
            await peer.ExpectNothingAsync();
        }

        host.Time.Advance(TimeSpan.FromSeconds(15.2));
        Assert.Equal(MqttReasonCode.KeepAliveTimeout, await peer.ExpectEndAsync());
    }

    [Fact]
    public async Task A_connection_without_CONNECT_is_cut_in_time()
    {
        await using var host = await BrokerHost.StartAsync();
        var peer = host.Open();
        peer.SendRaw(0x10);
        host.Time.Advance(TimeSpan.FromSeconds(10.2));
        Assert.Null(await peer.ExpectEndAsync());
    }

    [Fact]
    public async Task Connections_sessions_and_addresses_beyond_their_limits_are_refused_in_words()
    {
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { MaxConnections = 3, MaxSessions = 2, MaxConnectionsPerAddress = 2 });
        await host.ConnectAsync("a");
        await host.ConnectAsync("b");
        Assert.Equal(MqttReasonCode.QuotaExceeded, await RefusalAsync(host.Open(), "c"));
        await host.EndedAsync(allBut: 2);
        Assert.Equal(MqttReasonCode.QuotaExceeded, await RefusalAsync(host.Open(from: "192.0.2.2"), "c"));
        await host.EndedAsync(allBut: 2);
        host.Open(from: "192.0.2.2");
        Assert.Equal(MqttReasonCode.ServerBusy, await RefusalAsync(host.Open(from: "192.0.2.3"), "a"));
    }

    [Theory]
    [InlineData(nameof(Links.Mqtt.Broker.MqttBrokerOptions.Port), 65_536)]
    [InlineData(nameof(Links.Mqtt.Broker.MqttBrokerOptions.MaxInFlight), 0)]
    [InlineData(nameof(Links.Mqtt.Broker.MqttBrokerOptions.MaxPacketBytes), 1_023)]
    [InlineData(nameof(Links.Mqtt.Broker.MqttBrokerOptions.MaxOutboxBytes), 4_095)]
    public void A_setting_out_of_its_range_is_named_with_its_value(string key, int value)
    {
        var options = BrokerHost.Options with { };
        typeof(Links.Mqtt.Broker.MqttBrokerOptions).GetProperty(key)!.SetValue(options, value);
        var e = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Contains($"Mqtt:{key} is {value}", e.Message, StringComparison.Ordinal);
    }

    private static async Task<MqttReasonCode> RefusalAsync(BrokerPeer peer, string clientId)
    {
        peer.Send(BrokerPeer.Connect(clientId));
        var code = (await peer.ReceiveAsync<ConnAckPacket>()).Code;
        Assert.Null(await peer.ExpectEndAsync());
        return code;
    }
}
