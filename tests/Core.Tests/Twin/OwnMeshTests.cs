using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin;

namespace Busbar.Core.Tests.Twin;

/// <summary>Our meshes against our own <see cref="TwinMesh.Fine"/> under loads for which there is no file; the tables are docs/twin-accuracy.md's.</summary>
public sealed class OwnMeshTests
{
    public static TheoryData<string> Sets => ["Chen2020", "OKane2022", "Prada2013", "Marquis2019", "Ai2020"];

    private static readonly string[] Loads = ["1C", "2C", "pulses", "drive"];

    [Theory, MemberData(nameof(Sets))]
    public void Our_own_mesh_meets_the_fine_one_under_loads_that_no_file_has(string set)
    {
        var own = Loads.Select(load => Against(set, load, TwinMesh.Own)).ToList();
        Tell(set, own);
        Assert.All(own, d => Assert.InRange(d.RmseMv, 0, 0.3));
        Assert.All(own, d => Assert.InRange(Math.Abs(d.EndPct), 0, 0.02));
    }

    [Fact]
    public void What_the_fine_mesh_is_off_itself_is_less_than_two_millivolts()
    {
        foreach (var set in new[] { "Chen2020", "Prada2013", "Marquis2019", "Ai2020" })
        {
            var converged = Loads.Select(load => Against(set, load, TwinMesh.Converged)).ToList();
            Tell(set, converged);
            Assert.All(converged, d => Assert.InRange(d.RmseMv, 0.02, 2));
        }
    }

    private static void Tell(string set, IEnumerable<(double RmseMv, double WorstMv, double EndPct)> all) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"| {set} | {string.Join(" | ", all.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.RmseMv:0.000}, {d.WorstMv:0.00}")))} |");

    private static (double RmseMv, double WorstMv, double EndPct) Against(string set, string load, TwinMesh mesh)
    {
        var ((fine, fineEnd), (ours, oursEnd)) = (Run(set, load, TwinMesh.Fine), Run(set, load, mesh));
        double squares = 0, worst = 0;
        var (points, at) = (0, 0);
        foreach (var p in ours.Points)
        {
            while (at < fine.Points.Count - 1 && fine.Points[at].TimeS < p.TimeS) at++;
            if (fine.Points[at].TimeS != p.TimeS || fine.Points[at].CurrentA != p.CurrentA) continue; // The exact ends differ; they are compared by themselves.
            var off = 1e3 * (p.VoltageV - fine.Points[at].VoltageV);
            (squares, worst, points) = (squares + off * off, Math.Max(worst, Math.Abs(off)), points + 1);
        }
        Assert.True(points > 100);
        return (Math.Sqrt(squares / points), worst, 100 * (oursEnd.Point.TimeS / fineEnd.Point.TimeS - 1));
    }

    private static (TwinTrace Trace, TwinEnd End) Run(string set, string load, TwinMesh mesh)
    {
        var cell = ParameterSets.Get(set);
        var oneC = cell.NominalCapacityAh;
        var simulator = new TwinSimulator(new TwinOptions { Cell = cell, Model = TwinModel.Dfn, Mesh = mesh, InitialSoc = load.EndsWith('C') ? 1 : 0.9 });
        var trace = new TwinTrace();
        var end = load switch
        {
            "pulses" => simulator.Run(TwinLoad.Along(TestLoads.Pulses(oneC, 2, (1, 60), (0, 120), (-0.75, 60), (0, 120), (2, 10), (0, 60), (3, 5), (0.5, 300), (0, 300))), new TwinStop(), 1, trace),
            "drive" => simulator.Run(TwinLoad.Along(TestLoads.Drive(oneC, 300, 2.5)), new TwinStop(), 1, trace),
            _ => simulator.Run(TwinLoad.Current(-oneC * (load[0] - '0')), new TwinStop { MinVoltageV = cell.MinVoltageV }, 10, trace),
        };
        Assert.True(end.IsRegular, $"{set} {load} {mesh}: {end.Text}");
        return (trace, end);
    }
}
