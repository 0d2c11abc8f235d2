using System.Globalization;
using RabbitMQ.Client.Events;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// What was published over one channel and is not settled yet, by the channel's own numbers. A word of an old channel that comes late is about this window
/// and never about its successor's. Thread safe.
/// </summary>
/// <param name="size">Unsettled publications at most.</param>
/// <param name="onRefused">Gets each that the broker did not take.</param>
internal sealed class ConfirmWindow(int size, Action<Publication> onRefused)
{
    private readonly Lock _gate = new();
    private readonly Publication?[] _slots = new Publication?[size];
    private ulong _oldest = 1;
    private ulong _next = 1;
    private TaskCompletionSource? _room;

    /// <summary>Takes the next sequence number, which is the one that the client gives the publication; false while the window is full.</summary>
    /// <param name="item">What is published next.</param>
    /// <param name="room">Completes when there may be room again.</param>
    public bool TryEnter(Publication item, out Task room)
    {
        lock (_gate)
        {
            if (_next - _oldest < (ulong)size)
            {
                _slots[Slot(_next++)] = item;
                room = Task.CompletedTask;
                return true;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _room.Task;
            return false;
        }
    }

    /// <summary>What is still unsettled and waited for, oldest first; the window is empty after that.</summary>
    public IReadOnlyList<Publication> Take()
    {
        lock (_gate)
        {
            var left = new List<Publication>();
            for (var sequence = _oldest; sequence < _next; sequence++)
                if (_slots[Slot(sequence)] is { IsDone: false } item) left.Add(item);
            Array.Clear(_slots);
            _oldest = _next;
            return left;
        }
    }

    public Task OnAcked(object sender, BasicAckEventArgs e) => OnSettled(e.DeliveryTag, e.Multiple, refused: false);

    public Task OnNacked(object sender, BasicNackEventArgs e) => OnSettled(e.DeliveryTag, e.Multiple, refused: true);

    /// <summary>No queue took it.</summary>
    public Task OnReturned(object sender, BasicReturnEventArgs e)
    {
        if (e.BasicProperties.MessageId is not { } id || !long.TryParse(id.AsSpan(id.LastIndexOf('-') + 1), CultureInfo.InvariantCulture, out var number)) return Task.CompletedTask;
        lock (_gate)
        {
            foreach (var item in _slots)
                if (item?.Number == number) item.Returned = true;
        }

        return Task.CompletedTask;
    }

    private int Slot(ulong sequence) => (int)(sequence % (ulong)size);

    private Task OnSettled(ulong tag, bool multiple, bool refused)
    {
        lock (_gate)
        {
            for (var sequence = multiple ? _oldest : Math.Max(tag, _oldest); sequence <= tag && sequence < _next; sequence++)
            {
                var slot = Slot(sequence);
                if (_slots[slot] is not { } item) continue;
                _slots[slot] = null;
                if (refused || item.Returned) onRefused(item);
                else item.Confirmed.TrySetResult(Publication.Taken);
            }

            while (_oldest < _next && _slots[Slot(_oldest)] is null) _oldest++;
            if (_next - _oldest < (ulong)size) Interlocked.Exchange(ref _room, null)?.TrySetResult();
        }

        return Task.CompletedTask;
    }
}
