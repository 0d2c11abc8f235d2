using Busbar.Core.Units;

namespace Busbar.Core.Session.Machine;

/// <summary>
/// The way to a safe output, whatever ended the session: current to 0, modules off, contactor open below 1 A, output below 60 V. An emergency
/// switches off at once and opens whatever flows.
/// </summary>
internal sealed class WindDown(Gun gun, SessionEndReason reason, string by, bool isEmergency)
{
    private Stage _stage;
    private TimeSpan _stageSince = gun.Now;
    private TimeSpan _rampedAt = gun.Now;
    private bool _isEmergency = isEmergency;
    private TimeSpan _emergencySince = gun.Now;
    private double _openedAtV;
    private TimeSpan? _measuredSince;

    private enum Stage
    {
        Ramping,
        Off,
        Opening,
        Discharging,
        Done,
    }

    public bool IsDone => _stage == Stage.Done;

    public TimeSpan? Deadline => _stage switch
    {
        Stage.Ramping => gun.Now + gun.Settings.RampStep,
        Stage.Off => _isEmergency ? _emergencySince + gun.Settings.EmergencyOpenAfter : _stageSince + gun.Settings.CurrentOffTime,
        Stage.Opening => gun.Output.SettledAt,
        Stage.Discharging => DischargeDeadline,
        _ => null,
    };

    private TimeSpan? DischargeDeadline
    {
        get
        {
            if (_measuredSince is not { } since || gun.Has(FaultCode.DischargeFailed)) return null;
            var end = since + gun.Settings.DischargeTime;
            var weld = since + gun.Settings.WeldCheckTime;
            return gun.Now < weld ? weld : gun.Now < end ? end : null;
        }
    }

    public void Escalate()
    {
        if (_isEmergency) return;
        _isEmergency = true;
        _emergencySince = gun.Now;
    }

    public void Advance()
    {
        var before = _stage - 1;
        while (_stage != before && !IsDone)
        {
            before = _stage;
            switch (_stage)
            {
                case Stage.Ramping: Ramp(); break;
                case Stage.Off: WaitForNoCurrent(); break;
                case Stage.Opening: WaitForOpen(); break;
                default: WaitForTouchSafe(); break;
            }
        }
    }

    private void Ramp()
    {
        var driven = gun.Driven;
        if (!_isEmergency && driven.On && driven.CurrentA != 0 && gun.Output.IsClosed && gun.Facts.Grant.IsUsable)
        {
            var downA = Math.Abs(driven.CurrentA) - (gun.Settings.StopRampAPerS * (gun.Now - _rampedAt).TotalSeconds);
            var powerV = GunLimits.PowerV(gun, driven.VoltageV);
            var boundA = driven.CurrentA > 0
                ? GunLimits.WithGrant(gun, GunLimits.WithoutGrant(gun, Limit.Amperes(Math.Max(0, downA), by), powerV), powerV).Value
                : Math.Min(Math.Max(0, downA), GunLimits.DischargeA(gun, powerV));
            _rampedAt = gun.Now;
            if (boundA > 0)
            {
                gun.Drive(driven.VoltageV, driven.CurrentA > 0 ? boundA : -boundA, driven.Phase);
                return;
            }
        }

        gun.DriveOff();
        gun.Demand(0, 0, 0, running: false);
        Next(Stage.Off);
    }

    private void WaitForNoCurrent()
    {
        var isLow = gun.IsFresh(gun.Settings.MeasurementMaxAge) && Math.Abs(gun.Facts.CurrentA) < gun.Settings.OpenBelowA;
        var isForced = _isEmergency && gun.Now >= _emergencySince + gun.Settings.EmergencyOpenAfter;
        if (isLow || isForced || gun.Output.IsOpen)
        {
            _openedAtV = Math.Abs(gun.Facts.VoltageV);
            gun.Output.Switch(close: false);
            Next(Stage.Opening);
        }
        else if (!_isEmergency && gun.Now >= _stageSince + gun.Settings.CurrentOffTime)
        {
            gun.Fail(FaultCode.CurrentRemains, $"The current is {gun.Facts.CurrentA:0.0} A {gun.Settings.CurrentOffTime.TotalSeconds} s after the modules were switched off; allowed: less than {gun.Settings.OpenBelowA} A.");
            Escalate();
        }
    }

    private void WaitForOpen()
    {
        if (!gun.Output.IsOpen && !gun.Output.IsSettled) return;
        gun.EndSession(reason, by);
        Next(Stage.Discharging);
    }

    private void WaitForTouchSafe()
    {
        if (gun.IsTouchSafe && gun.Output.IsOpen)
        {
            Next(Stage.Done);
            return;
        }

        // Time counts while the output is measured: a gap says nothing of its voltage.
        var s = gun.Settings;
        _measuredSince = gun.IsFresh(s.MeasurementMaxAgeIdle) ? _measuredSince ?? gun.Now : null;
        var volts = Math.Abs(gun.Facts.VoltageV);
        if (_measuredSince is not { } since || volts < s.TouchSafeV) return;
        if (gun.Now >= since + s.WeldCheckTime && _openedAtV >= s.TouchSafeV && volts > _openedAtV * (1 - (s.WeldCheckDropPct / 100)))
            gun.Fail(FaultCode.ContactorWelded, $"{volts:0} V stay at the output {s.WeldCheckTime.TotalSeconds} s after its contactor was opened at {_openedAtV:0} V: welded.");
        if (gun.Now >= since + s.DischargeTime)
            gun.Fail(FaultCode.DischargeFailed, $"The output has {volts:0} V {s.DischargeTime.TotalSeconds} s after its contactor was opened; allowed: less than {s.TouchSafeV} V.");
    }

    private void Next(Stage stage)
    {
        _stage = stage;
        _stageSince = gun.Now;
    }
}
