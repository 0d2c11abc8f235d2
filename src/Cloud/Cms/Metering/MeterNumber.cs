using System.Globalization;

namespace Busbar.Cloud.Cms.Metering;

/// <summary>Numbers in the text of sampled values, as stations write them.</summary>
internal static class MeterNumber
{
    private const int MaxLength = 64;

    /// <summary>Reads a finite number; a single comma may stand for the point (<c>1,5</c>). NaN and infinity are no numbers.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return double.IsFinite(value);
        var comma = text.IndexOf(',');
        if (comma < 0 || text.Length > MaxLength || text.IndexOf('.') >= 0 || text[(comma + 1)..].Contains(',')) return false;
        Span<char> point = stackalloc char[text.Length];
        text.CopyTo(point);
        point[comma] = '.';
        return double.TryParse(point, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
