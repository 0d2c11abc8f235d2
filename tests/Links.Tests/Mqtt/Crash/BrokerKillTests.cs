using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Tests.Mqtt.Crash;

/// <summary>
/// kill -9 under load: publishers of both versions send QoS 1 and 2 without a pause to subscribers with sessions, one of which is away; the broker is
/// killed again and again and everybody resumes. What was acknowledged has arrived, QoS 2 once, and everything in its order.
/// </summary>
public sealed class BrokerKillTests : IDisposable
{
    private const int Kills = 5;
    private const int AcknowledgedPerRound = 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_no_QoS_2_message_doubled_by_kill_9_under_load()
    {
        ResumingPeer[] publishers = [.. Enumerable.Range(0, 4).Select(i => new ResumingPeer($"pub-{i}", i % 2 == 0 ? MqttVersion.V311 : MqttVersion.V50))];
        ResumingPeer[] present = [new("sub-311", MqttVersion.V311) { Filter = "load/#" }, new("sub-5", MqttVersion.V50) { Filter = "load/#" }];
        var away = new ResumingPeer("sub-away", MqttVersion.V50) { Filter = "load/#" };
        var random = new Random();
        var broker = await BrokerProcess.StartAsync(_folder.Path, 0);
        using var stop = new CancellationTokenSource();
        try
        {
            await VisitAsync(away, broker.Port);
            List<Task> running = [.. present.Select(p => p.RunAsync(broker.Port, stop.Token))];
            await Task.WhenAll(present.Select(p => p.Subscribed)).WaitAsync(Limit);
            foreach (var publisher in publishers) publisher.Publish(true);
            running.AddRange(publishers.Select(p => p.RunAsync(broker.Port, stop.Token)));
            for (var kill = 0; kill < Kills; kill++)
            {
                var before = publishers.Sum(p => p.Acknowledged);
                await Until.TrueAsync(() => publishers.Sum(p => p.Acknowledged) >= before + AcknowledgedPerRound, "the load goes on");
                await Task.Delay(random.Next(300), TestContext.Current.CancellationToken);
                await broker.KillAsync();
                broker = await BrokerProcess.StartAsync(_folder.Path, broker.Port);
            }

            await CalmAsync(publishers);
            running.Add(away.RunAsync(broker.Port, stop.Token));
            await Until.TrueAsync(() => present.Append(away).All(s => HasAll(s, publishers)), "everything has arrived");

            // Whatever would come a second time comes before what is sent now.
            var sent = publishers.Select(p => p.Sent(1) + p.Sent(2)).ToArray();
            foreach (var publisher in publishers)
            {
                publisher.Publish(true);
                publisher.Break(); // It hears nothing any more, and begins with its next connection.
            }

            await Until.TrueAsync(() => publishers.Zip(sent).All(p => p.First.Sent(1) + p.First.Sent(2) > p.Second + 1), "every publisher goes on");
            await CalmAsync(publishers);
            await Until.TrueAsync(() => present.Append(away).All(s => HasAll(s, publishers)), "the last ones have arrived");
            await stop.CancelAsync();
            await Task.WhenAll(running).WaitAsync(Limit);
        }
        finally
        {
            await stop.CancelAsync();
            await broker.DisposeAsync();
        }

        Assert.Empty(publishers.Concat(present).Append(away).SelectMany(p => p.Faults));
        foreach (var publisher in publishers) Assert.True(publisher.Connections > Kills, $"{publisher.ClientId} was connected {publisher.Connections} times.");
        foreach (var subscriber in present.Append(away)) Judge(subscriber, publishers);
    }

    /// <summary>Nothing new is published, and what was is acknowledged.</summary>
    private static async Task CalmAsync(ResumingPeer[] publishers)
    {
        foreach (var publisher in publishers) publisher.Publish(false);
        await Until.TrueAsync(() => publishers.All(p => p.Open == 0), "everything is acknowledged");
    }

    /// <summary>Connects, subscribes and goes away.</summary>
    private static async Task VisitAsync(ResumingPeer peer, int port)
    {
        using var leave = new CancellationTokenSource();
        var visit = peer.RunAsync(port, leave.Token);
        await peer.Subscribed.WaitAsync(Limit);
        await leave.CancelAsync();
        await visit.WaitAsync(Limit);
    }

    private static bool HasAll(ResumingPeer subscriber, ResumingPeer[] publishers) =>
        publishers.All(p => Count(subscriber, p.Topic(1)) >= p.Sent(1) && Count(subscriber, p.Topic(2)) >= p.Sent(2));

    private static int Count(ResumingPeer subscriber, string topic) =>
        subscriber.Received.TryGetValue(topic, out var received) ? received.Distinct : 0;

    private static void Judge(ResumingPeer subscriber, ResumingPeer[] publishers)
    {
        var (sent, received) = (new long[3], new long[3]);
        foreach (var publisher in publishers)
        {
            Assert.Equal(publisher.Sent(1) + publisher.Sent(2), publisher.Acknowledged);
            for (var qos = 1; qos <= 2; qos++)
            {
                var all = subscriber.Received[publisher.Topic(qos)].All;
                var expected = Enumerable.Range(1, (int)publisher.Sent(qos)).Select(n => (long)n);
                Assert.Equal(expected, qos == 1 ? all.Distinct() : all); // Distinct keeps the order of the first of each.
                sent[qos] += publisher.Sent(qos);
                received[qos] += all.Length;
            }
        }

        TestContext.Current.SendDiagnosticMessage(
            "{0} after {1} kills: QoS 1 sent and acknowledged {2}, received {3} ({4} twice); QoS 2 sent and acknowledged {5}, received {6}",
            subscriber.ClientId, Kills, sent[1], received[1], received[1] - sent[1], sent[2], received[2]);
    }
}
