using System.Collections.Concurrent;
using System.Numerics;

namespace Busbar.Lab.Swarms;

/// <summary>
/// Durations in buckets that are at most 6 % wide: 16 per power of two of microseconds, from 1 us to over an hour. Thread safe
/// without locks.
/// </summary>
public sealed class LatencyHistogram
{
    private const int PerOctave = 16;

    private readonly long[] _buckets = new long[PerOctave * 34];

    /// <summary>Number of durations.</summary>
    public long Count
    {
        get
        {
            long sum = 0;
            foreach (ref var bucket in _buckets.AsSpan()) sum += Volatile.Read(ref bucket);
            return sum;
        }
    }

    /// <summary>Adds a duration.</summary>
    public void Add(TimeSpan duration) => Interlocked.Increment(ref _buckets[IndexOf((long)duration.TotalMicroseconds)]);

    /// <summary>The upper end of the bucket below which a share of the durations lies; zero while there are none.</summary>
    /// <param name="share">0 to 1, such as 0.99.</param>
    public TimeSpan Percentile(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        if (rank == 0) return TimeSpan.Zero;
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += Volatile.Read(ref _buckets[i]);
            if (seen >= rank) return TimeSpan.FromMicroseconds(UpperEnd(i));
        }

        return TimeSpan.FromMicroseconds(UpperEnd(_buckets.Length - 1));
    }

    /// <summary>Takes all durations over into a fresh histogram and starts anew; what is added meanwhile counts once.</summary>
    public LatencyHistogram TakeAll()
    {
        var taken = new LatencyHistogram();
        for (var i = 0; i < _buckets.Length; i++) taken._buckets[i] = Interlocked.Exchange(ref _buckets[i], 0);
        return taken;
    }

    /// <summary>Adds all durations of another.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _buckets.Length; i++) Interlocked.Add(ref _buckets[i], Volatile.Read(ref other._buckets[i]));
    }

    private int IndexOf(long micros)
    {
        if (micros < PerOctave) return (int)Math.Max(micros, 0);
        var octave = BitOperations.Log2((ulong)micros) - 4;
        return Math.Min((octave * PerOctave) + (int)(micros >> octave), _buckets.Length - 1);
    }

    private static double UpperEnd(int index)
    {
        if (index < PerOctave) return index;
        var octave = (index / PerOctave) - 1;
        return ((index % PerOctave) + PerOctave + 1) * Math.Pow(2, octave);
    }
}

/// <summary>What a swarm counts. Thread safe.</summary>
public sealed class SwarmStatistics
{
    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private long _connected;
    private long _booted;
    private long _sent;
    private long _answered;
    private long _charging;
    private long _unexpected;

    /// <summary>Stations connected now.</summary>
    public long Connected => Interlocked.Read(ref _connected);

    /// <summary>Stations whose boot is accepted now.</summary>
    public long Booted => Interlocked.Read(ref _booted);

    /// <summary>Stations in a transaction now.</summary>
    public long Charging => Interlocked.Read(ref _charging);

    /// <summary>Calls sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Calls answered with a CALLRESULT.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Errors of stations that had done nothing to deserve them.</summary>
    public long Unexpected => Interlocked.Read(ref _unexpected);

    /// <summary>Latencies since the last report.</summary>
    public LatencyHistogram Recent { get; } = new();

    /// <summary>Errors by kind, most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Errors => [.. _errors.OrderByDescending(e => e.Value).ThenBy(e => e.Key, StringComparer.Ordinal)];

    internal void Connect(int by) => Interlocked.Add(ref _connected, by);

    internal void Boot(int by) => Interlocked.Add(ref _booted, by);

    internal void Charge(int by) => Interlocked.Add(ref _charging, by);

    internal void Send() => Interlocked.Increment(ref _sent);

    internal void Answer(TimeSpan latency)
    {
        Interlocked.Increment(ref _answered);
        Recent.Add(latency);
    }

    internal void Fail(string kind, bool isDeserved)
    {
        _errors.AddOrUpdate(isDeserved ? kind + " (deserved)" : kind, 1, static (_, count) => count + 1);
        if (!isDeserved) Interlocked.Increment(ref _unexpected);
    }
}
