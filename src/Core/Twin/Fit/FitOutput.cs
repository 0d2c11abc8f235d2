using Busbar.Core.Twin.Output;

namespace Busbar.Core.Twin.Fit;

/// <summary>A fit as a drawing: measured and modelled voltage, what is left between them, the current; windows one behind the other.</summary>
public static class FitOutput
{
    /// <summary>The drawing as SVG.</summary>
    public static string Svg(IReadOnlyList<TelemetryWindow> windows, FitReport report, string title)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(report);
        var (hours, begin) = (new List<double>(), 0.0);
        foreach (var w in windows)
        {
            foreach (var t in w.TimeS) hours.Add((begin + t - w.TimeS[0]) / 3600);
            begin += w.LengthS + 60;
        }
        double[] All(Func<TelemetryWindow, int, int, double> value) => [.. windows.SelectMany((w, i) => Enumerable.Range(0, w.Count).Select(k => value(w, i, k)))];
        return BandPlot.Svg(title, "Hours of telemetry", hours,
        [
            new("Voltage, V: modelled; grey: measured", "#1f6fb4", [All((w, i, k) => w.VoltageV[k] - report.ResidualV[i][k]), All((w, _, k) => w.VoltageV[k])], []),
            new("Measured less modelled, mV", "#a02c2c", [All((_, i, k) => Math.Clamp(1000 * report.ResidualV[i][k], -50, 50))], []),
            new("Current, A (positive charges)", "#c4561a", [All((w, _, k) => w.CurrentA[k])], []),
        ]);
    }
}
