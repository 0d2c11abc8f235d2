namespace Busbar.Links.Can;

/// <summary>
/// Spaces frames as a bus of limited bit rate would: at most <c>framesPerSecond</c> on average, with at most ten
/// milliseconds' worth at once to make up for coarse timers. For one caller at a time.
/// </summary>
internal sealed class CanPacer
{
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _interval;
    private TimeSpan _next;

    public CanPacer(int framesPerSecond, TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _interval = TimeSpan.FromSeconds(1.0 / framesPerSecond);
    }

    /// <summary>Takes the next slot on the bus. How long to wait before using it; zero when it has come.</summary>
    public TimeSpan Take()
    {
        var now = _time.GetElapsedTime(_start);
        if (_next < now - Burst) _next = now - Burst;
        var wait = _next - now;
        _next += _interval;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
