namespace Busbar.Core.Anomaly;

/// <summary>Whether a reading that never changes is suspicious by itself.</summary>
public enum ExpectNoise
{
    /// <summary>No: the source may report exact set points.</summary>
    Never,

    /// <summary>If it had noise before: learned from the readings themselves.</summary>
    Learn,

    /// <summary>Yes, always, while charging.</summary>
    Always,
}

/// <summary>Settings of <see cref="FrozenDetector"/>.</summary>
public sealed record FrozenOptions
{
    /// <summary>Whether the detector runs. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Readings this close are the same, in A. 0 to 10. Default 0: a live source is never exactly still.</summary>
    public double ResolutionA { get; init; }

    /// <summary>A reading that stands still so long while a command demands less current is frozen. 1 s to 10 min. Default 12 s: the dead time of 5 s (see <see cref="LimitViolationOptions.Dead"/>), twice and a little more.</summary>
    public TimeSpan AfterCommand { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>A reading that stands still so long while noise is expected is frozen. 1 s to 1 h. Default 30 s.</summary>
    public TimeSpan AfterSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>And that in so many samples that chance would do it no more often than this. 1e-12 to 0.1. Default one in a million: 9 samples where every sample used to change, 28 where every second one did.</summary>
    public double Chance { get; init; } = 1e-6;

    /// <summary>Whether noise is expected. Default <see cref="ExpectNoise.Learn"/>.</summary>
    public ExpectNoise ExpectNoise { get; init; } = ExpectNoise.Learn;

    /// <summary>A current this small is rest, which has no noise, in A. 0 to 100. Default 1.</summary>
    public double IdleA { get; init; } = 1;

    /// <summary>A lower limit demands less current when the reading is above it by this much, in A. 0.1 to 100. Default 5.</summary>
    public double MarginA { get; init; } = 5;

    /// <summary>Raising and clearing. The default clears after 5 s of movement.</summary>
    public AlarmOptions Alarm { get; init; } = new() { ClearAfter = TimeSpan.FromSeconds(5) };

    internal void Check(OptionFaults faults)
    {
        faults.Number(nameof(ResolutionA), ResolutionA, 0, 10, "A");
        faults.Seconds(nameof(AfterCommand), AfterCommand, 1, 600);
        faults.Seconds(nameof(AfterSilence), AfterSilence, 1, 3600);
        faults.Number(nameof(Chance), Chance, 1e-12, 0.1);
        faults.That(Enum.IsDefined(ExpectNoise), nameof(ExpectNoise), ExpectNoise, "Never, Learn or Always");
        faults.Number(nameof(IdleA), IdleA, 0, 100, "A");
        faults.Number(nameof(MarginA), MarginA, 0.1, 100, "A");
        faults.Within(nameof(Alarm), () => Alarm.Check(faults));
    }
}

/// <summary>
/// Finds a reading that stands still while the current cannot: a command demanded less and nothing moved, or the noise that
/// was there has gone. A constant 0 A at rest and a constant current from a source that never had noise are no findings.
/// </summary>
public sealed class FrozenDetector(FrozenOptions options) : ICurrentDetector
{
    private readonly NoiseHabit _habit = new();
    private double _valueA = double.NaN;
    private TimeSpan _still;
    private int _samples;
    private TimeSpan? _demandedAt;
    private double _limitA = double.PositiveInfinity;

    /// <inheritdoc/>
    public FindingKind Kind => FindingKind.Frozen;

    /// <inheritdoc/>
    public AlarmOptions Alarm => options.Alarm;

    /// <inheritdoc/>
    public Verdict Step(in Reading reading)
    {
        if (Math.Abs(reading.CurrentA - _valueA) <= options.ResolutionA)
        {
            _samples++;
        }
        else
        {
            if (reading.IsSettled && reading.IsLevel && Math.Abs(reading.CurrentA) > options.IdleA) _habit.Learn(_samples, reading.CurrentA - _valueA);
            Begin(reading);
        }

        if (reading.LimitA < _limitA && reading.LimitA < reading.CurrentA - options.MarginA) _demandedAt ??= reading.At;
        _limitA = reading.LimitA;
        var silence = new Verdict((reading.At - _still).TotalSeconds, options.AfterSilence.TotalSeconds, _samples, _still);
        var demand = new Verdict((reading.At - (_demandedAt ?? reading.At)).TotalSeconds, options.AfterCommand.TotalSeconds, _samples, _still);
        if (!ExpectsNoise(reading.CurrentA) || _samples < SamplesNeeded()) silence = silence with { Statistic = 0 };
        return silence.Statistic / silence.Threshold > demand.Statistic / demand.Threshold ? silence : demand;
    }

    /// <inheritdoc/>
    public void Restart() => _valueA = double.NaN;

    private bool ExpectsNoise(double currentA) => Math.Abs(currentA) > options.IdleA && options.ExpectNoise switch
    {
        ExpectNoise.Always => true,
        ExpectNoise.Learn => _habit.IsNoisy,
        _ => false,
    };

    // Independent samples that each stay the same with probability q do so n times in a row with probability q^n.
    private double SamplesNeeded() => Math.Log(options.Chance) / Math.Log(_habit.StaysTheSame);

    private void Begin(in Reading reading)
    {
        _valueA = reading.CurrentA;
        _still = reading.At;
        _samples = 1;
        _demandedAt = null;
    }
}

/// <summary>
/// Whether a source's readings have noise that is coarser than its resolution: most samples change, in both directions, and
/// by clearly more than the smallest change ever seen on average. A slow taper (one direction) and noise that only now and
/// then tips over a step of the resolution are not such a habit: both may stand still for long.
/// </summary>
internal sealed class NoiseHabit
{
    private const int Enough = 60;
    private const int Memory = 512;
    private const double MostChange = 0.5;
    private const double BothWays = 0.3;
    private const double CoarserThanResolution = 0.6;

    // A jump is not noise: it counts as no more than three steps of the resolution.
    private const double Cut = 3;

    // Where the mean lies between two steps of the resolution more samples change than where it lies on one.
    private const double OnAStep = 0.8;

    private double _samples;
    private double _changes;
    private double _reversals;
    private double _wayA;
    private double _smallestA = double.PositiveInfinity;
    private double _lastA;

    /// <summary>Probability that a sample is the same as the one before it, on the careful side; one half when nothing is known.</summary>
    public double StaysTheSame => _samples < Enough ? 0.5 : 1 - (OnAStep * Math.Min(1, _changes / _samples));

    public bool IsNoisy => _samples >= Enough
        && _changes >= MostChange * _samples
        && _reversals >= BothWays * _changes
        && _wayA >= CoarserThanResolution * _smallestA * _samples;

    /// <summary>After a run of equal readings the value changed.</summary>
    public void Learn(int run, double changeA)
    {
        if (double.IsNaN(changeA)) return;
        _samples += run;
        _changes++;
        if (changeA * _lastA < 0) _reversals++;
        _smallestA = Math.Min(_smallestA, Math.Abs(changeA));
        _wayA += Math.Min(Math.Abs(changeA), Cut * _smallestA);
        _lastA = changeA;
        if (_samples < Memory) return;
        _samples /= 2;
        _changes /= 2;
        _reversals /= 2;
        _wayA /= 2;
    }
}
