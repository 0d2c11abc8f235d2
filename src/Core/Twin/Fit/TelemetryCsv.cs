using System.Globalization;
using Busbar.Core.Twin.Output;

namespace Busbar.Core.Twin.Fit;

/// <summary>Telemetry as comma-separated lines with a header: <c>timeS,currentA,voltageV</c> and, if measured, <c>temperatureK</c>, in any order; other
/// columns are left aside. Pure: whoever has the file brings the lines.</summary>
public static class TelemetryCsv
{
    private static readonly string[] Names = ["timeS", "currentA", "voltageV", "temperatureK"];

    /// <summary>Reads rows. An empty field, <c>NaN</c> or <c>null</c> is a value that was not measured; <see cref="TelemetryCleaner"/> deals with it.</summary>
    /// <exception cref="FormatException">A column is missing, or a field is neither a number nor empty; line and field are named.</exception>
    public static IReadOnlyList<TelemetryRow> Rows(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var rows = new List<TelemetryRow>();
        foreach (var (number, fields) in CsvTable.Rows(lines, Names, required: 3))
        {
            rows.Add(new TelemetryRow(number, Field(0), Field(1), Field(2), Field(3)));

            double Field(int column)
            {
                var field = fields[column];
                if (field.Length == 0 || string.Equals(field, "null", StringComparison.OrdinalIgnoreCase)) return double.NaN;
                return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new FormatException($"Line {number}: {Names[column]} is \"{field}\"; it is a number, or empty where nothing was measured.");
            }
        }
        return rows;
    }
}
