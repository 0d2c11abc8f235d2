using Busbar.Cloud.Bus.Format;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Calls of one shard: each is answered, then acknowledged, so that the call of a worker that dies goes to the next one. Thread safe.</summary>
internal sealed class ShardCalls(int shard, WorkerContext context, ReplyLane replies, Task loaded, CancellationToken lost)
{
    private static readonly HeartbeatRequest Heartbeat = new();
    private bool _closing;

    /// <summary>Begins no further call; those stay in the queue for the next owner.</summary>
    public void Close() => Volatile.Write(ref _closing, true);

    /// <summary>Takes one call; waits while the shard's stations are loading.</summary>
    public async ValueTask OnDelivery(Delivery delivery)
    {
        if (!loaded.IsCompletedSuccessfully) await loaded.WaitAsync(lost);
        if (Volatile.Read(ref _closing)) return;
        replies.Begin();
        if (delivery.MayBeRepeated) context.Metrics.Redelivered();
        try
        {
            Properties.RequireKnownSchema(delivery.Properties);
            // Read here, because the body is valid no longer than this; the rest is not awaited, so that one call does not hold up another.
            switch (delivery.Properties.Type)
            {
                case MessageTypes.Admit:
                    var request = CallFormat.ReadAdmissionRequest(delivery.Body.Span);
                    _ = AnswerAsync(delivery, request.StationId, async ct => CallFormat.Write(await context.Cms.AdmitAsync(request, ct)));
                    break;
                case MessageTypes.Operator:
                    var asked = CallFormat.ReadOperatorCall(delivery.Body.Span, shard) with { Redelivered = delivery.MayBeRepeated };
                    _ = AnswerAsync(delivery, asked.StationId ?? "", ct => context.Operator(asked, ct));
                    break;
                case MessageTypes.Seen:
                    _ = TakeAsync(delivery, SeenFormat.Read(delivery.Body.Span));
                    break;
                case null or "" or MessageTypes.Call:
                    var call = CallFormat.ReadCall(delivery.Body.Span, context.Time.GetUtcNow()) with { Redelivered = delivery.MayBeRepeated };
                    if (call.Epoch > 0) context.Seen(call.StationId, call.Epoch);
                    _ = AnswerAsync(delivery, call.StationId, async ct => CallFormat.Write(await context.Cms.OnCallAsync(call, ct)));
                    break;
                default:
                    throw new BusFormatException(
                        $"The type is {delivery.Properties.Type}; allowed: {MessageTypes.Call}, {MessageTypes.Admit}, {MessageTypes.Operator}, {MessageTypes.Seen}.");
            }
        }
        catch (BusFormatException e)
        {
            context.Log.Unreadable(delivery.Properties.Type ?? "", Names.Calls(shard), e.Message);
            Finish(delivery, MessageTypes.Failed, CallFormat.WriteFault(new OcppFault(OcppErrorCode.FormatViolation, "", e.Message)));
        }
    }

    private async Task AnswerAsync(Delivery delivery, string station, Func<CancellationToken, ValueTask<byte[]>> answer)
    {
        using var span = Properties.Span($"cms {delivery.Properties.Type}", delivery.Properties);
        try
        {
            Finish(delivery, MessageTypes.Answer, await answer(lost));
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // The shard is another's now, and so is this call.
        }
        catch (ShardNotHeldException)
        {
            // Being released at this moment; unacknowledged, it goes to the next owner.
            replies.Abandon();
        }
        catch (Exception e)
        {
            context.Log.CallFailedHere(delivery.Properties.Type ?? MessageTypes.Call, station, e);
            Finish(delivery, MessageTypes.Failed, CallFormat.WriteFault(new OcppFault(OcppErrorCode.InternalError, "", $"{e.GetType().Name}: {e.Message}")));
        }
    }

    /// <summary>Heartbeats: each as if it had come alone. One that fails is not tried again, because the station sends the next.</summary>
    private async Task TakeAsync(Delivery delivery, List<StationSeen> stations)
    {
        foreach (var seen in stations)
        {
            try
            {
                context.Seen(seen.StationId, seen.Epoch);
                await context.Cms.OnEventAsync(new StationReported(seen.StationId, seen.Epoch, seen.At, Heartbeat, MessageId.None), lost);
            }
            catch (OperationCanceledException) when (lost.IsCancellationRequested)
            {
                return;
            }
            catch (ShardNotHeldException)
            {
                replies.Abandon();
                return;
            }
            catch (EventRefusedException e)
            {
                context.Log.EventRefused(MessageTypes.Seen, seen.StationId, e.Message);
            }
            catch (Exception e)
            {
                context.Log.EventFailed(1, MessageTypes.Seen, seen.StationId, e.Message);
            }
        }

        replies.Done(delivery.Tag);
    }

    private void Finish(Delivery delivery, string type, byte[] body)
    {
        if (delivery.Properties.ReplyTo is not { Length: > 0 } to)
        {
            replies.Done(delivery.Tag);
            return;
        }

        var properties = Properties.Of(type);
        properties.CorrelationId = delivery.Properties.CorrelationId;
        replies.Done(delivery.Tag, new Outgoing(to, properties, body));
    }
}
