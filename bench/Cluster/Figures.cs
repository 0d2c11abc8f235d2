namespace Busbar.Bench.Cluster;

/// <summary>Figures of many measurements.</summary>
internal static class Figures
{
    /// <summary>The value below which this share of them lies.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Ceiling((sorted.Length - 1) * share)];
    }

    /// <summary>"| p50 | p99 | max |" in milliseconds.</summary>
    public static string Milliseconds(IReadOnlyCollection<double> values) =>
        $"{Percentile(values, 0.5):0.0} ms | {Percentile(values, 0.99):0.0} ms | {values.Max():0.0} ms";
}
