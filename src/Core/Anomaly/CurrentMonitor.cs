namespace Busbar.Core.Anomaly;

/// <summary>What became of the samples and commands that a monitor was given.</summary>
/// <param name="Accepted">Samples that were judged.</param>
/// <param name="Duplicates">Samples with the time of the last one; ignored.</param>
/// <param name="OutOfOrder">Samples older than the last one; ignored.</param>
/// <param name="NotANumber">Samples that were NaN or infinite; ignored.</param>
/// <param name="Implausible">Samples beyond <see cref="CurrentMonitorOptions.MaxPlausibleA"/>; ignored.</param>
/// <param name="BadLimits">Limits and expected values that were negative or no number, and command times later than their sample; ignored, the sample was not.</param>
/// <param name="Gaps">Gaps in the measurements.</param>
/// <param name="ClockRestarts">Times that the clock was taken to have started anew.</param>
public readonly record struct MonitorCounters(
    long Accepted, long Duplicates, long OutOfOrder, long NotANumber, long Implausible, long BadLimits, long Gaps, long ClockRestarts);

/// <summary>
/// Watches one charging current with all detectors. Give it every measurement and every command in the order in which they
/// arrive; it answers with the findings that were raised or cleared. Constant time per sample, no allocation per sample. A
/// gap in the measurements is no bad value: the detectors start again behind it, and what was raised stays so until there is
/// evidence that it is over. A drift is sought only while there is a level to creep away from: not while the current scatters,
/// swings or jumps. Bad samples are counted and leave no trace. Not thread safe: one stream, one writer.
/// </summary>
public sealed class CurrentMonitor
{
    // After so many samples in a row that ascend among themselves but lie before the last accepted one, that one was wrong.
    private const int ClockRestartAfter = 10;

    // How much the newest interval weighs in the usual one.
    private const double IntervalMemory = 0.1;

    private readonly CurrentMonitorOptions _options;
    private readonly ICurrentDetector[] _detectors;
    private readonly Alarm[] _alarms;
    private readonly bool[] _ready;
    private readonly bool[] _holds;
    private readonly Finding[] _changes;
    private readonly CommandLog _commands;
    private readonly Settling _settling;
    private readonly NoiseEstimate _noise = new();
    private MonitorCounters _counters;
    private TimeSpan? _lastAt;
    private double _usualIntervalS;
    private TimeSpan? _disturbedAt;
    private TimeSpan _lateAt;
    private int _lateInRow;

    /// <summary>A monitor with the given settings, or the default ones.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names each with its value and what is allowed.</exception>
    public CurrentMonitor(CurrentMonitorOptions? options = null)
    {
        _options = options ?? new CurrentMonitorOptions();
        var faults = _options.Validate();
        if (faults.Count > 0) throw new ArgumentException(string.Join(' ', faults), nameof(options));

        _detectors = [.. Detectors(_options)];
        _alarms = [.. _detectors.Select(d => new Alarm(d.Kind, d.Alarm))];
        _ready = new bool[_detectors.Length];
        _holds = new bool[_detectors.Length];
        _changes = new Finding[_detectors.Length];
        _commands = new CommandLog(_options.MaxExcuses, _options.ExcuseWindow);
        _settling = new Settling(_options.SettleAtLeast, _options.SettleAtMost);
    }

    /// <summary>What became of the samples so far.</summary>
    public MonitorCounters Counters => _counters;

    /// <summary>Everything that is raised now, in the order of <see cref="FindingKind"/>.</summary>
    public IReadOnlyList<Finding> Active => [.. _alarms.Select(a => a.Active).OfType<Finding>()];

    /// <summary>
    /// True when the detector could judge the last sample. False: it is switched off, has too few samples (sampling too slow,
    /// just begun, gap), waits for the current to settle, or was never told of a limit or a command that it needs.
    /// </summary>
    public bool IsReady(FindingKind kind) => IndexOf(kind) is >= 0 and var i && _ready[i];

    /// <summary>A command that gives the current a reason to move.</summary>
    /// <param name="at">When, on the clock of the samples.</param>
    /// <param name="kind">What.</param>
    /// <param name="limitA">The new limit in A, 0 or more; null: the old one. A negative one or one that is no number is counted and ignored.</param>
    public void OnCommand(TimeSpan at, CommandKind kind, double? limitA = null)
    {
        _commands.Take(at, kind, limitA is { } limit && IsCounted(IsAmount(limit)) ? limit : null);
    }

    /// <summary>Takes the next measurement and gives back what it raised or cleared, at most one change of each kind. The span holds until the next call.</summary>
    public ReadOnlySpan<Finding> Step(in CurrentSample sample)
    {
        if (!IsGood(sample.CurrentA) || !IsNext(sample.At)) return default;

        var interval = Advance(sample.At);
        var reading = Understand(sample, interval);
        var changed = 0;
        for (var i = 0; i < _detectors.Length; i++)
        {
            var verdict = _detectors[i].Step(reading);
            _ready[i] = verdict.IsReady;
            _holds[i] = verdict.Statistic >= verdict.Threshold;
            if (_alarms[i].Step(sample.At, verdict, out var change)) _changes[changed++] = change;
        }

        if (reading.IsSettled) _noise.Step(sample.CurrentA);
        else _noise.Break();
        return _changes.AsSpan(0, changed);
    }

