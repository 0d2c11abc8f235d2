namespace Busbar.Core.Session.Machine;

/// <summary>Somebody wants the session to end: the SECC is asked first.</summary>
internal sealed class StopWish(Gun gun)
{
    private string _by = "";

    public TimeSpan? Deadline { get; private set; }

    public void Take(StopRequested stop)
    {
        _by = stop.By;
        if (stop.Hard || !gun.Facts.Secc)
        {
            gun.End(SessionEndReason.Stopped, stop.By);
            return;
        }

        if (Deadline is not null) return;
        Deadline = gun.Now + gun.Settings.StopGrace;
        gun.Emit(new AskStopCharging());
    }

    public void Advance()
    {
        if (Machine.Deadline.Is(Deadline, gun.Now)) gun.End(SessionEndReason.Stopped, $"{_by}, because the SECC did not end it within {gun.Settings.StopGrace.TotalSeconds} s");
    }

    public void Forget() => Deadline = null;
}
