using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Live;

/// <summary>Where the CMS tells what just changed, for the console's live view. Never waits, never throws; what no one watches costs next to nothing. Thread safe.</summary>
public interface ILiveFeed
{
    /// <summary>Hands on one change.</summary>
    void Publish(LiveEvent change);

    /// <summary>True when someone watches this station in detail, so that per-sample events are worth making.</summary>
    bool IsWatched(string stationId);
}

/// <summary>Something that a screen may show at once.</summary>
public abstract record LiveEvent(string? StationId, DateTimeOffset At);

/// <summary>Presence, registration, connector status or measured totals of a station changed; <paramref name="Station"/> is its new state.</summary>
public sealed record StationChanged(string Id, DateTimeOffset At, Cms.StationView Station) : LiveEvent(Id, At);

/// <summary>A station was deleted.</summary>
public sealed record StationRemoved(string Id, DateTimeOffset At) : LiveEvent(Id, At);

/// <summary>Meter samples just received, only for watched stations.</summary>
public sealed record SamplesMeasured(string Id, DateTimeOffset At, IReadOnlyList<MeterSample> Samples) : LiveEvent(Id, At);

/// <summary>A transaction started, progressed or ended.</summary>
public sealed record TransactionChanged(string Id, DateTimeOffset At, TransactionRow Transaction) : LiveEvent(Id, At);

/// <summary>An alarm was raised, seen again, acknowledged or cleared.</summary>
public sealed record AlarmChanged(string? Id, DateTimeOffset At, AlarmRow Alarm) : LiveEvent(Id, At);

/// <summary>One exchange of the message log, only for watched stations.</summary>
public sealed record MessageLogged(string Id, DateTimeOffset At, MessageRow Message) : LiveEvent(Id, At);
