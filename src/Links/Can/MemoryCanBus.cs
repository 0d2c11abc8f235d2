using Busbar.Wire.Can;

namespace Busbar.Links.Can;

/// <summary>
/// Faults on demand for a participant of a <c>memory:</c> bus, which implements it: <c>((ICanFaults)bus).IsBusOff = true</c>. For labs and tests. Thread safe.
/// </summary>
public interface ICanFaults
{
    /// <summary>Whether its controller has cut itself off: it sends nothing, refuses what is to be sent, and hears nothing, until this is false again.</summary>
    bool IsBusOff { get; set; }
}

/// <summary>One participant on a bus within this process.</summary>
internal sealed class MemoryCanBus : ICanBus, ICanFaults
{
    private readonly Wires _wires;
    private readonly CanFanOut _fanOut = new();
    private readonly CanOutbox? _outbox;
    private readonly TimeProvider _time;
    private long _sent;
    private long _refused;
    private int _closed;
    private volatile bool _isBusOff;

    private MemoryCanBus(string name, Wires wires, int rate, TimeProvider time)
    {
        Name = name;
        _wires = wires;
        _time = time;
        if (rate > 0) _outbox = new CanOutbox(name, rate, time, CarryAsync);
    }

    public string Name { get; }

    public CanBusState State =>
        Volatile.Read(ref _closed) != 0 ? CanBusState.Closed : _isBusOff ? CanBusState.BusOff : CanBusState.ErrorActive;

    public bool IsBusOff
    {
        get => _isBusOff;
        set => _isBusOff = value;
    }

    public CanBusStatistics Statistics =>
        new(Interlocked.Read(ref _sent), _fanOut.Received, Interlocked.Read(ref _refused) + (_outbox?.Refused ?? 0), 0, 0, 0, 0, null);

    public static MemoryCanBus Open(CanAddress address, TimeProvider time)
    {
        var rate = RateOf(address);
        return Wires.Join(address.Target, wires => new MemoryCanBus(address.Name, wires, rate, time));
    }

    /// <summary>Frames per second that the address asks for; 0 for no limit.</summary>
    /// <exception cref="CanBusException">An option cannot be; says what is allowed.</exception>
    public static int RateOf(CanAddress address)
    {
        var rate = address.Number("rate", 0, 0, 1_000_000);
        address.RequireNoMoreOptions("rate");
        return rate;
    }

    public bool TrySend(in CanFrame frame)
    {
        if (Volatile.Read(ref _closed) != 0 || _isBusOff)
        {
            Interlocked.Increment(ref _refused);
            return false;
        }

        if (_outbox is not null) return _outbox.TrySend(frame);
        Carry(frame);
        return true;
    }

    public ValueTask SendAsync(CanFrame frame, CancellationToken ct = default)
    {
        if (Volatile.Read(ref _closed) != 0) throw new CanBusException($"The CAN bus {Name} is closed.");
        if (_isBusOff) throw new CanBusException($"The CAN bus {Name} is off.");
        if (_outbox is not null) return _outbox.SendAsync(frame, ct);
        ct.ThrowIfCancellationRequested();
        Carry(frame);
        return ValueTask.CompletedTask;
    }

    public CanSubscription Subscribe(int capacity = 1024) => _fanOut.Add(capacity);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        if (_outbox is not null) await _outbox.DisposeAsync();
        _wires.Leave(this);
        _fanOut.Close();
    }

    private ValueTask CarryAsync(CanFrame frame, CancellationToken ct)
    {
        Carry(frame);
        return ValueTask.CompletedTask;
    }

    private void Carry(in CanFrame frame)
    {
        // What still waits for the wire when a controller goes off is lost, as on a real one.
        if (_isBusOff) return;
        _wires.Carry(this, frame);
        Interlocked.Increment(ref _sent);
    }

    /// <summary>What the participants of one name share. One frame at a time is on the wires, so all see the same order.</summary>
    private sealed class Wires(string name)
    {
        private static readonly Lock Registry = new();
        private static readonly Dictionary<string, Wires> ByName = new(StringComparer.Ordinal);

        private readonly Lock _arbitration = new();
        private readonly List<MemoryCanBus> _participants = [];

        public static MemoryCanBus Join(string name, Func<Wires, MemoryCanBus> make)
        {
            lock (Registry)
            {
                if (!ByName.TryGetValue(name, out var wires)) ByName.Add(name, wires = new Wires(name));
                var bus = make(wires);
                lock (wires._arbitration) wires._participants.Add(bus);
                return bus;
            }
        }

        public void Carry(MemoryCanBus sender, in CanFrame frame)
        {
            lock (_arbitration)
            {
                foreach (var participant in _participants)
                    if (participant != sender && !participant._isBusOff) participant._fanOut.Deliver(frame, participant._time.GetUtcNow());
            }
        }

        public void Leave(MemoryCanBus bus)
        {
            lock (Registry)
            {
                lock (_arbitration) _participants.Remove(bus);
                if (_participants.Count == 0) ByName.Remove(name);
            }
        }
    }
}
