using Busbar.Wire.Can;

namespace Busbar.Links.Can.Devices;

/// <summary>
/// A CAN interface of Linux. Its error frames tell how its controller stands; while it is off, or the interface is down, it is looked at each second whether it is back,
/// since an interface that somebody restarts by hand tells so by no frame.
/// </summary>
internal sealed class SocketCanLink : ICanLink, IUnixReader
{
    // errno.h: the interface is down; the queue to it is full.
    private const int NetworkDown = 100;
    private const int NoBuffers = 105;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RoomWithin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(2);

    private readonly UnixDevice _device;
    private readonly string _name;
    private readonly Func<bool> _hasCarrier;
    private readonly TimeProvider _time;
    private readonly ICanLinkOwner _owner;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly byte[] _bytes = new byte[SocketCanCodec.FrameBytes];
    private Task _watching = Task.CompletedTask;
    private volatile bool _isOff;
    private volatile bool _isPassive;

    /// <param name="device">The socket; this owns it.</param>
    /// <param name="name">Name of the interface.</param>
    /// <param name="hasCarrier">Whether the interface is up and its controller takes part.</param>
    /// <param name="time">The clock.</param>
    /// <param name="owner">The bus.</param>
    public SocketCanLink(UnixDevice device, string name, Func<bool> hasCarrier, TimeProvider time, ICanLinkOwner owner)
    {
        _device = device;
        _name = name;
        _hasCarrier = hasCarrier;
        _time = time;
        _owner = owner;
        device.StartReading(this);
    }

    public CanBusState State => _isOff ? CanBusState.BusOff : _isPassive ? CanBusState.ErrorPassive : CanBusState.ErrorActive;

    public Task<string> Ended => _ended.Task;

    public Task StartAsync(CancellationToken ct)
    {
        if (!_hasCarrier())
            throw new CanBusException($"The CAN interface {_name} is down or in bus-off; set it up with 'ip link set {_name} up type can bitrate 125000 restart-ms 100'.");
        _watching = WatchAsync(_closing.Token);
        return Task.CompletedTask;
    }

    public async ValueTask SendAsync(CanFrame frame, CancellationToken ct)
    {
        SocketCanCodec.Write(_bytes, frame);
        for (var waited = TimeSpan.Zero; ; waited += RoomPause)
        {
            _device.Write(_bytes, out var error);
            if (error == 0)
            {
                _owner.Sent();
                return;
            }

            if (error is not (LibC.Again or NoBuffers) || waited >= RoomWithin || _isOff)
            {
                _owner.NotSent($"sending to {_name}: {LibC.Describe(error)}");
                if (error == NetworkDown) _isOff = true;
                return;
            }

            await Task.Delay(RoomPause, _time, ct);
        }
    }

    public void Take(ReadOnlySpan<byte> bytes)
    {
        if (!SocketCanCodec.TryRead(bytes, out var frame, out var fault)) _owner.Malformed($"{_name}: {fault!.Text}");
        else if (frame.IsError) HearError((CanErrorClass)frame.Id, frame[1]);
        else _owner.Received(frame);
    }

    public bool MayGoOn(int error)
    {
        if (error != NetworkDown) return false;
        _isOff = true;
        return true;
    }

    void IUnixReader.Ended(string why) => _ended.TrySetResult(why);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watching;
        await _device.DisposeAsync();
        _closing.Dispose();
    }

    private void HearError(CanErrorClass classes, byte controller)
    {
        if (Has(CanErrorClass.Restarted)) (_isOff, _isPassive) = (false, false);
        if (Has(CanErrorClass.Controller) && (controller & SocketCanCodec.ControllerPassive) != 0) _isPassive = true;
        if (Has(CanErrorClass.Controller) && (controller & SocketCanCodec.ControllerActive) != 0) _isPassive = false;
        if (Has(CanErrorClass.BusOff)) _isOff = true;

        bool Has(CanErrorClass one) => (classes & one) != CanErrorClass.None;
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, _time, ct);
                if (_isOff && _hasCarrier()) (_isOff, _isPassive) = (false, false);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }
}
