using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// One worker's time with one shard: from becoming the exclusive consumer of its calls to giving it up or losing it. The events are closed before the
/// calls, so that the next owner, who gets in by the calls, finds every event back in its queue.
/// </summary>
internal sealed class ShardSession : IDisposable
{
    private readonly int _shard;
    private readonly WorkerContext _context;
    private readonly CancellationTokenSource _giveUp = new();
    private Task<bool> _run = Task.FromResult(false);
    private volatile bool _owned;

    private ShardSession(int shard, WorkerContext context) => (_shard, _context) = (shard, context);

    /// <summary>The shard is ours and loaded.</summary>
    public bool IsOwned => _owned;

    /// <summary>It has been told to end.</summary>
    public bool IsEnding => _giveUp.IsCancellationRequested;

    /// <summary>Ends when the shard was refused (false), given up, or lost.</summary>
    public Task<bool> Ended => _run;

    /// <summary>Tries to get the shard; <see cref="Ended"/> tells when that, or all, is over.</summary>
    public static ShardSession Begin(int shard, WorkerContext context, IConnection calls, IConnection events, CancellationToken lost)
    {
        var session = new ShardSession(shard, context);
        session._run = session.RunAsync(calls, events, lost);
        return session;
    }

    /// <summary>Gives the shard up: finishes what is under way, and no more.</summary>
    public void GiveUp() => _giveUp.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _giveUp.Dispose();

    private async Task<bool> RunAsync(IConnection calls, IConnection events, CancellationToken lost)
    {
        await Task.Yield();
        try
        {
            await using var lease = await Lease.OpenAsync(calls, lost);
            var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var work = CancellationTokenSource.CreateLinkedTokenSource(lease.Ended);
            var replies = new ReplyLane(lease.Channel, _context.Options.Prefetch);
            var served = new ShardCalls(_shard, _context, replies, loaded.Task, work.Token);
            if (!await ConsumeAsync(lease, served, work)) return false;
            await ServeAsync(events, lease, served, replies, loaded, work);
            return true;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (Exception e)
        {
            if (!lost.IsCancellationRequested) _context.Log.ShardFailed(_shard, e);
            return true;
        }
    }

    /// <summary>False when another worker has the shard.</summary>
    private async Task<bool> ConsumeAsync(Lease lease, ShardCalls served, CancellationTokenSource work)
    {
        var ct = work.Token;
        try
        {
            await lease.Channel.BasicQosAsync(0, (ushort)_context.Options.Prefetch, global: false, ct);
            await lease.Channel.BasicConsumeAsync(
                Names.Calls(_shard), autoAck: false, "", noLocal: false, exclusive: true, null,
                new Deliveries(lease.Channel, served.OnDelivery, work.CancelAsync), ct);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: Constants.AccessRefused })
        {
            return false;
        }
    }

    private async Task ServeAsync(
        IConnection eventsConnection, Lease calls, ShardCalls served, ReplyLane replies, TaskCompletionSource loaded, CancellationTokenSource work)
    {
        var began = _context.Time.GetTimestamp();
        try
        {
            await _context.Owner.TakeAsync(_shard, work.Token);
            await using var lease = await Lease.OpenAsync(eventsConnection, work.Token);
            var acknowledgements = new ReplyLane(lease.Channel, _context.Options.Prefetch);
            var taken = new ShardEvents(_shard, _context, acknowledgements, work.Token);
            await lease.Channel.BasicQosAsync(0, (ushort)_context.Options.Prefetch, global: false, work.Token);
            await lease.Channel.BasicConsumeAsync(
                Names.EventsOf(_shard), autoAck: false, "", noLocal: false, exclusive: false, null,
                new Deliveries(lease.Channel, taken.OnDelivery, work.CancelAsync), work.Token);
            loaded.TrySetResult();
            Taken(_context.Time.GetElapsedTime(began));
            await Together.RunAsync(
                work.Token,
                replies.RunAsync,
                acknowledgements.RunAsync,
                ct => Task.Delay(Timeout.Infinite, calls.Ended).WaitAsync(ct),
                ct => Task.Delay(Timeout.Infinite, lease.Ended).WaitAsync(ct),
                ct => FinishAsync(served, taken, replies, acknowledgements, ct));
        }
        finally
        {
            loaded.TrySetCanceled();
            await work.CancelAsync();
            await ReleaseAsync();
        }
    }

    /// <summary>Waits for the word to give up, then for what is under way, for a limited time.</summary>
    private async Task FinishAsync(ShardCalls served, ShardEvents taken, ReplyLane replies, ReplyLane acknowledgements, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_giveUp.Token, ct);
        await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        ct.ThrowIfCancellationRequested();
        taken.Close();
        served.Close();
        var began = _context.Time.GetTimestamp();
        while (replies.InHand + acknowledgements.InHand > 0)
        {
            if (_context.Time.GetElapsedTime(began) > _context.Options.ReleaseTimeout)
            {
                _context.Log.WorkAbandoned(_shard, replies.InHand + acknowledgements.InHand);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), _context.Time, ct);
        }
    }

    private void Taken(TimeSpan took)
    {
        _owned = true;
        _context.Metrics.Took(took);
        _context.Log.ShardTaken(_shard, took);
    }

    private async Task ReleaseAsync()
    {
        if (_owned)
        {
            _owned = false;
            _context.Metrics.Released();
            _context.Log.ShardReleased(_shard, IsEnding ? "given up" : "lost");
        }

        _context.Forget(_shard);
        using var limit = new CancellationTokenSource(_context.Options.ReleaseTimeout + TimeSpan.FromSeconds(1), _context.Time);
        await _context.Owner.ReleaseAsync(_shard, limit.Token);
    }
}
