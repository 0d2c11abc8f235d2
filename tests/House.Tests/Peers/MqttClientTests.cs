using System.Collections.Concurrent;
using System.Text;
using Busbar.House.Tests.Running;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Client;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.House.Tests.Peers;

/// <summary>Our client against mosquitto, and against our own broker, as others' clients are.</summary>
public sealed class MqttClientTests(MqttPeerBrokers brokers) : IClassFixture<MqttPeerBrokers>
{
    private readonly string _topic = $"peers/{Guid.NewGuid():N}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, MqttVersion> Cases
    {
        get
        {
            var data = new TheoryData<string, MqttVersion>();
            foreach (var broker in MqttPeerBrokers.Names)
                foreach (var version in (MqttVersion[])[MqttVersion.V311, MqttVersion.V50]) data.Add(broker, version);
            return data;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Messages_arrive_once_in_order_and_with_their_qos(string broker, MqttVersion version)
    {
        var server = await brokers.BrokerAsync(broker);
        foreach (var scheme in (string[])["mqtt", "mqtts", "ws"])
        {
            await using var client = await ConnectAsync(Options(server, version, scheme));
            var got = new ConcurrentQueue<(string Topic, MqttQos Qos, string Text)>();
            await client.SubscribeAsync($"{_topic}/#", (m, _) => { got.Enqueue((m.Topic, m.Qos, Encoding.UTF8.GetString(m.Payload.Span))); return default; }, new MqttSubscriptionOptions { Qos = MqttQos.ExactlyOnce }, Ct);
            var sent = Enumerable.Range(0, 60).Select(i => (Topic: $"{_topic}/{i % 3}", Qos: (MqttQos)(i % 3), Text: $"message {i}")).ToArray();
            var outcomes = sent.Select(m => client.PublishAsync(new MqttMessage(m.Topic, Encoding.UTF8.GetBytes(m.Text)) { Qos = m.Qos }, Ct).AsTask()).ToArray();
            Assert.All(await Task.WhenAll(outcomes).SoonAsync(), outcome => Assert.True(outcome.IsDelivered));
            await Until.TrueAsync(() => got.Count == sent.Length, "every message comes");
            for (var qos = MqttQos.AtMostOnce; qos <= MqttQos.ExactlyOnce; qos++) Assert.Equal(sent.Where(m => m.Qos == qos), got.Where(m => m.Qos == qos));
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_retained_message_waits_for_those_who_come_later(string broker, MqttVersion version)
    {
        var server = await brokers.BrokerAsync(broker);
        await using var client = await ConnectAsync(Options(server, version));
        await client.PublishAsync(Message("kept") with { Retain = true }, Ct);
        await using (var late = await ConnectAsync(Options(server, version)))
        {
            var message = await FirstAsync(late, _topic);
            Assert.Equal(("kept", true), (Encoding.UTF8.GetString(message.Payload.Span), message.Retain));
        }

        await client.PublishAsync(Message("") with { Retain = true }, Ct);
        await using var later = await ConnectAsync(Options(server, version));
        var got = new ConcurrentQueue<string>();
        await later.SubscribeAsync(_topic, (m, _) => { got.Enqueue(Encoding.UTF8.GetString(m.Payload.Span)); return default; }, ct: Ct);
        await client.PublishAsync(Message("marker"), Ct);
        await Until.TrueAsync(() => !got.IsEmpty, "the marker comes");
        Assert.Equal("marker", got.First());
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task The_will_of_a_client_that_is_cut_is_published_and_that_of_one_that_leaves_is_not(string broker, MqttVersion version)
    {
        var server = await brokers.BrokerAsync(broker);
        await using var watcher = await ConnectAsync(Options(server, version));
        var got = new ConcurrentQueue<string>();
        await watcher.SubscribeAsync(_topic, (m, _) => { got.Enqueue(Encoding.UTF8.GetString(m.Payload.Span)); return default; }, ct: Ct);
        var polite = await ConnectAsync(Options(server, version) with { Will = Message("polite") });
        await polite.DisposeAsync();

        // Who takes a session over cuts the one who had it, and so publishes its will.
        var options = Options(server, version) with { ClientId = $"cut-{Guid.NewGuid():N}", Will = Message("cut"), SessionExpiry = TimeSpan.Zero };
        await using var first = await ConnectAsync(options);
        await using var second = await ConnectAsync(options with { Will = null });
        await Until.TrueAsync(() => !got.IsEmpty, "the will comes");
        Assert.Equal(["cut"], got);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_session_keeps_what_came_while_its_client_was_away(string broker, MqttVersion version)
    {
        var server = await brokers.BrokerAsync(broker);
        var options = Options(server, version) with { ClientId = $"session-{Guid.NewGuid():N}", SessionExpiry = TimeSpan.FromMinutes(1) };
        await using (var client = await ConnectAsync(options)) await client.SubscribeAsync(_topic, (_, _) => default, new MqttSubscriptionOptions { Qos = MqttQos.ExactlyOnce }, Ct);
        await using (var publisher = await ConnectAsync(Options(server, version)))
            for (var i = 0; i < 20; i++) await publisher.PublishAsync(Message($"{i}") with { Qos = i % 2 == 0 ? MqttQos.AtLeastOnce : MqttQos.ExactlyOnce }, Ct);

        var got = new ConcurrentQueue<string>();
        await using var back = new MqttClient(options with { CleanStart = false, Unmatched = (m, _) => { got.Enqueue(Encoding.UTF8.GetString(m.Payload.Span)); return default; } }, TimeProvider.System, NullLogger.Instance);
        Assert.True((await back.ConnectAsync(Ct)).SessionPresent);
        await Until.TrueAsync(() => got.Count == 20, "what waited comes");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), got.OrderBy(int.Parse));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_shared_subscription_gives_each_message_to_one_of_its_members(string broker, MqttVersion version)
    {
        var server = await brokers.BrokerAsync(broker);
        var got = new ConcurrentQueue<string>();
        var perMember = new int[2];
        await using var first = await ConnectAsync(Options(server, version));
        await using var second = await ConnectAsync(Options(server, version));
        foreach (var (member, index) in (ValueTuple<MqttClient, int>[])[(first, 0), (second, 1)])
        {
            await member.SubscribeAsync(
                $"$share/workers/{_topic}",
                (m, _) =>
                {
                    Interlocked.Increment(ref perMember[index]);
                    got.Enqueue(Encoding.UTF8.GetString(m.Payload.Span));
                    return default;
                },
                ct: Ct);
        }

        await using var publisher = await ConnectAsync(Options(server, version));
        for (var i = 0; i < 40; i++) await publisher.PublishAsync(Message($"{i}"), Ct);
        await Until.TrueAsync(() => got.Count == 40, "every message comes");
        Assert.Equal(40, got.Distinct().Count());
        Assert.All(perMember, count => Assert.True(count > 0));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_certificate_is_a_login_and_none_is_no_way_in(string broker, MqttVersion version)
    {
        var server = await brokers.BrokerAsync(broker);
        await using (var client = await ConnectAsync(Options(server, version, "mqtts"))) Assert.True((await client.PublishAsync(Message("x"), Ct)).IsDelivered);
        foreach (var options in (MqttClientOptions[])[Options(server, version, "mqtts") with { CertificateFile = null, KeyFile = null }, Options(server, version, "mqtts") with { AuthorityFile = null }])
        {
            await using var stranger = new MqttClient(options, TimeProvider.System, NullLogger.Instance);
            await Assert.ThrowsAsync<MqttClientException>(() => stranger.ConnectAsync(Ct));
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Who_may_not_is_told_so(string broker, MqttVersion version)
    {
        var server = await brokers.BrokerAsync(broker);
        await using var stranger = new MqttClient(Options(server, version) with { Password = "wrong" }, TimeProvider.System, NullLogger.Instance);
        var refused = await Assert.ThrowsAsync<MqttClientException>(() => stranger.ConnectAsync(Ct));
        Assert.True(refused.Code is MqttReasonCode.BadUserNameOrPassword or MqttReasonCode.NotAuthorized, $"{refused.Code}");
        if (version == MqttVersion.V311) return;
        await using var alice = await ConnectAsync(Options(server, version));
        Assert.Equal(MqttReasonCode.NotAuthorized, (await alice.PublishAsync(new MqttMessage("elsewhere", default) { Qos = MqttQos.AtLeastOnce }, Ct)).Code);
    }

    private static async Task<MqttMessage> FirstAsync(MqttClient client, string filter)
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        await foreach (var message in client.Messages(filter, ct: deadline.Token)) return message;
        throw new InvalidOperationException("The client has ended.");
    }

    private static async Task<MqttClient> ConnectAsync(MqttClientOptions options)
    {
        var client = new MqttClient(options, TimeProvider.System, NullLogger.Instance);
        await client.ConnectAsync(Ct);
        return client;
    }

    private static MqttClientOptions Options(MqttPeerBroker server, MqttVersion version, string scheme = "mqtt")
    {
        var port = scheme switch { "mqtts" => server.TlsPort, "ws" => server.WebSocketPort, _ => server.Port };
        var options = new MqttClientOptions { Server = new Uri($"{scheme}://127.0.0.1:{port}"), Version = version };
        return scheme == "mqtts"
            ? options with { AuthorityFile = server.Certificates.AuthorityFile, CertificateFile = server.Certificates.ClientFile, KeyFile = server.Certificates.ClientKeyFile }
            : options with { UserName = "alice", Password = "secret" };
    }

    private MqttMessage Message(string text) => new(_topic, Encoding.UTF8.GetBytes(text)) { Qos = MqttQos.AtLeastOnce };
}
