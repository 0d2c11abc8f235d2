using System.Threading.Channels;
using Busbar.Cloud.Bus.Format;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// The command path's receiving end: a gateway's own queue, another one on each connection to the broker. A broker that has not noticed the end of the last
/// connection yet would not give its queue away. The newest connection of a station wins across gateways. An answer that comes when the connection that
/// brought its question is gone goes out over the next one: the one who asked still waits for it. Thread safe.
/// </summary>
internal sealed class GatewayCommands(GatewayBindings bindings, IGatewayEndpoint gateway, ILogger log)
{
    /// <summary>Commands under way at most; further ones wait in the queue until their deadline.</summary>
    private const ushort MostUnderWay = 1_000;

    /// <summary>Commands that wait in the queue at most; the oldest is dropped first.</summary>
    private const int MostWaiting = 10_000;

    private readonly Channel<Outgoing> _late =
        Channel.CreateBounded<Outgoing>(new BoundedChannelOptions(MostUnderWay) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Serves commands over one connection until it is lost.</summary>
    /// <param name="connection">To the broker.</param>
    /// <param name="onReady">Called with the queue's name when it is there, so that stations may be bound to it.</param>
    /// <param name="ct">The connection is lost.</param>
    public async Task RunAsync(IConnection connection, Func<string, CancellationToken, Task> onReady, CancellationToken ct)
    {
        var queue = $"{Names.Commands}.{Guid.NewGuid():N}";
        await using var lease = await Lease.OpenAsync(connection, ct);
        var channel = lease.Channel;
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-length"] = MostWaiting };
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, arguments, cancellationToken: ct);
        await channel.BasicQosAsync(0, MostUnderWay, global: false, ct);
        var replies = new ReplyLane(channel, MostUnderWay);
        var consumer = new Deliveries(channel, delivery => OnDelivery(delivery, replies, lease.Ended));
        await channel.BasicConsumeAsync(queue, autoAck: false, "", noLocal: false, exclusive: true, null, consumer, ct);
        try
        {
            await Together.RunAsync(lease.Ended, replies.RunAsync, ended => onReady(queue, ended), ended => SendLateAsync(connection, ended));
        }
        finally
        {
            foreach (var answer in replies.Close()) _late.Writer.TryWrite(answer);
        }
    }

    private async Task SendLateAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        while (await _late.Reader.WaitToReadAsync(lease.Ended))
        {
            while (_late.Reader.TryPeek(out var answer))
            {
                await lease.Channel.BasicPublishAsync("", answer.Queue, mandatory: false, answer.Properties, answer.Body, lease.Ended);
                _late.Reader.TryRead(out _);
            }
        }
    }

    private ValueTask OnDelivery(Delivery delivery, ReplyLane replies, CancellationToken ct)
    {
        replies.Begin();
        CommandFormat.Addressed read;
        try
        {
            Properties.RequireKnownSchema(delivery.Properties);
            read = CommandFormat.Read(delivery.Properties.Type, delivery.Body.Span);
        }
        catch (BusFormatException e)
        {
            log.Unreadable(delivery.Properties.Type ?? "", Names.Commands, e.Message);
            replies.Done(delivery.Tag, Answer(delivery.Properties, MessageTypes.Failed, CallFormat.WriteFault(new(Wire.Ocpp.OcppErrorCode.FormatViolation, "", e.Message))));
            return ValueTask.CompletedTask;
        }

        // Not awaited: a station that answers slowly holds up nobody else. The prefetch bounds how many are under way, the gateway how long each takes.
        _ = ServeAsync(read, delivery.Tag, delivery.Properties, replies, ct);
        return ValueTask.CompletedTask;
    }

    private async Task ServeAsync(CommandFormat.Addressed read, ulong tag, IReadOnlyBasicProperties properties, ReplyLane replies, CancellationToken ct)
    {
        using var span = Properties.Span($"gateway {properties.Type}", properties);
        Outgoing? answer = null;
        try
        {
            var isHeld = bindings.TryGetEpoch(read.StationId, out var held);
            if (isHeld && read.Epoch > held) await GiveWayAsync(read, held, ct);
            else if (properties.Type == MessageTypes.Claim) AnswerClaim(read, isHeld, held);
            else if (!isHeld) answer = bindings.IsElsewhere(read.StationId) ? null : Answer(properties, MessageTypes.Absent, []);
            else if (properties.Type == MessageTypes.Find) answer = await FindAsync(read, held, properties);
            else if (read.Command is { } command) answer = Answer(properties, MessageTypes.Reply, CommandFormat.Write(await gateway.OnCommandAsync(command, CancellationToken.None)));
            else answer = await DisconnectAsync(read, properties);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            log.CommandFailedHere(read.StationId, e);
            answer = Answer(properties, MessageTypes.Failed, CallFormat.WriteFault(new(Wire.Ocpp.OcppErrorCode.InternalError, "", e.Message)));
        }

        if (!replies.Done(tag, answer) && answer is { } late) _late.Writer.TryWrite(late);
    }

    /// <summary>The sender knows a newer connection than ours: ours is dead, or about to be. It is closed, and whoever has the newer one answers.</summary>
    private async ValueTask GiveWayAsync(CommandFormat.Addressed read, long held, CancellationToken ct)
    {
        log.Outrun(read.StationId, read.Epoch, held);
        bindings.Release(read.StationId, held);
        bindings.NoteClaim(read.StationId, read.Epoch);
        await gateway.OnReplacedAsync(read.StationId, read.Epoch, ct);
    }

    /// <summary>A gateway that claims with an older connection than ours has not heard of ours yet. One that claims what has left us answers for it from now on.</summary>
    private void AnswerClaim(CommandFormat.Addressed claim, bool isHeld, long held)
    {
        if (!isHeld) bindings.NoteClaim(claim.StationId, claim.Epoch);
        else if (claim.Epoch < held) bindings.Repeat(claim.StationId);
    }

    private async ValueTask<Outgoing?> FindAsync(CommandFormat.Addressed read, long held, IReadOnlyBasicProperties properties)
    {
        var found = await gateway.OnFindConnectionAsync(read.StationId, CancellationToken.None) ?? held;
        return found == 0 ? Answer(properties, MessageTypes.Absent, []) : Answer(properties, MessageTypes.Reply, CommandFormat.WriteFound(found));
    }

    private async ValueTask<Outgoing?> DisconnectAsync(CommandFormat.Addressed read, IReadOnlyBasicProperties properties) =>
        await gateway.OnDisconnectAsync(read.StationId, read.Reason ?? "", CancellationToken.None)
            ? Answer(properties, MessageTypes.Reply, "{}"u8.ToArray())
            : Answer(properties, MessageTypes.Absent, []);

    /// <summary>An answer to whoever asked; null when nobody did.</summary>
    private static Outgoing? Answer(IReadOnlyBasicProperties asked, string type, byte[] body)
    {
        if (asked.ReplyTo is not { Length: > 0 } to) return null;
        var properties = Properties.Of(type);
        properties.CorrelationId = asked.CorrelationId;
        return new Outgoing(to, properties, body);
    }
}