    // Scatter and a jump hide the level as soon as they show, before they are raised; swings and standing still once they are raised.
    private bool IsLevel() =>
        !(Holds(FindingKind.HighVariance) || Holds(FindingKind.StepWithoutCommand) || IsRaised(FindingKind.Oscillation) || IsRaised(FindingKind.Frozen));

    private bool Holds(FindingKind kind) => IndexOf(kind) is >= 0 and var i && _holds[i];

    private bool IsRaised(FindingKind kind) => IndexOf(kind) is >= 0 and var i && _alarms[i].Active is not null;

    // -1 for a detector that is switched off.
    private int IndexOf(FindingKind kind)
    {
        for (var i = 0; i < _detectors.Length; i++)
            if (_detectors[i].Kind == kind) return i;
        return -1;
    }

    private static IEnumerable<ICurrentDetector> Detectors(CurrentMonitorOptions options)
    {
        if (options.Oscillation.Enabled) yield return new OscillationDetector(options.Oscillation);
        if (options.Variance.Enabled) yield return new VarianceDetector(options.Variance);
        if (options.Drift.Enabled) yield return new DriftDetector(options.Drift);
        if (options.Step.Enabled) yield return new StepDetector(options.Step);
        if (options.Limit.Enabled) yield return new LimitDetector(options.Limit);
        if (options.Frozen.Enabled) yield return new FrozenDetector(options.Frozen);
    }

    private static bool IsAmount(double value) => double.IsFinite(value) && value >= 0;

    private bool IsGood(double currentA)
    {
        if (!double.IsFinite(currentA)) _counters = _counters with { NotANumber = _counters.NotANumber + 1 };
        else if (Math.Abs(currentA) > _options.MaxPlausibleA) _counters = _counters with { Implausible = _counters.Implausible + 1 };
        else return true;
        return false;
    }

    private bool IsNext(TimeSpan at)
    {
        if (_lastAt is not { } last || at > last)
        {
            _lateInRow = 0;
            return true;
        }

        if (at == last)
        {
            _counters = _counters with { Duplicates = _counters.Duplicates + 1 };
            return false;
        }

        _counters = _counters with { OutOfOrder = _counters.OutOfOrder + 1 };
        _lateInRow = _lateInRow == 0 || at > _lateAt ? _lateInRow + 1 : 1;
        _lateAt = at;
        if (_lateInRow < ClockRestartAfter) return false;

        _lateInRow = 0;
        _lastAt = null;
        _disturbedAt = null;
        _commands.ForgetTimes();
        _counters = _counters with { ClockRestarts = _counters.ClockRestarts + 1 };
        RestartDetectors(at);
        return true;
    }

    private TimeSpan Advance(TimeSpan at)
    {
        _counters = _counters with { Accepted = _counters.Accepted + 1 };
        var interval = _lastAt is { } last ? at - last : TimeSpan.Zero;
        _lastAt = at;
        if (interval == TimeSpan.Zero) return interval;

        var seconds = interval.TotalSeconds;
        var isGap = _usualIntervalS > 0 && interval > _options.Gap && seconds > _options.GapFactor * _usualIntervalS;
        _usualIntervalS = _usualIntervalS == 0 ? seconds : _usualIntervalS + ((Math.Min(seconds, _options.GapFactor * _usualIntervalS) - _usualIntervalS) * IntervalMemory);
        if (!isGap) return interval;

        _counters = _counters with { Gaps = _counters.Gaps + 1 };
        RestartDetectors(at);
        return TimeSpan.Zero;
    }

    private void RestartDetectors(TimeSpan at)
    {
        foreach (var detector in _detectors) detector.Restart();
        foreach (var alarm in _alarms) alarm.Restart();
        _settling.Disturb(at, excuse: false);
        _noise.Break();
    }

    private Reading Understand(in CurrentSample sample, TimeSpan interval)
    {
        if (sample.LimitA is { } limit && IsCounted(IsAmount(limit))) _commands.TakeFromSample(sample.At, limit);
        if (sample.CommandedAt is { } commanded && IsCounted(commanded <= sample.At)) _commands.TakeTime(commanded);
        _commands.Passed(sample.At);
        if (_commands.TargetChangedAt is { } changed && (_disturbedAt is null || changed > _disturbedAt))
        {
            _disturbedAt = changed;
            _settling.Disturb(changed, excuse: true);
        }

        _settling.Step(sample.At, sample.CurrentA);
        return new Reading
        {
            At = sample.At,
            CurrentA = sample.CurrentA,
            Interval = interval,
            LimitA = _commands.EffectiveLimitA,
            ExpectedA = sample.ExpectedA is { } expected && IsCounted(double.IsFinite(expected)) ? expected : null,
            TargetChangedAt = _commands.TargetChangedAt,
            HearsCommands = _commands.HearsCommands,
            IsSettled = _settling.IsSettled,
            IsExcused = _settling.IsExcused && !_commands.IsStream(sample.At),
            IsLevel = IsLevel(),
            NoiseA = _noise.SigmaA,
        };
    }

    private bool IsCounted(bool isGood)
    {
        if (!isGood) _counters = _counters with { BadLimits = _counters.BadLimits + 1 };
        return isGood;
    }
}
