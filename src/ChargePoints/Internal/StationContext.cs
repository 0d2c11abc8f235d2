namespace Busbar.ChargePoints.Internal;

/// <summary>What all parts of one station share. Not thread safe.</summary>
internal sealed class StationContext
{
    private readonly List<Action> _afterAnswer = [];

    public required ChargePointOptions Options { get; init; }

    public required IChargePointHardware Hardware { get; init; }

    public required ConfigurationTable Configuration { get; init; }

    public required StationTimers Timers { get; init; }

    public required StationStatistics Statistics { get; init; }

    public required Outbox Outbox { get; init; }

    /// <summary>Lines for people who watch the station.</summary>
    public required Action<string> Log { get; init; }

    /// <summary>Told that something has changed that outlives the process.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>The present, set before anything happens.</summary>
    public StationNow Now { get; set; }

    /// <summary>Correction of the machine's clock, where the station follows the central system's.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>The time that goes into messages.</summary>
    public DateTimeOffset Utc => Now.Utc + ClockOffset;

    /// <summary>Does something once the answer to the call at hand is on its way, so that what follows from it does not overtake it.</summary>
    public void AfterAnswer(Action action) => _afterAnswer.Add(action);

    /// <summary>What was put off to after the answer.</summary>
    public IReadOnlyList<Action> TakeAfterAnswer()
    {
        if (_afterAnswer.Count == 0) return [];
        var taken = _afterAnswer.ToArray();
        _afterAnswer.Clear();
        return taken;
    }
}
