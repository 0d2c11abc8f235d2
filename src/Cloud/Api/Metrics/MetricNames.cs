using System.Diagnostics.Metrics;

namespace Busbar.Cloud.Api;

/// <summary>Names, units and buckets by Prometheus's conventions.</summary>
internal static class MetricNames
{
    /// <summary>Buckets for durations in seconds: 0.5 ms to 60 s, about 2.5 apart, as wide as a command's deadline.</summary>
    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    /// <summary>Buckets for anything else: 1 to 10^6, three a decade.</summary>
    private static readonly double[] Others = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000];

    /// <summary>
    /// <c>busbar.gateway.connections</c> is <c>busbar_gateway_connections</c>; an instrument that does not name our root gets its meter's
    /// name in front. The unit follows, then <c>total</c> for counters.
    /// </summary>
    public static string Of(Instrument instrument, MetricKind kind)
    {
        var name = instrument.Name.StartsWith("busbar", StringComparison.OrdinalIgnoreCase) ? instrument.Name : $"{instrument.Meter.Name}.{instrument.Name}";
        var plain = Plain(name);
        var unit = UnitWord(instrument.Unit);
        if (unit.Length > 0 && !plain.EndsWith($"_{unit}", StringComparison.Ordinal)) plain = $"{plain}_{unit}";
        return kind == MetricKind.Counter && !plain.EndsWith("_total", StringComparison.Ordinal) ? $"{plain}_total" : plain;
    }

    /// <summary>A UCUM unit in words; empty for annotations such as <c>{call}</c> and for none.</summary>
    public static string UnitWord(string? unit) => unit switch
    {
        null or "" or "1" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "By" => "bytes",
        "%" => "percent",
        "W" => "watts",
        "Wh" => "watthours",
        "A" => "amperes",
        "V" => "volts",
        _ when unit.StartsWith('{') => "",
        _ => Plain(unit),
    };

    public static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds],
        Histogram<int> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds],
        _ => instrument.Unit == "s" ? Seconds : Others,
    };

    /// <summary>Lower-case letters, digits and single underscores.</summary>
    public static string Plain(string name)
    {
        var text = new System.Text.StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c)) text.Append(char.ToLowerInvariant(c));
            else if (text.Length > 0 && text[^1] != '_') text.Append('_');
        }

        var plain = text.ToString().TrimEnd('_');
        return plain.Length > 0 && char.IsAsciiDigit(plain[0]) ? $"_{plain}" : plain;
    }
}
