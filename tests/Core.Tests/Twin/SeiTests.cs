using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Tests;

namespace Busbar.Core.Tests.Twin;

public sealed class SeiTests
{
    private static TwinOptions Options(SeiLaw law) => new() { Cell = ParameterSets.Get("OKane2022"), Model = TwinModel.Spm, Sei = law };

    [Fact]
    public void Solvent_that_diffuses_lets_it_grow_with_the_root_of_time()
    {
        var simulator = new TwinSimulator(Options(SeiLaw.SolventDiffusionLimited));
        var p = ParameterSets.Get("OKane2022").Ageing;
        foreach (var _ in Enumerable.Range(0, 3))
        {
            simulator.Run(TwinLoad.Current(0), new TwinStop { DurationS = 1e7 }, 1e9);
            var square = p.SeiInitialThicknessM * p.SeiInitialThicknessM
                + 2 * p.SeiMolarVolumeM3PerMol * p.SolventDiffusivityM2PerS * p.SolventConcentrationMolPerM3 * simulator.TimeS / p.SeiLithiumPerMol;
            Assert.Equal(1, simulator.SeiThicknessM / Math.Sqrt(square), 4);
        }
    }

    [Theory]
    [InlineData(SeiLaw.ReactionLimited)]
    [InlineData(SeiLaw.SolventDiffusionLimited)]
    [InlineData(SeiLaw.InterstitialDiffusionLimited)]
    [InlineData(SeiLaw.ElectronMigrationLimited)]
    [InlineData(SeiLaw.EcReactionLimited)]
    public void Lithium_in_the_electrodes_and_in_the_film_is_what_it_was(SeiLaw law)
    {
        foreach (var model in new[] { TwinModel.Spm, TwinModel.Spme })
        {
            var simulator = new TwinSimulator(Options(law) with { Model = model, InitialSoc = 0.2 });
            simulator.Run(TwinLoad.Current(5), new TwinStop { MaxVoltageV = 4.1 }, 1e9);
            simulator.Run(TwinLoad.Current(0), new TwinStop { DurationS = 1e6 }, 1e9);
            Assert.True(simulator.SeiLostAh > 0);
            Assert.Equal(simulator.Health.LithiumAh, simulator.HealthNow.LithiumAh + simulator.SeiLostAh, 5);
            Assert.True(simulator.HealthNow.CapacityAh < simulator.Health.CapacityAh);
        }
    }

    /// <summary>The same in the SPMe, where the side reaction follows the electrolyte's potential across the electrode: capacities of the reference's index.</summary>
    [Theory]
    [InlineData(SeiLaw.ReactionLimited, 5.1092121273915065, 5.046958951879315)]
    [InlineData(SeiLaw.SolventDiffusionLimited, 5.109775030866475, 5.1026465414305635)]
    [InlineData(SeiLaw.EcReactionLimited, 5.01341704067359, 3.9008623035732453)]
    public void A_hundred_cycles_of_the_SPMe_fade_as_the_reference_does(SeiLaw law, double firstAh, double lastAh)
    {
        var simulator = new TwinSimulator(Options(law) with { Model = TwinModel.Spme });
        double first = 0;
        for (var cycle = 0; cycle < 100; cycle++)
        {
            Assert.Equal(TwinEndReason.MinVoltage, simulator.Run(TwinLoad.Current(-5), new TwinStop { MinVoltageV = 2.5 }, 1e9).Reason);
            Assert.Equal(TwinEndReason.MaxVoltage, simulator.Run(TwinLoad.Current(2.5), new TwinStop { MaxVoltageV = 4.2 }, 1e9).Reason);
            Assert.Equal(TwinEndReason.MinCurrent, simulator.Run(TwinLoad.Voltage(4.2), new TwinStop { MinCurrentA = 0.25 }, 1e9).Reason);
            if (cycle == 0) first = simulator.HealthNow.CapacityAh;
        }
        var (fade, reference) = (first - simulator.HealthNow.CapacityAh, firstAh - lastAh);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"SPMe {law}: fade {1e3 * fade:0.000} mAh, reference {1e3 * reference:0.000} mAh, {100 * (fade / reference - 1):0.000} %; {simulator.Work.Steps} steps"));
        Assert.InRange(fade / reference, 0.995, 1.005);
    }

    /// <summary>1C to 2.5 V, C/2 to 4.2 V, held to C/20, a hundred times.</summary>
    [Theory]
    [InlineData(SeiLaw.ReactionLimited, "reaction-limited")]
    [InlineData(SeiLaw.SolventDiffusionLimited, "solvent-diffusion-limited")]
    [InlineData(SeiLaw.EcReactionLimited, "ec-reaction-limited")]
    public void A_hundred_cycles_fade_as_the_reference_does(SeiLaw law, string name)
    {
        var file = Path.Combine(Repo.Root, "..", "shared", "data", "pybamm", $"OKane2022_SPM_SEI_{name}_100cyc.csv");
        if (!File.Exists(file)) Assert.Skip("The reference solutions are not on this machine.");
        var rows = File.ReadLines(file).Skip(1).Select(l => Array.ConvertAll(l.Split(','), f => double.Parse(f, CultureInfo.InvariantCulture))).ToArray();
        var simulator = new TwinSimulator(Options(law));
        double first = 0;
        for (var cycle = 0; cycle < 100; cycle++)
        {
            Assert.Equal(TwinEndReason.MinVoltage, simulator.Run(TwinLoad.Current(-5), new TwinStop { MinVoltageV = 2.5 }, 1e9).Reason);
            Assert.Equal(TwinEndReason.MaxVoltage, simulator.Run(TwinLoad.Current(2.5), new TwinStop { MaxVoltageV = 4.2 }, 1e9).Reason);
            Assert.Equal(TwinEndReason.MinCurrent, simulator.Run(TwinLoad.Voltage(4.2), new TwinStop { MinCurrentA = 0.25 }, 1e9).Reason);
            if (cycle == 0) first = simulator.HealthNow.CapacityAh;
        }
        var (fade, reference) = (first - simulator.HealthNow.CapacityAh, rows[0][1] - rows[99][1]);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: fade {1e3 * fade:0.000} mAh, reference {1e3 * reference:0.000} mAh, {100 * (fade / reference - 1):0.000} %; {simulator.Work.Steps} steps"));
        Assert.InRange(fade / reference, 0.995, 1.005);
        Assert.InRange(simulator.SeiLostAh / rows[99][3], 0.995, 1.005);
    }
}
