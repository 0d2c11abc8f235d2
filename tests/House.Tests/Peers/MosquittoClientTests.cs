using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>Debian's mosquitto_pub and mosquitto_sub against mosquitto itself and against our broker.</summary>
public sealed class MosquittoClientTests(MqttPeerBrokers brokers) : IClassFixture<MqttPeerBrokers>
{
    /// <summary>Bad user name or password, and not authorized, of 3.1.1 and of 5.0.</summary>
    private static readonly int[] Refusals = [4, 5, 0x86, 0x87];

    private readonly string _topic = $"peers/{Guid.NewGuid():N}";

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var broker in MqttPeerBrokers.Names)
                foreach (var version in (string[])["311", "5"]) data.Add(broker, version);
            return data;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Messages_arrive_once_in_order_and_with_their_qos(string broker, string version)
    {
        var client = await ClientAsync(broker, version);
        for (var qos = 0; qos <= 2; qos++)
        {
            var topic = $"{_topic}/{qos}";
            await using var subscriber = await MosquittoClient.SubscribeAsync([.. client.Plain(MosquittoClient.Alice), "-t", topic, "-q", "2"]);
            string[] sent = [.. Enumerable.Range(0, 20).Select(i => $"message {i}")];
            Assert.Equal((0, ""), await MosquittoClient.PublishAsync([.. client.Plain(MosquittoClient.Alice), "-t", topic, "-q", $"{qos}"], sent));
            foreach (var text in sent) Assert.Equal(new MosquittoClient.Message(topic, qos, 0, text), await subscriber.TakeAsync());
            Assert.Equal(0, subscriber.Waiting);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_retained_message_waits_for_those_who_come_later(string broker, string version)
    {
        var client = await ClientAsync(broker, version);
        string[] where = [.. client.Plain(MosquittoClient.Alice), "-t", _topic, "-q", "1"];
        Assert.Equal((0, ""), await MosquittoClient.PublishAsync([.. where, "-r", "-m", "kept"]));
        await using (var late = await MosquittoClient.SubscribeAsync(where))
            Assert.Equal(new MosquittoClient.Message(_topic, 1, 1, "kept"), await late.TakeAsync());
        Assert.Equal((0, ""), await MosquittoClient.PublishAsync([.. where, "-r", "-n"]));
        await using var later = await MosquittoClient.SubscribeAsync(where);
        Assert.Equal((0, ""), await MosquittoClient.PublishAsync([.. where, "-m", "marker"]));
        Assert.Equal("marker", (await later.TakeAsync()).Payload);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task The_will_of_a_killed_client_is_published(string broker, string version)
    {
        var client = await ClientAsync(broker, version);
        string[] alice = client.Plain(MosquittoClient.Alice);
        await using var watcher = await MosquittoClient.SubscribeAsync([.. alice, "-t", _topic, "-q", "1"]);
        await using (await MosquittoClient.SubscribeAsync([.. alice, "-t", $"{_topic}/other", "--will-topic", _topic, "--will-payload", "gone", "--will-qos", "1"]))
        {
        }

        Assert.Equal(new MosquittoClient.Message(_topic, 1, 0, "gone"), await watcher.TakeAsync());
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_session_keeps_what_came_while_its_client_was_away(string broker, string version)
    {
        var client = await ClientAsync(broker, version);
        string[] alice = client.Plain(MosquittoClient.Alice);
        string[] keeps = [.. alice, "-i", $"session-{Guid.NewGuid():N}", "-c", .. version == "5" ? (string[])["-x", "300"] : [], "-t", _topic, "-q", "1"];
        Assert.Equal(0, (await MosquittoClient.SubscribeOnceAsync([.. keeps, "-E"])).Code);
        string[] sent = [.. Enumerable.Range(0, 5).Select(i => $"waiting {i}")];
        Assert.Equal((0, ""), await MosquittoClient.PublishAsync([.. alice, "-t", _topic, "-q", "1"], sent));
        await using var again = await MosquittoClient.SubscribeAsync(keeps);
        foreach (var text in sent) Assert.Equal(text, (await again.TakeAsync()).Payload);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_shared_subscription_gives_each_message_to_one_of_its_members(string broker, string version)
    {
        var client = await ClientAsync(broker, version);
        string[] alice = client.Plain(MosquittoClient.Alice);
        string[] shared = [.. alice, "-t", $"$share/group/{_topic}", "-q", "1"];
        await using var one = await MosquittoClient.SubscribeAsync(shared);
        await using var two = await MosquittoClient.SubscribeAsync(shared);
        string[] sent = [.. Enumerable.Range(0, 20).Select(i => $"{i}")];
        Assert.Equal((0, ""), await MosquittoClient.PublishAsync([.. alice, "-t", _topic, "-q", "1"], sent));
        var first = await one.TakeAsync();
        var got = new List<MosquittoClient.Message> { first, await two.TakeAsync() };
        await Until.TrueAsync(
            async () =>
            {
                foreach (var member in (MosquittoClient.Subscriber[])[one, two])
                    while (member.Waiting > 0) got.Add(await member.TakeAsync());
                return got.Count >= sent.Length;
            },
            () => $"{got.Count} of {sent.Length} have come");

        Assert.Equal(sent.Order(StringComparer.Ordinal), got.Select(m => m.Payload).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_certificate_is_a_login_and_none_is_no_way_in(string broker, string version)
    {
        var client = await ClientAsync(broker, version);
        await using var subscriber = await MosquittoClient.SubscribeAsync([.. client.Tls(), "-t", _topic, "-q", "2"]);
        Assert.Equal((0, ""), await MosquittoClient.PublishAsync([.. client.Tls(), "-t", _topic, "-q", "2", "-m", "over TLS"]));
        Assert.Equal(new MosquittoClient.Message(_topic, 2, 0, "over TLS"), await subscriber.TakeAsync());
        var (code, _) = await MosquittoClient.PublishAsync([.. client.TlsWithoutCertificate(), "-t", _topic, "-q", "1", "-m", "no"]);
        Assert.NotEqual(0, code);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Who_may_not_is_told_so(string broker, string version)
    {
        var client = await ClientAsync(broker, version);
        string[] message = ["-t", _topic, "-q", "1", "-m", "no"];
        var (code, errors) = await MosquittoClient.PublishAsync([.. client.Plain("-u", "alice", "-P", "wrong"), .. message]);
        Assert.True(Refusals.Contains(code), $"mosquitto_pub ended with {code}: {errors}");
        (code, errors) = await MosquittoClient.PublishAsync([.. client.Plain(), .. message]);
        Assert.True(Refusals.Contains(code), $"mosquitto_pub ended with {code}: {errors}");

        await using var boss = await MosquittoClient.SubscribeAsync([.. client.Plain("-u", "boss", "-P", "secret"), "-t", "secret/#", "-q", "1"]);
        (_, errors) = await MosquittoClient.PublishAsync([.. client.Plain(MosquittoClient.Alice), "-t", "secret/x", "-q", "1", "-m", "by alice"]);
        if (version == "5") Assert.Contains("Not authorized", errors, StringComparison.OrdinalIgnoreCase);
        await MosquittoClient.PublishAsync([.. client.Plain("-u", "boss", "-P", "secret"), "-t", "secret/x", "-q", "1", "-m", $"by boss {_topic}"]);
        Assert.Equal($"by boss {_topic}", (await boss.TakeAsync()).Payload);
    }

    private async Task<MosquittoClient> ClientAsync(string broker, string version)
    {
        if (!File.Exists("/usr/bin/mosquitto_sub")) Assert.Skip("Debian's mosquitto-clients is not installed; scripts/setup-test.sh does it.");
        return new MosquittoClient(await brokers.BrokerAsync(broker), version);
    }
}
