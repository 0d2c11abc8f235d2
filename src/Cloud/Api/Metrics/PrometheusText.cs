using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Busbar.Cloud.Bus;

namespace Busbar.Cloud.Api;

/// <summary>Writes metrics in Prometheus's text exposition format 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new(16 * 1024);

    /// <summary>Everything that the collector has heard, and the basics of the process.</summary>
    public static string Write(MetricsCollector collector)
    {
        var text = new PrometheusText();
        foreach (var group in collector.Collect()) text.Metric(group);
        text.Process();
        return text._text.ToString();
    }

    private void Metric(IGrouping<string, Metric> group)
    {
        var first = group.First();
        Head(first.Name, first.Kind, first.Help, first.Unit);
        foreach (var series in group.SelectMany(metric => metric.Series.Select(series => (metric, series))))
        {
            if (series.metric.Kind == MetricKind.Histogram) Histogram(series.metric, series.series);
            else Sample(first.Name, series.series.Labels, series.series.Value);
        }
    }

    private void Histogram(Metric metric, MetricSeries series)
    {
        var (buckets, sum) = series.Distribution;
        long total = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            total += buckets[i];
            var bound = i < metric.Bounds.Count ? Number(metric.Bounds[i]) : "+Inf";
            Sample($"{metric.Name}_bucket", [.. series.Labels, new("le", bound)], total);
        }

        Sample($"{metric.Name}_sum", series.Labels, sum);
        Sample($"{metric.Name}_count", series.Labels, total);
    }

    private void Process()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Single("busbar_build_info", MetricKind.Gauge, "Version of the program.", "", 1, new KeyValuePair<string, object?>("version", ProcessSelf.Version));
        Single("process_cpu_seconds_total", MetricKind.Counter, "User and system time of the process.", "seconds", process.TotalProcessorTime.TotalSeconds);
        Single("process_resident_memory_bytes", MetricKind.Gauge, "Memory of the process in RAM.", "bytes", process.WorkingSet64);
        Single("process_start_time_seconds", MetricKind.Gauge, "Start of the process, Unix time.", "seconds", new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1e3);
        Single("process_threads", MetricKind.Gauge, "Threads of the process.", "", process.Threads.Count);
        Head("dotnet_gc_collections_total", MetricKind.Counter, "Garbage collections, by generation.", "");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            Sample("dotnet_gc_collections_total", [new("generation", generation)], GC.CollectionCount(generation));
        Single("dotnet_gc_heap_bytes", MetricKind.Gauge, "Managed memory in use.", "bytes", GC.GetTotalMemory(forceFullCollection: false));
        Single("dotnet_gc_allocated_bytes_total", MetricKind.Counter, "Managed memory allocated since start.", "bytes", GC.GetTotalAllocatedBytes());
        Single("dotnet_gc_pause_seconds_total", MetricKind.Counter, "Time that collections stopped the program.", "seconds", GC.GetTotalPauseDuration().TotalSeconds);
        Single("dotnet_threadpool_threads", MetricKind.Gauge, "Threads of the pool.", "", ThreadPool.ThreadCount);
        Single("dotnet_threadpool_queue_length", MetricKind.Gauge, "Work that waits for a thread of the pool.", "", ThreadPool.PendingWorkItemCount);
    }

    private void Single(string name, MetricKind kind, string help, string unit, double value, params KeyValuePair<string, object?>[] labels)
    {
        Head(name, kind, help, unit);
        Sample(name, labels, value);
    }

    private void Head(string name, MetricKind kind, string help, string unit)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", @"\\", StringComparison.Ordinal).ReplaceLineEndings(" ")).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" }).Append('\n');
        if (unit.Length > 0) _text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
    }

    private void Sample(string name, ReadOnlySpan<KeyValuePair<string, object?>> labels, double value)
    {
        _text.Append(name);
        for (var i = 0; i < labels.Length; i++)
        {
            var text = Convert.ToString(labels[i].Value, CultureInfo.InvariantCulture) ?? "";
            _text.Append(i == 0 ? '{' : ',').Append(MetricNames.Plain(labels[i].Key)).Append("=\"").Append(Escape(text)).Append('"');
        }

        if (labels.Length > 0) _text.Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string label) => label.AsSpan().ContainsAny(Escaped)
        ? label.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        : label;

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"\n");
}
