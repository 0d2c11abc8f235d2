using System.Globalization;
using System.Threading.Channels;
using Busbar.Links.Timing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>A message that must be on the disks of the broker before its sender goes on.</summary>
/// <param name="Exchange">Where it goes.</param>
/// <param name="Key">Routing key.</param>
/// <param name="Type">AMQP's <c>type</c>.</param>
/// <param name="Body">JSON.</param>
/// <param name="Headers">More headers; null for none.</param>
internal sealed record DurableMessage(string Exchange, string Key, string Type, byte[] Body, IReadOnlyDictionary<string, object?>? Headers = null);

/// <summary>
/// Publishes what must not be lost, in order, many messages sharing one confirmation. What was not confirmed when a connection broke is sent once more
/// over the next, before anything newer and marked as such. Thread safe.
/// </summary>
internal sealed class ConfirmedPublisher(RabbitOptions options, BusMetrics metrics, TimeProvider time)
{
    private readonly Channel<Item> _waiting = Channel.CreateBounded<Item>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });
    private readonly DeadlineWheel _wheel = DeadlineWheel.For(time);
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private readonly Lock _gate = new();
    private readonly Item?[] _window = new Item?[options.ConfirmBatch];

    // Only the loop touches it: read from the lane, or left by the last connection, and not in the window yet.
    private readonly Queue<Item> _unsent = new();
    private ulong _oldest = 1;
    private ulong _next = 1;
    private long _lastNumber;
    private TaskCompletionSource? _room;

    /// <summary>Completes when the broker has it on disk.</summary>
    /// <exception cref="BusUnavailableException">It was not confirmed within the deadline, or refused.</exception>
    public async Task PublishAsync(DurableMessage message, TimeSpan deadline, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var item = new Item(message, Interlocked.Increment(ref _lastNumber), time.GetUtcNow(), deadline, System.Diagnostics.Activity.Current?.Id);
        _wheel.Schedule(item, deadline);
        var outcome = "unavailable";
        try
        {
            await using var cancelled = ct.CanBeCanceled ? ct.UnsafeRegister(static (i, token) => ((Item)i!).Confirmed.TrySetCanceled(token), item) : default;
            while (!_waiting.Writer.TryWrite(item) && !item.Confirmed.Task.IsCompleted)
                await Task.WhenAny(_waiting.Writer.WaitToWriteAsync(ct).AsTask(), item.Confirmed.Task);
            outcome = await item.Confirmed.Task;
        }
        finally
        {
            _wheel.Cancel(item);
            metrics.Published(outcome, time.GetElapsedTime(began));
        }

        if (outcome == Item.Refused)
            throw new BusUnavailableException($"The broker took no {message.Type} by {message.Key}: no queue is bound, its queue is full, or it is without a leader.");
    }

    /// <summary>Publishes over one connection until it is lost.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct, confirms: true);
        var channel = lease.Channel;
        channel.BasicAcksAsync += OnAcked;
        channel.BasicNacksAsync += OnNacked;
        channel.BasicReturnAsync += OnReturned;
        TakeUnconfirmed();
        do
        {
            while (_unsent.TryPeek(out var item) || _waiting.Reader.TryRead(out item))
            {
                if (_unsent.Count == 0) _unsent.Enqueue(item);
                if (!item.Confirmed.Task.IsCompleted) await SendAsync(channel, item, lease.Ended);
                else _unsent.Dequeue();
            }
        }
        while (await _waiting.Reader.WaitToReadAsync(lease.Ended));
    }

    /// <summary>What the last connection left unconfirmed is sent first, in order, then what was in hand when it broke.</summary>
    private void TakeUnconfirmed()
    {
        lock (_gate)
        {
            var unsent = _unsent.ToArray();
            _unsent.Clear();
            for (var sequence = _oldest; sequence < _next; sequence++)
            {
                if (_window[Slot(sequence)] is not { } item || item.Confirmed.Task.IsCompleted) continue;
                item.Resent = true;
                item.Returned = false;
                metrics.Resent(item.Message.Type);
                _unsent.Enqueue(item);
            }

            foreach (var item in unsent) _unsent.Enqueue(item);
            Array.Clear(_window);
            _oldest = _next = 1;
            _room = null;
        }
    }

    private async ValueTask SendAsync(IChannel channel, Item item, CancellationToken ct)
    {
        while (!TryEnter(item, out var room)) await room.WaitAsync(ct);
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

    private static Dictionary<string, object?> HeadersOf(Item item)
    {
        var headers = Properties.Headers(item.Trace, item.Resent);
        if (item.Message.Headers is not { } more) return headers;
        headers = new Dictionary<string, object?>(headers, StringComparer.Ordinal);
        foreach (var (key, value) in more) headers[key] = value;
        return headers;
    }

    private int Slot(ulong sequence) => (int)(sequence % (ulong)_window.Length);

    /// <summary>Takes the next sequence number, which is the one that the client gives the publication; false while the window is full.</summary>
    private bool TryEnter(Item item, out Task room)
    {
        lock (_gate)
        {
            if (_next - _oldest < (ulong)_window.Length)
            {
                _unsent.Dequeue();
                _window[Slot(_next++)] = item;
                room = Task.CompletedTask;
                return true;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _room.Task;
            return false;
        }
    }

    private Task OnAcked(object sender, BasicAckEventArgs e) => OnSettled(e.DeliveryTag, e.Multiple, refused: false);

    private Task OnNacked(object sender, BasicNackEventArgs e) => OnSettled(e.DeliveryTag, e.Multiple, refused: true);

    private Task OnSettled(ulong tag, bool multiple, bool refused)
    {
        lock (_gate)
        {
            for (var sequence = multiple ? _oldest : tag; sequence <= tag && sequence < _next; sequence++)
            {
                var slot = Slot(sequence);
                if (sequence < _oldest || _window[slot] is not { } item) continue;
                _window[slot] = null;
                item.Confirmed.TrySetResult(refused || item.Returned ? Item.Refused : Item.Taken);
            }

            while (_oldest < _next && _window[Slot(_oldest)] is null) _oldest++;
            if (_next - _oldest < (ulong)_window.Length) Interlocked.Exchange(ref _room, null)?.TrySetResult();
        }

        return Task.CompletedTask;
    }

    /// <summary>No queue took it. The confirmation that follows means nothing then.</summary>
    private Task OnReturned(object sender, BasicReturnEventArgs e)
    {
        if (e.BasicProperties.MessageId is not { } id || !long.TryParse(id.AsSpan(id.LastIndexOf('-') + 1), CultureInfo.InvariantCulture, out var number)) return Task.CompletedTask;
        lock (_gate)
        {
            foreach (var item in _window)
                if (item?.Number == number) item.Returned = true;
        }

        return Task.CompletedTask;
    }

    /// <summary>A message on its way.</summary>
    private sealed class Item(DurableMessage message, long number, DateTimeOffset at, TimeSpan deadline, string? trace) : DeadlineWheel.Entry
    {
        public const string Taken = "confirmed";
        public const string Refused = "refused";

        public DurableMessage Message { get; } = message;

        public long Number { get; } = number;

        public DateTimeOffset At { get; } = at;

        public string? Trace { get; } = trace;

        public bool Resent { get; set; }

        public bool Returned { get; set; }

        public TaskCompletionSource<string> Confirmed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override void OnDue() =>
            Confirmed.TrySetException(new BusUnavailableException($"The broker did not confirm {Message.Type} by {Message.Key} within {deadline}."));
    }
}
