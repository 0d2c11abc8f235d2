using System.Text;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Broker;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Client;

/// <summary>Our client and our broker together, over TCP, WebSocket and memory.</summary>
public sealed class ClientBrokerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, MqttVersion> Ways
    {
        get
        {
            var data = new TheoryData<string, MqttVersion>();
            foreach (var way in (string[])["mqtt", "ws", "memory"])
                foreach (var version in (MqttVersion[])[MqttVersion.V311, MqttVersion.V50]) data.Add(way, version);
            return data;
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Messages_of_every_QoS_and_size_come_once_and_in_order(string way, MqttVersion version)
    {
        await using var broker = await StartAsync();
        await using var client = Make(broker, way, version);
        await client.ConnectAsync(Ct);
        var got = new List<MqttMessage>();
        await client.SubscribeAsync("t/#", (m, _) => { lock (got) got.Add(m); return default; }, new MqttSubscriptionOptions { Qos = MqttQos.ExactlyOnce }, Ct);
        const int Count = 300;
        var publishing = new List<Task<MqttPublishOutcome>>();
        for (var i = 0; i < Count; i++)
            publishing.Add(client.PublishAsync(new MqttMessage($"t/{i % 3}", Encoding.UTF8.GetBytes($"{i}:{new string('x', i * 37 % 5000)}")) { Qos = (MqttQos)(i % 3) }, Ct).AsTask());
        Assert.All(await Task.WhenAll(publishing).SoonAsync(), outcome => Assert.True(outcome.IsDelivered));
        await Until.TrueAsync(() => got.Count == Count, "all came");
        for (var qos = 0; qos < 3; qos++)
            Assert.Equal(Enumerable.Range(0, Count).Where(i => i % 3 == qos), got.Where(m => m.Topic == $"t/{qos}").Select(m => int.Parse(Encoding.UTF8.GetString(m.Payload.Span).Split(':')[0])));
        Assert.All(got, m => Assert.Equal($"t/{(int)m.Qos}", m.Topic));
    }

    [Fact]
    public async Task A_limit_of_packets_is_none_of_the_WebSocket_messages_that_carry_many()
    {
        await using var broker = await StartAsync();
        await using var client = Make(broker, "ws", options: o => o with { MaxPacketBytes = 1024 });
        await client.ConnectAsync(Ct);
        var got = 0;
        await client.SubscribeAsync("t", (_, _) => { Interlocked.Increment(ref got); return default; }, ct: Ct);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => client.PublishAsync(new MqttMessage("t", new byte[500]) { Qos = MqttQos.AtLeastOnce }, Ct).AsTask())).SoonAsync();
        await Until.TrueAsync(() => Volatile.Read(ref got) >= 300, "all came");
        Assert.Equal(1, client.Counters.Connections);
    }

    [Fact]
    public async Task Every_property_of_a_message_arrives()
    {
        await using var broker = await StartAsync();
        await using var client = Make(broker);
        await client.ConnectAsync(Ct);
        var got = new TaskCompletionSource<MqttMessage>();
        await client.SubscribeAsync("t", (m, _) => { got.TrySetResult(m); return default; }, new MqttSubscriptionOptions { RetainAsPublished = true }, Ct);
        var sent = new MqttMessage("t", "text"u8.ToArray())
        {
            Qos = MqttQos.AtLeastOnce,
            Retain = true,
            PayloadIsText = true,
            ExpiresIn = TimeSpan.FromHours(1),
            ContentType = "text/plain",
            ResponseTopic = "answers",
            CorrelationData = new byte[] { 1, 2, 3 },
            UserProperties = [new("a", "1"), new("a", "2")],
        };
        await client.PublishAsync(sent, Ct);
        var came = await got.Task.SoonAsync();
        Assert.Equal(sent.CorrelationData!.Value.ToArray(), came.CorrelationData!.Value.ToArray());
        Assert.Equal(sent.UserProperties, came.UserProperties);
        Assert.Single(came.SubscriptionIds);
        Assert.Equal(
            (true, true, TimeSpan.FromHours(1), "text/plain", "answers", MqttQos.AtLeastOnce),
            (came.Retain, came.PayloadIsText, came.ExpiresIn, came.ContentType, came.ResponseTopic, came.Qos));
    }

    [Fact]
    public async Task Subscriptions_are_shared_by_filter_told_apart_by_identifier_and_end_with_their_last_handle()
    {
        await using var broker = await StartAsync();
        await using var client = Make(broker);
        await client.ConnectAsync(Ct);
        var got = new List<string>();
        MqttHandler Named(string name) => (m, _) => { lock (got) got.Add($"{name} {m.Topic}"); return default; };
        await using var all = await client.SubscribeAsync("#", Named("all"), ct: Ct);
        var first = await client.SubscribeAsync("a/+", Named("first"), ct: Ct);
        var second = await client.SubscribeAsync("a/+", Named("second"), ct: Ct);
        await client.PublishAsync(new MqttMessage("a/b", default) { Qos = MqttQos.AtLeastOnce }, Ct);
        await Until.TrueAsync(() => got.Count == 3, "one message, three handlers");
        Assert.Equal(["all a/b", "first a/b", "second a/b"], got.Order());
        await first.DisposeAsync();
        await client.PublishAsync(new MqttMessage("a/c", default) { Qos = MqttQos.AtLeastOnce }, Ct);
        await Until.TrueAsync(() => got.Count == 5, "two are left");
        await second.DisposeAsync();
        await Until.TrueAsync(() => broker.View().Subscriptions == 1, "the broker was told");
        Assert.DoesNotContain("first a/c", got);
    }

    [Fact]
    public async Task A_subscription_made_before_the_connection_is_there_after_it()
    {
        await using var broker = await StartAsync();
        await using var client = Make(broker);
        var got = new TaskCompletionSource();
        var subscribing = client.SubscribeAsync("t", (_, _) => { got.TrySetResult(); return default; }, ct: Ct);
        var publishing = client.PublishAsync(new MqttMessage("t", default) { Qos = MqttQos.AtLeastOnce }, Ct);
        Assert.False(subscribing.IsCompleted);
        client.Start();
        await subscribing.SoonAsync();
        Assert.True((await publishing).IsDelivered);
        await got.Task.SoonAsync();
    }

    [Fact]
    public async Task Messages_can_be_read_as_a_sequence()
    {
        await using var broker = await StartAsync();
        await using var client = Make(broker);
        await client.ConnectAsync(Ct);
        var read = Task.Run(
            async () =>
            {
                var texts = new List<string>();
                await foreach (var message in client.Messages("t", ct: Ct))
                {
                    texts.Add(Encoding.UTF8.GetString(message.Payload.Span));
                    if (texts.Count == 3) break;
                }

                return texts;
            },
            Ct);
        await Until.TrueAsync(() => broker.View().Subscriptions == 1, "it subscribes");
        for (var i = 0; i < 3; i++) await client.PublishAsync(new MqttMessage("t", Encoding.UTF8.GetBytes($"{i}")) { Qos = MqttQos.AtLeastOnce }, Ct);
        Assert.Equal(["0", "1", "2"], await read.SoonAsync());
        await Until.TrueAsync(() => broker.View().Subscriptions == 0, "and unsubscribes at the end");
    }

    [Fact]
    public async Task A_request_is_answered_by_whoever_listens_and_one_that_nobody_answers_times_out()
    {
        await using var broker = await StartAsync();
        await using var client = Make(broker);
        await using var server = Make(broker);
        await client.ConnectAsync(Ct);
        await server.ConnectAsync(Ct);
        await server.SubscribeAsync(
            "double",
            async (m, ct) =>
            {
                var answer = new MqttMessage(m.ResponseTopic!, Encoding.UTF8.GetBytes($"{2 * int.Parse(Encoding.UTF8.GetString(m.Payload.Span))}")) { CorrelationData = m.CorrelationData, Qos = MqttQos.AtLeastOnce };
                await server.PublishAsync(answer, ct);
            },
            ct: Ct);
        var asked = Enumerable.Range(1, 20).Select(i => client.RequestAsync(new MqttMessage("double", Encoding.UTF8.GetBytes($"{i}")) { Qos = MqttQos.AtLeastOnce }, TimeSpan.FromSeconds(10), Ct)).ToArray();
        for (var i = 1; i <= 20; i++) Assert.Equal($"{2 * i}", Encoding.UTF8.GetString((await asked[i - 1]).Payload.Span));
        var e = await Assert.ThrowsAsync<TimeoutException>(() => client.RequestAsync(new MqttMessage("nobody", default), TimeSpan.FromMilliseconds(50), Ct));
        Assert.Contains("nobody", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_broker_refuses_is_said_where_it_was_asked_for()
    {
        await using var broker = await StartAsync(new FakeAccess { Forbidden = "secret" });
        await using var client = Make(broker);
        await client.ConnectAsync(Ct);
        var e = await Assert.ThrowsAsync<MqttClientException>(() => client.SubscribeAsync("secret/#", (_, _) => default, ct: Ct));
        Assert.Equal(MqttReasonCode.NotAuthorized, e.Code);
        Assert.Contains("secret/#", e.Message, StringComparison.Ordinal);
        Assert.Equal(MqttReasonCode.NotAuthorized, (await client.PublishAsync(new MqttMessage("secret/x", default) { Qos = MqttQos.AtLeastOnce }, Ct)).Code);
        await Assert.ThrowsAsync<ArgumentException>(() => client.SubscribeAsync("a/#/b", (_, _) => default, ct: Ct));
        await Assert.ThrowsAsync<MqttClientException>(() => client.SubscribeAsync("$share/g/t", (_, _) => default, new MqttSubscriptionOptions { NoLocal = true }, Ct));
    }

    [Fact]
    public async Task The_will_is_published_when_a_client_is_cut_and_not_when_it_says_goodbye()
    {
        await using var broker = await StartAsync();
        await using var watcher = Make(broker);
        await watcher.ConnectAsync(Ct);
        var wills = new List<string>();
        await watcher.SubscribeAsync("wills", (m, _) => { lock (wills) wills.Add(Encoding.UTF8.GetString(m.Payload.Span)); return default; }, ct: Ct);
        var polite = Make(broker, options: o => o with { Will = new MqttMessage("wills", "polite"u8.ToArray()) });
        await polite.ConnectAsync(Ct);
        await polite.DisposeAsync();
        await using var cut = Make(broker, options: o => o with { ClientId = "cut", Will = new MqttMessage("wills", "cut"u8.ToArray()) });
        await cut.ConnectAsync(Ct);
        broker.Disconnect("cut", MqttReasonCode.AdministrativeAction);
        await Until.TrueAsync(() => wills.Count > 0, "the will came");
        Assert.Equal(["cut"], wills);
    }

    private static Task<MqttBroker> StartAsync(FakeAccess? access = null) =>
        MqttBroker.StartAsync(BrokerHost.Options, new MqttBrokerServices(TimeProvider.System, NullLoggerFactory.Instance, access ?? new FakeAccess()), Ct);

    private static MqttClient Make(MqttBroker broker, string way = "mqtt", MqttVersion version = MqttVersion.V50, Func<MqttClientOptions, MqttClientOptions>? options = null)
    {
        var made = new MqttClientOptions { Server = new Uri($"{(way == "memory" ? "mqtt" : way)}://127.0.0.1:{broker.Port}"), Version = version, ReconnectMin = TimeSpan.FromMilliseconds(10) };
        made = options?.Invoke(made) ?? made;
        return way == "memory" ? new MqttClient(made, broker.OpenInProcess, TimeProvider.System, NullLogger.Instance) : new MqttClient(made, TimeProvider.System, NullLogger.Instance);
    }
}
