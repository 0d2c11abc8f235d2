namespace Busbar.Plant.Pep;

/// <summary>
/// One timer for the statuses of all guns (R23). Each gun has its own place in the interval, so that 72 statuses do not leave in one burst; the places are
/// fixed, so that lateness of one status does not carry over to the next. Thread safe.
/// </summary>
internal sealed class StatusPacer : IAsyncDisposable
{
    /// <summary>Places in an interval: 10 ms apart at 200 ms.</summary>
    private const int Places = 20;

    private readonly IReadOnlyList<PepGunPort> _ports;
    private readonly TimeProvider _time;
    private readonly long _interval;
    private readonly long[] _due;
    private readonly ITimer _timer;
    private int _running;

    public StatusPacer(IReadOnlyList<PepGunPort> ports, TimeSpan interval, TimeProvider time)
    {
        _ports = ports;
        _time = time;
        _interval = (long)(interval.TotalSeconds * time.TimestampFrequency);
        var now = time.GetTimestamp();
        _due = [.. ports.Select((_, i) => now + _interval + _interval * (i % Places) / Places)];
        var step = interval / Places;
        using (ExecutionContext.SuppressFlow()) _timer = time.CreateTimer(static pacer => ((StatusPacer)pacer!).Turn(), this, step, step);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Turn()
    {
        // A turn that is late finds its own work done by the next one.
        if (Interlocked.Exchange(ref _running, 1) == 1) return;
        var now = _time.GetTimestamp();
        for (var i = 0; i < _due.Length; i++)
        {
            if (_due[i] > now) continue;
            do _due[i] += _interval;
            while (_due[i] <= now);
            _ports[i].OnSlot();
        }

        Volatile.Write(ref _running, 0);
    }
}
