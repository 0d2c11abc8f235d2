using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Lab.Sites;

/// <summary>What a gun board senses; set by the physics and the players before each step.</summary>
/// <param name="Pilot">State of the control pilot.</param>
/// <param name="Proximity">State of the proximity contact.</param>
/// <param name="SeccPermits">The SECC's permission line.</param>
/// <param name="Aux">The auxiliary contact of the output contactor says closed.</param>
/// <param name="VoltageV">Voltage on the charger's side, V.</param>
/// <param name="CurrentA">Current into the vehicle, A.</param>
/// <param name="IsolationKOhm">Lower resistance of a pole to protective earth, kOhm.</param>
/// <param name="ContactC">Temperature of the contacts, degC.</param>
public readonly record struct GunSenses(
    PilotState Pilot, ProximityState Proximity, bool SeccPermits, bool Aux, double VoltageV, double CurrentA, double IsolationKOhm, double ContactC)
{
    /// <summary>Nothing plugged, nothing live.</summary>
    public static GunSenses Idle { get; } = new(PilotState.A, ProximityState.Open, SeccPermits: false, Aux: false, 0, 0, 5000, 25);
}

/// <summary>A gun board by the bytes and rules of docs/boards.md. Not thread safe.</summary>
/// <param name="address">1 to 254.</param>
/// <param name="serial">Serial number that it tells.</param>
/// <param name="meterPeriod">Time between two measurements, 10 to 100 ms; null: 50 ms.</param>
public sealed class LabGunBoard(byte address, uint serial = 1, TimeSpan? meterPeriod = null) : LabBoard(address, serial)
{
    // IEC 61851-23:2023 knows the fault level only; the warning level is that of the 2014 edition at 500 V (facts, numbers for a charger).
    private const double FaultKOhm = 100;
    private const double WarningKOhm = 250;

    private static readonly TimeSpan SelfTestTakes = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TestTakes = TimeSpan.FromSeconds(3);

    private readonly TimeSpan _meterPeriod = meterPeriod ?? TimeSpan.FromMilliseconds(50);
    private GunSenses _senses = GunSenses.Idle;
    private bool _coil;
    private byte _sequence;
    private TimeSpan? _disagreesSince;
    private bool _outputFault;
    private IsolationCommand _asked;
    private TimeSpan? _testSince;
    private GunIsolation _isolation;
    private uint _cycles;
    private ushort _loadBreaks;
    private double _outWh;
    private double _backWh;
    private TimeSpan? _countedAt;
    private TimeSpan _stateAt = -TimeSpan.FromHours(1);
    private TimeSpan _meterAt = -TimeSpan.FromHours(1);
    private TimeSpan _isolationAt = -TimeSpan.FromHours(1);
    private TimeSpan _temperaturesAt = -TimeSpan.FromHours(1);
    private TimeSpan _countersAt = -TimeSpan.FromHours(1);
    private (PilotState Pilot, ProximityState Proximity, GunFlags Flags, byte Epoch, byte Sequence) _told;
    private bool _passesSelfTest = true;

    /// <summary>Whether it drives the coil of the output contactor.</summary>
    public bool Coil => _coil;

    /// <summary>How the insulation test stands.</summary>
    public IsolationState Isolation => _isolation.State;

    /// <summary>Openings of the output at 1 A or more.</summary>
    public int LoadBreaks => _loadBreaks;

    /// <summary>Whether the isolation monitor passes its self-test. Default true.</summary>
    public bool PassesSelfTest
    {
        get => _passesSelfTest;
        set => _passesSelfTest = value;
    }

    /// <summary>What it senses.</summary>
    public GunSenses Senses
    {
        get => _senses;
        set
        {
            if (value.Aux && !_senses.Aux) _cycles++;
            _senses = value;
        }
    }

    private protected override BoardKind Kind => BoardKind.Gun;

    private protected override byte Channels => 1;

    private bool Permits => _senses is { Pilot: PilotState.C or PilotState.D, Proximity: ProximityState.Valid, SeccPermits: true };

    private GunFlags Flags =>
        (HasTripped ? GunFlags.Tripped : GunFlags.None) | (EmergencyStop ? GunFlags.EmergencyStop : GunFlags.None)
        | (_senses.Aux ? GunFlags.Aux : GunFlags.None) | (_coil ? GunFlags.Coil : GunFlags.None)
        | (Permits ? GunFlags.Permits : GunFlags.None) | (_outputFault ? GunFlags.OutputFault : GunFlags.None);

