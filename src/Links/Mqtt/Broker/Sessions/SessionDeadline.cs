using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Timing;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>The next thing that happens to a session without a connection: its will, or its end.</summary>
internal sealed class SessionDeadline(BrokerCore core, Session session) : DeadlineWheel.Entry, IThreadPoolWorkItem
{
    /// <summary>Waits for whichever comes first.</summary>
    /// <param name="willDelayS">Seconds from the end of the connection to the will; null for none.</param>
    public void Arm(uint? willDelayS)
    {
        var after = Math.Min(session.ExpiryS, willDelayS ?? uint.MaxValue);
        if (after == uint.MaxValue || session.EndedAt is not { } endedAt) return;
        core.Wheel.Schedule(this, TimeSpan.FromSeconds(after) - core.Time.GetElapsedTime(endedAt));
    }

    public void Cancel() => core.Wheel.Cancel(this);

    void IThreadPoolWorkItem.Execute()
    {
        if (core.IsStopping) return;
        try
        {
            core.Sessions.OnDeadline(session);
        }
        catch (Exception e)
        {
            core.Log.RegularWorkFailed(e);
        }
    }

    protected internal override void OnDue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
}
