namespace Busbar.Core.Session.Machine;

/// <summary>One phase: what it does with requests, and what it does as time and measurements go on. Made anew at each entry.</summary>
internal abstract class Phase(Gun gun)
{
    public abstract SessionPhase Id { get; }

    /// <summary>When <see cref="Advance"/> wants to be called though nothing happened.</summary>
    public virtual TimeSpan? Deadline => null;

    /// <summary>The phase has an own law for a gap in the measurements.</summary>
    public virtual bool WatchesMeasurement => false;

    protected Gun Gun { get; } = gun;

    protected GunSettings Settings => Gun.Settings;

    protected bool IsCurrent => Gun.Phase == this;

    public virtual void Enter()
    {
    }

    public virtual void Leave()
    {
    }

    /// <summary>After every event.</summary>
    public virtual void Advance()
    {
    }

    /// <summary>A target that cannot be used now is answered and ignored (R13, A2).</summary>
    public virtual void OnTarget(TargetRequested request) => Gun.Answer(request);

    public virtual void OnContactors(ContactorsRequested request) => Gun.Answer(request);

    public virtual void OnCableCheck(CableCheckRequested request) =>
        Gun.Refuse(request, RefusalCode.CableCheckNotNow, $"cableCheck in phase {Id}; allowed in: Standby, Connected, PostCharge without current.");

    public virtual void OnReset(ResetRequested request) => Gun.Answer(request);

    public virtual void OnIsolation(IsolationMeasured measured)
    {
    }

    public virtual void OnSeccConnected()
    {
    }

    public virtual void OnSeccLost(string why)
    {
    }

    public virtual void OnStop(StopRequested stop)
    {
    }

    public virtual void OnAcknowledged()
    {
    }
}
