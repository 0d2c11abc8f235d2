namespace Busbar.Bench.Mqtt.Load;

/// <summary>Durations in steps of 20 us up to 4 s; what is longer counts as 4 s, and its true maximum is kept.</summary>
internal sealed class Histogram
{
    private const int StepUs = 20;

    private readonly long[] _counts = new long[200_000];

    public long Count { get; private set; }

    public double MaxMs { get; private set; }

    public void Add(TimeSpan duration)
    {
        var step = (int)Math.Clamp(duration.TotalMicroseconds / StepUs, 0, _counts.Length - 1);
        _counts[step]++;
        Count++;
        MaxMs = Math.Max(MaxMs, duration.TotalMilliseconds);
    }

    /// <summary>The duration in milliseconds that this share of all, 0 to 1, did not pass.</summary>
    public double QuantileMs(double share)
    {
        var left = (long)Math.Ceiling(share * Count);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0) return (i + 1) * StepUs / 1000.0;
        }

        return MaxMs;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (Count, MaxMs) = (0, 0);
    }
}
