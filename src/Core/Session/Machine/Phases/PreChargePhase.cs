using Busbar.Core.Safety;
using Busbar.Core.Units;

namespace Busbar.Core.Session.Machine.Phases;

/// <summary>Brings the output to the vehicle's voltage with at most 2 A, within 4 s of each request.</summary>
internal sealed class PreChargePhase(Gun gun, TargetRequested first) : ProcedurePhase(gun)
{
    private TimeSpan? _end;

    public override SessionPhase Id => SessionPhase.PreCharge;

    public override TimeSpan? Deadline => Machine.Deadline.Earlier(base.Deadline, _end);

    public override void Enter() => Aim(first);

    public override void OnTarget(TargetRequested request)
    {
        Gun.Answer(request);
        switch (request.Phase)
        {
            case RequestedPhase.PreCharge or RequestedPhase.Standby: Aim(request); break;
            case RequestedPhase.Charge: Gun.Go(new ChargePhase(Gun, request)); break;
            case RequestedPhase.PostCharge: Gun.Go(new PostChargePhase(Gun)); break;
        }
    }

    public override void Advance()
    {
        base.Advance();
        if (!IsCurrent) return;
        Drive();
        if (_end is null) return;
        var target = Gun.Target!;
        if (Gun.IsFresh(Settings.MeasurementMaxAge) && Math.Abs(Gun.Facts.VoltageV - target.VoltageV) <= Settings.PreChargeToleranceV) _end = null;
        else if (Gun.Now >= _end)
            Gun.Fail(FaultCode.PreChargeTimeout, $"The output has {Gun.Facts.VoltageV:0} V {Settings.PreChargeTime.TotalSeconds} s after the request; wanted: {target.VoltageV:0} V within {Settings.PreChargeToleranceV} V.");
    }

    private void Aim(TargetRequested request)
    {
        Gun.Target = request;
        _end = request.Phase == RequestedPhase.PreCharge && request.VoltageV > 0 ? Gun.Now + Settings.PreChargeTime : null;
    }

    private void Drive()
    {
        var target = Gun.Target!;
        var voltageV = target.Phase == RequestedPhase.PreCharge ? Math.Min(Math.Min(target.VoltageV, Settings.MaxVoltageV), Gun.NegotiatedV) : 0;
        if (!(voltageV > 0))
        {
            Gun.DriveOff();
            return;
        }

        var without = GunLimits.WithoutGrant(Gun, Limit.Amperes(Settings.TestCurrentA, "pre-charge"), voltageV, beside: false);
        Gun.Demand(without.Value * voltageV, voltageV, without.Value, running: true);
        var limit = GunLimits.WithGrant(Gun, without, voltageV);
        Gun.Binding = limit.To(LimitUnit.Watt, voltageV, 1);
        if (limit.Value > 0 && Gun.Output.IsClosed && Gun.Facts.Permits) Gun.Drive(Math.Min(voltageV, Gun.Facts.Grant.MaxV), limit.Value, DrivePhase.PreCharge);
        else Gun.DriveOff();
    }
}
