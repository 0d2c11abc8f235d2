namespace Busbar.Core.Anomaly;

/// <summary>Settings of <see cref="DriftDetector"/>.</summary>
public sealed record DriftOptions
{
    /// <summary>Whether the detector runs. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The smallest shift worth finding, in A. 0.1 to 1000. Default 3: three steps of the module's CAN frame.</summary>
    public double ShiftA { get; init; } = 3;

    /// <summary>The same as a share of the current, in percent; the largest counts. 0 to 100. Default 3.</summary>
    public double ShiftPct { get; init; } = 3;

    /// <summary>The same in standard deviations of the noise; the largest counts. 1 to 10. Default 3: the slack is then 1.5 sigma, and in-control runs are far longer than any session (Siegmund's formula in Montgomery, Introduction to Statistical Quality Control, 9.1.3).</summary>
    public double ShiftSigma { get; init; } = 3;

    /// <summary>Slack k as a share of the shift. 0.1 to 1. Default 0.5: half the shift to be found is the optimal one (Page 1954; Montgomery 9.1.2).</summary>
    public double Slack { get; init; } = 0.5;

    /// <summary>Decision interval h in seconds of the whole shift. 1 s to 10 min. Default 5 s: at one sample a second, h = 5 as Montgomery advises (table 9.3), but of shifts, not of sigmas, because consecutive samples are not independent.</summary>
    public TimeSpan Decision { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The current is first averaged over this time to be followed. 2 s to 5 min. Default 10 s.</summary>
    public TimeSpan Averaging { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A rise that is followed and so not seen, in A per second. 0 to 10. Default 0.03, about 2 A a minute: warming up.</summary>
    public double RiseAPerS { get; init; } = 0.03;

    /// <summary>A fall that is followed and so not seen, in percent of the current per second. 0 to 10. Default 0.25, a taper with a time constant of 400 s: constant-voltage phases of fast charging have 600 s and more. A slower downward drift looks like one and needs <see cref="CurrentSample.ExpectedA"/> to be told from it.</summary>
    public double FallPctPerS { get; init; } = 0.25;

    /// <summary>Time constant with which the bounds close in on the current. 1 s to 10 min. Default 15 s.</summary>
    public TimeSpan Closing { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time that one sample stands for. 0.1 s to 60 s. Default 5 s, so that no single sample decides.</summary>
    public TimeSpan MaxWeight { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Raising and clearing. The default waits 10 s, so that a jump, a swing or scatter is known for what it is before.</summary>
    public AlarmOptions Alarm { get; init; } = new() { RaiseAfter = TimeSpan.FromSeconds(10) };

    internal void Check(OptionFaults faults)
    {
        faults.Number(nameof(ShiftA), ShiftA, 0.1, 1000, "A");
        faults.Number(nameof(ShiftPct), ShiftPct, 0, 100, "%");
        faults.Number(nameof(ShiftSigma), ShiftSigma, 1, 10);
        faults.Number(nameof(Slack), Slack, 0.1, 1);
        faults.Seconds(nameof(Decision), Decision, 1, 600);
        faults.Seconds(nameof(Averaging), Averaging, 2, 300);
        faults.Number(nameof(RiseAPerS), RiseAPerS, 0, 10, "A/s");
        faults.Number(nameof(FallPctPerS), FallPctPerS, 0, 10, "%/s");
        faults.Seconds(nameof(Closing), Closing, 1, 600);
        faults.Seconds(nameof(MaxWeight), MaxWeight, 0.1, 60);
        faults.Within(nameof(Alarm), () => Alarm.Check(faults));
    }
}

/// <summary>
/// Finds a creeping current with a two-sided cumulative sum (Page, Continuous Inspection Schemes, Biometrika 1954), weighted
/// with time: S = max(0, S + (deviation - k) dt), raised at S >= h. The deviation is measured from the expected current where
/// it is known. Elsewhere it is measured from two bounds that follow the slow past: the upper one rises no faster than
/// warming up explains, the lower one falls no faster than a constant-voltage taper explains, and both close in quickly from
/// the other side. It rests until the current has settled after a command, and while there is no level to creep away from. Where
/// neither commands nor an expected current are known it does not judge: every new wish would look like a drift.
/// </summary>
public sealed class DriftDetector(DriftOptions options) : ICurrentDetector
{
    /// <summary>Most samples averaged: 10 s at 0.08 s each. Faster sampling shortens the time.</summary>
    public const int Capacity = 128;

    /// <summary>Fewest samples averaged, and fewest that a cumulative sum must have gathered to be judged.</summary>
    public const int MinSamples = 5;

    // Slow sampling: the average may reach back this many times further.
    private const int Stretch = 6;

    private readonly WindowStatistics _average = new(options.Averaging, options.Averaging * Stretch, MinSamples, Capacity);
    private double _upperA;
    private double _lowerA;
    private Sum _above;
    private Sum _below;
    private int _samples;

    /// <inheritdoc/>
    public FindingKind Kind => FindingKind.Drift;

    /// <inheritdoc/>
    public AlarmOptions Alarm => options.Alarm;

    /// <summary>The cumulative sum above the upper bound, in A·s, 0 or more.</summary>
    public double AboveAs => _above.ValueAs;

    /// <summary>The cumulative sum below the lower bound, in A·s, 0 or more.</summary>
    public double BelowAs => _below.ValueAs;

    private double FallAPerS => (options.FallPctPerS / 100 * Math.Abs(_lowerA)) + options.RiseAPerS;

    /// <inheritdoc/>
    public Verdict Step(in Reading reading)
    {
        if (!reading.IsSettled || !reading.IsLevel || !(reading.HearsCommands || reading.ExpectedA is not null))
        {
            Restart();
            return Verdict.NotReady;
        }

        _average.Add(reading.At, reading.CurrentA);
        if (!_average.IsFull || (_samples == 0 && _average.Span < options.Averaging / 2)) return Verdict.NotReady;

        Follow(reading);
        var shift = Math.Max(options.ShiftA, Math.Max(options.ShiftPct / 100 * Math.Abs(_average.Mean), options.ShiftSigma * reading.NoiseA));
        var threshold = shift * options.Decision.TotalSeconds;
        var weight = Math.Min(reading.Interval.TotalSeconds, options.MaxWeight.TotalSeconds);
        var (upperA, lowerA) = BoundsNow(reading);
        _above = _above.Gather(reading.CurrentA - upperA - (options.Slack * shift), weight, 2 * threshold, reading.At);
        _below = _below.Gather(lowerA - reading.CurrentA - (options.Slack * shift), weight, 2 * threshold, reading.At);
        _samples++;
        var larger = _above.ValueAs >= _below.ValueAs ? _above : _below;
        return new Verdict(larger.Samples < MinSamples ? 0 : larger.ValueAs, threshold, larger.Samples, larger.Since);
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _average.Clear();
        _above = _below = default;
        _samples = 0;
    }

    private void Follow(in Reading reading)
    {
        if (reading.ExpectedA is { } expected)
        {
            _upperA = _lowerA = expected;
            return;
        }

        var mean = _average.Mean;
        if (_samples == 0)
        {
            _upperA = _lowerA = mean;
            return;
        }

        var seconds = reading.Interval.TotalSeconds;
        var closing = Math.Min(1, seconds / options.Closing.TotalSeconds);
        _upperA = mean < _upperA ? _upperA + ((mean - _upperA) * closing) : Math.Min(mean, _upperA + (options.RiseAPerS * seconds));
        _lowerA = mean > _lowerA ? _lowerA + ((mean - _lowerA) * closing) : Math.Max(mean, _lowerA - (FallAPerS * seconds));
    }

    // The average is as old as the middle of its window; the bounds are carried on from there to now.
    private (double UpperA, double LowerA) BoundsNow(in Reading reading)
    {
        if (reading.ExpectedA is not null) return (_upperA, _lowerA);
        var ageS = (reading.At - _average.MeanAt).TotalSeconds;
        return (_upperA + (options.RiseAPerS * ageS), _lowerA - (FallAPerS * ageS));
    }

    // One side of the cumulative sum. It stops at a ceiling, so that the end of a long drift is noticed soon.
    private readonly record struct Sum(double ValueAs, TimeSpan Since, int Samples)
    {
        public Sum Gather(double beyondSlackA, double weightS, double ceilingAs, TimeSpan at)
        {
            var value = Math.Clamp(ValueAs + (beyondSlackA * weightS), 0, ceilingAs);
            return value == 0 ? default : new Sum(value, Samples == 0 ? at : Since, Samples + 1);
        }
    }
}
