namespace Busbar.Core.Session.Machine.Phases;

/// <summary>On the way to standby. Requests do not come here: they are refused (R39).</summary>
internal sealed class TransitionPhase(Gun gun) : Phase(gun)
{
    public override SessionPhase Id => SessionPhase.Transition;

    public override TimeSpan? Deadline => Gun.WindDown!.Deadline;

    public override void Advance()
    {
        Gun.WindDown!.Advance();
        if (IsCurrent && Gun.WindDown.IsDone) Gun.Go(new StandbyPhase(Gun));
    }
}
