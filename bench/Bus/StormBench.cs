using System.Diagnostics;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Wire.Ocpp;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace Busbar.Bench.Bus;

/// <summary>All stations of a gateway connect at once: each is bound, claimed and its event confirmed. Against the bindings alone, sent without waiting.</summary>
internal static class StormBench
{
    public static async Task RunAsync(string url, string bareUrl, int stations)
    {
        using var metrics = new BusMetrics();
        await using var gateway = new RabbitGatewayBus(
            new RabbitOptions { Url = url, PublishDeadline = TimeSpan.FromMinutes(5) }, metrics, TimeProvider.System, NullLoggerFactory.Instance);
        gateway.Attach(new EmptyGateway());
        await gateway.StartAsync(CancellationToken.None);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, stations).Select(i =>
            gateway.PublishAsync(new StationConnected($"CP{i:D5}", 1, DateTimeOffset.UnixEpoch, OcppVersion.V16, null), CancellationToken.None).AsTask()));
        var ours = Stopwatch.GetElapsedTime(began);

        await using var connection = await new ConnectionFactory { Uri = new Uri(bareUrl), ContinuationTimeout = TimeSpan.FromMinutes(5) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("commands", ExchangeType.Topic, durable: true);
        var queue = await channel.QueueDeclareAsync();
        began = Stopwatch.GetTimestamp();
        for (var i = 0; i < stations; i++) await channel.QueueBindAsync(queue.QueueName, "commands", $"cmd.CP{i:D5}", noWait: true);
        await channel.QueueDeclarePassiveAsync(queue.QueueName);
        var bare = Stopwatch.GetElapsedTime(began);

        Console.WriteLine("## storm");
        Console.WriteLine($"| {stations:N0} stations | seconds |");
        Console.WriteLine("|---|---|");
        Console.WriteLine($"| gateway bus: bound, claimed, event confirmed | {ours.TotalSeconds:0.0} |");
        Console.WriteLine($"| bindings alone, without waiting | {bare.TotalSeconds:0.0} |");
    }
}
