using Busbar.Core.Battery;
using Busbar.Core.Twin;

namespace Busbar.Core.Tests.Twin;

/// <summary>
/// What the terminals give and what warms the cell is what its free energy loses. The cell is adiabatic, so that its warming is its heat; entropy is
/// left out, and lithium spreads fast within the particles, for the models do not count the heat of mixing there.
/// </summary>
public sealed class EnergyTests
{
    public static TheoryData<TwinModel> Models => [.. Enum.GetValues<TwinModel>()];

    [Theory, MemberData(nameof(Models))]
    public void Energy_at_the_terminals_and_heat_are_what_the_free_energy_loses(TwinModel model)
    {
        var chance = new Random(20261);
        foreach (var set in new[] { "Chen2020", "Marquis2019", "Prada2013-thermal" })
        {
            var cell = Quick(ParameterSets.Get(set), chance);
            var options = new TwinOptions { Cell = cell, Model = model, Mesh = TwinMesh.Own, Thermal = TwinThermal.Lumped, InitialSoc = 0.6 };
            var simulator = new TwinSimulator(options);
            var (x, y) = simulator.Health.At(0.6);
            var rate = cell.NominalCapacityAh * (0.5 + 0.5 * chance.NextDouble());
            var trace = new TwinTrace(4096);
            var end = simulator.Run(TwinLoad.Current(-rate), new TwinStop { DurationS = 900 }, 0.5, trace);
            Assert.Equal(TwinEndReason.Duration, end.Reason);
            double outJ = 0;
            for (var i = 1; i < trace.Points.Count; i++)
                outJ -= 0.5 * (trace.Points[i].TimeS - trace.Points[i - 1].TimeS)
                    * (trace.Points[i].VoltageV * trace.Points[i].CurrentA + trace.Points[i - 1].VoltageV * trace.Points[i - 1].CurrentA);
            // Collectors warm the cell too, and their drop is no part of the modelled voltage.
            var density = rate / cell.AreaM2;
            var (cn, cp) = (cell.Thermal!.NegativeCollector, cell.Thermal.PositiveCollector);
            var collectorsJ = density * density * cell.AreaM2 * (cn.ThicknessM / cn.ConductivitySPerM + cp.ThicknessM / cp.ConductivitySPerM) * 900;
            var heatJ = HeatCapacity(cell) * (end.Point.TemperatureK - trace.Points[0].TemperatureK) - collectorsJ;
            // The SPM knows no loss in solid and liquid: neither in its voltage nor in its heat.
            var storedJ = Stored(cell, simulator.Health, x, y, rate * 900 / 3600);
            TestContext.Current.TestOutputHelper?.WriteLine($"{set} {model}: {outJ:0.00} J out, {heatJ:0.00} J heat, {storedJ:0.00} J of free energy");
            Assert.InRange(heatJ / storedJ, 0.001, 0.3);
            Assert.InRange((outJ + heatJ) / storedJ, 0.9995, 1.0005);
        }
    }

    private static CellParameters Quick(CellParameters cell, Random chance)
    {
        double Some() => Math.Exp(chance.NextDouble() - 0.5);
        ElectrodeParameters Electrode(ElectrodeParameters e) => e with
        {
            DiffusivityM2PerS = 1e4 * e.DiffusivityM2PerS,
            ExchangeRate = Some() * e.ExchangeRate,
            ConductivitySPerM = Some() * e.ConductivitySPerM,
            ThicknessM = Some() * e.ThicknessM,
            EntropicVPerK = Core.Battery.Curves.Curve.Constant(0),
        };
        var ratio = Some();
        return cell with
        {
            Negative = Electrode(cell.Negative) with { ThicknessM = ratio * cell.Negative.ThicknessM },
            Positive = Electrode(cell.Positive) with { ThicknessM = ratio * cell.Positive.ThicknessM },
            Thermal = cell.Thermal! with { HeatTransferWPerM2K = 0 },
        };
    }

    private static double HeatCapacity(CellParameters c)
    {
        var t = c.Thermal!;
        (double M, double Rho, double Cp)[] layers =
        [
            (t.NegativeCollector.ThicknessM, t.NegativeCollector.DensityKgPerM3, t.NegativeCollector.SpecificHeatJPerKgK),
            (c.Negative.ThicknessM, c.Negative.DensityKgPerM3!.Value, c.Negative.SpecificHeatJPerKgK!.Value),
            (c.Separator.ThicknessM, c.Separator.DensityKgPerM3!.Value, c.Separator.SpecificHeatJPerKgK!.Value),
            (c.Positive.ThicknessM, c.Positive.DensityKgPerM3!.Value, c.Positive.SpecificHeatJPerKgK!.Value),
            (t.PositiveCollector.ThicknessM, t.PositiveCollector.DensityKgPerM3, t.PositiveCollector.SpecificHeatJPerKgK),
        ];
        return t.VolumeM3 * layers.Sum(l => l.M * l.Rho * l.Cp) / layers.Sum(l => l.M);
    }

    /// <summary>The open-circuit voltage over the charge that flowed, J, by Simpson's rule.</summary>
    private static double Stored(CellParameters cell, ElectrodeHealth health, double x, double y, double outAh)
    {
        const int Pieces = 2000;
        double sum = 0;
        for (var i = 0; i <= Pieces; i++)
        {
            var q = outAh * i / Pieces;
            var weight = i is 0 or Pieces ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * ElectrodeHealth.OpenCircuitV(cell, x - q / health.NegativeCapacityAh, y + q / health.PositiveCapacityAh);
        }
        return 3600 * sum * outAh / Pieces / 3;
    }
}
