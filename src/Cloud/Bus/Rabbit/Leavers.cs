using System.Diagnostics.CodeAnalysis;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// Stations that left this gateway a moment ago and are still bound to it. A binding costs the broker more than all else of a connection, and after a storm
/// half of the stations come back to the gateway that they left: theirs are neither removed nor made again. Thread safe.
/// </summary>
internal sealed class Leavers(TimeProvider time)
{
    /// <summary>How long a binding outlives its connection: a station's first pause before it connects again, and most gateways' refusals in a storm, are shorter.</summary>
    public static readonly TimeSpan Stay = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Leaver> _left = new(StringComparer.Ordinal);
    private readonly Queue<(string Station, Leaver Leaver)> _line = new();

    /// <summary>From now until the next binding is to be removed, zero when it is overdue; null when there is none.</summary>
    public TimeSpan? NextIn
    {
        get
        {
            lock (_gate)
            {
                SkipReturned();
                if (!_line.TryPeek(out var next)) return null;
                var left = Stay - time.GetElapsedTime(next.Leaver.At);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The station's connection of this epoch has ended here.</summary>
    public void Add(string stationId, long epoch)
    {
        var leaver = new Leaver(time.GetTimestamp(), epoch);
        lock (_gate)
        {
            _left[stationId] = leaver;
            _line.Enqueue((stationId, leaver));
        }
    }

    /// <summary>It is back.</summary>
    public void Remove(string stationId)
    {
        lock (_gate) _left.Remove(stationId);
    }

    /// <summary>A connection of the station, here or elsewhere, is said to have this epoch.</summary>
    public void Claim(string stationId, long epoch)
    {
        lock (_gate)
            if (_left.TryGetValue(stationId, out var leaver) && epoch > leaver.Epoch) leaver.IsElsewhere = true;
    }

    /// <summary>Another gateway has a newer connection of it: whoever asks for it is answered from there.</summary>
    public bool IsElsewhere(string stationId)
    {
        lock (_gate) return _left.TryGetValue(stationId, out var leaver) && leaver.IsElsewhere;
    }

    /// <summary>The next station whose binding has stayed long enough.</summary>
    public bool TryTake([NotNullWhen(true)] out string? stationId)
    {
        lock (_gate)
        {
            SkipReturned();
            stationId = null;
            if (!_line.TryPeek(out var next) || time.GetElapsedTime(next.Leaver.At) < Stay) return false;
            _line.Dequeue();
            _left.Remove(next.Station);
            stationId = next.Station;
            return true;
        }
    }

    private void SkipReturned()
    {
        while (_line.TryPeek(out var next) && _left.GetValueOrDefault(next.Station) != next.Leaver) _line.Dequeue();
    }

    private sealed class Leaver(long at, long epoch)
    {
        public long At => at;

        public long Epoch => epoch;

        public bool IsElsewhere { get; set; }
    }
}
