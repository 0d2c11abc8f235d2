using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Unicode;

namespace Busbar.Lab.Swarms;

/// <summary>
/// Keeps a rate of MeterValues over all stations that are free, and writes down every acknowledgement. One loop sends; stations
/// report back from any thread.
/// </summary>
internal sealed class MeterPump : IDisposable
{
    // Often enough for an even flow, rarely enough for the system's timers.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(2);

    // After a stall the pump does not make up for more than this.
    private static readonly TimeSpan MostDebt = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<SwarmStation> _free = new();
    private readonly MeterTemplate _template = new();
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly FileStream? _acks;
    private readonly Lock _acksGate = new();
    private long _acknowledged;
    private long _starved;

    /// <param name="perSecond">Messages per second.</param>
    /// <param name="acksPath">File for acknowledgements; null: none.</param>
    /// <param name="time">The clock.</param>
    public MeterPump(double perSecond, string? acksPath, TimeProvider time)
    {
        _perSecond = perSecond;
        _time = time;
        if (acksPath is not null) _acks = new FileStream(acksPath, FileMode.Create, FileAccess.Write, FileShare.Read, 256 * 1024);
    }

    /// <summary>MeterValues acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Beats at which messages were due while no station was free.</summary>
    public long Starved => Interlocked.Read(ref _starved);

    public void Ready(SwarmStation station) => _free.Enqueue(station);

    /// <summary>A message of a station is acknowledged, and the station is free again.</summary>
    public void Acknowledge(SwarmStation station, string id, long sequence, DateTimeOffset at)
    {
        Interlocked.Increment(ref _acknowledged);
        if (_acks is not null) Write(id, sequence, at);
        Ready(station);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Beat, _time);
        var last = _time.GetTimestamp();
        var owed = 0.0;
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                var now = _time.GetTimestamp();
                owed = Math.Min(owed + (_time.GetElapsedTime(last, now).TotalSeconds * _perSecond), MostDebt.TotalSeconds * _perSecond);
                last = now;
                while (owed >= 1 && _free.TryDequeue(out var station))
                    if (station.SendMeter(_template)) owed--;
                if (owed >= 1) Interlocked.Increment(ref _starved);
            }
        }
        catch (OperationCanceledException)
        {
            // The swarm ends.
        }
    }

    /// <summary>Brings what was written down to the system.</summary>
    public void Flush()
    {
        if (_acks is null) return;
        lock (_acksGate) _acks.Flush();
    }

    public void Dispose() => _acks?.Dispose();

    private void Write(string id, long sequence, DateTimeOffset at)
    {
        Span<byte> line = stackalloc byte[128];
        Utf8.TryWrite(line, CultureInfo.InvariantCulture, $"{id} {sequence} {at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\n", out var length);
        lock (_acksGate) _acks!.Write(line[..length]);
    }
}
