namespace Busbar.Cloud.Cms.Stations;

/// <summary>
/// How far a station's clock is from ours, estimated from the times in its messages. Messages may be hours old when they come
/// (queued while offline), so a time counts as "now" only when the station's clock has advanced since the message before by about
/// as much as ours has; in a flushed queue it races ahead. The estimate is the median of the last nine such offsets. Nothing is
/// ever refused for it. A value inside a station; guarded by the station's gate.
/// </summary>
internal struct ClockSkew
{
    private const int Window = 9;
    private const int Enough = 3;

    private Offsets _offsets;
    private int _count;
    private int _next;
    private long _lastStationTicks;
    private long _lastReceivedTicks;
    private long _inPaceSinceTicks;
    private long _inPace;

    /// <summary>Station clock minus ours, in milliseconds; null until three times were taken.</summary>
    public long? Milliseconds { get; private set; }

    /// <summary>An estimate carried over from before a restart.</summary>
    public static ClockSkew From(long? milliseconds) => new() { Milliseconds = milliseconds };

    /// <summary>
    /// Takes a message's own time. True when the station's clock has kept pace with ours for a minute and three messages or more, so
    /// that this one is of the present, whatever its clock says. Pace: since the message before it went on, and by as much as ours;
    /// two seconds and a tenth of the time between are allowed for latency and for sampling before sending.
    /// </summary>
    public bool Take(DateTimeOffset stationTime, DateTimeOffset receivedAt)
    {
        var stationTicks = stationTime.UtcTicks;
        var receivedTicks = receivedAt.UtcTicks;
        var byStation = stationTicks - _lastStationTicks;
        var byUs = receivedTicks - _lastReceivedTicks;
        var first = _lastReceivedTicks == 0;
        _lastStationTicks = stationTicks;
        _lastReceivedTicks = receivedTicks;
        if (first || byStation < 0 || byUs < 0 || Math.Abs(byStation - byUs) > (2 * TimeSpan.TicksPerSecond) + (byUs / 10))
        {
            _inPaceSinceTicks = receivedTicks;
            _inPace = 0;
            return false;
        }

        _offsets[_next] = (stationTicks - receivedTicks) / TimeSpan.TicksPerMillisecond;
        _next = (_next + 1) % Window;
        if (_count < Window) _count++;
        if (_count >= Enough) Milliseconds = Median();
        return ++_inPace >= Enough && receivedTicks - _inPaceSinceTicks >= TimeSpan.TicksPerMinute;
    }

    private readonly long Median()
    {
        Span<long> sorted = stackalloc long[Window];
        sorted = sorted[.._count];
        for (var i = 0; i < _count; i++) sorted[i] = _offsets[i];
        sorted.Sort();
        return sorted[_count / 2];
    }

    [System.Runtime.CompilerServices.InlineArray(Window)]
    private struct Offsets
    {
        private long _first;
    }
}
