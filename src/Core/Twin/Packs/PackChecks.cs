using System.Globalization;
using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Packs;

/// <summary>Judges a pack before it is simulated. Pure; safe from any thread.</summary>
public static class PackChecks
{
    private const int MostCells = 100_000;

    /// <summary>The options themselves, when nothing is wrong with them.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message names fields, values and the physical reason of all of it.</exception>
    public static PackOptions Checked(PackOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CellParameters.Checked(options.Cell);
        var faults = Of(options);
        return faults.Count == 0 ? options : throw new ArgumentException(string.Join(" ", faults), nameof(options));
    }

    /// <summary>What is wrong; empty when the pack can be simulated.</summary>
    public static IReadOnlyList<string> Of(PackOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<string>();
        Values(options, faults);
        Wiring(options, faults);
        Derating(nameof(PackBounds.ChargeDerating), options.Bounds.ChargeDerating, faults);
        Derating(nameof(PackBounds.DischargeDerating), options.Bounds.DischargeDerating, faults);
        return faults;
    }

    private static void Values(PackOptions options, List<string> faults)
    {
        Within(nameof(options.StateOfHealth), options.StateOfHealth, 0.5, 1, "below half of its capacity a cell has left the range of the model");
        Within(nameof(options.InitialSoc), options.InitialSoc, 0, 1, "0 is the empty cell and 1 the full one");
        Within(nameof(options.AmbientK), options.StartK, 233.15, 353.15, "the fits of the sets hold between -40 and 80 degC at most");
        Within(nameof(options.TabOhm), options.TabOhm, 0, 1, "a resistance is not below 0, and with more the cell is not connected");
        Within(nameof(options.BarOhm), options.BarOhm, 0, 1, "a resistance is not below 0, and with more the group is not connected");
        Within(nameof(options.ContactorOhm), options.ContactorOhm, 0, 10, "a resistance is not below 0, and with more the string is not connected");
        var (spread, bounds) = (options.Spread, options.Bounds);
        Within($"{nameof(options.Spread)}.{nameof(spread.Capacity)}", spread.Capacity, 0, 0.1, "a standard deviation over the mean");
        Within($"{nameof(options.Spread)}.{nameof(spread.Resistance)}", spread.Resistance, 0, 0.3, "a standard deviation over the mean");
        Within($"{nameof(options.Spread)}.{nameof(spread.Soc)}", spread.Soc, 0, 0.1, "a standard deviation of a state of charge from 0 to 1");
        Within($"{nameof(options.Spread)}.{nameof(spread.TemperatureK)}", spread.TemperatureK, -20, 20, "from one end of a string to the other");
        Within($"{nameof(options.Bounds)}.{nameof(bounds.ChargeC)}", bounds.ChargeC, 0.01, 20, "current over nominal capacity");
        Within($"{nameof(options.Bounds)}.{nameof(bounds.DischargeC)}", bounds.DischargeC, 0.01, 20, "current over nominal capacity");
        Within($"{nameof(options.Bounds)}.{nameof(bounds.InrushC)}", bounds.InrushC, 0.01, 20, "current over the nominal capacity of a string");
        Within($"{nameof(options.Bounds)}.{nameof(bounds.MarginV)}", bounds.MarginV, 0, 0.5, "more leaves the cell no window");
        if (options.Balancing is not { } balancing) return;
        Within($"{nameof(options.Balancing)}.{nameof(balancing.BleedOhm)}", balancing.BleedOhm, 0.1, 1000, "less is a heater, more balances nothing in a life");
        Within($"{nameof(options.Balancing)}.{nameof(balancing.StartV)}", balancing.StartV, 0.0005, 0.5, "less is noise");
        Within($"{nameof(options.Balancing)}.{nameof(balancing.MostC)}", balancing.MostC, 0, 20, "current over nominal capacity");
        if (balancing.LeastV is { } least)
            Within($"{nameof(options.Balancing)}.{nameof(balancing.LeastV)}", least, options.Cell.MinVoltageV, options.Cell.MaxVoltageV, "a voltage that the cell has");

        void Within(string field, double value, double low, double high, string reason)
        {
            if (!(value >= low && value <= high)) faults.Add(string.Create(CultureInfo.InvariantCulture, $"{field} is {value}; allowed: {low} to {high}, {reason}."));
        }
    }

