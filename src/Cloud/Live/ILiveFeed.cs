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
/// <param name="StationId">The station; null for what is of none.</param>
/// <param name="At">When, our time.</param>
public abstract record LiveEvent(string? StationId, DateTimeOffset At);

/// <summary>Presence, registration, connector status or measured totals of a station changed.</summary>
/// <param name="Id">The station.</param>
/// <param name="At">When, our time.</param>
/// <param name="Station">Its new state.</param>
public sealed record StationChanged(string Id, DateTimeOffset At, Cms.StationView Station) : LiveEvent(Id, At);

/// <summary>A station was deleted.</summary>
/// <param name="Id">The station.</param>
/// <param name="At">When, our time.</param>
public sealed record StationRemoved(string Id, DateTimeOffset At) : LiveEvent(Id, At);

/// <summary>Meter samples just received, only for watched stations.</summary>
/// <param name="Id">The station.</param>
/// <param name="At">When they came, our time.</param>
/// <param name="Samples">The samples.</param>
public sealed record SamplesMeasured(string Id, DateTimeOffset At, IReadOnlyList<MeterSample> Samples) : LiveEvent(Id, At);

/// <summary>A transaction started, progressed or ended.</summary>
/// <param name="Id">The station.</param>
/// <param name="At">When, our time.</param>
/// <param name="Transaction">The transaction as it is now.</param>
public sealed record TransactionChanged(string Id, DateTimeOffset At, TransactionRow Transaction) : LiveEvent(Id, At);

/// <summary>An alarm was raised, seen again, acknowledged or cleared.</summary>
/// <param name="Id">The station; null for an alarm of none.</param>
/// <param name="At">When, our time.</param>
/// <param name="Alarm">The alarm as it is now.</param>
public sealed record AlarmChanged(string? Id, DateTimeOffset At, AlarmRow Alarm) : LiveEvent(Id, At);

/// <summary>One exchange of the message log, only for watched stations.</summary>
/// <param name="Id">The station.</param>
/// <param name="At">When, our time.</param>
/// <param name="Message">The exchange.</param>
public sealed record MessageLogged(string Id, DateTimeOffset At, MessageRow Message) : LiveEvent(Id, At);
