using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Busbar.Cloud.Api;

/// <summary>
/// Listens to every meter <c>Busbar.*</c> of the process and keeps sums for the scrape. Labels that name a station, a tag, a transaction
/// or an address are left out: their number has no bound. Measuring takes no lock and allocates nothing once a series exists. Thread safe.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private const string Root = "Busbar.";

    private static readonly string[] UnboundedLabels =
        ["station", "station_id", "station.id", "charger", "charger_id", "charger.id", "id", "id_tag", "transaction", "transaction_id", "address", "user"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, Metric> _metrics = new();
    private readonly Lock _scrape = new();

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(Root, StringComparison.Ordinal) && KindOf(instrument) is { } kind)
                listener.EnableMeasurementEvents(instrument, _metrics.GetOrAdd(instrument, made => new Metric(made, kind)));
        };
        _listener.MeasurementsCompleted = (instrument, _) => _metrics.TryRemove(instrument, out Metric? _);
        _listener.SetMeasurementEventCallback<double>(static (instrument, value, tags, state) => Measure(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (instrument, value, tags, state) => Measure(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (instrument, value, tags, state) => Measure(instrument, (double)value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (instrument, value, tags, state) => Measure(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (instrument, value, tags, state) => Measure(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (instrument, value, tags, state) => Measure(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<byte>(static (instrument, value, tags, state) => Measure(instrument, value, tags, state));
        _listener.Start();
    }

    /// <summary>Every metric by name, with observed values up to date. Several instruments may share a name.</summary>
    public IReadOnlyList<IGrouping<string, Metric>> Collect()
    {
        lock (_scrape) _listener.RecordObservableInstruments();
        return [.. _metrics.Values.GroupBy(metric => metric.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)];
    }

    public void Dispose() => _listener.Dispose();

    private static MetricKind? KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        if (!type.IsGenericType) return null;
        var generic = type.GetGenericTypeDefinition();
        if (generic == typeof(Counter<>) || generic == typeof(ObservableCounter<>)) return MetricKind.Counter;
        if (generic == typeof(Histogram<>)) return MetricKind.Histogram;
        return MetricKind.Gauge;
    }

    private static void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (state is not Metric metric || double.IsNaN(value)) return;
        var series = metric.For(Bounded(tags));
        if (metric.Kind == MetricKind.Histogram) series.Record(value);
        else if (instrument.IsObservable || IsGauge(instrument)) series.Set(value);
        else series.Add(value);
    }

    private static bool IsGauge(Instrument instrument) => instrument is Gauge<double> or Gauge<float> or Gauge<decimal> or Gauge<long> or Gauge<int> or Gauge<short> or Gauge<byte>;

    private static ReadOnlySpan<KeyValuePair<string, object?>> Bounded(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
            if (IsUnbounded(tag.Key)) return tags.ToArray().Where(kept => !IsUnbounded(kept.Key)).ToArray();
        return tags;
    }

    private static bool IsUnbounded(string label) => Array.Exists(UnboundedLabels, name => name.Equals(label, StringComparison.OrdinalIgnoreCase));
}
