using Busbar.Plant.Pep;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.House.Tests.Peers;

/// <summary>
/// A gun that answers as PEP-WS demands, with a plant that takes its time: contactors 80 ms, isolation test 500 ms, voltage 4000 V/s, discharge 150 ms in transition.
/// </summary>
internal sealed class SheetGun(TimeProvider time) : IPepGun
{
    private const double MaxV = 1000, MaxA = 250, SlopeVPerS = 4000;
    private static readonly TimeSpan Switching = TimeSpan.FromMilliseconds(80), Testing = TimeSpan.FromMilliseconds(500), Discharging = TimeSpan.FromMilliseconds(150);

    private readonly Lock _gate = new();
    private bool _closed, _wanted, _tested;
    private double _fromV, _toV, _currentA;
    private long _rampedAt, _switchedAt, _testedAt, _transitionAt;
    private bool _inTransition;

    public PepGunPort Port { get; set; } = null!;

    public int Sessions { get; private set; }

    /// <summary>False: takes every voltage and drives it with open contactors.</summary>
    public bool KeepsTheRules { get; init; } = true;

    public PepConfiguration Configuration { get; } = new()
    {
        FirmwareVersion = "1", Manufacturer = "Busbar", LimitVoltageMinV = 150, LimitVoltageMaxV = MaxV, LimitCurrentMinA = 0, LimitCurrentMaxA = MaxA, LimitPowerMaxW = 120_000, FloatValues = true,
    };

    public PepGunView View
    {
        get
        {
            lock (_gate)
            {
                Advance();
                var tested = _tested && time.GetElapsedTime(_testedAt) >= Testing;
                return new PepGunView(
                    new PepStatus(VoltageV, _currentA, _toV, _currentA, 30, _closed, tested ? PepIsolationStatus.Valid : PepIsolationStatus.Invalid, !_inTransition), _inTransition);
            }
        }
    }

    private double VoltageV => _fromV + Math.Sign(_toV - _fromV) * Math.Min(Math.Abs(_toV - _fromV), SlopeVPerS * time.GetElapsedTime(_rampedAt).TotalSeconds);

    public void SeccConnected()
    {
    }

    public void SeccLost(string why) => Standby();

    public void OnCableCheck(long ticket, in PepCableCheck request)
    {
        lock (_gate) (_tested, _testedAt) = (true, time.GetTimestamp());
        Port.Answer(ticket);
    }

    public void OnTargetValues(long ticket, in PepTargetValues request)
    {
        if (KeepsTheRules && request.TargetVoltageV > MaxV)
        {
            Port.Refuse(ticket, PepErrorCategory.Value, $"payload.targetVoltage is {request.TargetVoltageV}; allowed: 0 to {MaxV} V.");
            return;
        }

        lock (_gate)
        {
            Advance();
            if (_closed || !KeepsTheRules)
            {
                Ramp(request.TargetVoltageV);
                _currentA = request.ChargingState == PepChargingState.Charge ? Math.Min(request.TargetCurrentA, MaxA) : 0;
            }
        }

        Port.Answer(ticket);
    }

    public void OnContactors(long ticket, in PepContactorsStatus request)
    {
        if (!request.Closed) Standby();
        else
        {
            lock (_gate)
            {
                if (!_wanted) (_wanted, _switchedAt, Sessions) = (true, time.GetTimestamp(), Sessions + 1);
            }
        }

        Port.Answer(ticket);
    }

    public void OnReset(long ticket)
    {
        Standby();
        Port.Answer(ticket);
    }

    public void OnEvConnection(in PepEvConnection info)
    {
    }

    public void OnChargingSession(in PepChargingSession info)
    {
    }

    private void Standby()
    {
        lock (_gate)
        {
            if (_wanted) (_inTransition, _transitionAt) = (true, time.GetTimestamp());
            (_wanted, _closed, _tested, _currentA) = (false, false, false, 0);
            Ramp(0);
        }
    }

    private void Ramp(double toV)
    {
        if (toV.Equals(_toV)) return;
        (_fromV, _toV) = (VoltageV, toV);
        _rampedAt = time.GetTimestamp();
    }

    private void Advance()
    {
        _closed = _wanted && time.GetElapsedTime(_switchedAt) >= Switching;
        if (_inTransition && time.GetElapsedTime(_transitionAt) >= Discharging && VoltageV <= 60) _inTransition = false;
    }
}
