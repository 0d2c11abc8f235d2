using System.Buffers.Binary;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Broker;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Client;

/// <summary>Publisher and subscriber of ours over links that are cut again and again: QoS 1 loses nothing, QoS 2 doubles nothing, and both keep their order.</summary>
public sealed class ClientChaosTests(ITestOutputHelper output)
{
    private const int Messages = 3_000;

    [Theory]
    [InlineData(MqttVersion.V50, MqttQos.AtLeastOnce, 1)]
    [InlineData(MqttVersion.V50, MqttQos.ExactlyOnce, 2)]
    [InlineData(MqttVersion.V311, MqttQos.AtLeastOnce, 3)]
    [InlineData(MqttVersion.V311, MqttQos.ExactlyOnce, 4)]
    public async Task Cut_links_lose_nothing_and_double_no_QoS_2_message(MqttVersion version, MqttQos qos, int seed)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var broker = await MqttBroker.StartAsync(BrokerHost.Options, new MqttBrokerServices(TimeProvider.System, NullLoggerFactory.Instance, new FakeAccess()), ct);
        await using var proxy = new CuttingProxy(broker.Port, meanBytes: 3_000, seed);
        await using var subscriber = Make(proxy, version);
        await using var publisher = Make(proxy, version);
        var got = new List<int>(Messages);
        subscriber.Start();
        publisher.Start();
        await subscriber.SubscribeAsync("t", (m, _) => { lock (got) got.Add(BinaryPrimitives.ReadInt32BigEndian(m.Payload.Span)); return default; }, new MqttSubscriptionOptions { Qos = qos }, ct);

        var publishing = new Task<MqttPublishOutcome>[Messages];
        for (var i = 0; i < Messages; i++)
        {
            var payload = new byte[40];
            BinaryPrimitives.WriteInt32BigEndian(payload, i);
            publishing[i] = publisher.PublishAsync(new MqttMessage("t", payload) { Qos = qos }, ct).AsTask();
            if (i % 20 == 0) await publishing[i];
        }

        var outcomes = await Task.WhenAll(publishing).SoonAsync();
        proxy.IsCalm = true;
        Assert.All(outcomes, outcome => Assert.True(outcome.IsDelivered, $"{outcome}"));
        await Until.TrueAsync(() => Last(got) == Messages - 1, $"the last message came; {got.Count} so far");
        var all = Enumerable.Range(0, Messages).ToArray();
        int[] seen;
        lock (got) seen = [.. got];
        Assert.Equal(all, seen.Distinct());
        if (qos == MqttQos.ExactlyOnce) Assert.Equal(all, seen);
        output.WriteLine($"{proxy.Cuts} cuts, {publisher.Counters.Repeated} repeated by the publisher, {seen.Length - Messages} came twice");
        Assert.True(proxy.Cuts > 20, $"Only {proxy.Cuts} cuts.");
    }

    private static int Last(List<int> got)
    {
        lock (got) return got.Count == 0 ? -1 : got[^1];
    }

    private static MqttClient Make(CuttingProxy proxy, MqttVersion version) => new(
        new MqttClientOptions { Server = new Uri($"mqtt://127.0.0.1:{proxy.Port}"), Version = version, ReconnectMin = TimeSpan.FromMilliseconds(5), ReconnectMax = TimeSpan.FromMilliseconds(20) },
        TimeProvider.System,
        NullLogger.Instance);
}
