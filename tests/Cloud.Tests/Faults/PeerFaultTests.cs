using Busbar.Cloud.Bus;
using Busbar.Cloud.Tests.Bus;
using Busbar.Cloud.Tests.Gateway;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>Clocks that jump, stations that are there twice, messages that come twice, late or broken.</summary>
[Collection(RabbitCollection.Name)]
public sealed class PeerFaultTests(FaultTable table)
{
    private static readonly TimeSpan While = FaultTable.Long(2, 10);

    [Fact]
    public async Task A_clock_is_stepped_by_an_hour()
    {
        (string Name, Func<FaultWorld, SteppedTime> Clock, int Hours)[] cases =
        [
            ("gateways' clock an hour ahead", w => w.GatewayClock, 1), ("gateways' clock an hour behind", w => w.GatewayClock, -1),
            ("workers' clock an hour ahead", w => w.WorkerClock, 1), ("workers' clock an hour behind", w => w.WorkerClock, -1),
        ];
        await Task.WhenAll(cases.Select((c, n) => table.RunAsync(30 + n, $"{c.Name} for {While.TotalSeconds:0} s, a reconnection at either time", async world =>
        {
            c.Clock(world).Offset = TimeSpan.FromHours(c.Hours);
            await ReconnectAsync(world);
            await Task.Delay(While);
            c.Clock(world).Offset = TimeSpan.Zero;
            await ReconnectAsync(world);
        })));
    }

    [Fact]
    public Task A_station_is_at_both_gateways_and_the_newest_connection_wins() =>
        table.RunAsync(40, $"two gateways claim one station, 5 times a second for {While.TotalSeconds:0} s", async world =>
        {
            var connections = world.Stations[0].Connections;
            for (var n = 0; n < While.TotalSeconds * 5; n++)
            {
                await using (await RawStation.ConnectAsync(world.Gateways[n % 2].Host.Port, $"/ocpp/{world.Stations[0].Id}")) await Task.Delay(200);
            }

            Assert.True(world.Stations[0].Connections > connections, "the station was never replaced");
            await world.UntilAsync(() => world.Gateways.Sum(g => g.Bus.Stations) == world.Stations.Count, "every station is at one gateway");
        });

    [Fact]
    public Task Events_come_twice_and_late() => table.RunAsync(41, $"every event again, up to 20 behind and in another order, for {While.TotalSeconds:0} s", async world =>
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(world.BrokerUrl) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(queue.QueueName, "cms.events", "event.#");
        var copies = new List<(string Key, BasicProperties Properties, byte[] Body)>();
        var sent = 0;
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, e) =>
        {
            if (e.BasicProperties.Headers?.ContainsKey("copy") == true) return;
            var properties = new BasicProperties(e.BasicProperties);
            properties.Headers = new Dictionary<string, object?>(properties.Headers ?? new Dictionary<string, object?>(StringComparer.Ordinal), StringComparer.Ordinal) { ["copy"] = true };
            copies.Add((e.RoutingKey, properties, e.Body.ToArray()));
            if (copies.Count < 20) return;
            foreach (var (key, p, body) in copies.OrderBy(_ => Random.Shared.Next()).ToArray()) await channel.BasicPublishAsync("cms.events", key, mandatory: false, p, body);
            sent += copies.Count;
            copies.Clear();
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        await Task.Delay(While);
        await world.UntilAsync(() => Volatile.Read(ref sent) >= 40, "copies were sent");
        await world.UntilAsync(() => world.Witness.Repeated > 0, "the CMS saw an event twice");
    });

    [Fact]
    public Task A_poisoned_event_becomes_a_dead_letter_and_the_others_go_on() => table.RunAsync(42, "an event that no worker can take, and one that nobody can read", async world =>
    {
        var meters = new MeterValuesRequest { ConnectorId = 1, MeterValue = [new MeterValue { Timestamp = DateTimeOffset.UtcNow, SampledValue = [new SampledValue { Value = "1" }] }] };
        await world.Gateways[0].Bus.PublishAsync(
            new StationReported(OrderWitness.Poisoned, 1, DateTimeOffset.UtcNow, meters, MessageId.FromSequence(1)), CancellationToken.None);
        await using var connection = await new ConnectionFactory { Uri = new Uri(world.BrokerUrl) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync("cms.events", $"event.0.{OrderWitness.Poisoned}", mandatory: false, new BasicProperties { Type = "report" }, "nonsense"u8.ToArray());
        IReadOnlyList<DeadLetter> letters = [];
        await Until.TrueAsync(
            async () =>
            {
                (letters, _) = await world.OperatorBus.DeadLetters.ListAsync(10, CancellationToken.None);
                return letters.Count == 2;
            },
            () => $"there are {letters.Count} dead letters; 2 are expected");
        Assert.Contains(letters, l => l.Why.Contains("this event cannot be taken", StringComparison.Ordinal));
        Assert.Contains(letters, l => l.Why.Contains("not JSON", StringComparison.Ordinal));
    });

    /// <summary>The first station is sent away, and comes back.</summary>
    private static async Task ReconnectAsync(FaultWorld world)
    {
        var station = world.Stations[0];
        var connections = station.Connections;
        await world.OperatorBus.DisconnectAsync(station.Id, "a test", CancellationToken.None);
        await world.UntilAsync(() => station.Connections > connections, "the station is back");
        await world.UntilServedAsync(2);
    }
}
