using System.Globalization;

namespace Busbar.Core.Twin.Output;

/// <summary>Runs and profiles as comma-separated lines with a header; numbers to their full precision. Pure: whoever has the file brings the lines.</summary>
public static class TwinCsv
{
    /// <summary>The header of a run.</summary>
    public const string Header = "timeS,currentA,voltageV,temperatureK,socPct";

    /// <summary>The lines of a run, header first.</summary>
    public static IEnumerable<string> Lines(IEnumerable<TwinPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        yield return Header;
        foreach (var p in points)
            yield return string.Create(CultureInfo.InvariantCulture, $"{p.TimeS:R},{p.CurrentA:R},{p.VoltageV:R},{p.TemperatureK:R},{p.SocPct:R}");
    }

    /// <summary>Reads a profile with columns timeS and currentA (others are left aside).</summary>
    /// <exception cref="FormatException">A column is missing or a value is no number; the line is named.</exception>
    /// <exception cref="ArgumentException">The profile cannot be driven.</exception>
    public static CurrentProfile Profile(IEnumerable<string> lines)
    {
        var columns = Columns(lines, "timeS", "currentA");
        return new CurrentProfile(columns[0].ToArray(), columns[1].ToArray());
    }

    /// <summary>Reads a run back.</summary>
    /// <exception cref="FormatException">A column is missing or a value is no number; the line is named.</exception>
    public static IReadOnlyList<TwinPoint> Points(IEnumerable<string> lines)
    {
        var c = Columns(lines, "timeS", "currentA", "voltageV", "temperatureK", "socPct");
        return [.. Enumerable.Range(0, c[0].Count).Select(i => new TwinPoint(c[0][i], c[1][i], c[2][i], c[3][i], c[4][i]))];
    }

    private static List<double>[] Columns(IEnumerable<string> lines, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(lines);
        int[]? at = null;
        var columns = Array.ConvertAll(names, _ => new List<double>());
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#')) continue;
            var fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (at is null)
            {
                at = Array.ConvertAll(names, n => Array.FindIndex(fields, f => string.Equals(f, n, StringComparison.OrdinalIgnoreCase)));
                if (Array.IndexOf(at, -1) is >= 0 and var missing)
                    throw new FormatException($"Line {number}: the header is \"{line}\"; it needs the column {names[missing]}.");
                continue;
            }
            for (var c = 0; c < names.Length; c++)
            {
                var field = at[c] < fields.Length ? fields[at[c]] : "";
                if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                    throw new FormatException($"Line {number}: {names[c]} is \"{field}\"; it is a number.");
                columns[c].Add(value);
            }
        }
        return at is null ? throw new FormatException($"The file is empty; it begins with a header that has {string.Join(", ", names)}.") : columns;
    }
}
