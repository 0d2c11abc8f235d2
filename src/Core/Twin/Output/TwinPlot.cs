using System.Globalization;
using System.Text;
using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Output;

/// <summary>A run as a drawing: voltage, current, temperature and state of charge over time, one below the other.</summary>
public static class TwinPlot
{
    private const int Width = 860;
    private const int Left = 70;
    private const int PanelHeight = 150;
    private const int Gap = 30;

    /// <summary>The drawing as SVG.</summary>
    /// <param name="points">The run, one point at least.</param>
    /// <param name="title">The line above it.</param>
    public static string Svg(IReadOnlyList<TwinPoint> points, string title)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(title);
        if (points.Count == 0) throw new ArgumentException("A drawing needs a point at least.", nameof(points));
        var (unit, scale) = points[^1].TimeS > 7200 ? ("h", 3600.0) : points[^1].TimeS > 300 ? ("min", 60.0) : ("s", 1.0);
        var (from, to) = (points[0].TimeS / scale, points[^1].TimeS / scale);
        (string Name, string Colour, Func<TwinPoint, double> Value)[] panels =
        [
            ("Voltage, V", "#1f6fb4", p => p.VoltageV),
            ("Current, A (positive charges)", "#c4561a", p => p.CurrentA),
            ("Temperature, degC", "#a02c2c", p => p.TemperatureK - Physics.ZeroCelsiusK),
            ("State of charge, %", "#2e7d32", p => p.SocPct),
        ];
        var height = 40 + panels.Length * (PanelHeight + Gap) + 20;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"22\" font-size=\"15\">{Escape(title)}</text>\n");
        for (var i = 0; i < panels.Length; i++) Panel(svg, points, panels[i], 48 + i * (PanelHeight + Gap), from, to, scale);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width / 2}\" y=\"{height - 6}\" text-anchor=\"middle\">Time, {unit}</text>\n</svg>\n");
        return svg.ToString();
    }

    private static void Panel(StringBuilder svg, IReadOnlyList<TwinPoint> points, (string Name, string Colour, Func<TwinPoint, double> Value) panel, int top, double from, double to, double scale)
    {
        var (low, high) = (points.Min(panel.Value), points.Max(panel.Value));
        if (high - low < 1e-6) (low, high) = (low - 0.5, high + 0.5);
        var step = Step((high - low) / 4);
        (low, high) = (Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step);
        double right = Width - 20;
        double X(double t) => Left + (to > from ? (t - from) / (to - from) : 0) * (right - Left);
        double Y(double v) => top + PanelHeight - (v - low) / (high - low) * PanelHeight;
        for (var v = low; v <= high + 0.5 * step; v += step)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{right:0}\" y1=\"{Y(v):0.#}\" y2=\"{Y(v):0.#}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{Y(v) + 4:0.#}\" text-anchor=\"end\">{Math.Round(v, 6):0.####}</text>\n");
        var tick = Step(Math.Max((to - from) / 8, 1e-9));
        for (var t = Math.Ceiling(from / tick) * tick; t <= to * (1 + 1e-9); t += tick)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(t):0.#}\" x2=\"{X(t):0.#}\" y1=\"{top}\" y2=\"{top + PanelHeight}\" stroke=\"#eee\"/><text x=\"{X(t):0.#}\" y=\"{top + PanelHeight + 14}\" text-anchor=\"middle\">{Math.Round(t, 6):0.####}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 6}\" y=\"{top - 5}\" fill=\"{panel.Colour}\">{panel.Name}</text>\n<polyline fill=\"none\" stroke=\"{panel.Colour}\" stroke-width=\"1.6\" points=\"");
        // A line of more points than the drawing has pixels shows no more.
        var stride = Math.Max(1, points.Count / 20_000);
        for (var i = 0; i < points.Count; i += stride) svg.Append(CultureInfo.InvariantCulture, $"{X(points[i].TimeS / scale):0.##},{Y(panel.Value(points[i])):0.##} ");
        svg.Append("\"/>\n");
    }

    /// <summary>1, 2 or 5 times a power of ten, not below <paramref name="least"/>.</summary>
    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var m in (ReadOnlySpan<double>)[1, 2, 5]) if (m * power >= least * 0.999) return m * power;
        return 10 * power;
    }

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
