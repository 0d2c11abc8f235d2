using System.Text.RegularExpressions;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Exchanges and queues that every process declares when it connects; what is there already stays. See the room's README for the list.</summary>
internal static partial class Topology
{
    /// <summary>Calls that wait in one shard's queue at most; the oldest, nearest to its deadline, is dropped first.</summary>
    private const int MostCalls = 50_000;

    /// <summary>Events that wait in one shard's queue at most; further ones are refused to their publisher.</summary>
    private const int MostEvents = 1_000_000;

    /// <summary>Messages of the message log that wait at most; the oldest is dropped first.</summary>
    private const int MostTelemetry = 20_000;

    /// <summary>Deliveries without an acknowledgement, of workers that died, after which the broker itself puts an event among the dead letters.</summary>
    private const int DeliveryLimit = 20;

    /// <summary>Declares all, in one go, and waits until the broker has done it.</summary>
    /// <exception cref="BusUnfitException">What is there has another shape, such as another number of shards.</exception>
    public static async Task DeclareAsync(IConnection connection, int shards, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        var channel = lease.Channel;
        try
        {
            await channel.QueueDeclareAsync(Names.Shards, true, false, false, Arguments(("x-max-length", shards)), cancellationToken: ct);
            await channel.ExchangeDeclareAsync(Names.Events, ExchangeType.Topic, durable: true, noWait: true, cancellationToken: ct);
            await channel.ExchangeDeclareAsync(Names.Dead, ExchangeType.Fanout, durable: true, noWait: true, cancellationToken: ct);
            await channel.ExchangeDeclareAsync(Names.Commands, ExchangeType.Topic, durable: true, noWait: true, cancellationToken: ct);
            await channel.ExchangeDeclareAsync(Names.Stations, ExchangeType.Direct, durable: true, noWait: true, cancellationToken: ct);
            await channel.ExchangeBindAsync(Names.Stations, Names.Commands, Names.EveryCommand, noWait: true, cancellationToken: ct);
            await channel.ExchangeDeclareAsync(Names.Live, ExchangeType.Fanout, durable: true, noWait: true, cancellationToken: ct);
            await channel.ExchangeDeclareAsync(Names.Workers, ExchangeType.Fanout, durable: true, noWait: true, cancellationToken: ct);
            await channel.ExchangeDeclareAsync(Names.Processes, ExchangeType.Fanout, durable: true, noWait: true, cancellationToken: ct);
            await DeclareAsync(channel, Names.Entry, Arguments(("x-max-length", MostCalls)), ct);
            await DeclareAsync(channel, Names.Telemetry, Arguments(("x-max-length", MostTelemetry)), ct);
            await DeclareAsync(
                channel, Names.Dead,
                Arguments(("x-queue-type", "quorum"), ("x-max-length", MostEvents), ("x-overflow", "reject-publish"), ("x-delivery-limit", MostEvents)), ct);
            await channel.QueueBindAsync(Names.Dead, Names.Dead, "", noWait: true, cancellationToken: ct);
            for (var shard = 0; shard < shards; shard++)
            {
                await DeclareAsync(channel, Names.Calls(shard), Arguments(("x-max-length", MostCalls)), ct);
                await DeclareAsync(channel, Names.EventsOf(shard), OfEvents(), ct);
                await channel.QueueBindAsync(Names.EventsOf(shard), Names.Events, $"event.{shard}.#", noWait: true, cancellationToken: ct);
            }

            await channel.QueueDeclarePassiveAsync(Names.Shards, ct);
        }
        catch (Exception e) when (Refusal(e, channel) is { } why)
        {
            throw new BusUnfitException(Explain(why, shards), e);
        }
    }

    /// <summary>
    /// One worker at a time gets a shard's events, although the calls' queue arbitrates already: when a worker is lost, its events come back to
    /// the queue before the next one gets any, so that none overtakes another.
    /// </summary>
    private static Dictionary<string, object?> OfEvents() => Arguments(
        ("x-queue-type", "quorum"), ("x-single-active-consumer", true), ("x-delivery-limit", DeliveryLimit), ("x-dead-letter-exchange", Names.Dead),
        ("x-dead-letter-strategy", "at-least-once"), ("x-overflow", "reject-publish"), ("x-max-length", MostEvents));

    private static async Task DeclareAsync(IChannel channel, string queue, Dictionary<string, object?> arguments, CancellationToken ct) =>
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, noWait: true, cancellationToken: ct);

    private static Dictionary<string, object?> Arguments(params ReadOnlySpan<(string Key, object Value)> pairs)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs) arguments[key] = value;
        return arguments;
    }

    private static string? Refusal(Exception e, IChannel channel)
    {
        var reason = (e as OperationInterruptedException)?.ShutdownReason ?? channel.CloseReason;
        return reason is { ReplyCode: Constants.PreconditionFailed or Constants.AccessRefused } ? reason.ReplyText : null;
    }

    private static string Explain(string why, int shards)
    {
        var there = ShardCount().Match(why);
        return there.Success
            ? $"Bus:Shards is {shards}, but this broker was set up for {there.Groups["count"].Value} shards; allowed: {there.Groups["count"].Value}, or another virtual host."
            : $"Bus:Url: the broker holds something of another shape under our names: {why}";
    }

    [GeneratedRegex($"queue '{Names.Shards}'.* current is '?(?<count>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShardCount();
}
