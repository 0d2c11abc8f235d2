using System.Diagnostics;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace Busbar.Bench.Bus;

/// <summary>
/// All stations of a gateway connect at once: each is bound, claimed and its event confirmed. Then all are lost and come back to it at once. Against the bindings
/// alone, sent without waiting.
/// </summary>
internal static class StormBench
{
    public static async Task RunAsync(RabbitServer server, int stations)
    {
        Console.WriteLine("## storm");
        Console.WriteLine($"| {stations:N0} stations | seconds | the broker's CPU, s |");
        Console.WriteLine("|---|---|---|");
        using var metrics = new BusMetrics();
        await using var gateway = new RabbitGatewayBus(
            new RabbitOptions { Url = await server.NewHostAsync(), PublishDeadline = TimeSpan.FromMinutes(5) }, metrics, TimeProvider.System, NullLoggerFactory.Instance);
        gateway.Attach(new EmptyGateway());
        await gateway.StartAsync(CancellationToken.None);
        await MeasureAsync(server, "gateway bus: bound, claimed, event confirmed", () => ForAll(i => gateway.PublishAsync(Connected(i, 1), CancellationToken.None)));
        await MeasureAsync(server, "gateway bus: all lost, and back at this gateway, 2 events each confirmed", async () =>
        {
            await ForAll(i => gateway.PublishAsync(new StationDisconnected(Id(i), 1, DateTimeOffset.UnixEpoch, "cut"), CancellationToken.None));
            await ForAll(i => gateway.PublishAsync(Connected(i, 2), CancellationToken.None));
        });

        await using var connection = await new ConnectionFactory { Uri = new Uri(await server.NewHostAsync()), ContinuationTimeout = TimeSpan.FromMinutes(5) }.CreateConnectionAsync();
        foreach (var kind in (string[])[ExchangeType.Topic, ExchangeType.Direct])
        {
            await using var channel = await connection.CreateChannelAsync();
            await channel.ExchangeDeclareAsync(kind, kind, durable: true);
            var queue = (await channel.QueueDeclareAsync()).QueueName;
            await MeasureAsync(server, $"bindings to a {kind} exchange alone, without waiting", async () =>
            {
                for (var i = 0; i < stations; i++) await channel.QueueBindAsync(queue, kind, $"cmd.{Id(i)}", noWait: true);
                await channel.QueueDeclarePassiveAsync(queue);
            });
            await MeasureAsync(server, $"their removal from the {kind} exchange with their queue", () => channel.QueueDeleteAsync(queue));
        }

        Task ForAll(Func<int, ValueTask> what) => Task.WhenAll(Enumerable.Range(0, stations).Select(i => what(i).AsTask()));
    }

    private static string Id(int number) => $"CP{number:D5}";

    private static StationConnected Connected(int number, long epoch) => new(Id(number), epoch, DateTimeOffset.UnixEpoch, OcppVersion.V16, null);

    private static async Task MeasureAsync(RabbitServer server, string what, Func<Task> work)
    {
        var before = await server.SpentAsync();
        var began = Stopwatch.GetTimestamp();
        await work();
        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine($"| {what} | {took.TotalSeconds:0.0} | {(await server.SpentAsync() - before).TotalSeconds:0.0} |");
    }
}
