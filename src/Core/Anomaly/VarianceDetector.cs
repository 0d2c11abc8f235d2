namespace Busbar.Core.Anomaly;

/// <summary>Settings of <see cref="VarianceDetector"/>.</summary>
public sealed record VarianceOptions
{
    /// <summary>Whether the detector runs. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The stretch of time looked at. 2 s to 10 min. Default 15 s: one and a half of the 10 s swings of the anomaly lab.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The window grows to this age when sampling is slow. At least the window, to 1 h. Default 60 s: over a minute the trend of a taper is still nearly straight.</summary>
    public TimeSpan MaxWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Fewest samples judged. 3 to 256. Default 8: the standard deviation is then known to about a quarter (1 / sqrt(2 (n - 1))).</summary>
    public int MinSamples { get; init; } = 8;

    /// <summary>Standard deviation from which on it is too much, in A. 0.1 to 1000. Default 4: four times the 1 A step of the module's CAN frame.</summary>
    public double ThresholdA { get; init; } = 4;

    /// <summary>The same as a share of the mean current, in percent; the larger of both counts. 0 to 100. Default 4: eight times the usual 0.5 % accuracy class of a DC meter.</summary>
    public double ThresholdPct { get; init; } = 4;

    /// <summary>The condition must hold for one whole window and this time more: a single ramp has then left the window again. 0 s to 5 min. Default 10 s, in which a module that goes 20 % of its way each second has gone nine tenths of it.</summary>
    public TimeSpan Ramp { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Raising and clearing, beyond that.</summary>
    public AlarmOptions Alarm { get; init; } = new();

    internal void Check(OptionFaults faults)
    {
        faults.Seconds(nameof(Window), Window, 2, 600);
        faults.Seconds(nameof(MaxWindow), MaxWindow, Window.TotalSeconds, 3600);
        faults.Number(nameof(MinSamples), MinSamples, 3, VarianceDetector.Capacity);
        faults.Number(nameof(ThresholdA), ThresholdA, 0.1, 1000, "A");
        faults.Number(nameof(ThresholdPct), ThresholdPct, 0, 100, "%");
        faults.Seconds(nameof(Ramp), Ramp, 0, 300);
        faults.Within(nameof(Alarm), () => Alarm.Check(faults));
    }
}

/// <summary>
/// Finds a current that scatters: its standard deviation around its own straight trend over a short window is too large, and
/// has been for a while. Around the trend, because a taper moves without scattering; for a while, because a single jump or
/// ramp leaves the window again. Movement that a command explains is left out.
/// </summary>
public sealed class VarianceDetector(VarianceOptions options) : ICurrentDetector
{
    /// <summary>Most samples in the window: 15 s at 0.06 s each. Faster sampling shortens the window.</summary>
    public const int Capacity = 256;

    private readonly WindowStatistics _window = new(options.Window, options.MaxWindow, options.MinSamples, Capacity);

    /// <inheritdoc/>
    public FindingKind Kind => FindingKind.HighVariance;

    /// <inheritdoc/>
    public AlarmOptions Alarm => options.Alarm;

    /// <inheritdoc/>
    public Verdict Step(in Reading reading)
    {
        if (reading.IsExcused)
        {
            _window.Clear();
            return Verdict.NotReady;
        }

        _window.Add(reading.At, reading.CurrentA);
        if (!_window.IsFull) return Verdict.NotReady;
        var threshold = Math.Max(options.ThresholdA, options.ThresholdPct / 100 * Math.Abs(_window.Mean));
        return new Verdict(Math.Sqrt(_window.ScatterAroundTrend), threshold, _window.Count, _window.OldestAt, Hold: _window.Span + options.Ramp);
    }

    /// <inheritdoc/>
    public void Restart() => _window.Clear();
}
