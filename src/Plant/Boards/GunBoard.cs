using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Plant.Boards;

/// <summary>The driver of one gun board. Starting it switches nothing: it takes what the coil does as commanded until it is told otherwise.</summary>
public sealed class GunBoard : Board, IGunBoard
{
    private const GunFlags Told = GunFlags.Tripped | GunFlags.EmergencyStop | GunFlags.SupplyLow | GunFlags.Aux | GunFlags.Coil | GunFlags.Permits | GunFlags.OutputFault;

    private volatile GunBoardView _view = new();
    private GunState? _state;
    private TimeSpan _measuredAt;
    private bool? _commanded;
    private bool _isTold;
    private bool _toOpen;
    private byte _sequence;
    private TimeSpan _sentAt = -RepeatAfter;
    private IsolationCommand? _isolation;

    internal GunBoard(BoardBus bus, BoardConfig config)
        : base(bus, config)
    {
    }

    /// <inheritdoc/>
    public event Action<GunBoardEvent>? Changed;

    /// <inheritdoc/>
    public GunBoardView View => _view;

    /// <inheritdoc/>
    public bool SwitchOutput(bool close)
    {
        lock (Gate)
        {
            if (close)
            {
                if (!IsOnline || _state is not { Flags: var flags } || _commanded is null) return false;
                if ((flags & (GunFlags.Tripped | GunFlags.EmergencyStop)) != GunFlags.None || !flags.HasFlag(GunFlags.Permits)) return false;
            }
            else if (_commanded is null)
            {
                _toOpen = true;
                return true;
            }

            Command(close);
            return true;
        }
    }

    /// <inheritdoc/>
    public byte? StartIsolationTest(double voltageV)
    {
        if (voltageV is not (>= 0 and <= 1500)) throw new ArgumentOutOfRangeException(nameof(voltageV), voltageV, "Voltage of an isolation test; allowed: 0 to 1500 V.");
        lock (Gate)
        {
            if (!IsOnline) return null;
            var last = _isolation?.Test ?? _view.Isolation.Test;
            var test = last == byte.MaxValue ? (byte)1 : (byte)(last + 1);
            _isolation = new IsolationCommand(true, test, (ushort)Math.Round(voltageV));
            Bus.Send(_isolation.Value.Frame(Config.Address));
            return test;
        }
    }

    /// <inheritdoc/>
    public void StopIsolationTest()
    {
        lock (Gate)
        {
            if (_isolation is not { Run: true } isolation) return;
            _isolation = isolation with { Run = false };
            Bus.Send(_isolation.Value.Frame(Config.Address));
        }
    }

    internal override CanFault? Take(in BoardId id, in CanFrame frame, TimeSpan now)
    {
        if (!GunBoardMessage.TryRead(id, frame, out var message, out var fault)) return fault;
        if (message.State is { } state) TakeState(state, now);
        else if (message.Meter is { } meter) TakeMeter(meter, now);
        else if (message.Isolation is { } isolation) TakeIsolation(isolation);
        else TakeSlow(message);
        return null;
    }

    private protected override void Forget()
    {
        _state = null;
        _view = _view with
        {
            IsOnline = false, Pilot = null, Proximity = null, Permits = false, OutputDriven = null, OutputClosed = null,
            OutputFault = false, VoltageV = null, CurrentA = null, TemperatureC = null, BoardTemperatureC = null,
        };
    }

    private protected override void Repeat(TimeSpan now)
    {
        if (_view.VoltageV is not null && now - _measuredAt > LostAfter) _view = _view with { VoltageV = null, CurrentA = null };
        var isFresh = now - _sentAt < RepeatAfter;
        if (_isTold && _commanded is { } commanded && !(_state?.Sequence == _sequence && isFresh))
        {
            _sentAt = now;
            Bus.Send(new OutputCommand(commanded, Epoch, _sequence).Frame(Config.Address));
        }

        var isolation = _view.Isolation;
        if (_isolation is { } wanted && (wanted.Run ? isolation.Test != wanted.Test : isolation is { State: IsolationState.Running } && isolation.Test == wanted.Test))
            Bus.Send(wanted.Frame(Config.Address));
    }

