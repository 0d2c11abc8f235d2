namespace Busbar.Core.Session.Machine.Phases;

/// <summary>
/// The vehicle is done: current down, modules off, contactor still closed, so that the vehicle may look for welded contactors of its own while the
/// measured voltage is reported.
/// </summary>
internal sealed class PostChargePhase(Gun gun) : ProcedurePhase(gun)
{
    private readonly TimeSpan _since = gun.Now;
    private readonly double _fromA = gun.Driven.CurrentA;
    private TimeSpan? _offSince;
    private bool _isCalm;

    public override SessionPhase Id => SessionPhase.PostCharge;

    public override TimeSpan? Deadline =>
        Machine.Deadline.Earlier(base.Deadline, _offSince is null ? Gun.Now + Settings.RampStep : _isCalm ? null : _offSince + Settings.CurrentOffTime);

    public override void Enter() => Gun.Target = null;

    public override void OnCableCheck(CableCheckRequested request)
    {
        if (!_isCalm) base.OnCableCheck(request);
        else if (Closing.IsPermitted(Gun, request))
        {
            Gun.Answer(request);
            Gun.Go(new CableCheckPhase(Gun, request.VoltageV));
        }
    }

    public override void Advance()
    {
        base.Advance();
        if (!IsCurrent) return;
        if (_offSince is null) RampDown();
        if (_offSince is null || _isCalm) return;
        _isCalm = Gun.IsFresh(Settings.MeasurementMaxAge) && Math.Abs(Gun.Facts.CurrentA) < Settings.OpenBelowA;
        if (!_isCalm && Gun.Now >= _offSince + Settings.CurrentOffTime)
            Gun.Fail(FaultCode.CurrentRemains, $"The current is {Gun.Facts.CurrentA:0.0} A {Settings.CurrentOffTime.TotalSeconds} s after the modules were switched off; allowed: less than {Settings.OpenBelowA} A.");
    }

    private void RampDown()
    {
        var driven = Gun.Driven;
        var leftA = Math.Abs(_fromA) - (Settings.StopRampAPerS * (Gun.Now - _since).TotalSeconds);
        leftA = Math.Min(leftA, Math.Abs(driven.CurrentA));
        if (driven.On && leftA > 0 && Gun.Output.IsClosed && Gun.Facts.Permits && Gun.Facts.Grant.IsUsable)
        {
            Gun.Drive(driven.VoltageV, Math.Sign(driven.CurrentA) * Math.Min(leftA, Gun.Facts.Grant.MaxA), driven.Phase);
            return;
        }

        Gun.DriveOff();
        Gun.Demand(0, 0, 0, running: false);
        _offSince = Gun.Now;
    }
}
