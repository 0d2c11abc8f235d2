using System.Threading.Channels;
using Busbar.Links.Lanes;
using Busbar.Wire.Can;

namespace Busbar.Links.Can;

/// <summary>
/// The way from any number of senders to one carrier: a bounded queue, in order, and one pump that keeps the pace. A full
/// queue refuses <see cref="TrySend"/> and holds <see cref="SendAsync"/>; nothing is dropped silently.
/// </summary>
internal sealed class CanOutbox : IAsyncDisposable
{
    private const int Capacity = 1024;

    private readonly Lane<CanFrame> _queue = new(Capacity, LanePolicy.Wait);
    private readonly CancellationTokenSource _closing = new();
    private readonly CanPacer? _pacer;
    private readonly TimeProvider _time;
    private readonly Func<CanFrame, CancellationToken, ValueTask> _carry;
    private readonly string _name;
    private readonly Task _pump;
    private long _refused;

    /// <param name="name">Name of the bus, for errors.</param>
    /// <param name="framesPerSecond">Pace; 0 for none.</param>
    /// <param name="time">Clock of the pace.</param>
    /// <param name="carry">Hands one frame to the carrier; must not throw.</param>
    public CanOutbox(string name, int framesPerSecond, TimeProvider time, Func<CanFrame, CancellationToken, ValueTask> carry)
    {
        _name = name;
        _time = time;
        _carry = carry;
        _pacer = framesPerSecond > 0 ? new CanPacer(framesPerSecond, time) : null;
        _pump = Task.Run(PumpAsync);
    }

    public long Refused => Interlocked.Read(ref _refused);

    public bool TrySend(in CanFrame frame)
    {
        if (_queue.TryWrite(frame)) return true;
        Interlocked.Increment(ref _refused);
        return false;
    }

    public async ValueTask SendAsync(CanFrame frame, CancellationToken ct)
    {
        try
        {
            await _queue.WriteAsync(frame, ct);
        }
        catch (ChannelClosedException closed)
        {
            throw new CanBusException($"The CAN bus {_name} is closed.", closed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await _closing.CancelAsync();
        await _pump;
        _closing.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            await foreach (var frame in _queue.ReadAllAsync(_closing.Token))
            {
                var wait = _pacer?.Take() ?? TimeSpan.Zero;
                if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, _closing.Token);
                await _carry(frame, _closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed: what is still queued is lost, as frames are when a controller is switched off.
        }
    }
}
