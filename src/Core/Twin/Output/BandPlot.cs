using System.Globalization;
using System.Text;

namespace Busbar.Core.Twin.Output;

/// <summary>One panel of a <see cref="BandPlot"/>: lines, and areas between two lines behind them, over the places of the drawing.</summary>
/// <param name="Name">What it shows, with its unit.</param>
/// <param name="Colour">Colour of lines and areas, as CSS has it.</param>
/// <param name="Lines">Lines; the first is drawn full, others thin and grey.</param>
/// <param name="Areas">Areas between a lower and an upper line, the widest first.</param>
public sealed record BandPanel(string Name, string Colour, IReadOnlyList<double[]> Lines, IReadOnlyList<(double[] Low, double[] High)> Areas);

/// <summary>Bands over time as a drawing: panels one below the other.</summary>
public static class BandPlot
{
    private const int Width = 860;
    private const int Left = 70;
    private const int PanelHeight = 150;
    private const int Gap = 44;
    private const int MostPoints = 4000;

    /// <summary>The drawing as SVG.</summary>
    /// <param name="title">The line above it.</param>
    /// <param name="axis">What the places are, with their unit.</param>
    /// <param name="places">Rising places, one at least; every line has as many values.</param>
    /// <param name="panels">The panels.</param>
    /// <param name="note">What lines and areas are, at the end of the title's line; null for nothing.</param>
    public static string Svg(string title, string axis, IReadOnlyList<double> places, IReadOnlyList<BandPanel> panels, string? note = null)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(axis);
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(panels);
        if (places.Count == 0) throw new ArgumentException("A drawing needs a point at least.", nameof(places));
        var height = 40 + panels.Count * (PanelHeight + Gap) + 20;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"22\" font-size=\"15\">{Escape(title)}</text>\n");
        if (note is not null) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - 20}\" y=\"22\" text-anchor=\"end\" fill=\"#666\">{Escape(note)}</text>\n");
        for (var i = 0; i < panels.Count; i++) Panel(svg, places, panels[i], 48 + i * (PanelHeight + Gap));
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width / 2}\" y=\"{height - 6}\" text-anchor=\"middle\">{Escape(axis)}</text>\n</svg>\n");
        return svg.ToString();
    }

    private static void Panel(StringBuilder svg, IReadOnlyList<double> places, BandPanel panel, int top)
    {
        var all = panel.Lines.Concat(panel.Areas.SelectMany(a => new[] { a.Low, a.High })).SelectMany(v => v).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (all.Min(), all.Max());
        if (high - low < 1e-9) (low, high) = (low - 0.5, high + 0.5);
        var step = Step((high - low) / 4);
        // A hair beyond a line of the grid asks for no line more.
        (low, high) = (Math.Floor(low / step + 0.01) * step, Math.Ceiling(high / step - 0.01) * step);
        var (from, to, right) = (places[0], places[^1], Width - 20.0);
        double X(double t) => Left + (to > from ? (t - from) / (to - from) : 0) * (right - Left);
        double Y(double v) => top + PanelHeight - (v - low) / (high - low) * PanelHeight;
        for (var v = low; v <= high + 0.5 * step; v += step)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{right:0}\" y1=\"{Y(v):0.#}\" y2=\"{Y(v):0.#}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{Y(v) + 4:0.#}\" text-anchor=\"end\">{Math.Round(v, 8):0.######}</text>\n");
        var tick = Step(Math.Max((to - from) / 8, 1e-9));
        for (var t = Math.Ceiling(from / tick) * tick; t <= to * (1 + 1e-9); t += tick)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(t):0.#}\" x2=\"{X(t):0.#}\" y1=\"{top}\" y2=\"{top + PanelHeight}\" stroke=\"#eee\"/><text x=\"{X(t):0.#}\" y=\"{top + PanelHeight + 14}\" text-anchor=\"middle\">{Math.Round(t, 6):0.####}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 6}\" y=\"{top - 5}\" fill=\"{panel.Colour}\">{Escape(panel.Name)}</text>\n");
        var stride = Math.Max(1, places.Count / MostPoints);
        foreach (var (below, above) in panel.Areas)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<polygon fill=\"{panel.Colour}\" fill-opacity=\"0.18\" points=\"");
            for (var i = 0; i < places.Count; i += stride) Point(i, below);
            for (var i = (places.Count - 1) / stride * stride; i >= 0; i -= stride) Point(i, above);
            svg.Append("\"/>\n");
        }
        for (var l = panel.Lines.Count - 1; l >= 0; l--)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{(l == 0 ? panel.Colour : "#888")}\" stroke-width=\"{(l == 0 ? "1.6" : "0.9")}\" points=\"");
            for (var i = 0; i < places.Count; i += stride) Point(i, panel.Lines[l]);
            svg.Append("\"/>\n");
        }

        void Point(int i, double[] values)
        {
            if (double.IsFinite(values[i])) svg.Append(CultureInfo.InvariantCulture, $"{X(places[i]):0.##},{Y(values[i]):0.##} ");
        }
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