    private protected override bool TryTake(in BoardId id, in CanFrame frame)
    {
        switch (id.Message)
        {
            case OutputCommand.Message when OutputCommand.TryRead(frame, out var output, out _):
                if (!output.Close) SetCoil(false);
                else if (output.Epoch == Epoch && !HasTripped && !EmergencyStop && Permits) SetCoil(true);
                _sequence = output.Sequence;
                return true;
            case IsolationCommand.Message when IsolationCommand.TryRead(frame, out var asked, out _):
                if (!asked.Run)
                {
                    if (_isolation.State == IsolationState.Running) _isolation = new(IsolationState.Invalid, asked.Test, null, 0, IsolationSelfTest.None);
                    _testSince = null;
                }
                else if (asked.Test != _asked.Test || !_asked.Run)
                {
                    _testSince = TimeSpan.MinValue;
                }

                _asked = asked;
                return true;
            default:
                return false;
        }
    }

    private protected override void Guard(TimeSpan now)
    {
        Count(now);
        var silence = Silence(now);
        var isLate = silence > BoardHeartbeat.GunOpensAfter || (HasTripped && Math.Abs(_senses.CurrentA) < BoardHeartbeat.ZeroCurrentA);
        if (_coil && (isLate || EmergencyStop || !Permits))
        {
            SetCoil(false);
            NextEpoch();
        }

        if (_coil == _senses.Aux) _disagreesSince = null;
        else _disagreesSince ??= now;
        _outputFault = _disagreesSince is { } since && now - since > ContactorCoils.DisagreesAfter;
        Test(now);
    }

    private protected override void Drop()
    {
        SetCoil(false);
        _sequence = 0;
        _asked = default;
        _testSince = null;
        _isolation = default;
    }

    private protected override void Tell(TimeSpan now, Action<CanFrame> send)
    {
        var telling = (_senses.Pilot, _senses.Proximity, Flags, Epoch, _sequence);
        if (telling != _told || Due(ref _stateAt, now, TimeSpan.FromMilliseconds(50)))
        {
            _told = telling;
            _stateAt = now;
            if (Fault != BoardFault.Hung) Counter++;
            send(new GunState(_senses.Pilot, _senses.Proximity, Flags, Epoch, _sequence, Counter).Frame(Address));
        }

        if (Due(ref _meterAt, now, _meterPeriod))
            send(new GunMeter((int)Math.Round(_senses.VoltageV * 1000), (int)Math.Round(_senses.CurrentA * 1000)).Frame(Address));
        if (Due(ref _isolationAt, now, TimeSpan.FromMilliseconds(_isolation.State == IsolationState.Running ? 100 : 1000))) send(_isolation.Frame(Address));
        if (Due(ref _temperaturesAt, now, TimeSpan.FromMilliseconds(500)))
        {
            var contact = (short)Math.Round(_senses.ContactC * 10);
            send(new GunTemperatures(contact, contact, null, 300).Frame(Address));
        }

        if (!Due(ref _countersAt, now, TimeSpan.FromSeconds(1))) return;
        send(new GunEnergy((uint)_outWh, (uint)_backWh).Frame(Address));
        send(new GunWear(_cycles, _loadBreaks, (ushort)Trips).Frame(Address));
    }

    private static bool Due(ref TimeSpan last, TimeSpan now, TimeSpan period)
    {
        if (now - last < period) return false;
        last = now;
        return true;
    }

    private void SetCoil(bool on)
    {
        if (_coil && !on && Math.Abs(_senses.CurrentA) >= BoardHeartbeat.ZeroCurrentA) _loadBreaks++;
        _coil = on;
    }

    private void Count(TimeSpan now)
    {
        if (_countedAt is { } last)
        {
            var energyWh = _senses.VoltageV * _senses.CurrentA * (now - last).TotalHours;
            if (energyWh > 0) _outWh += energyWh;
            else _backWh -= energyWh;
        }

        _countedAt = now;
    }

    private void Test(TimeSpan now)
    {
        if (_testSince is not { } since) return;
        if (since == TimeSpan.MinValue) _testSince = since = now;
        var volts = (ushort)Math.Clamp(_senses.VoltageV, 0, ushort.MaxValue);
        var before = _isolation.State;
        if (now - since < SelfTestTakes)
        {
            _isolation = new(IsolationState.Running, _asked.Test, null, volts, IsolationSelfTest.Running);
        }
        else if (!_passesSelfTest)
        {
            _isolation = new(IsolationState.Invalid, _asked.Test, null, volts, IsolationSelfTest.Failed);
            _testSince = null;
        }
        else
        {
            var kOhm = (ushort)Math.Clamp(_senses.IsolationKOhm, 0, ushort.MaxValue - 1);
            var isOver = now - since >= TestTakes;
            var state = !isOver ? IsolationState.Running : kOhm < FaultKOhm ? IsolationState.Fault : kOhm < WarningKOhm ? IsolationState.Warning : IsolationState.Valid;
            _isolation = new(state, _asked.Test, kOhm, volts, IsolationSelfTest.Passed);
            if (isOver) _testSince = null;
        }

        if (_isolation.State != before) _isolationAt = -TimeSpan.FromHours(1);
    }
}
