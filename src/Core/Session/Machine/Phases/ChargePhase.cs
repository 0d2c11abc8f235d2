using Busbar.Core.Safety;
using Busbar.Core.Units;

namespace Busbar.Core.Session.Machine.Phases;

/// <summary>Energy flows: the vehicle's request within every limit, up by a ramp, down at once.</summary>
internal sealed class ChargePhase(Gun gun, TargetRequested first) : ProcedurePhase(gun)
{
    private readonly CurrentRamp _ramp = new();
    private TimeSpan? _nextIsolation;

    public override SessionPhase Id => SessionPhase.Charge;

    public override TimeSpan? Deadline
    {
        get
        {
            var ramp = _ramp.IsMoving ? Gun.Now + Settings.RampStep : (TimeSpan?)null;
            return Machine.Deadline.Earlier(base.Deadline, Machine.Deadline.Earlier(ramp, _nextIsolation));
        }
    }

    public override void Enter()
    {
        Gun.Target = first;
        _ramp.Start(Gun.Driven.CurrentA, Gun.Now);
        if (Settings.HasIsolationMonitor && Settings.IsolationEvery > TimeSpan.Zero) _nextIsolation = Gun.Now + Settings.IsolationEvery;
    }

    public override void Leave()
    {
        if (_nextIsolation is not null) Gun.Emit(new StopIsolationTest());
    }

    public override void OnTarget(TargetRequested request)
    {
        Gun.Answer(request);
        if (request.Phase is RequestedPhase.Charge or RequestedPhase.Standby) Gun.Target = request;
        else if (request.Phase == RequestedPhase.PostCharge) Gun.Go(new PostChargePhase(Gun));
    }

    public override void Advance()
    {
        base.Advance();
        if (!IsCurrent) return;
        Drive();
        if (!Machine.Deadline.Is(_nextIsolation, Gun.Now)) return;
        _nextIsolation = Gun.Now + Settings.IsolationEvery;
        Gun.Emit(new RunIsolationTest(Math.Max(0, Gun.Facts.VoltageV)));
    }

    private void Drive()
    {
        var target = Gun.Target!;
        var isPaused = target.Phase == RequestedPhase.Standby || !(target.VoltageV > 0);
        var wishedV = isPaused ? 0 : Math.Min(Gun.NegotiatedV, target.VoltageV);
        if (isPaused || !(wishedV > 0))
        {
            Gun.Binding = Limit.Watts(0, GunLimits.Request);
            Off();
            return;
        }

        var powerV = GunLimits.PowerV(Gun, wishedV);
        if (target.CurrentA < 0) DriveBack(target, wishedV, powerV);
        else DriveInto(target, wishedV, powerV);
    }

    private void DriveInto(TargetRequested target, double wishedV, double powerV)
    {
        var without = GunLimits.WithoutGrant(Gun, Limit.Amperes(target.CurrentA, GunLimits.Request), powerV);
        Gun.Demand(without.Value * powerV, wishedV, without.Value, running: true);
        var limit = GunLimits.WithGrant(Gun, without, powerV);
        Gun.Binding = limit.To(LimitUnit.Watt, powerV, 1);
        Set(wishedV, limit.Value);
    }

    private void DriveBack(TargetRequested target, double wishedV, double powerV)
    {
        var backA = Math.Min(-target.CurrentA, GunLimits.DischargeA(Gun, powerV));
        Gun.Demand(backA * powerV, wishedV, backA, running: true);
        Gun.Binding = Limit.Watts(backA * powerV, backA < -target.CurrentA ? "limit of discharge" : GunLimits.Request);
        Set(wishedV, -backA);
    }

    private void Set(double wishedV, double currentA)
    {
        if (!Gun.Facts.Grant.IsUsable || !Gun.Output.IsClosed || !Gun.Facts.Permits)
        {
            Rest();
            return;
        }

        Gun.Drive(GunLimits.VoltageV(Gun, wishedV), _ramp.Step(currentA, Settings.RampUpAPerS, Gun.Now), DrivePhase.Charge);
    }

    private void Off()
    {
        Gun.Demand(0, Gun.Demanded.VoltageV, 0, running: true);
        Rest();
    }

    private void Rest()
    {
        _ramp.Start(0, Gun.Now);
        Gun.DriveOff();
    }
}
