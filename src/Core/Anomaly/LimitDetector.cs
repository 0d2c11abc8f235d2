namespace Busbar.Core.Anomaly;

/// <summary>Settings of <see cref="LimitDetector"/>.</summary>
public sealed record LimitViolationOptions
{
    /// <summary>Whether the detector runs. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Excess that is tolerated, in A. 0.1 to 100. Default 2: two steps of the module's CAN frame.</summary>
    public double ToleranceA { get; init; } = 2;

    /// <summary>The same as a share of the limit, in percent; the largest counts. 0 to 100. Default 3: accuracy of set point and meter together.</summary>
    public double TolerancePct { get; init; } = 3;

    /// <summary>The same in standard deviations of the noise; the largest counts. 0 to 10. Default 3: the mean of three samples is then 5.2 sigma away.</summary>
    public double ToleranceSigma { get; init; } = 3;

    /// <summary>The current is averaged over this time. 0.5 s to 5 min. Default 5 s.</summary>
    public TimeSpan Averaging { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After a limit has fallen nothing needs to happen for so long. 0 s to 5 min. Default 5 s: the time a vehicle has to follow (IEC 61851-1, table A.6).</summary>
    public TimeSpan Dead { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After that the excess must shrink by this share of what is left each second, in percent. 1 to 100. Default 5: a quarter of what the lab's module does. A module that does not obey at all is found hardly later with a slow ramp than with a fast one.</summary>
    public double RampPctPerS { get; init; } = 5;

    /// <summary>Raising and clearing. The default waits 3 s.</summary>
    public AlarmOptions Alarm { get; init; } = new() { RaiseAfter = TimeSpan.FromSeconds(3), ClearRatio = 0.5 };

    internal void Check(OptionFaults faults)
    {
        faults.Number(nameof(ToleranceA), ToleranceA, 0.1, 100, "A");
        faults.Number(nameof(TolerancePct), TolerancePct, 0, 100, "%");
        faults.Number(nameof(ToleranceSigma), ToleranceSigma, 0, 10);
        faults.Seconds(nameof(Averaging), Averaging, 0.5, 300);
        faults.Seconds(nameof(Dead), Dead, 0, 300);
        faults.Number(nameof(RampPctPerS), RampPctPerS, 1, 100, "%/s");
        faults.Within(nameof(Alarm), () => Alarm.Check(faults));
    }
}

/// <summary>
/// Finds more current than is allowed, averaged over a moment. When the limit falls, the excess of that moment is allowed for
/// a dead time and then must shrink each second, because a ramp down takes time but must not stop on the way. While stopped the limit is 0.
/// </summary>
public sealed class LimitDetector(LimitViolationOptions options) : ICurrentDetector
{
    /// <summary>Most samples averaged: 5 s at 0.08 s each. Faster sampling shortens the time.</summary>
    public const int Capacity = 64;

    /// <summary>Fewest samples averaged.</summary>
    public const int MinSamples = 3;

    // An excess of five times the tolerance is no matter of accuracy any more.
    private const double CriticalRatio = 5;

    private readonly WindowStatistics _average = new(options.Averaging, TimeSpan.MaxValue, MinSamples, Capacity);
    private double _limitA = double.PositiveInfinity;
    private double _currentA;
    private double _allowedA;
    private TimeSpan _changedAt;
    private TimeSpan _since;

    /// <inheritdoc/>
    public FindingKind Kind => FindingKind.LimitViolation;

    /// <inheritdoc/>
    public AlarmOptions Alarm => options.Alarm;

    /// <inheritdoc/>
    public Verdict Step(in Reading reading)
    {
        _average.Add(reading.At, reading.CurrentA);
        var before = Math.Max(_currentA, reading.CurrentA);
        _currentA = reading.CurrentA;
        if (reading.LimitA != _limitA)
        {
            _limitA = reading.LimitA;
            _changedAt = reading.At;
            _allowedA = Math.Max(0, before - _limitA);
        }

        if (double.IsPositiveInfinity(_limitA) || !_average.IsFull) return Verdict.NotReady;
        var tolerance = Math.Max(options.ToleranceA, Math.Max(options.TolerancePct / 100 * _limitA, options.ToleranceSigma * reading.NoiseA));
        ShrinkAllowance(reading);
        var excess = _average.Mean - _limitA - _allowedA;
        if (excess < tolerance) _since = reading.At;
        var severity = _limitA == 0 || excess >= CriticalRatio * tolerance ? Severity.Critical : Severity.Warning;
        return new Verdict(Math.Max(0, excess), tolerance, _average.Count, _since, Severity: severity);
    }

    /// <inheritdoc/>
    public void Restart() => _average.Clear();

    // Nor may the current stay where it has come down to: what it no longer uses of the allowance is taken back.
    private void ShrinkAllowance(in Reading reading)
    {
        if (reading.At < _changedAt) _allowedA = 0;
        if (reading.At - _changedAt <= options.Dead) return;
        var used = Math.Max(0, _average.Mean - _limitA);
        _allowedA = Math.Min(_allowedA * Math.Pow(1 - (options.RampPctPerS / 100), reading.Interval.TotalSeconds), used);
    }
}
