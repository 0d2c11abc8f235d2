using Busbar.Wire.Can;

namespace Busbar.Links.Can.Devices;

/// <summary>
/// One participant on a bus behind a device that may go away and come back. While it is away the bus is off: nothing is taken, and what waited is dropped, since a
/// command that is late is a wrong one. The device is tried again each second.
/// </summary>
internal sealed class CanDeviceBus : ICanBus, ICanLinkOwner
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly CanFanOut _fanOut = new();
    private readonly CanOutbox _outbox;
    private readonly Func<ICanLinkOwner, ICanLink> _open;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _carrying = new(1);
    private readonly Task _life;
    private volatile ICanLink? _link;
    private volatile bool _sendFailed;
    private string? _lastFault;
    private long _sent;
    private long _refused;
    private long _malformed;
    private long _sendErrors;
    private int _closed;

    /// <param name="name">Name of the bus.</param>
    /// <param name="open">Opens the device; what it throws the first time goes to the caller.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CanBusException">The device cannot be opened.</exception>
    public CanDeviceBus(string name, Func<ICanLinkOwner, ICanLink> open, TimeProvider time)
    {
        Name = name;
        _open = open;
        _time = time;
        var first = open(this);
        _outbox = new CanOutbox(name, 0, time, CarryAsync);
        _life = Task.Run(() => LiveAsync(first, _closing.Token));
    }

    public string Name { get; }

    public CanBusState State
    {
        get
        {
            if (Volatile.Read(ref _closed) != 0) return CanBusState.Closed;
            if (_link is not { } link) return _tried.Task.IsCompleted ? CanBusState.BusOff : CanBusState.ErrorActive;
            return link.State == CanBusState.ErrorActive && _sendFailed ? CanBusState.ErrorPassive : link.State;
        }
    }

    public CanBusStatistics Statistics => new(
        Interlocked.Read(ref _sent), _fanOut.Received, Interlocked.Read(ref _refused) + _outbox.Refused, 0, Interlocked.Read(ref _malformed), 0,
        Interlocked.Read(ref _sendErrors), Volatile.Read(ref _lastFault));

    public bool TrySend(in CanFrame frame)
    {
        if (State != CanBusState.BusOff) return _outbox.TrySend(frame);
        Interlocked.Increment(ref _refused);
        return false;
    }

    public ValueTask SendAsync(CanFrame frame, CancellationToken ct = default) =>
        State == CanBusState.BusOff ? throw new CanBusException($"The CAN bus {Name} is off: {Volatile.Read(ref _lastFault)}.") : _outbox.SendAsync(frame, ct);

    public CanSubscription Subscribe(int capacity = 1024) => _fanOut.Add(capacity);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        await _outbox.DisposeAsync();
        await _closing.CancelAsync();
        await _life;
        _closing.Dispose();
        _carrying.Dispose();
        _fanOut.Close();
    }

    void ICanLinkOwner.Received(in CanFrame frame) => _fanOut.Deliver(frame, _time.GetUtcNow());

    void ICanLinkOwner.Malformed(string what)
    {
        Interlocked.Increment(ref _malformed);
        Fault(what);
    }

    void ICanLinkOwner.Sent()
    {
        Interlocked.Increment(ref _sent);
        _sendFailed = false;
    }

    void ICanLinkOwner.NotSent(string why)
    {
        Interlocked.Increment(ref _sendErrors);
        _sendFailed = true;
        Fault(why);
    }

    private void Fault(string text) => Volatile.Write(ref _lastFault, text);

    private async ValueTask CarryAsync(CanFrame frame, CancellationToken ct)
    {
        await _tried.Task.WaitAsync(ct);
        await _carrying.WaitAsync(ct);
        try
        {
            if (_link is { } link && link.State != CanBusState.BusOff) await link.SendAsync(frame, ct);
            else Interlocked.Increment(ref _sendErrors);
        }
        finally
        {
            _carrying.Release();
        }
    }

    private async Task LiveAsync(ICanLink? link, CancellationToken ct)
    {
        try
        {
            for (; !ct.IsCancellationRequested; link = null)
            {
                try
                {
                    link ??= _open(this);
                    await ServeAsync(link, ct);
                }
                catch (CanBusException gone)
                {
                    Fault(gone.Message);
                }

                _tried.TrySetResult();
                await Task.Delay(RetryAfter, _time, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(ICanLink link, CancellationToken ct)
    {
        await using (link)
        {
            try
            {
                await link.StartAsync(ct);
                _sendFailed = false;
                _link = link;
                _tried.TrySetResult();
                Fault(await link.Ended.WaitAsync(ct));
            }
            finally
            {
                // A frame that is on its way has the link for as long as it takes, which is less than a second or two.
                _link = null;
                await _carrying.WaitAsync(CancellationToken.None);
                _carrying.Release();
            }
        }
    }
}
