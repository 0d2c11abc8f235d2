using Busbar.Cloud.Bus.Format;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// Events of one shard: each station's in order, acknowledged when the CMS has them durably. One that fails is tried again in its place, so that nothing of
/// its station overtakes it; one that fails for good goes among the dead letters. Thread safe.
/// </summary>
internal sealed class ShardEvents
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly int _shard;
    private readonly WorkerContext _context;
    private readonly ReplyLane _acknowledgements;
    private readonly CancellationToken _lost;
    private readonly StationLanes<(StationEvent Event, Delivery Delivery)> _lanes;
    private bool _closing;

    public ShardEvents(int shard, WorkerContext context, ReplyLane acknowledgements, CancellationToken lost)
    {
        (_shard, _context, _acknowledgements, _lost) = (shard, context, acknowledgements, lost);
        _lanes = new(item => TakeAsync(item.Event, item.Delivery));
    }

    /// <summary>Begins no further event; those stay in the queue for the next owner.</summary>
    public void Close() => Volatile.Write(ref _closing, true);

    /// <summary>Takes one event.</summary>
    public async ValueTask OnDelivery(Delivery delivery)
    {
        if (Volatile.Read(ref _closing)) return;
        _acknowledgements.Begin();
        if (delivery.MayBeRepeated) _context.Metrics.Redelivered();
        try
        {
            Properties.RequireKnownSchema(delivery.Properties);
            var read = EventFormat.Read(delivery.Properties.Type, delivery.Body.Span, delivery.MayBeRepeated);
            if (read is not StationDisconnected) _context.Seen(read.StationId, read.Epoch);
            _lanes.Post(read.StationId, (read, delivery));
        }
        catch (BusFormatException e)
        {
            _context.Log.Unreadable(delivery.Properties.Type ?? "", Names.EventsOf(_shard), e.Message);
            await BuryAsync(delivery, delivery.Body.ToArray(), e.Message, 1, _context.Time.GetTimestamp());
        }
    }

    private async ValueTask TakeAsync(StationEvent e, Delivery delivery)
    {
        using var span = Properties.Span($"cms {delivery.Properties.Type}", delivery.Properties);
        var began = _context.Time.GetTimestamp();
        var pause = FirstPause;
        var failures = 0;
        for (var tried = false; !_lost.IsCancellationRequested; tried = true)
        {
            if (tried && Volatile.Read(ref _closing))
            {
                _acknowledgements.Abandon();
                return;
            }

            try
            {
                await _context.Cms.OnEventAsync(e, _lost);
                Finish(delivery, "taken", began);
                return;
            }
            catch (EventRefusedException refused)
            {
                _context.Log.EventRefused(delivery.Properties.Type ?? "", e.StationId, refused.Message);
                Finish(delivery, "refused", began);
                return;
            }
            catch (OperationCanceledException) when (_lost.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (failure is not ShardNotHeldException && !_context.IsTransient(failure)) failures++;
                _context.Log.EventFailed(failures, delivery.Properties.Type ?? "", e.StationId, failure.Message);
                if (failures >= _context.Options.Attempts)
                {
                    await BuryAsync(delivery, EventFormat.Write(e), $"{failure.GetType().Name}: {failure.Message}", failures, began);
                    return;
                }
            }

            _context.Metrics.Retried();
            await PauseAsync(pause);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    private async ValueTask BuryAsync(Delivery delivery, byte[] body, string why, int attempts, long began)
    {
        try
        {
            await _context.BuryAsync(delivery, body, why, attempts, _lost);
            Finish(delivery, "dead", began);
        }
        catch (OperationCanceledException) when (_lost.IsCancellationRequested)
        {
            // It stays in its queue, and the next owner comes to the same end.
        }
    }

    private async ValueTask PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _context.Time, _lost);
        }
        catch (OperationCanceledException)
        {
            // The loop looks at the token itself.
        }
    }

    private void Finish(Delivery delivery, string outcome, long began)
    {
        _acknowledgements.Done(delivery.Tag);
        _context.Metrics.Handled(outcome, _context.Time.GetElapsedTime(began));
    }
}
