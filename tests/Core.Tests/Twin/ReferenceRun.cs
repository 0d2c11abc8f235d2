using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Tests;

namespace Busbar.Core.Tests.Twin;

/// <summary>One file of reference solutions and our run of the same thing.</summary>
internal sealed record ReferenceRun(string Name, double RmseMv, double WorstMv, double WorstK, double EndPct, int Points, long Steps, int Unknowns)
{
    private static string Folder => Path.Combine(Repo.Root, "..", "shared", "data", "pybamm");

    /// <summary>The files of one model, or a visible skip when this machine has none.</summary>
    internal static IReadOnlyList<string> Files(string pattern)
    {
        if (!Directory.Exists(Folder)) Assert.Skip("The reference solutions are not on this machine.");
        return [.. Directory.GetFiles(Folder, pattern + ".csv").Where(f => !f.Contains("cyc", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    internal static ReferenceRun Of(string file, TwinMesh? mesh = null, double tolerance = 1e-6)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var parts = name.Split('_');
        var (lumped, pulse) = (name.Contains("lumped", StringComparison.Ordinal), name.Contains("pulse", StringComparison.Ordinal));
        var cell = ParameterSets.Get(parts[0] switch
        {
            "Ai2020" => "Ai2020-pybamm",
            "Ai2020fixDe" => "Ai2020",
            "Prada2013" when lumped => "Prada2013-thermal",
            var set => set,
        });
        var rows = File.ReadLines(file).Skip(1).Select(l => Array.ConvertAll(l.Split(','), f => double.Parse(f, CultureInfo.InvariantCulture))).ToArray();
        var simulator = new TwinSimulator(new TwinOptions
        {
            Cell = cell,
            Model = Enum.Parse<TwinModel>(parts[1], ignoreCase: true),
            Mesh = mesh ?? (name.EndsWith("fine", StringComparison.Ordinal) ? TwinMesh.Fine : TwinMesh.Standard),
            Thermal = lumped ? TwinThermal.Lumped : TwinThermal.Isothermal,
            InitialSoc = pulse ? 0.9 : name.Contains("chg", StringComparison.Ordinal) ? 0 : 1,
            RelativeTolerance = tolerance,
            AbsoluteTolerance = tolerance,
        });
        var trace = new TwinTrace();
        var currentA = -rows[0][1];
        // The reference stops 1e-5 V short of its cut-off.
        var end = pulse
            ? simulator.Run(TwinLoad.Along(Pulses(cell.NominalCapacityAh)), new TwinStop(), 1, trace)
            : simulator.Run(TwinLoad.Current(currentA), currentA < 0
                ? new TwinStop { MinVoltageV = cell.MinVoltageV + 1e-5 }
                : new TwinStop { MaxVoltageV = cell.MaxVoltageV - 1e-5 }, 10, trace);
        Assert.True(end.IsRegular, $"{name}: {end.Text}");
        double squares = 0, worst = 0, worstK = 0;
        var points = 0;
        for (var i = 0; i < Math.Min(rows.Length, trace.Points.Count); i++)
        {
            var point = trace.Points[i];
            if (Math.Abs(point.TimeS - rows[i][0]) > 1e-3) continue; // The exact ends differ; they are compared by themselves.
            points++;
            var error = 1e3 * (point.VoltageV - rows[i][2]);
            squares += error * error;
            worst = Math.Max(worst, Math.Abs(error));
            if (!pulse) worstK = Math.Max(worstK, Math.Abs(point.TemperatureK - rows[i][3]));
        }
        Assert.InRange(points, rows.Length - 2, rows.Length);
        return new(name, Math.Sqrt(squares / points), worst, worstK, 100 * (end.Point.TimeS / rows[^1][0] - 1), points, simulator.Work.Steps, simulator.Unknowns);
    }

    internal string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Name} | {RmseMv:0.0000} | {WorstMv:0.000} | {WorstK:0.0000} | {EndPct:0.0000} | {Points} | {Steps} | {Unknowns} |");

    internal const string Head = "| file | RMSE, mV | greatest, mV | greatest, K | end, % | points | steps | unknowns |\n|---|---|---|---|---|---|---|---|";

    /// <summary>8 x [1C 60 s, rest 120, -0.75C 60, rest 120, 2C 10, rest 60, 0.5C 600, rest 300].</summary>
    private static CurrentProfile Pulses(double oneC) =>
        TestLoads.Pulses(oneC, 8, (1.0, 60.0), (0, 120), (-0.75, 60), (0, 120), (2, 10), (0, 60), (0.5, 600), (0, 300));
}
