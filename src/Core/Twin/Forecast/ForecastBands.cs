using Busbar.Core.Twin.Fit;

namespace Busbar.Core.Twin.Forecast;

/// <summary>A quantity over time in percentiles.</summary>
/// <param name="Name">What it is, with its unit, for people.</param>
/// <param name="Column">The same for files, with its unit.</param>
/// <param name="Shares">The percentiles as shares, rising: 0.05, 0.25, 0.5, 0.75, 0.95.</param>
/// <param name="Values">Values by percentile, then by time.</param>
public sealed record ForecastBands(string Name, string Column, IReadOnlyList<double> Shares, IReadOnlyList<double[]> Values)
{
    /// <summary>The percentiles that forecasts have.</summary>
    public static IReadOnlyList<double> Standard { get; } = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>The median over time.</summary>
    public double[] Median => Values[Values.Count / 2];

    /// <summary>Percentiles of members at each time: <paramref name="members"/> by time, then by member.</summary>
    internal static ForecastBands Of(string name, string column, double[][] members)
    {
        var values = new double[Standard.Count][];
        for (var p = 0; p < values.Length; p++) values[p] = new double[members.Length];
        for (var t = 0; t < members.Length; t++)
        {
            Array.Sort(members[t]);
            for (var p = 0; p < values.Length; p++) values[p][t] = Quantiles.Of(members[t], Standard[p]);
        }
        return new ForecastBands(name, column, Standard, values);
    }
}
