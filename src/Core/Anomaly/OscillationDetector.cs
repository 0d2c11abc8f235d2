namespace Busbar.Core.Anomaly;

/// <summary>Settings of <see cref="OscillationDetector"/>.</summary>
public sealed record OscillationOptions
{
    /// <summary>Whether the detector runs. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Turns are counted over this stretch of time. 10 s to 1 h. Default 90 s: nine swings of 10 s, and still three of 30 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>So many turns are too many; a swing has two. 3 to 64. Default 6: three whole swings, more than a start with two pauses within the window, and reached by the anomaly lab's 8 s swings in about 25 s.</summary>
    public int Turns { get; init; } = 6;

    /// <summary>A turn counts when the current has come back by this much, in A. 0.5 to 1000. Default 10: ten steps of the module's CAN frame, a third of the 31 A swing that its 20 % per second leave of the anomaly lab's cycle.</summary>
    public double AmplitudeA { get; init; } = 10;

    /// <summary>The same as a share of the current at the turn, in percent; the larger of both counts. 0 to 100. Default 10.</summary>
    public double AmplitudePct { get; init; } = 10;

    /// <summary>Raising and clearing. The default clears at half the turns.</summary>
    public AlarmOptions Alarm { get; init; } = new() { ClearRatio = 0.5 };

    internal void Check(OptionFaults faults)
    {
        faults.Seconds(nameof(Window), Window, 10, 3600);
        faults.Number(nameof(Turns), Turns, 3, OscillationDetector.Capacity);
        faults.Number(nameof(AmplitudeA), AmplitudeA, 0.5, 1000, "A");
        faults.Number(nameof(AmplitudePct), AmplitudePct, 0, 100, "%");
        faults.Within(nameof(Alarm), () => Alarm.Check(faults));
    }
}

/// <summary>
/// Finds repeated swings: counts the turning points of the current (sign changes of its slope) that are followed by a way
/// back of at least the amplitude. Smaller wiggles, such as noise, do not turn it. Commands are no excuse: a limit that
/// goes up and down every few seconds is exactly what it looks for.
/// </summary>
public sealed class OscillationDetector(OscillationOptions options) : ICurrentDetector
{
    /// <summary>Most turns remembered; beyond it the count stays there.</summary>
    public const int Capacity = 64;

    private readonly (TimeSpan At, long Sample)[] _turns = new (TimeSpan, long)[Capacity];
    private long _oldest;
    private long _next;
    private long _sample;
    private int _direction;
    private Extreme _high;
    private Extreme _low;

    /// <inheritdoc/>
    public FindingKind Kind => FindingKind.Oscillation;

    /// <inheritdoc/>
    public AlarmOptions Alarm => options.Alarm;

    /// <inheritdoc/>
    public Verdict Step(in Reading reading)
    {
        var here = new Extreme(reading.At, reading.CurrentA, _sample++);
        if (here.Sample == 0)
        {
            _high = _low = here;
            return new Verdict(0, options.Turns, 1, reading.At);
        }

        if (_direction >= 0 && here.ValueA > _high.ValueA) _high = here;
        if (_direction <= 0 && here.ValueA < _low.ValueA) _low = here;
        if (_direction >= 0 && HasComeBack(_high.ValueA - here.ValueA, _high.ValueA)) Turn(_high, -1, here);
        else if (_direction <= 0 && HasComeBack(here.ValueA - _low.ValueA, here.ValueA)) Turn(_low, 1, here);

        while (_oldest < _next && reading.At - _turns[_oldest % Capacity].At > options.Window) _oldest++;
        if (_oldest == _next) return new Verdict(0, options.Turns, 1, reading.At);
        var (since, firstSample) = _turns[_oldest % Capacity];
        return new Verdict(_next - _oldest, options.Turns, (int)(_sample - firstSample), since);
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _oldest = _next = _sample = 0;
        _direction = 0;
    }

    private bool HasComeBack(double wayA, double higherA) => wayA >= Math.Max(options.AmplitudeA, options.AmplitudePct / 100 * Math.Abs(higherA));

    // The first move from rest is not a turn: the current was not going anywhere before.
    private void Turn(Extreme at, int direction, Extreme here)
    {
        if (_direction != 0)
        {
            if (_next - _oldest == Capacity) _oldest++;
            _turns[_next++ % Capacity] = (at.At, at.Sample);
        }

        _direction = direction;
        _high = _low = here;
    }

    private readonly record struct Extreme(TimeSpan At, double ValueA, long Sample);
}
