using Busbar.Core.Safety;

namespace Busbar.Core.Session.Machine.Watches;

/// <summary>Over-voltage in two levels: the emergency level by class for 9 ms, the negotiated voltage for 400 ms (IEC 61851-23:2023, tables 103 and 104).</summary>
internal sealed class OverVoltageWatch(Gun gun)
{
    private TimeSpan? _emergencySince;
    private TimeSpan? _errorSince;

    public TimeSpan? Deadline => Machine.Deadline.Earlier(EmergencyDeadline, ErrorDeadline);

    private TimeSpan? EmergencyDeadline => gun.Has(FaultCode.OverVoltageEmergency) ? null : _emergencySince + gun.Settings.OverVoltageEmergencyTime;

    private TimeSpan? ErrorDeadline => gun.Has(FaultCode.OverVoltage) ? null : _errorSince + gun.Settings.OverVoltageTime;

    public void Watch()
    {
        if (gun.Phase.Id is SessionPhase.Standby or SessionPhase.Fault)
        {
            (_emergencySince, _errorSince) = (null, null);
            return;
        }

        var volts = gun.Facts.VoltageV;
        var allowedV = AllowedV();
        var levelV = OverVoltage.EmergencyLevelV(allowedV);
        var errorV = allowedV * (1 + (gun.Settings.OverVoltageTolerancePct / 100));
        _emergencySince = volts > levelV ? _emergencySince ?? gun.Now : null;
        _errorSince = volts > errorV ? _errorSince ?? gun.Now : null;
        if (Machine.Deadline.Is(EmergencyDeadline, gun.Now))
            gun.Fail(FaultCode.OverVoltageEmergency, $"The output has {volts:0} V for {gun.Settings.OverVoltageEmergencyTime.TotalMilliseconds} ms; allowed: {levelV:0} V, the emergency level for {allowedV:0} V.");
        if (Machine.Deadline.Is(ErrorDeadline, gun.Now))
            gun.Fail(FaultCode.OverVoltage, $"The output has {volts:0} V for {gun.Settings.OverVoltageTime.TotalMilliseconds} ms; allowed: {allowedV:0} V.");
    }

    /// <summary>What was negotiated; while the isolation is tested, the voltage of the test.</summary>
    private double AllowedV()
    {
        var negotiated = gun.NegotiatedV;
        var isTested = gun.Phase.Id == SessionPhase.CableCheck || !gun.IsIsolated;
        return isTested ? Math.Max(negotiated, TestVoltage.Of(negotiated, gun.Settings.MaxVoltageV)) : negotiated;
    }
}
