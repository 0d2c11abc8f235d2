using System.Diagnostics.Metrics;

namespace Busbar.Cloud.Api;

/// <summary>What a metric is to Prometheus.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts per bucket.</summary>
    Histogram,
}

/// <summary>One set of labels of a metric. Written by any thread without a lock, read while it is written: a scrape may be a measurement behind.</summary>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] labels, double[] bounds)
{
    private readonly long[] _buckets = bounds.Length == 0 ? [] : new long[bounds.Length + 1];
    private double _sum;

    public KeyValuePair<string, object?>[] Labels => labels;

    /// <summary>Sum of a counter or histogram, or the value of a gauge.</summary>
    public double Value => Volatile.Read(ref _sum);

    /// <summary>Measurements per bucket, the last for those above every bound; the total beside them.</summary>
    public (long[] Buckets, double Sum) Distribution
    {
        get
        {
            var copy = new long[_buckets.Length];
            for (var i = 0; i < copy.Length; i++) copy[i] = Interlocked.Read(ref _buckets[i]);
            return (copy, Value);
        }
    }

    public void Add(double value)
    {
        var before = Volatile.Read(ref _sum);
        while (true)
        {
            var seen = Interlocked.CompareExchange(ref _sum, before + value, before);
            if (seen.Equals(before)) return;
            before = seen;
        }
    }

    public void Set(double value) => Volatile.Write(ref _sum, value);

    public void Record(double value)
    {
        var bucket = Array.BinarySearch(bounds, value);
        Interlocked.Increment(ref _buckets[bucket < 0 ? ~bucket : bucket]);
        Add(value);
    }

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != labels.Length) return false;
        for (var i = 0; i < tags.Length; i++)
            if (tags[i].Key != labels[i].Key || !Equals(tags[i].Value, labels[i].Value)) return false;
        return true;
    }
}

/// <summary>An instrument as Prometheus knows it, with its series. Thread safe.</summary>
internal sealed class Metric
{
    /// <summary>
    /// Most label sets per metric: routes times methods times status classes of the API stay below it. Measurements of further sets go
    /// to one series with the label <c>overflow</c>, so that a wrong label can never eat the memory.
    /// </summary>
    public const int MaxSeries = 200;

    private static readonly KeyValuePair<string, object?>[] OverflowLabels = [new("overflow", "true")];

    private readonly Lock _gate = new();
    private readonly double[] _bounds;
    private readonly MetricSeries _overflow;
    private MetricSeries[] _series = [];

    public Metric(Instrument instrument, MetricKind kind)
    {
        Kind = kind;
        Name = MetricNames.Of(instrument, kind);
        Unit = MetricNames.UnitWord(instrument.Unit);
        Help = instrument.Description ?? "";
        _bounds = kind == MetricKind.Histogram ? MetricNames.BoundsOf(instrument) : [];
        _overflow = new MetricSeries(OverflowLabels, _bounds);
    }

    public MetricKind Kind { get; }

    public string Name { get; }

    public string Help { get; }

    public string Unit { get; }

    public IReadOnlyList<double> Bounds => _bounds;

    /// <summary>Every series, the overflow last when it was used.</summary>
    public IReadOnlyList<MetricSeries> Series { get { lock (_gate) return [.. _series, .. Overflowed ? [_overflow] : Array.Empty<MetricSeries>()]; } }

    private bool Overflowed { get; set; }

    public MetricSeries For(ReadOnlySpan<KeyValuePair<string, object?>> tags) => Find(tags) ?? Make(tags);

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in Volatile.Read(ref _series))
            if (series.Has(tags)) return series;
        return null;
    }

    private MetricSeries Make(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            if (Find(tags) is { } made) return made;
            if (_series.Length >= MaxSeries)
            {
                Overflowed = true;
                return _overflow;
            }

            var series = new MetricSeries(tags.ToArray(), _bounds);
            Volatile.Write(ref _series, [.. _series, series]);
            return series;
        }
    }
}
