using Busbar.Core.Session;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control.Sites;

/// <summary>What happened, newest first, in the log too. From any thread.</summary>
internal sealed class SiteEvents(TimeProvider time, ILogger log)
{
    private readonly Lock _gate = new();
    private SiteEvent[] _newest = [];

    /// <summary>The newest, at most <see cref="SitePicture.MaxEvents"/>; a new list after each event.</summary>
    public IReadOnlyList<SiteEvent> Newest => Volatile.Read(ref _newest);

    public void Add(NoticeSeverity severity, string subject, string text)
    {
        switch (severity)
        {
            case NoticeSeverity.Info: log.SiteInfo(subject, text); break;
            case NoticeSeverity.Warning: log.SiteWarning(subject, text); break;
            default: log.SiteFault(subject, text); break;
        }

        lock (_gate)
        {
            var events = new SiteEvent[Math.Min(_newest.Length + 1, SitePicture.MaxEvents)];
            events[0] = new SiteEvent(time.GetUtcNow(), severity, subject, text);
            Array.Copy(_newest, 0, events, 1, events.Length - 1);
            Volatile.Write(ref _newest, events);
        }
    }
}
