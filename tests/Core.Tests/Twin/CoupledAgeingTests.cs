using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Tests;

namespace Busbar.Core.Tests.Twin;

/// <summary>SEI, SEI in cracks, partially reversible plating, stress-driven loss and narrowing pores at once, against the reference's ten cycles.</summary>
public sealed class CoupledAgeingTests
{
    private static TwinOptions Options(TwinModel model = TwinModel.Spme) => new()
    {
        Cell = ParameterSets.Get("OKane2022"),
        Model = model,
        Sei = SeiLaw.SolventDiffusionLimited,
        Plating = PlatingLaw.PartiallyReversible,
        Cracks = CrackGrowth.Paris,
        MaterialLoss = MaterialLoss.StressDriven,
        PorosityChange = true,
    };

    /// <summary>O'Kane et al. 2022: 1C down, 0.3C up, held to C/100.</summary>
    private static void Cycle(TwinSimulator simulator, double holdToA = 0.05)
    {
        Assert.Equal(TwinEndReason.MinVoltage, simulator.Run(TwinLoad.Current(-5), new TwinStop { MinVoltageV = 2.5 }, 1e9).Reason);
        Assert.Equal(TwinEndReason.MaxVoltage, simulator.Run(TwinLoad.Current(1.5), new TwinStop { MaxVoltageV = 4.2 }, 1e9).Reason);
        Assert.Equal(TwinEndReason.MinCurrent, simulator.Run(TwinLoad.Voltage(4.2), new TwinStop { MinCurrentA = holdToA }, 1e9).Reason);
    }

