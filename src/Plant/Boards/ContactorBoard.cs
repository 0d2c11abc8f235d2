using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Plant.Boards;

/// <summary>
/// The driver of one contactor board. At the start, and after a trip or restart of the board, it takes what the coils do as commanded and
/// sends nothing until it is told something: a controller that starts anew switches nothing by starting.
/// </summary>
public sealed class ContactorBoard : Board, IContactors
{
    private readonly uint _mask;
    private readonly long?[] _cycles;
    private ContactorStatus? _status;
    private ContactorCoils? _coils;
    private BoardIdentity? _identity;
    private uint? _commanded;
    private uint _toOpen;
    private bool _isTold;
    private byte _sequence;
    private TimeSpan _sentAt = -RepeatAfter;

    internal ContactorBoard(BoardBus bus, BoardConfig config)
        : base(bus, config)
    {
        if (config.Contactors is < 1 or > 32)
            throw new ArgumentException($"Board '{config.Id}' has {config.Contactors} contactors; allowed: 1 to 32.", nameof(config));
        _mask = config.Contactors == 32 ? uint.MaxValue : (1u << config.Contactors) - 1;
        _cycles = new long?[config.Contactors];
    }

    /// <inheritdoc/>
    public event Action<ContactorEvent>? Changed;

    /// <inheritdoc/>
    public int Count => _cycles.Length;

    /// <summary>What is the matter with the board itself; none while it is not heard.</summary>
    public BoardFlags Flags
    {
        get
        {
            lock (Gate) return _status?.Flags ?? BoardFlags.None;
        }
    }

    /// <summary>Which board it is; null: not heard yet.</summary>
    public BoardIdentity? Identity
    {
        get
        {
            lock (Gate) return _identity;
        }
    }

    /// <inheritdoc/>
    public ContactorView this[int contactor]
    {
        get
        {
            Check(contactor);
            lock (Gate) return View(contactor);
        }
    }

    /// <inheritdoc/>
    public bool Close(int contactor)
    {
        Check(contactor);
        lock (Gate)
        {
            if (!IsOnline || _status is not { Flags: var flags } || _commanded is not { } commanded) return false;
            if ((flags & (BoardFlags.Tripped | BoardFlags.EmergencyStop)) != BoardFlags.None) return false;
            Command(commanded | (1u << contactor));
            return true;
        }
    }

    /// <inheritdoc/>
    public void Open(int contactor)
    {
        Check(contactor);
        lock (Gate)
        {
            if (_commanded is { } commanded) Command(commanded & ~(1u << contactor));
            else _toOpen |= 1u << contactor;
        }
    }

    internal override CanFault? Take(in BoardId id, in CanFrame frame, TimeSpan now)
    {
        if (!ContactorBoardMessage.TryRead(id, frame, out var message, out var fault)) return fault;
        List<ContactorEvent> events = [];
        lock (Gate)
        {
            if (message.Status is { } status) TakeStatus(status, now, events);
            else if (message.Coils is { } coils) TakeCoils(coils, events);
            else if (message.Cycles is { } cycles && cycles.Contactor < _cycles.Length) _cycles[cycles.Contactor] = cycles.Cycles;
            else if (message.Identity is { } identity) _identity = identity;
        }

        foreach (var e in events)
        {
            if (e is ContactorBoardReturned returned) LogReturn(returned.HasForgotten);
            Raise(Changed, e);
        }

        return null;
    }

    private protected override void Forget()
    {
        _status = null;
        _coils = null;
    }

    private protected override void Repeat(TimeSpan now)
    {
        if (!_isTold || _commanded is not { } commanded) return;
        if (_status?.Sequence == _sequence && now - _sentAt < RepeatAfter) return;
        Transmit(commanded, now);
    }

    private protected override void RaiseLost()
    {
        Raise(Changed, (ContactorEvent)new ContactorBoardLost(Id));
        for (var k = 0; k < Count; k++) Raise(Changed, (ContactorEvent)new ContactorChanged(k, this[k]));
    }

    private void TakeStatus(in ContactorStatus status, TimeSpan now, List<ContactorEvent> events)
    {
        if (Hear(status.Epoch, status.Counter, now) is not { } heard) return;
        var before = _status;
        if (heard.Restarted)
        {
            _commanded = null;
            _isTold = false;
            _coils = null;
        }

        _status = status with { Aux = status.Aux & _mask };
        if (heard.Returned || heard.Restarted) events.Add(new ContactorBoardReturned(Id, heard.Restarted));
        if (((before?.Flags ?? BoardFlags.None) ^ status.Flags).HasFlag(BoardFlags.EmergencyStop))
            events.Add(new ContactorBoardEmergencyStop(Id, status.Flags.HasFlag(BoardFlags.EmergencyStop)));
        AddChanged(before is null ? _mask : (before.Value.Aux ^ status.Aux) & _mask, events);
    }

    private void TakeCoils(in ContactorCoils coils, List<ContactorEvent> events)
    {
        if (!IsOnline) return;
        if (_commanded is null)
        {
            _commanded = coils.Coils & _mask;
            if (_toOpen != 0) Command(_commanded.Value & ~_toOpen);
            _toOpen = 0;
        }

        var before = _coils?.Faults ?? 0;
        _coils = coils;
        AddChanged((before ^ coils.Faults) & _mask, events);
    }

    private void AddChanged(uint which, List<ContactorEvent> events)
    {
        for (var k = 0; k < Count; k++)
            if ((which & (1u << k)) != 0) events.Add(new ContactorChanged(k, View(k)));
    }

    private void Command(uint commanded)
    {
        _commanded = commanded & _mask;
        _isTold = true;
        _sequence++;
        Transmit(commanded & _mask, Bus.Now);
    }

    private void Transmit(uint commanded, TimeSpan now)
    {
        _sentAt = now;
        Bus.Send(new ContactorCommand(commanded, Epoch, _sequence).Frame(Config.Address));
    }

    private ContactorView View(int k)
    {
        var bit = 1u << k;
        return new ContactorView(
            _commanded is { } commanded ? (commanded & bit) != 0 : null,
            _status is { } status ? (status.Aux & bit) != 0 : null,
            ((_coils?.Faults ?? 0) & bit) != 0,
            _cycles[k]);
    }

    private void Check(int contactor)
    {
        if ((uint)contactor >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(contactor), contactor, $"Contactor of board '{Id}'; allowed: 0 to {Count - 1}.");
    }
}
