namespace Busbar.Core.Anomaly;

/// <summary>
/// Mean and variance of the values of the last stretch of time, and their scatter around their own straight trend, by
/// Welford's method with removal (Welford 1962; Knuth, TAOCP vol. 2, 4.2.2), in two dimensions. Removal gathers rounding errors, so a second accumulator is filled beside the first by additions alone;
/// when the window has moved past its beginning it takes the first one's place. Nothing is ever summed again, and no error
/// is older than one window. Constant time per value (moving the window is amortised, and bounded by the capacity); no
/// allocation after construction. Not thread safe.
/// </summary>
public sealed class WindowStatistics
{
    private readonly TimeSpan _window;
    private readonly TimeSpan _maxWindow;
    private readonly int _minSamples;
    private readonly (TimeSpan At, double Value)[] _ring;
    private long _oldest;
    private long _next;
    private long _freshFrom = -1;
    private TimeSpan _origin;
    private Accumulator _whole;
    private Accumulator _fresh;

    /// <param name="window">The stretch of time; values older than it leave.</param>
    /// <param name="maxWindow">Values leave at this age at the latest. Between <paramref name="window"/> and this age the last <paramref name="minSamples"/> stay, so that slow sampling still fills the window.</param>
    /// <param name="minSamples">Values wanted in the window.</param>
    /// <param name="capacity">Most values held, at least <paramref name="minSamples"/>; when sampling is faster the window is shorter.</param>
    public WindowStatistics(TimeSpan window, TimeSpan maxWindow, int minSamples, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWindow, window);
        ArgumentOutOfRangeException.ThrowIfLessThan(minSamples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, minSamples);
        _window = window;
        _maxWindow = maxWindow;
        _minSamples = minSamples;
        _ring = new (TimeSpan, double)[capacity];
    }

    /// <summary>Values in the window.</summary>
    public int Count => (int)(_next - _oldest);

    /// <summary>True when at least the wanted number of values is there.</summary>
    public bool IsFull => Count >= _minSamples;

    /// <summary>Time of the oldest value; zero when there is none.</summary>
    public TimeSpan OldestAt => Count == 0 ? default : _ring[_oldest % _ring.Length].At;

    /// <summary>Age of the oldest value against the newest.</summary>
    public TimeSpan Span => Count == 0 ? default : _ring[(_next - 1) % _ring.Length].At - OldestAt;

    /// <summary>Mean time of the values: the moment that <see cref="Mean"/> stands for, if they move evenly. Zero when there is none.</summary>
    public TimeSpan MeanAt => Count == 0 ? default : _origin + TimeSpan.FromSeconds(_whole.MeanTime);

    /// <summary>Mean of the values; 0 when there is none.</summary>
    public double Mean => _whole.Mean;

    /// <summary>Variance of the values (divided by their number less one); 0 for fewer than two.</summary>
    public double Variance => Count < 2 ? 0 : _whole.ValueSquares / (Count - 1);

    /// <summary>Variance of the values around the straight line through them (least squares; divided by their number less two); 0 for fewer than three. A ramp has none, a swing or noise keeps nearly all of it.</summary>
    public double ScatterAroundTrend => Count < 3 || _whole.TimeSquares <= 0
        ? 0
        : Math.Max(0, _whole.ValueSquares - (_whole.Products * _whole.Products / _whole.TimeSquares)) / (Count - 2);

    /// <summary>Adds a value and lets go of those that are too old beside it.</summary>
    /// <param name="at">Not before the time of the last value.</param>
    /// <param name="value">A finite value.</param>
    public void Add(TimeSpan at, double value)
    {
        while (Count > 0 && (Count == _ring.Length || IsTooOld(at - OldestAt))) RemoveOldest();
        _ring[_next % _ring.Length] = (at, value);
        _next++;
        if (_next == 1) _origin = at;
        _whole.Add((at - _origin).TotalSeconds, value);
        if (_freshFrom >= 0) _fresh.Add((at - _origin).TotalSeconds, value);
    }

    /// <summary>Empties the window.</summary>
    public void Clear()
    {
        _oldest = _next = 0;
        _freshFrom = -1;
        _whole = default;
        _fresh = default;
    }

    private bool IsTooOld(TimeSpan age) => age > _maxWindow || (age > _window && Count >= _minSamples);

    private void RemoveOldest()
    {
        var (at, value) = _ring[_oldest++ % _ring.Length];
        _whole.Remove((at - _origin).TotalSeconds, value);
        if (_freshFrom < 0)
        {
            _freshFrom = _next;
        }
        else if (_oldest == _freshFrom)
        {
            _whole = _fresh;
            _fresh = default;
            _freshFrom = _next;
        }
    }

    // Sums of squares and products around the means of time and value.
    private struct Accumulator
    {
        private int _count;

        public double MeanTime { get; private set; }

        public double Mean { get; private set; }

        public double ValueSquares { get; private set; }

        public double TimeSquares { get; private set; }

        public double Products { get; private set; }

        public void Add(double time, double value)
        {
            _count++;
            var (timeBefore, valueBefore) = (time - MeanTime, value - Mean);
            MeanTime += timeBefore / _count;
            Mean += valueBefore / _count;
            TimeSquares += timeBefore * (time - MeanTime);
            ValueSquares += valueBefore * (value - Mean);
            Products += timeBefore * (value - Mean);
        }

        public void Remove(double time, double value)
        {
            if (--_count == 0)
            {
                this = default;
                return;
            }

            var (timeWith, valueWith) = (time - MeanTime, value - Mean);
            MeanTime -= timeWith / _count;
            Mean -= valueWith / _count;
            TimeSquares = Math.Max(0, TimeSquares - (timeWith * (time - MeanTime)));
            ValueSquares = Math.Max(0, ValueSquares - (valueWith * (value - Mean)));
            Products -= timeWith * (value - Mean);
        }
    }
}
