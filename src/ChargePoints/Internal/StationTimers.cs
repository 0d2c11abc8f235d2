namespace Busbar.ChargePoints.Internal;

/// <summary>The two clocks at one moment: the monotonic one for deadlines, the wall clock for timestamps.</summary>
internal readonly record struct StationNow(TimeSpan Elapsed, DateTimeOffset Utc);

/// <summary>The deadlines of one station. They fire when its loop calls <see cref="Run"/>; nothing here waits. Not thread safe.</summary>
internal sealed class StationTimers
{
    private readonly List<StationTimer> _all = [];

    /// <summary>The earliest deadline; null when none is armed.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            TimeSpan? next = null;
            foreach (var timer in _all)
                if (timer.Due is { } due && (next is null || due < next)) next = due;
            return next;
        }
    }

    /// <summary>A timer, disarmed.</summary>
    public StationTimer Create(Action onDue)
    {
        var timer = new StationTimer(onDue);
        _all.Add(timer);
        return timer;
    }

    /// <summary>Fires what is due, earliest first; a timer that is armed again for the past by its own action waits for the next run.</summary>
    public void Run(TimeSpan now)
    {
        foreach (var timer in _all.Where(t => t.Due <= now).OrderBy(t => t.Due).ToArray())
        {
            if (timer.Due is not { } due || due > now) continue;
            timer.Disarm();
            timer.OnDue();
        }
    }
}

/// <summary>One deadline. Not thread safe.</summary>
internal sealed class StationTimer(Action onDue)
{
    public Action OnDue { get; } = onDue;

    /// <summary>When it fires, by the monotonic clock; null while disarmed.</summary>
    public TimeSpan? Due { get; private set; }

    public bool IsArmed => Due is not null;

    public void Arm(TimeSpan due) => Due = due;

    public void Disarm() => Due = null;
}
