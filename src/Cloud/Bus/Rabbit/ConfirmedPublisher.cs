using System.Threading.Channels;
using Busbar.Links.Timing;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// Publishes what must not be lost, in order, many messages sharing one confirmation. What was not confirmed when a connection broke is sent once more
/// over the next, before anything newer; what the broker refused, because a queue has no leader yet after a start or is full, is sent again after a pause;
/// both marked as such and up to their deadline. Thread safe.
/// </summary>
internal sealed class ConfirmedPublisher(RabbitOptions options, BusMetrics metrics, TimeProvider time)
{
    private readonly Channel<Publication> _waiting = Channel.CreateBounded<Publication>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });
    private readonly Channel<Publication> _refused = Channel.CreateBounded<Publication>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });
    private readonly DeadlineWheel _wheel = DeadlineWheel.For(time);
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];

    // Only the loop touches them: read from the lane, or left by the last connection, and not in the window yet.
    private readonly Queue<Publication> _unsent = new();
    private ConfirmWindow? _window;
    private long _lastNumber;

    /// <summary>Completes when the broker has it on disk.</summary>
    /// <exception cref="BusUnavailableException">It was not confirmed within the deadline.</exception>
    public async Task PublishAsync(DurableMessage message, TimeSpan deadline, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var item = new Publication(message, Interlocked.Increment(ref _lastNumber), time.GetUtcNow(), deadline, System.Diagnostics.Activity.Current?.Id);
        _wheel.Schedule(item, deadline);
        var outcome = "unavailable";
        try
        {
            await using var cancelled = ct.CanBeCanceled ? ct.UnsafeRegister(static (i, token) => ((Publication)i!).Confirmed.TrySetCanceled(token), item) : default;
            while (!_waiting.Writer.TryWrite(item) && !item.IsDone)
                await Task.WhenAny(_waiting.Writer.WaitToWriteAsync(ct).AsTask(), item.Confirmed.Task);
            outcome = await item.Confirmed.Task;
        }
        finally
        {
            _wheel.Cancel(item);
            metrics.Published(outcome, time.GetElapsedTime(began));
        }

        if (outcome == Publication.Refused)
        {
            throw new BusUnavailableException(
                $"The broker took no {message.Type} by {message.Key} in {item.Refusals} attempts within {deadline}: no queue is bound, its queue is full, or it is without a leader.");
        }
    }

    /// <summary>Publishes over one connection until it is lost.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct, confirms: true);
        var window = TakeUnconfirmed();
        lease.Channel.BasicAcksAsync += window.OnAcked;
        lease.Channel.BasicNacksAsync += window.OnNacked;
        lease.Channel.BasicReturnAsync += window.OnReturned;
        await Together.RunAsync(lease.Ended, lost => SendAsync(lease.Channel, window, lost), SendAgainAsync);
    }

    /// <summary>What the last connection left unconfirmed is sent first, in order, then what was in hand when it broke.</summary>
    private ConfirmWindow TakeUnconfirmed()
    {
        var unsent = _unsent.ToArray();
        _unsent.Clear();
        foreach (var item in _window?.Take() ?? [])
        {
            item.Resent = true;
            item.Returned = false;
            metrics.Resent(item.Message.Type);
            _unsent.Enqueue(item);
        }

        foreach (var item in unsent) _unsent.Enqueue(item);
        return _window = new ConfirmWindow(options.ConfirmBatch, OnRefused);
    }

    private async Task SendAsync(IChannel channel, ConfirmWindow window, CancellationToken ct)
    {
        do
        {
            while (_unsent.TryPeek(out var item) || _waiting.Reader.TryRead(out item))
            {
                if (_unsent.Count == 0) _unsent.Enqueue(item);
                if (!item.IsDone) await SendAsync(channel, window, item, ct);
                else _unsent.Dequeue();
            }
        }
        while (await _waiting.Reader.WaitToReadAsync(ct));
    }

    private async ValueTask SendAsync(IChannel channel, ConfirmWindow window, Publication item, CancellationToken ct)
    {
        while (!window.TryEnter(item, out var room)) await room.WaitAsync(ct);
        _unsent.Dequeue();
        var properties = new BasicProperties
        {
            Type = item.Message.Type,
            MessageId = $"{_id}-{item.Number}",
            Timestamp = new AmqpTimestamp(item.At.ToUnixTimeSeconds()),
            DeliveryMode = DeliveryModes.Persistent,
            Headers = HeadersOf(item),
        };
        await channel.BasicPublishAsync(item.Message.Exchange, item.Message.Key, mandatory: true, properties, item.Message.Body, ct);
    }

    private static Dictionary<string, object?> HeadersOf(Publication item)
    {
        var headers = Properties.Headers(item.Trace, item.Resent);
        if (item.Message.Headers is not { } more) return headers;
        headers = new Dictionary<string, object?>(headers, StringComparer.Ordinal);
        foreach (var (key, value) in more) headers[key] = value;
        return headers;
    }

    /// <summary>The broker did not take it, now. A sender who waits for each of a station's messages sees them in order all the same.</summary>
    private void OnRefused(Publication item)
    {
        item.Refusals++;
        item.Returned = false;
        item.Resent = true;
        if (!_refused.Writer.TryWrite(item)) item.Confirmed.TrySetResult(Publication.Refused);
    }

    /// <summary>Puts what was refused back into the line, after a pause.</summary>
    private async Task SendAgainAsync(CancellationToken ct)
    {
        while (await _refused.Reader.WaitToReadAsync(ct))
        {
            if (!_refused.Reader.TryPeek(out var oldest)) continue;
            await Task.Delay(oldest.Pause, time, ct);
            for (var left = _refused.Reader.Count; left > 0 && _refused.Reader.TryPeek(out var item); left--)
            {
                if (!item.IsDone) metrics.Resent(item.Message.Type);
                while (!item.IsDone && !_waiting.Writer.TryWrite(item)) await _waiting.Writer.WaitToWriteAsync(ct);
                _refused.Reader.TryRead(out _);
            }
        }
    }
}
