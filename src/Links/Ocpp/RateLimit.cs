namespace Busbar.Links.Ocpp;

/// <summary>Token bucket: so many messages at once, so many a second in the long run. No clock; time is a <see cref="TimeSpan"/> on the connection's own
/// scale. Not thread safe.</summary>
internal struct RateLimit(double perSecond, int burst)
{
    private double _tokens = burst;
    private TimeSpan _filledAt;

    /// <summary>No limit is set.</summary>
    public readonly bool IsOff => perSecond <= 0;

    /// <summary>Takes one message; the time to wait before the next is taken, zero while the bucket is not empty.</summary>
    public TimeSpan Take(TimeSpan now)
    {
        _tokens = Math.Min(burst, _tokens + ((now - _filledAt).TotalSeconds * perSecond)) - 1;
        _filledAt = now;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
    }
}