    private protected override void RaiseLost() => Raise(Changed, (GunBoardEvent)new GunBoardLost());

    private void TakeState(in GunState state, TimeSpan now)
    {
        GunBoardReturned? returned = null;
        bool changed;
        lock (Gate)
        {
            if (Hear(state.Epoch, state.Counter, now) is not { } heard) return;
            if (heard.Restarted)
            {
                _commanded = null;
                _isTold = false;
                if (_isolation is { } isolation) _isolation = isolation with { Run = false };
            }

            if (heard.Returned || heard.Restarted) returned = new GunBoardReturned(heard.Restarted);
            changed = _state is not { } before || before.Pilot != state.Pilot || before.Proximity != state.Proximity
                || ((before.Flags ^ state.Flags) & Told) != GunFlags.None;
            _state = state;
            if (_commanded is null)
            {
                _commanded = state.Flags.HasFlag(GunFlags.Coil);
                if (_toOpen) Command(close: false);
                _toOpen = false;
            }

            Show();
        }

        if (returned is not null)
        {
            LogReturn(returned.HasForgotten);
            Raise(Changed, (GunBoardEvent)returned);
        }

        if (changed) Raise(Changed, (GunBoardEvent)new GunBoardChanged(_view));
    }

    private void TakeMeter(in GunMeter meter, TimeSpan now)
    {
        lock (Gate)
        {
            if (!IsOnline) return;
            _measuredAt = now;
            _view = _view with { VoltageV = meter.VoltageMv / 1000.0, CurrentA = meter.CurrentMa / 1000.0, MeasuredAt = Bus.Timestamp };
        }

        Raise(Changed, (GunBoardEvent)new GunBoardMeasured(meter.VoltageMv / 1000.0, meter.CurrentMa / 1000.0));
    }

    private void TakeIsolation(in GunIsolation isolation)
    {
        lock (Gate) _view = _view with { Isolation = isolation };
        Raise(Changed, (GunBoardEvent)new GunBoardIsolation(isolation));
    }

    private void TakeSlow(in GunBoardMessage message)
    {
        lock (Gate)
        {
            if (message.Temperatures is { } t)
                _view = _view with { TemperatureC = Max(Max(t.PlusTenths, t.MinusTenths), t.CableTenths) / 10.0, BoardTemperatureC = t.BoardTenths / 10.0 };
            else if (message.Energy is { } energy) _view = _view with { EnergyOutWh = energy.OutWh, EnergyBackWh = energy.BackWh };
            else if (message.Wear is { } wear) _view = _view with { Wear = wear };
            else if (message.Identity is { } identity) _view = _view with { Identity = identity };
        }
    }

    private static short? Max(short? a, short? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);

    private void Command(bool close)
    {
        _commanded = close;
        _isTold = true;
        _sequence++;
        _sentAt = Bus.Now;
        Bus.Send(new OutputCommand(close, Epoch, _sequence).Frame(Config.Address));
        _view = _view with { OutputCommanded = close };
    }

    private void Show()
    {
        if (_state is not { } state) return;
        _view = _view with
        {
            IsOnline = true,
            Pilot = state.Pilot,
            Proximity = state.Proximity,
            Permits = state.Flags.HasFlag(GunFlags.Permits),
            EmergencyStop = state.Flags.HasFlag(GunFlags.EmergencyStop),
            HasTripped = state.Flags.HasFlag(GunFlags.Tripped),
            SupplyLow = state.Flags.HasFlag(GunFlags.SupplyLow),
            OutputCommanded = _commanded,
            OutputDriven = state.Flags.HasFlag(GunFlags.Coil),
            OutputClosed = state.Flags.HasFlag(GunFlags.Aux),
            OutputFault = state.Flags.HasFlag(GunFlags.OutputFault),
        };
    }
}
