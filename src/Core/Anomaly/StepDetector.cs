namespace Busbar.Core.Anomaly;

/// <summary>Settings of <see cref="StepDetector"/>.</summary>
public sealed record StepOptions
{
    /// <summary>Whether the detector runs. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>A jump must be at least this large, in A. 1 to 1000. Default 12.</summary>
    public double StepA { get; init; } = 12;

    /// <summary>The same as a share of the current before it, in percent; the largest counts. 0 to 100. Default 12.</summary>
    public double StepPct { get; init; } = 12;

    /// <summary>The same in standard deviations of the noise; the largest counts. 3 to 20. Default 6: the difference of two samples has 1.4 sigma, so this is 4 sigma of it.</summary>
    public double StepSigma { get; init; } = 6;

    /// <summary>A jump is a change within this time. 0.1 s to 60 s. Default 2 s: a module that goes 20 % of its way each second has then gone 36 % of it.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A command explains a jump this long, and until the current has settled. 1 s to 5 min. Default 15 s: OCPP round trip, 5 s for the vehicle to follow (IEC 61851-1, table A.6) and a ramp.</summary>
    public TimeSpan CommandExplains { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The new level must last so long; a shorter one is a bad reading. 0 s to 60 s. Default 2 s.</summary>
    public TimeSpan MustLast { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Slope that is no jump, in percent of the current per second; matters when sampling is slow. 0 to 10. Default 0.25, the steepest taper (see <see cref="DriftOptions.FallPctPerS"/>).</summary>
    public double SlopePctPerS { get; init; } = 0.25;

    /// <summary>Raising and clearing.</summary>
    public AlarmOptions Alarm { get; init; } = new() { ClearAfter = TimeSpan.FromSeconds(30) };

    internal void Check(OptionFaults faults)
    {
        faults.Number(nameof(StepA), StepA, 1, 1000, "A");
        faults.Number(nameof(StepPct), StepPct, 0, 100, "%");
        faults.Number(nameof(StepSigma), StepSigma, 3, 20);
        faults.Seconds(nameof(Within), Within, 0.1, 60);
        faults.Seconds(nameof(CommandExplains), CommandExplains, 1, 300);
        faults.Seconds(nameof(MustLast), MustLast, 0, 60);
        faults.Number(nameof(SlopePctPerS), SlopePctPerS, 0, 10, "%/s");
        faults.Within(nameof(Alarm), () => Alarm.Check(faults));
    }
}

/// <summary>
/// Finds a jump that nobody asked for: against a reading at most a moment ago the current is elsewhere, stays there, and no
/// command came shortly before. It rests until the first command is heard: a source that tells of none cannot be blamed.
/// </summary>
public sealed class StepDetector(StepOptions options) : ICurrentDetector
{
    /// <summary>Most samples kept: 2 s at 0.06 s each. Faster sampling shortens the time in which a jump is seen.</summary>
    public const int Capacity = 32;

    // A level that comes back by more than this share of the threshold has not lasted.
    private const double Lasting = 0.7;

    private readonly (TimeSpan At, double CurrentA)[] _recent = new (TimeSpan, double)[Capacity];
    private long _oldest;
    private long _next;
    private Jump? _candidate;

    /// <inheritdoc/>
    public FindingKind Kind => FindingKind.StepWithoutCommand;

    /// <inheritdoc/>
    public AlarmOptions Alarm => options.Alarm;

    /// <inheritdoc/>
    public Verdict Step(in Reading reading)
    {
        if (!reading.HearsCommands) return Verdict.NotReady;
        var verdict = _candidate is { } jump ? Confirm(jump, reading) : Look(reading);
        if (_next - _oldest == Capacity) _oldest++;
        _recent[_next++ % Capacity] = (reading.At, reading.CurrentA);
        return verdict;
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _oldest = _next;
        _candidate = null;
    }

    private Verdict Look(in Reading reading)
    {
        // The one before stays, however old it is: with slow sampling it is all there is.
        while (_oldest < _next - 1 && reading.At - _recent[_oldest % Capacity].At > options.Within) _oldest++;
        if (_oldest == _next) return Verdict.NotReady;
        var (beforeAt, beforeA) = _recent[_oldest % Capacity];
        var level = Math.Abs(beforeA);
        var threshold = Math.Max(options.StepA, Math.Max(options.StepPct / 100 * level, options.StepSigma * reading.NoiseA))
            + (options.SlopePctPerS / 100 * level * (reading.At - beforeAt).TotalSeconds);
        var way = Math.Abs(reading.CurrentA - beforeA);
        var quiet = new Verdict(0, threshold, (int)(_next - _oldest) + 1, beforeAt);
        if (way < threshold || IsExplained(beforeAt, reading)) return quiet;

        _candidate = new Jump(beforeAt, beforeA, reading.At, threshold);
        return quiet;
    }

    private Verdict Confirm(in Jump jump, in Reading reading)
    {
        var way = Math.Abs(reading.CurrentA - jump.BeforeA);
        var quiet = new Verdict(0, jump.ThresholdA, (int)(_next - _oldest) + 1, jump.BeforeAt);
        if (way < Lasting * jump.ThresholdA || IsExplained(jump.BeforeAt, reading))
        {
            // What came between was a bad reading; nothing shall be measured against it.
            Restart();
            return quiet;
        }

        if (reading.At - jump.At < options.MustLast) return quiet;
        Restart();
        return quiet with { Statistic = Math.Max(way, jump.ThresholdA) };
    }

    private bool IsExplained(TimeSpan beforeAt, in Reading reading) =>
        reading.IsExcused || (reading.TargetChangedAt is { } changed && beforeAt - changed <= options.CommandExplains);

    private readonly record struct Jump(TimeSpan BeforeAt, double BeforeA, TimeSpan At, double ThresholdA);
}
