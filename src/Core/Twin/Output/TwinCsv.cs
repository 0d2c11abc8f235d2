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
        var columns = Array.ConvertAll(names, _ => new List<double>());
        foreach (var (number, fields) in CsvTable.Rows(lines, names, names.Length))
        {
            for (var c = 0; c < names.Length; c++)
            {
                if (!double.TryParse(fields[c], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                    throw new FormatException($"Line {number}: {names[c]} is \"{fields[c]}\"; it is a number.");
                columns[c].Add(value);
            }
        }
        return columns;
    }
}
