namespace Busbar.Cloud.Cms.Fleet;

/// <summary>Messages per second over the last ten seconds. Counting is thread safe; ticks come from one thread, once a second.</summary>
internal sealed class MessageRate
{
    private const int Seconds = 10;

    private readonly long[] _counts = new long[Seconds];
    private long _total;
    private long _totalAtLastTick;
    private int _next;
    private int _filled;
    private double _perSecond;

    public double PerSecond => Volatile.Read(ref _perSecond);

    public void Count() => Interlocked.Increment(ref _total);

    public void Tick()
    {
        var total = Interlocked.Read(ref _total);
        _counts[_next] = total - _totalAtLastTick;
        _totalAtLastTick = total;
        _next = (_next + 1) % Seconds;
        if (_filled < Seconds) _filled++;
        long sum = 0;
        for (var i = 0; i < _filled; i++) sum += _counts[i];
        Volatile.Write(ref _perSecond, (double)sum / _filled);
    }
}
