namespace Busbar.Core.Anomaly;

/// <summary>
/// Standard deviation of the noise from the mean moving range (Montgomery, Introduction to Statistical Quality Control, 6.4:
/// the mean distance of neighbours divided by d2 = 1.128): the plain mean of the first 30, then remembered over about as many.
/// A jump is cut to four times the habit, so that it does not look like noise.
/// </summary>
internal sealed class NoiseEstimate
{
    private const double RangeOfTwo = 1.128;
    private const int Memory = 30;
    private const double Cut = 4;

    // So many ranges make a habit; before it nothing is cut.
    private const int Habit = 10;

    // From nothing at all four times the habit would be nothing for ever.
    private const double SmallestRangeA = 0.1;

    private double _lastA = double.NaN;
    private int _count;
    private double _rangeA;

    public double SigmaA => _rangeA / RangeOfTwo;

    public void Step(double currentA)
    {
        if (!double.IsNaN(_lastA))
        {
            var range = Math.Abs(currentA - _lastA);
            if (_count >= Habit) range = Math.Min(range, Cut * Math.Max(_rangeA, SmallestRangeA));
            _count = Math.Min(_count + 1, Memory);
            _rangeA += (range - _rangeA) / _count;
        }

        _lastA = currentA;
    }

    /// <summary>The next sample is no neighbour of the last one.</summary>
    public void Break() => _lastA = double.NaN;
}
