using Busbar.Core.Session;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Session;

/// <summary>A gun under random events, with the invariants that hold whatever happens.</summary>
internal sealed class RandomGun(int seed, bool helpful)
{
    private static readonly double[] Odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, -1e9, 1e9, 0, double.Epsilon, 499.9];

    private readonly Random _random = new(seed);
    private readonly GunSession _session = new(new GunSettings { MaxDischargeA = seed % 3 == 0 ? 50 : 0, MaxDischargeW = 20_000, IsolationWarningOhm = seed % 2 == 0 ? 500_000 : 0 });
    private TimeSpan _now = TimeSpan.FromSeconds(seed);
    private long _ticket;
    private bool _commandedClosed = seed % 5 == 0; // found closed at the start
    private bool _aux = seed % 5 == 0;
    private bool _permits = true;
    private double _voltageV;
    private double _currentA;
    private Drive _driven = new(0, 0, false, Core.Safety.DrivePhase.Off);
    private TimeSpan? _faultSince;
    private int _events;

    public Action<SessionPhase, SessionPhase, GunSession>? OnStep { get; set; }

    public int Events => _events;

    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _now += TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? _random.Next(1, 2000) : _random.Next(1, 60));
            while (_session.NextDeadline is { } due && due < _now) StepAt(Tick.Instance, due);
            foreach (var e in Next()) StepAt(e, _now);
        }
    }

    private void StepAt(GunEvent e, TimeSpan at)
    {
        _events++;
        var before = _session.Phase;
        var permitted = _permits;
        var effects = _session.Step(e, at);
        foreach (var effect in effects) Check(effect, permitted, e);
        CheckReplies(e, effects);
        CheckStatus();
        CheckDeadline(at, e, effects);
        CheckFault(at);
        OnStep?.Invoke(before, _session.Phase, _session);
    }

    private void Check(GunEffect effect, bool permitted, GunEvent cause)
    {
        switch (effect)
        {
            case SwitchOutput { Close: true }:
                Assert.True(permitted, $"Closed without permission on {cause}.");
                Assert.True(Math.Abs(_voltageV) < 60, $"Closed at {_voltageV} V.");
                _commandedClosed = true;
                break;
            case SwitchOutput:
                _commandedClosed = false;
                break;
            case Drive d:
                _driven = d;
                if (!(d.VoltageV is >= 0 and <= 1000 && Math.Abs(d.CurrentA) <= 500) || (!d.On && d is not { VoltageV: 0, CurrentA: 0 })) Assert.Fail($"{d}");
                if (d.On && d.Phase is Core.Safety.DrivePhase.Charge or Core.Safety.DrivePhase.PreCharge)
                    Assert.True(_aux && _permits && _session.Phase is not (SessionPhase.Standby or SessionPhase.Connected), $"{d} with output open or without permission in {_session.Phase}.");
                if (d.On && d.Phase is Core.Safety.DrivePhase.CableCheck or Core.Safety.DrivePhase.PreCharge) Assert.InRange(d.CurrentA, 0, 2);
                break;
            case Demand demand:
                Assert.True(double.IsFinite(demand.PowerW) && demand is { PowerW: >= 0, VoltageV: >= 0, CurrentA: >= 0 } && (demand.Running || demand.PowerW == 0), $"{demand}");
                break;
            case SessionEnded ended:
                Assert.True(double.IsFinite(ended.Record.EnergyWh) && ended.Record is { EnergyWh: >= 0, EnergyBackWh: >= 0 } && ended.Record.EndedAt >= ended.Record.StartedAt);
                break;
        }

        if (_session.Phase is SessionPhase.Standby or SessionPhase.Connected) Assert.False(_driven.On && effect is Drive, $"Driven in {_session.Phase}.");
    }

    private static void CheckReplies(GunEvent e, IReadOnlyList<GunEffect> effects)
    {
        var replies = effects.Where(x => x is Answer or Refuse).ToList();
        if (e is not GunRequest request) Assert.Empty(replies);
        else Assert.Equal(request.Ticket, Assert.Single(replies) is Answer a ? a.Ticket : ((Refuse)replies[0]).Ticket);
    }

    private void CheckStatus()
    {
        var s = _session.Status;
        foreach (var value in new[] { s.MeasuredVoltageV, s.MeasuredCurrentA, s.DrivenVoltageV, s.DrivenCurrentA, s.EnergyWh, s.EnergyBackWh, s.DemandW })
            if (!double.IsFinite(value) || value < 0) Assert.Fail($"{s}");
        Assert.True(double.IsFinite(s.TemperatureC));
        Assert.False(string.IsNullOrEmpty(s.Binding.Source));
        Assert.Equal(_session.Phase is SessionPhase.Fault, s.Fault is not null);
        Assert.False(s.IsOperative && (s.InTransition || s.Fault is not null));
        Assert.True(s.DrivenVoltageV == 0 || s.Phase is not (SessionPhase.Standby or SessionPhase.Connected));
        Assert.Equal(_driven.VoltageV, s.DrivenVoltageV);
    }

    private void CheckDeadline(TimeSpan at, GunEvent e, IReadOnlyList<GunEffect> effects)
    {
        if (_session.NextDeadline <= at) Assert.Fail($"Seed {seed}: deadline {_session.NextDeadline} is not after {at} in {_session.Phase}, {_session.Status.Fault}. {e} {string.Join(", ", effects)}");
    }

    private void CheckFault(TimeSpan at)
    {
        if (_session.Phase != SessionPhase.Fault)
        {
            _faultSince = null;
            return;
        }

        var since = _faultSince ??= at;
        if (_session.Status.Fault!.IsEmergency) Assert.False(_driven.On, "Driven in an emergency.");
        if (at - since > TimeSpan.FromSeconds(3)) Assert.False(_driven.On, "Driven 3 s after a fault.");
        if (at - since > TimeSpan.FromSeconds(8)) Assert.False(_commandedClosed, "The contactor is to be closed 8 s after a fault.");
    }

    private double Volts(double usual) => _random.Next(40) == 0 ? Odd[_random.Next(Odd.Length)] : usual;

    private IEnumerable<GunEvent> Next()
    {
        if (helpful && _random.Next(10) < 8) return Helpful();
        return [Wild()];
    }

    /// <summary>What a sound world and a sound SECC would say now.</summary>
    private IEnumerable<GunEvent> Helpful()
    {
        if (_random.Next(30) != 0) _aux = _commandedClosed;
        _permits = _random.Next(60) != 0;
        _voltageV = _driven.On ? _driven.VoltageV : _random.Next(20) == 0 ? 70 : 5;
        _currentA = _driven.On && _driven.Phase == Core.Safety.DrivePhase.Charge ? _driven.CurrentA : 0;
        yield return new GunMeasured(_voltageV, _currentA, 25, _aux, _permits);
        yield return new Granted(new GunGrant(2, 80_000, 200, 100, 1000, Limit.Watts(80_000, "site"), 40));
        yield return new IsolationMeasured(Core.Safety.IsolationStatus.Valid, 400_000, IsolationSelfTest.Passed);
        if (_random.Next(3) != 0) yield break;
        if (_session.Phase == SessionPhase.Fault)
        {
            yield return new EmergencyStop(false);
            yield return new OutOfService(false, "why");
            yield return new FaultAcknowledged("test");
        }

        yield return _session.Phase switch
        {
            SessionPhase.Standby => _random.Next(2) == 0 ? new ContactorsRequested(++_ticket, true) : new CableCheckRequested(++_ticket, 480),
            SessionPhase.Connected when !_session.Status.OutputClosed => new ContactorsRequested(++_ticket, true),
            SessionPhase.Connected when _session.Status.Isolation == Core.Safety.IsolationStatus.Invalid => new CableCheckRequested(++_ticket, 480),
            SessionPhase.Connected => new TargetRequested(++_ticket, 400, 2, 50, RequestedPhase.PreCharge),
            SessionPhase.PreCharge => new TargetRequested(++_ticket, 400, 100, 50, _random.Next(5) == 0 ? RequestedPhase.PostCharge : RequestedPhase.Charge),
            SessionPhase.Charge => new TargetRequested(++_ticket, 400, _random.Next(-50, 200), 50, _random.Next(20) == 0 ? RequestedPhase.PostCharge : RequestedPhase.Charge),
            SessionPhase.PostCharge => _random.Next(2) == 0 ? new CableCheckRequested(++_ticket, 480) : new ResetRequested(++_ticket),
            _ => new ResetRequested(++_ticket),
        };
    }

    private GunEvent Wild()
    {
        switch (_random.Next(16))
        {
            case 0: return new SeccConnected();
            case 1: return new SeccLost();
            case 2: return new ContactorsRequested(++_ticket, _random.Next(2) == 0);
            case 3: return new CableCheckRequested(++_ticket, Volts(_random.Next(100, 1000)));
            case 4 or 5: return new TargetRequested(++_ticket, Volts(_random.Next(0, 1100)), Volts(_random.Next(-100, 600)), Volts(50), (RequestedPhase)_random.Next(5));
            case 6: return new ResetRequested(++_ticket);
            case 7: return new VehicleReported(new VehicleLimits { MaxVoltageV = Volts(_random.Next(200, 1000)), MaxCurrentA = Volts(300), MaxPowerW = Volts(90_000), MaxDischargeCurrentA = Volts(30) });
            case 8: return new EvConnection((EvConnectionState)_random.Next(4));
            case 9: return new IsolationMeasured((Core.Safety.IsolationStatus)_random.Next(4), Volts(_random.Next(0, 300_000)), (IsolationSelfTest)_random.Next(4));
            case 10: return new Granted(_random.Next(2) == 0 ? GunGrant.None : new GunGrant(_random.Next(-1, 4), Volts(50_000), Volts(100), Volts(100), Volts(900), default, Volts(20)));
            case 11: return new LimitsChanged(_random.Next(2) == 0 ? [] : [Limit.Amperes(_random.Next(200), "operator")]);
            case 12: return new StopRequested("operator", _random.Next(2) == 0);
            case 13: return new EmergencyStop(_random.Next(3) == 0);
            case 14: return new OutOfService(_random.Next(3) == 0, "why");
            default:
                _aux = _random.Next(10) == 0 ? !_commandedClosed : _commandedClosed;
                _permits = _random.Next(8) != 0;
                var (v, i) = (Volts(_random.Next(2) == 0 ? _random.Next(0, 1200) : 20), Volts(_random.Next(-50, 100)));
                if (double.IsFinite(v) && double.IsFinite(i)) (_voltageV, _currentA) = (v, i);
                return new GunMeasured(v, i, _random.Next(10) == 0 ? Odd[_random.Next(Odd.Length)] : _random.Next(0, 100), _aux, _permits, [new VoltageSource("module", Volts(400))]);
        }
    }
}
