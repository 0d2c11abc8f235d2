using Busbar.Core.Twin;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Packs;

namespace Busbar.Core.Tests.Twin.Follow;

/// <summary>Telemetry of a simulated pack whose truth is known, with sensors as they are: white noise, digits, and zeros that are off.</summary>
internal sealed class PackTelemetrySource
{
    private const double PeriodS = 10;
    private readonly Random _random;
    private readonly int _series, _parallel;

    internal PackTelemetrySource(PackOptions options, int seed)
    {
        (Options, Pack, _random) = (options, new PackSimulator(options), new Random(seed));
        (_series, _parallel) = (options.Strings[0].Groups.Count, options.Strings[0].Groups[0].Cells);
        OffsetA = new double[options.Strings.Count];
    }

    internal PackOptions Options { get; }
    internal PackSimulator Pack { get; }

    /// <summary>What is to be added to the measured current of each string, A.</summary>
    internal double[] OffsetA { get; }
    internal double VoltageSd { get; init; } = 0.0015;
    internal int Strings => Options.Strings.Count;

    /// <summary>Rows under steps of (duration s, C-rate of a cell; positive charges).</summary>
    internal List<PackRow> Drive(params (double DurationS, double CRate)[] steps)
    {
        var rows = new List<PackRow>();
        foreach (var (duration, rate) in steps)
        {
            var load = TwinLoad.Current(rate * Options.Cell.NominalCapacityAh * _parallel * Strings);
            for (double t = 0; t < duration; t += PeriodS)
            {
                Pack.Step(load, PeriodS);
                rows.Add(Row(rows.Count + 2));
            }
        }
        return rows;
    }

    internal PackRow Row(int number)
    {
        var now = Pack.Now();
        var (strings, groups, kelvin) = (new double[Strings], new double[Strings * _series], new double[Strings]);
        for (var s = 0; s < Strings; s++)
        {
            var trueA = Pack.StringCurrentA(s);
            strings[s] = Rounded(trueA - OffsetA[s] + 0.005 * Math.Abs(trueA) * Normal(), 0.01);
            kelvin[s] = Math.Round(Enumerable.Range(0, _series).Average(g => Pack.CellTemperatureK(Cell(s, g))) + 0.2 * Normal(), 1);
        }
        for (var g = 0; g < groups.Length; g++)
        {
            var cell = g * _parallel;
            groups[g] = Rounded(Pack.CellVoltageV(cell) + Options.TabOhm * Pack.CellCurrentA(cell) + VoltageSd * Normal(), 0.001);
        }
        return new PackRow(number, Pack.TimeS, strings.Sum(), Rounded(now.VoltageV + 3 * VoltageSd * Normal(), 0.01), kelvin.Average())
        {
            StringCurrentA = strings,
            StringTemperatureK = kelvin,
            GroupVoltageV = groups,
        };
    }

    /// <summary>Charge of a group, % of its own window, and its capacity, Ah.</summary>
    internal (double SocPct, double CapacityAh) Truth(int s, int group)
    {
        var cells = Enumerable.Range(Cell(s, group), _parallel).ToArray();
        var ah = cells.Sum(Pack.CellCapacityAh);
        return (cells.Sum(c => Pack.CellSocPct(c) * Pack.CellCapacityAh(c)) / ah, ah);
    }

    /// <summary>The mean over the groups of a string.</summary>
    internal (double SocPct, double CapacityAh) Truth(int s)
    {
        var groups = Enumerable.Range(0, _series).Select(g => Truth(s, g)).ToArray();
        return (groups.Average(g => g.SocPct), groups.Average(g => g.CapacityAh));
    }

    /// <summary>From the first group empty to the first group full, summed over the strings, Ah.</summary>
    internal double CapacityAh() => Enumerable.Range(0, Strings).Sum(s =>
    {
        var groups = Enumerable.Range(0, _series).Select(g => Truth(s, g)).ToArray();
        return groups.Min(g => g.SocPct / 100 * g.CapacityAh) + groups.Min(g => (1 - g.SocPct / 100) * g.CapacityAh);
    });

    internal double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private int Cell(int s, int group) => (s * _series + group) * _parallel;

    private static double Rounded(double value, double step) => step * Math.Round(value / step);
}