    private static void Wiring(PackOptions options, List<string> faults)
    {
        var (strings, cell) = (options.Strings, options.Cell);
        if (strings.Count is < 1 or > 100) faults.Add($"Strings has {strings.Count}; allowed: 1 to 100 in parallel.");
        var cells = strings.Sum(s => s.Groups.Sum(g => (long)Math.Max(0, g.Cells)));
        if (cells > MostCells) faults.Add($"The pack has {cells} cells; allowed: {MostCells} at most, for more take several packs.");
        var middleV = 0.5 * (cell.MinVoltageV + cell.MaxVoltageV);
        for (var s = 0; s < strings.Count; s++)
        {
            var groups = strings[s].Groups;
            if (groups.Count is < 1 or > 1000)
            {
                faults.Add($"Strings[{s}] has {groups.Count} groups in series; allowed: 1 to 1000.");
                continue;
            }

            for (var g = 0; g < groups.Count; g++)
            {
                if (groups[g].Cells is < 1 or > 1000) faults.Add($"Strings[{s}].Groups[{g}] has {groups[g].Cells} cells in parallel; allowed: 1 to 1000.");
                else if (groups[g].Cells != groups[0].Cells)
                    faults.Add($"Strings[{s}].Groups[{g}] has {groups[g].Cells} cells in parallel where Groups[0] has {groups[0].Cells}: the same current through both wears the smaller one out first.");
                if (groups[g].IsReversed)
                    faults.Add(string.Create(CultureInfo.InvariantCulture, $"Strings[{s}].Groups[{g}] is reversed: it takes {2 * middleV:0.#} V off the string, and what charges the others discharges it below 0 V."));
            }

            if (!(strings[s].InitialSoc is null or (>= 0 and <= 1)))
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"Strings[{s}].InitialSoc is {strings[s].InitialSoc}; allowed: 0 to 1, 0 is the empty cell and 1 the full one."));
            if (groups.Count != strings[0].Groups.Count && strings[0].Groups.Count > 0)
                faults.Add(Unequal(options, s, middleV));
        }
    }

    private static string Unequal(PackOptions options, int s, double middleV)
    {
        var (own, first) = (options.Strings[s].Groups.Count, options.Strings[0].Groups.Count);
        var apartV = middleV * Math.Abs(own - first);
        var ohm = 2 * options.ContactorOhm + (own + first) * options.BarOhm + (own + first) * options.TabOhm;
        var current = ohm > 0 ? string.Create(CultureInfo.InvariantCulture, $"up to {apartV / ohm:0} A") : "a current without bound";
        return string.Create(CultureInfo.InvariantCulture,
            $"Strings[{s}] has {own} groups in series where Strings[0] has {first}: in parallel they are {apartV:0.#} V apart, and {current} would flow from one into the other when the contactors close.");
    }

    private static void Derating(string name, IReadOnlyList<(double TemperatureK, double Share)> points, List<string> faults)
    {
        if (points.Count < 2) faults.Add($"Bounds.{name} has {points.Count} points; it needs two or more.");
        for (var i = 0; i < points.Count; i++)
        {
            if (!(points[i].Share is >= 0 and <= 1)) faults.Add(string.Create(CultureInfo.InvariantCulture, $"Bounds.{name}[{i}] allows a share of {points[i].Share}; allowed: 0 to 1."));
            if (i > 0 && !(points[i].TemperatureK > points[i - 1].TemperatureK))
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"Bounds.{name}[{i}] is at {points[i].TemperatureK} K after {points[i - 1].TemperatureK} K; temperatures rise."));
        }
    }
}
