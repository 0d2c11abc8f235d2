using System.Globalization;

namespace Busbar.Core.Twin.Follow;

/// <summary>
/// Telemetry of a pack as comma-separated lines with a header: <c>timeS,currentA,voltageV</c> and, if measured, <c>temperatureK</c>; <c>currentA[2]</c> and
/// <c>temperatureK[2]</c> of the second string; <c>voltageV[2/17]</c> of its 17th group. In any order; other columns are left aside. Pure.
/// </summary>
public static class PackTelemetryCsv
{
    private const string Time = "timeS", Current = "currentA", Voltage = "voltageV", Temperature = "temperatureK";

    /// <summary>Reads rows. An empty field, <c>NaN</c> or <c>null</c> is a value that was not measured.</summary>
    /// <param name="lines">The lines, header first; empty ones and those that begin with # are left aside.</param>
    /// <param name="strings">Strings of the pack.</param>
    /// <param name="series">Groups in series in each.</param>
    /// <exception cref="FormatException">A column is missing or not of this pack, or a field is neither a number nor empty; line and field are named.</exception>
    public static PackTelemetry Read(IEnumerable<string> lines, int strings, int series)
    {
        ArgumentNullException.ThrowIfNull(lines);
        Layout? layout = null;
        var rows = new List<PackRow>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#')) continue;
            var fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (layout is null) layout = Layout.Of(fields, number, strings, series);
            else rows.Add(layout.Row(fields, number));
        }
        return layout is null ? throw new FormatException($"The file is empty; it begins with a header that has {Time}, {Current}, {Voltage}.") : new PackTelemetry(layout.Sight, rows);
    }

    /// <summary>Where each value stands in a line; -1 where there is none.</summary>
    private sealed class Layout
    {
        private static readonly string[] Names = [Time, Current, Voltage, Temperature];
        private readonly int[] _whole = [-1, -1, -1, -1];
        private int[] _currents = [], _temperatures = [], _voltages = [];

        internal PackSight Sight { get; private set; }

        internal static Layout Of(string[] header, int line, int strings, int series)
        {
            var made = new Layout();
            var (currents, temperatures, voltages) = (Missing(strings), Missing(strings), Missing(strings * series));
            for (var i = 0; i < header.Length; i++)
            {
                var bracket = header[i].IndexOf('[', StringComparison.Ordinal);
                if (bracket < 0) made.Whole(header[i], i);
                else if (Is(header[i][..bracket], Current)) currents[StringOf(header[i], bracket)] = i;
                else if (Is(header[i][..bracket], Temperature)) temperatures[StringOf(header[i], bracket)] = i;
                else if (Is(header[i][..bracket], Voltage)) voltages[GroupOf(header[i], bracket)] = i;
            }
            made._currents = AllOrNone(currents, s => $"{Current}[{s + 1}]", "strings");
            made._temperatures = AllOrNone(temperatures, s => $"{Temperature}[{s + 1}]", "strings");
            made._voltages = AllOrNone(voltages, g => $"{Voltage}[{g / series + 1}/{g % series + 1}]", "groups");
            made.Judge(line, strings);
            return made;

            int[] AllOrNone(int[] at, Func<int, string> name, string of)
            {
                var there = at.Count(i => i >= 0);
                if (there == 0) return [];
                return there == at.Length ? at : throw new FormatException($"Line {line}: the header has {there} of {at.Length} {of} and not {name(Array.IndexOf(at, -1))}; all of them, or none.");
            }

            int StringOf(string column, int bracket) =>
                int.TryParse(column[(bracket + 1)..].TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var s) && s >= 1 && s <= strings
                    ? s - 1
                    : throw new FormatException($"Line {line}: the column {column} is of no string; the pack has strings 1 to {strings}.");

            int GroupOf(string column, int bracket)
            {
                var place = column[(bracket + 1)..].TrimEnd(']').Split('/');
                return place.Length == 2 && int.TryParse(place[0], NumberStyles.None, CultureInfo.InvariantCulture, out var s) && s >= 1 && s <= strings
                    && int.TryParse(place[1], NumberStyles.None, CultureInfo.InvariantCulture, out var g) && g >= 1 && g <= series
                    ? (s - 1) * series + g - 1
                    : throw new FormatException($"Line {line}: the column {column} is of no group; it is {Voltage}[string/group], strings 1 to {strings}, groups 1 to {series}.");
            }
        }

        internal PackRow Row(string[] fields, int line)
        {
            return new PackRow(line, Field(_whole[0], Time), Field(_whole[1], Current), Field(_whole[2], Voltage), Field(_whole[3], Temperature))
            {
                StringCurrentA = All(_currents, Current),
                StringTemperatureK = All(_temperatures, Temperature),
                GroupVoltageV = All(_voltages, Voltage),
            };

            double[] All(int[] at, string name) => Array.ConvertAll(at, i => Field(i, name));

            double Field(int place, string name)
            {
                var field = place >= 0 && place < fields.Length ? fields[place] : "";
                if (field.Length == 0 || Is(field, "null")) return double.NaN;
                return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new FormatException($"Line {line}: {name} in column {place + 1} is \"{field}\"; it is a number, or empty where nothing was measured.");
            }
        }

        private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

        private static int[] Missing(int count)
        {
            var at = new int[count];
            Array.Fill(at, -1);
            return at;
        }

        private void Whole(string name, int i)
        {
            var which = Array.FindIndex(Names, known => Is(known, name));
            if (which >= 0) _whole[which] = i;
        }

        private void Judge(int line, int strings)
        {
            if (_whole[0] < 0) throw new FormatException($"Line {line}: the header needs the column {Time}.");
            if (_whole[1] < 0 && _currents.Length == 0) throw new FormatException($"Line {line}: the header needs the column {Current}, or {Current}[1] and so on of every string.");
            if (_whole[2] < 0 && _voltages.Length == 0) throw new FormatException($"Line {line}: the header needs the column {Voltage}, or {Voltage}[1/1] and so on of every group.");
            var isDivided = strings == 1 || _currents.Length > 0;
            if (!isDivided && _voltages.Length > 0)
                throw new FormatException($"Line {line}: the header has the voltages of groups and not the currents of {strings} strings: which current went through a group is not known. Add {Current}[1] and so on, or leave the groups out.");
            Sight = _voltages.Length > 0 ? PackSight.Groups : isDivided ? PackSight.Strings : PackSight.Whole;
        }
    }
}
