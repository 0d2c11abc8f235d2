namespace Busbar.Core.Anomaly;

/// <summary>When a condition becomes a finding and when it stops being one, so that a value at the edge does not flicker.</summary>
public sealed record AlarmOptions
{
    /// <summary>How long the condition must hold without a break. 0 s to 10 min. Default 0 s: at once.</summary>
    public TimeSpan RaiseAfter { get; init; }

    /// <summary>How long it must be gone without a break. 0 s to 1 h. Default 15 s.</summary>
    public TimeSpan ClearAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The condition is gone when the statistic is below this share of its threshold. 0.1 to 1. Default 0.7.</summary>
    public double ClearRatio { get; init; } = 0.7;

    internal void Check(OptionFaults faults)
    {
        faults.Seconds(nameof(RaiseAfter), RaiseAfter, 0, 600);
        faults.Seconds(nameof(ClearAfter), ClearAfter, 0, 3600);
        faults.Number(nameof(ClearRatio), ClearRatio, 0.1, 1);
    }
}

/// <summary>The life of one kind of finding: pending, raised, going, cleared.</summary>
internal sealed class Alarm(FindingKind kind, AlarmOptions options)
{
    private TimeSpan? _pendingSince;
    private TimeSpan? _goneSince;
    private Finding? _active;

    public Finding? Active => _active;

    /// <summary>Takes a verdict. True when the finding was raised or cleared by it.</summary>
    public bool Step(TimeSpan at, in Verdict verdict, out Finding change)
    {
        var holds = verdict.Statistic >= verdict.Threshold;
        change = default;
        if (_active is not { } active) return holds ? Pend(at, verdict, ref change) : Forget();

        if (holds) _active = active = Seen(active, at, verdict);
        if (verdict.Statistic >= verdict.Threshold * options.ClearRatio)
        {
            _goneSince = null;
            return false;
        }

        _goneSince ??= at;
        if (at - _goneSince < options.ClearAfter) return false;
        change = active with { State = FindingState.Cleared, ClearedAt = at };
        _active = null;
        _goneSince = null;
        return true;
    }

    /// <summary>After a gap nothing is known to have held without a break; what was raised stays raised.</summary>
    public void Restart()
    {
        _pendingSince = null;
        _goneSince = null;
    }

    private static Evidence EvidenceOf(TimeSpan at, in Verdict verdict) => new(at - verdict.Since, verdict.Statistic, verdict.Threshold, verdict.Samples);

    private static Finding Seen(in Finding active, TimeSpan at, in Verdict verdict) => active with
    {
        LastSeen = at,
        Severity = (Severity)Math.Max((int)active.Severity, (int)verdict.Severity),
        Evidence = verdict.Statistic / verdict.Threshold > active.Evidence.Statistic / active.Evidence.Threshold ? EvidenceOf(at, verdict) : active.Evidence,
    };

    private bool Pend(TimeSpan at, in Verdict verdict, ref Finding change)
    {
        _pendingSince ??= at;
        var hold = options.RaiseAfter > verdict.Hold ? options.RaiseAfter : verdict.Hold;
        if (at - _pendingSince < hold) return false;
        change = new Finding(kind, verdict.Severity, FindingState.Raised, verdict.Since, at, at, null, EvidenceOf(at, verdict));
        _active = change;
        _pendingSince = null;
        return true;
    }

    private bool Forget()
    {
        _pendingSince = null;
        return false;
    }
}
