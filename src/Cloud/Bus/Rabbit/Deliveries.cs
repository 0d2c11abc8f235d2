using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>A delivery as the client hands it out. <paramref name="Body"/> is valid until the consumer's callback returns.</summary>
internal readonly record struct Delivery(ulong Tag, bool Redelivered, string Exchange, string Key, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    /// <summary>It may have been delivered before, or sent before.</summary>
    public bool MayBeRepeated => Redelivered || Rabbit.Properties.IsResent(Properties);
}

/// <summary>Hands the deliveries of one queue, in order, to a method.</summary>
internal sealed class Deliveries(IChannel channel, Func<Delivery, ValueTask> onDelivery, Func<Task>? onCancelled = null) : AsyncDefaultBasicConsumer(channel)
{
    /// <inheritdoc/>
    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default) =>
        await onDelivery(new Delivery(deliveryTag, redelivered, exchange, routingKey, properties, body));

    /// <inheritdoc/>
    public override async Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // The broker ended it: the queue was deleted, or has lost its leader.
        await base.HandleBasicCancelAsync(consumerTag, cancellationToken);
        if (onCancelled is not null) await onCancelled();
    }
}
