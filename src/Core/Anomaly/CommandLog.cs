namespace Busbar.Core.Anomaly;

/// <summary>
/// What has been asked of the current: the limit in force, and when it last got a reason to move. A command that changes
/// nothing (the same limit again, a stop while stopped) gives no reason.
/// </summary>
internal sealed class CommandLog(int maxExcuses, TimeSpan excuseWindow)
{
    private readonly TimeSpan[] _changes = new TimeSpan[maxExcuses + 1];
    private long _changeCount;
    private double _limitA = double.PositiveInfinity;
    private double _sampleLimitA = double.NaN;
    private bool? _running;

    /// <summary>The limit in force: 0 while stopped, positive infinity when none is known.</summary>
    public double EffectiveLimitA => _running == false ? 0 : _limitA;

    /// <summary>When the current last got a reason to move; null: never.</summary>
    public TimeSpan? TargetChangedAt { get; private set; }

    /// <summary>True once anything was heard.</summary>
    public bool HearsCommands { get; private set; }

    public void Take(TimeSpan at, CommandKind kind, double? limitA)
    {
        HearsCommands = true;
        var before = (EffectiveLimitA, _running);
        if (limitA is { } limit) _limitA = limit;
        if (kind == CommandKind.Start) _running = true;
        if (kind == CommandKind.Stop) _running = false;
        if (kind == CommandKind.Other || before != (EffectiveLimitA, _running)) Change(at);
    }

    /// <summary>A limit that came with a sample counts when it differs from the one that came with a sample before.</summary>
    public void TakeFromSample(TimeSpan at, double limitA)
    {
        if (limitA == _sampleLimitA) return;
        _sampleLimitA = limitA;
        Take(at, CommandKind.Limit, limitA);
    }

    /// <summary>A caller that only knows when something was commanded.</summary>
    public void TakeTime(TimeSpan commandedAt)
    {
        HearsCommands = true;
        if (TargetChangedAt is null || commandedAt > TargetChangedAt) Change(commandedAt);
    }

    /// <summary>A sample was measured: what was commanded lies before it, whatever the command's own clock said.</summary>
    public void Passed(TimeSpan at)
    {
        if (TargetChangedAt > at) TargetChangedAt = at;
    }

    /// <summary>The clock has started anew: times from before mean nothing. The limit stays.</summary>
    public void ForgetTimes()
    {
        TargetChangedAt = null;
        _changeCount = 0;
    }

    /// <summary>True when the target has changed so often lately that no single change explains anything.</summary>
    public bool IsStream(TimeSpan at) => _changeCount >= _changes.Length && at - _changes[_changeCount % _changes.Length] <= excuseWindow;

    private void Change(TimeSpan at)
    {
        if (TargetChangedAt is null || at > TargetChangedAt) TargetChangedAt = at;
        _changes[_changeCount++ % _changes.Length] = TargetChangedAt.Value;
    }
}
