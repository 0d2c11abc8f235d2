using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin;

namespace Busbar.Core.Tests.Twin;

/// <summary>What the integrator itself is off at its default tolerance, under loads and temperatures for which there is no reference: the same at a
/// thousandth of the tolerance.</summary>
public sealed class ToleranceTests
{
    public static TheoryData<string, TwinModel> Cells
    {
        get
        {
            var all = new TheoryData<string, TwinModel>();
            foreach (var set in new[] { "Chen2020", "OKane2022", "Prada2013-thermal", "Marquis2019", "Ai2020" })
                foreach (var model in Enum.GetValues<TwinModel>())
                    all.Add(set, model);
            return all;
        }
    }

    private static readonly (string Load, TwinThermal Thermal, double? TemperatureK)[] Cases =
    [
        ("0.1C", TwinThermal.Isothermal, null), ("2C", TwinThermal.Lumped, 318.15), ("power", TwinThermal.Isothermal, 318.15), ("cccv", TwinThermal.Lumped, null),
        ("pulses", TwinThermal.Isothermal, 318.15), ("drive", TwinThermal.Lumped, null),
    ];

    [Theory, MemberData(nameof(Cells))]
    public void The_integrator_is_off_by_a_fraction_of_what_a_reference_allows(string set, TwinModel model)
    {
        foreach (var (load, thermal, temperatureK) in Cases)
        {
            var ((ours, end), (exact, exactEnd)) = (Run(set, model, load, thermal, temperatureK, 1e-6), Run(set, model, load, thermal, temperatureK, 1e-9));
            Assert.Equal(exactEnd.Reason, end.Reason);
            Assert.True(end.IsRegular, $"{set} {model} {load}: {end.Text}");
            double squares = 0;
            var (points, at) = (0, 0);
            foreach (var p in ours.Points)
            {
                while (at < exact.Points.Count - 1 && exact.Points[at].TimeS < p.TimeS) at++;
                if (exact.Points[at].TimeS != p.TimeS) continue;
                // Of two points at a jump the one on the same side.
                var other = at + 1 < exact.Points.Count && exact.Points[at + 1].TimeS == p.TimeS && Math.Abs(exact.Points[at].CurrentA - p.CurrentA) > Math.Abs(exact.Points[at + 1].CurrentA - p.CurrentA)
                    ? exact.Points[at + 1] : exact.Points[at];
                squares += Math.Pow(1e3 * (p.VoltageV - other.VoltageV), 2);
                points++;
            }
            Assert.True(points > 50, $"{set} {model} {load}: {points} points");
            var (rmse, endPct) = (Math.Sqrt(squares / points), 100 * Math.Abs(end.Point.TimeS / exactEnd.Point.TimeS - 1));
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set} {model} {load}: {rmse:0.0000} mV, end {endPct:0.0000} %"));
            Assert.InRange(rmse, 0, model == TwinModel.Dfn ? 0.1 : 0.05);
            // A current that fades to its end slowly makes that end late or early by more.
            Assert.InRange(endPct, 0, load == "cccv" ? 0.02 : 0.005);
        }
    }

    private static (TwinTrace Trace, TwinEnd End) Run(string set, TwinModel model, string load, TwinThermal thermal, double? temperatureK, double tolerance)
    {
        var cell = ParameterSets.Get(set);
        var oneC = cell.NominalCapacityAh;
        var simulator = new TwinSimulator(new TwinOptions
        {
            Cell = cell, Model = model, Thermal = thermal, TemperatureK = temperatureK, RelativeTolerance = tolerance, AbsoluteTolerance = tolerance,
            InitialSoc = load switch { "cccv" => 0.4, "pulses" or "drive" => 0.8, _ => 1 }, MaxSteps = 200_000,
        });
        var (trace, empty) = (new TwinTrace(), new TwinStop { MinVoltageV = cell.MinVoltageV });
        switch (load)
        {
            case "0.1C": return (trace, simulator.Run(TwinLoad.Current(-0.1 * oneC), empty, 60, trace));
            case "2C": return (trace, simulator.Run(TwinLoad.Current(-2 * oneC), empty, 5, trace));
            case "power": return (trace, simulator.Run(TwinLoad.Power(-0.6 * oneC * (cell.MinVoltageV + cell.MaxVoltageV)), empty, 10, trace));
            case "pulses":
                return (trace, simulator.Run(TwinLoad.Along(TestLoads.Pulses(oneC, 3, (3, 20), (0, 60), (-1.5, 20), (0, 60))), new TwinStop(), 1, trace));
            case "drive": return (trace, simulator.Run(TwinLoad.Along(TestLoads.Drive(oneC, 120, 2.5)), new TwinStop(), 1, trace));
            default:
                simulator.Run(TwinLoad.Current(0.7 * oneC), new TwinStop { MaxVoltageV = cell.MaxVoltageV }, 10, trace);
                return (trace, simulator.Run(TwinLoad.Voltage(cell.MaxVoltageV), new TwinStop { MinCurrentA = oneC / 50 }, 10, trace));
        }
    }
}
