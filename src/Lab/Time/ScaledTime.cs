namespace Busbar.Lab.Time;

/// <summary>
/// A clock that runs faster or slower than the one beneath it, so that a whole lab world ages by an hour in a minute. All
/// parts of one world share one instance; what talks to the real world about deadlines (sockets, HTTP) keeps the real clock.
/// Thread safe.
/// </summary>
public sealed class ScaledTime : TimeProvider
{
    /// <summary>Lowest speed accepted.</summary>
    public const double MinSpeed = 0.01;

    /// <summary>Highest speed accepted: a tick of one second then lasts a millisecond, the finest that timers give.</summary>
    public const double MaxSpeed = 1000;

    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _real;
    private readonly DateTimeOffset _startUtc;
    private readonly long _startTimestamp;

    /// <summary>A clock that shows the present and runs at <paramref name="speed"/> from now on.</summary>
    /// <param name="speed">Seconds of this clock per real second, <see cref="MinSpeed"/> to <see cref="MaxSpeed"/>.</param>
    /// <param name="real">The clock beneath; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is out of range or not a number.</exception>
    public ScaledTime(double speed, TimeProvider? real = null)
    {
        if (!(speed >= MinSpeed && speed <= MaxSpeed))
            throw new ArgumentOutOfRangeException(nameof(speed), speed, $"The speed is {speed}; allowed: {MinSpeed} to {MaxSpeed}.");
        Speed = speed;
        _real = real ?? System;
        _startUtc = _real.GetUtcNow();
        _startTimestamp = _real.GetTimestamp();
    }

    /// <summary>Seconds of this clock per real second.</summary>
    public double Speed { get; }

    /// <inheritdoc/>
    public override long TimestampFrequency => _real.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _real.LocalTimeZone;

    /// <summary>A clock at <paramref name="speed"/>; the clock beneath itself where that is 1.</summary>
    public static TimeProvider At(double speed, TimeProvider real) => speed == 1 ? real : new ScaledTime(speed, real);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _startUtc + GetElapsedTime(0);

    /// <inheritdoc/>
    public override long GetTimestamp() => (long)((_real.GetTimestamp() - _startTimestamp) * Speed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(_real.CreateTimer(callback, state, Delay(dueTime), Period(period)), this);

    // Rounded up: a timer may be late but never early, and a wait that is not zero must not become zero.
    private TimeSpan Delay(TimeSpan wait) =>
        wait == Timeout.InfiniteTimeSpan || wait == TimeSpan.Zero ? wait : TimeSpan.FromTicks((long)Math.Ceiling(wait.Ticks / Speed));

    // A period of zero would switch the repetition off.
    private TimeSpan Period(TimeSpan period)
    {
        if (period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero) return period;
        var real = TimeSpan.FromTicks((long)(period.Ticks / Speed));
        return real < ShortestPeriod ? ShortestPeriod : real;
    }

    private sealed class ScaledTimer(ITimer inner, ScaledTime owner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(owner.Delay(dueTime), owner.Period(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