    [Fact]
    public void Ten_coupled_cycles_fade_as_the_reference_does()
    {
        var file = Path.Combine(Repo.Root, "..", "shared", "data", "pybamm", "OKane2022_SPMe_coupled_10cyc.csv");
        if (!File.Exists(file)) Assert.Skip("The reference solutions are not on this machine.");
        var rows = File.ReadLines(file).Skip(1).Select(l => Array.ConvertAll(l.Split(','), f => double.Parse(f, CultureInfo.InvariantCulture))).ToArray();
        var simulator = new TwinSimulator(Options() with { Cracks = CrackGrowth.ParisAsPybamm });
        var ours = new List<double[]>();
        for (var cycle = 1; cycle <= 10; cycle++)
        {
            Cycle(simulator);
            var (h, a) = (simulator.HealthNow, simulator.Ageing);
            ours.Add([cycle, h.CapacityAh, 100 * (1 - h.LithiumAh / simulator.Health.LithiumAh), a.NegativeLossPct, a.PositiveLossPct, a.SeiAh, a.CrackSeiAh, a.PlatedAh + a.DeadAh]);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", ours[^1].Select(v => v.ToString("0.00000000", CultureInfo.InvariantCulture)))
                + $"; porosity {a.NegativePorosity:0.00000}, cracks {1e9 * a.CrackLengthM:0.0000} nm, {simulator.TimeS:0} s, {simulator.Work.Steps} steps");
        }
        double Fade(IReadOnlyList<double[]> r, int column) => r[9][column] - r[0][column];
        string[] names = ["", "capacity", "lithium", "negative material", "positive material", "SEI", "SEI in cracks", "plating"];
        for (var c = 1; c < 8; c++)
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{names[c]}: change {Fade(ours, c):0.00000000}, reference {Fade(rows, c):0.00000000}, {100 * (Fade(ours, c) / Fade(rows, c) - 1):0.000} %; level {100 * (ours[9][c] / rows[9][c] - 1):0.0000} %"));
        for (var c = 1; c < 8; c++) Assert.InRange(Fade(ours, c) / Fade(rows, c), 0.98, 1.02);
        for (var c = 1; c < 8; c++) Assert.InRange(ours[9][c] / rows[9][c], 0.98, 1.02);
    }

    public static TheoryData<TwinModel, PlatingLaw> Everything()
    {
        var all = new TheoryData<TwinModel, PlatingLaw>();
        foreach (var model in Enum.GetValues<TwinModel>())
            foreach (var plating in Enum.GetValues<PlatingLaw>()) all.Add(model, plating);
        return all;
    }

    [Theory, MemberData(nameof(Everything))]
    public void Lithium_is_in_the_particles_or_where_it_was_lost(TwinModel model, PlatingLaw plating)
    {
        var simulator = new TwinSimulator(Options(model) with { Plating = plating, RelativeTolerance = 1e-7, AbsoluteTolerance = 1e-7 });
        Cycle(simulator, 0.25);
        var (now, new_, a) = (simulator.HealthNow, simulator.Health, simulator.Ageing);
        var lost = a.SeiAh + a.CrackSeiAh + a.PlatedAh + a.DeadAh + a.StrandedAh;
        TestContext.Current.TestOutputHelper?.WriteLine($"{model} {plating}: {new_.LithiumAh - now.LithiumAh:0.00000000} Ah gone from the particles, {lost:0.00000000} Ah found; {a}; {simulator.Work.Steps} steps");
        Assert.True(a is { SeiAh: > 0, CrackSeiAh: > 0, StrandedAh: > 0, NegativeLossPct: > 0, PositiveLossPct: > 0, CrackLengthM: > 2e-8, NegativePorosity: < 0.25 });
        Assert.Equal(plating is PlatingLaw.Reversible or PlatingLaw.PartiallyReversible, a.PlatedAh > 0);
        Assert.Equal(plating is PlatingLaw.Irreversible or PlatingLaw.PartiallyReversible, a.DeadAh > 0);
        Assert.InRange((new_.LithiumAh - now.LithiumAh) / lost, 0.995, 1.005);
        Assert.InRange(new_.LithiumAh - now.LithiumAh - lost, -2e-5, 2e-5);
    }

    [Theory]
    [InlineData(SeiLaw.ReactionLimited)]
    [InlineData(SeiLaw.SolventDiffusionLimited)]
    [InlineData(SeiLaw.InterstitialDiffusionLimited)]
    [InlineData(SeiLaw.ElectronMigrationLimited)]
    [InlineData(SeiLaw.EcReactionLimited)]
    public void At_rest_SEI_grows_in_the_DFN_as_in_the_SPMe(SeiLaw law)
    {
        double Lost(TwinModel model)
        {
            var simulator = new TwinSimulator(new TwinOptions { Cell = ParameterSets.Get("OKane2022"), Model = model, Sei = law, InitialSoc = 0.9 });
            simulator.Run(TwinLoad.Current(0), new TwinStop { DurationS = 1e5 }, 1e9);
            Assert.Equal(simulator.Health.LithiumAh, simulator.HealthNow.LithiumAh + simulator.SeiLostAh, 4);
            return simulator.SeiLostAh;
        }
        Assert.InRange(Lost(TwinModel.Dfn) / Lost(TwinModel.Spme), 0.99, 1.01);
    }

    [Fact]
    public void Loss_driven_by_SEI_is_in_proportion_to_it()
    {
        const double PerMol = 1e-7;
        var cell = ParameterSets.Get("OKane2022");
        cell = cell with { Negative = cell.Negative with { Mechanics = cell.Negative.Mechanics! with { ReactionLossM3PerMol = PerMol } } };
        foreach (var model in Enum.GetValues<TwinModel>())
        {
            var simulator = new TwinSimulator(new TwinOptions { Cell = cell, Model = model, Sei = SeiLaw.EcReactionLimited, MaterialLoss = MaterialLoss.ReactionDriven });
            simulator.Run(TwinLoad.Current(0), new TwinStop { DurationS = 1e6 }, 1e9);
            var molPerM3 = simulator.SeiLostAh * 3600 / Physics.Faraday / (cell.Negative.ThicknessM * cell.AreaM2);
            Assert.InRange(simulator.Ageing.NegativeLossPct / 100 / (PerMol * molPerM3 / cell.Negative.ActiveFraction), 0.99, 1.01);
            Assert.Equal(0, simulator.Ageing.PositiveLossPct);
        }
    }

    [Fact]
    public void What_a_set_does_not_know_is_refused_with_the_reason()
    {
        var plain = new TwinOptions { Cell = ParameterSets.Get("Chen2020") };
        string Refused(TwinOptions options) => Assert.Throws<ArgumentException>(() => new TwinSimulator(options)).Message;
        Assert.Contains("no mechanics", Refused(plain with { Cracks = CrackGrowth.Paris }), StringComparison.Ordinal);
        Assert.Contains("no mechanics", Refused(plain with { MaterialLoss = MaterialLoss.StressDriven }), StringComparison.Ordinal);
        Assert.Contains("ReactionLossM3PerMol", Refused(Options() with { MaterialLoss = MaterialLoss.ReactionDriven }), StringComparison.Ordinal);
        Assert.Contains("nothing grows", Refused(plain with { PorosityChange = true }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TwinModel.Spme)]
    [InlineData(TwinModel.Dfn)]
    public void Pores_that_close_end_the_run_with_the_last_good_state(TwinModel model)
    {
        var cell = ParameterSets.Get("OKane2022");
        cell = cell with { Ageing = cell.Ageing with { SolventDiffusivityM2PerS = 1e-17 } };
        var simulator = new TwinSimulator(new TwinOptions { Cell = cell, Model = model, Sei = SeiLaw.SolventDiffusionLimited, PorosityChange = true, InitialSoc = 0.9, MaxSteps = 100_000 });
        var end = simulator.Run(TwinLoad.Current(0), new TwinStop { DurationS = 1e8 }, 1e9);
        Assert.Equal(TwinEndReason.Impossible, end.Reason);
        Assert.True(double.IsFinite(end.Point.VoltageV));
    }

    [Theory]
    [InlineData(TwinModel.Spm)]
    [InlineData(TwinModel.Spme)]
    [InlineData(TwinModel.Dfn)]
    public void A_step_of_an_ageing_cell_allocates_nothing(TwinModel model) => Allocation.AssertNoneForAStep(new TwinSimulator(Options(model)));
}
