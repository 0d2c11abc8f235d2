namespace Busbar.Core.Session.Machine.Phases;

/// <summary>Inoperative: safe as soon as it can be, and back in standby when the last fault is over (R33).</summary>
internal sealed class FaultPhase(Gun gun) : Phase(gun)
{
    public override SessionPhase Id => SessionPhase.Fault;

    public override TimeSpan? Deadline => Gun.WindDown!.Deadline;

    public override void OnTarget(TargetRequested request) => Refuse(request);

    public override void OnCableCheck(CableCheckRequested request) => Refuse(request);

    public override void OnContactors(ContactorsRequested request)
    {
        if (request.Close) Refuse(request);
        else Gun.Answer(request);
    }

    public override void OnReset(ResetRequested request)
    {
        Gun.ResetPending = true;
        Recover();
        if (Gun.Faults.Count > 0) Refuse(request);
        else Gun.Answer(request);
    }

    public override void OnSeccConnected() => Gun.ResetPending = true;

    public override void OnAcknowledged()
    {
        if (Gun.WindDown!.IsDone) Gun.Clear(f => f.Recovery is FaultRecovery.Operator or FaultRecovery.Reset);
        else Gun.Tell(NoticeSeverity.Warning, "NotSafeYet", $"A fault can be acknowledged when the contactor is open and the output below {Settings.TouchSafeV} V; it has {Gun.Facts.VoltageV:0} V.");
    }

    public override void Advance()
    {
        Gun.WindDown!.Advance();
        Recover();
        if (IsCurrent && Gun.WindDown.IsDone && Gun.Faults.Count == 0) Gun.Go(new StandbyPhase(Gun));
    }

    private void Recover()
    {
        if (!Gun.WindDown!.IsDone) return;
        var withReset = Gun.ResetPending;
        Gun.ResetPending = false;
        Gun.Clear(f => f.Recovery == FaultRecovery.Cause ? !Watches.Causes.Persists(Gun, f.Code) : withReset && f.Recovery == FaultRecovery.Reset);
    }

    private void Refuse(GunRequest request) => Gun.Refuse(request, RefusalCode.InFault, $"The gun has a fault, {Gun.Faults[0].Code}: {Gun.Faults[0].Text}");
}
