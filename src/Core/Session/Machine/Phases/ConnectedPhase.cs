namespace Busbar.Core.Session.Machine.Phases;

/// <summary>The procedure runs and nothing is driven: before the cable check, or between it and the pre-charge.</summary>
internal sealed class ConnectedPhase(Gun gun) : ProcedurePhase(gun)
{
    public override SessionPhase Id => SessionPhase.Connected;

    public override void Enter() => Gun.DriveOff();

    public override void OnCableCheck(CableCheckRequested request)
    {
        if (!Closing.IsPermitted(Gun, request)) return;
        Gun.Answer(request);
        Gun.Go(new CableCheckPhase(Gun, request.VoltageV));
    }

    public override void OnTarget(TargetRequested request)
    {
        Gun.Answer(request);
        if (request.Phase == RequestedPhase.PreCharge && Gun.Output.IsClosed && Gun.IsIsolated) Gun.Go(new PreChargePhase(Gun, request));
    }
}
