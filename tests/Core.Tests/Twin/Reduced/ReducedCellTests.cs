using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Reduced;

public sealed class ReducedCellTests
{
    private static ReducedCell Cell(string set = "Chen2020", SeiLaw sei = SeiLaw.None) => new(new ReducedOptions { Cell = ParameterSets.Get(set), Sei = sei });

    private static double[] Rest(ReducedCell cell, double soc, ReducedHealth? health = null)
    {
        var state = new double[cell.Count];
        cell.Rest(health ?? ReducedHealth.New, soc, cell.Options.Cell.ReferenceTemperatureK, state);
        return state;
    }

    /// <summary>A state that has seen some current, so that no unknown is at rest.</summary>
    private static double[] Used(ReducedCell cell, ReducedHealth health)
    {
        var state = Rest(cell, 0.6, health);
        var oneC = cell.Options.Cell.NominalCapacityAh;
        foreach (var rate in new[] { -1.3, 0.4, 1.1, -0.7 })
            for (var s = 0; s < 25; s++) cell.Step(state, health, rate * oneC, 1, 290);
        return state;
    }

    /// <summary>Bounds: root mean square, mV, and temperature, K.</summary>
    [Theory]
    [InlineData("Chen2020", TwinThermal.Isothermal, 3)]
    [InlineData("Prada2013", TwinThermal.Isothermal, 0.8)]
    [InlineData("Marquis2019", TwinThermal.Isothermal, 0.1)]
    [InlineData("Ai2020", TwinThermal.Isothermal, 0.5)]
    [InlineData("Chen2020", TwinThermal.Lumped, 3)]
    [InlineData("OKane2022", TwinThermal.Lumped, 3)]
    [InlineData("Ai2020", TwinThermal.Lumped, 0.5)]
    public void It_follows_the_full_model_over_the_reference_loads(string set, TwinThermal thermal, double boundMv)
    {
        foreach (var load in ReducedLoadCase.Names)
        {
            var (rmse, worst, worstK, points) = ReducedLoadCase.Against(TwinModel.Spme, TwinMesh.Fine, set, load, thermal);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {set} | {thermal} | {load} | {rmse:0.000} | {worst:0.00} | {worstK:0.000} | {points} |"));
            Assert.True(points > 1000, $"{set} {load}: {points} points");
            Assert.True(rmse < boundMv, $"{set} {load}: {rmse} mV");
            Assert.True(worstK < 0.15, $"{set} {load}: {worstK} K");
        }
    }

    /// <summary>What the SPMe leaves out is in these bounds, and is most of them.</summary>
    [Theory]
    [InlineData("Chen2020", 7)]
    [InlineData("Prada2013", 1)]
    [InlineData("Marquis2019", 3)]
    [InlineData("Ai2020", 11)]
    public void Against_the_DFN_it_is_off_by_what_the_SPMe_is(string set, double boundMv)
    {
        foreach (var load in new[] { "1C", "pulses", "drive" })
        {
            var (rmse, worst, _, points) = ReducedLoadCase.Against(TwinModel.Dfn, TwinMesh.Converged, set, load, TwinThermal.Isothermal);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {set} | DFN | {load} | {rmse:0.000} | {worst:0.00} | 0 | {points} |"));
            Assert.True(points > 1000, $"{set} {load}: {points} points");
            Assert.True(rmse < boundMv, $"{set} {load}: {rmse} mV");
        }
    }

    [Fact]
    public void At_rest_the_voltage_is_the_open_circuit_voltage()
    {
        foreach (var set in ParameterSets.All)
            foreach (var soc in new[] { 0.02, 0.3, 0.5, 0.8, 1 })
            {
                var cell = Cell(set.Name);
                var (x, y) = cell.Window(ReducedHealth.New).At(soc);
                Assert.Equal(ElectrodeHealth.OpenCircuitV(set, x, y), cell.VoltageV(Rest(cell, soc), ReducedHealth.New, 0), 5e-6);
            }
    }

    [Theory]
    [InlineData(SeiLaw.None)]
    [InlineData(SeiLaw.ReactionLimited)]
    [InlineData(SeiLaw.SolventDiffusionLimited)]
    [InlineData(SeiLaw.InterstitialDiffusionLimited)]
    [InlineData(SeiLaw.ElectronMigrationLimited)]
    [InlineData(SeiLaw.EcReactionLimited)]
    public void Charge_and_lithium_are_conserved_whatever_current_health_and_step(SeiLaw law)
    {
        var chance = new Random(5);
        foreach (var set in new[] { "OKane2022", "Prada2013", "Marquis2019", "Ai2020" })
        {
            var cell = Cell(set, law);
            var health = new ReducedHealth { CapacityFactor = 0.5 + chance.NextDouble(), DiffusionTimeFactor = 2, LostLithium = 0.1 * chance.NextDouble() };
            var state = Rest(cell, 0.5, health);
            var start = cell.LithiumAh(state, health) + cell.SeiLostAh(state, health);
            var positive = health.CapacityFactor * ElectrodeHealth.CapacityOfAh(cell.Options.Cell, cell.Options.Cell.Positive);
            var (before, charge) = (state[cell.PositiveAt], 0.0);
            for (var i = 0; i < 200; i++)
            {
                var (current, dt) = (cell.Options.Cell.NominalCapacityAh * (chance.NextDouble() - 0.5), chance.NextDouble() * 60);
                cell.Step(state, health, current, dt, 298);
                charge += current * dt / 3600;
            }
            Assert.Equal(charge, (before - state[cell.PositiveAt]) * positive, 1e-10);
            Assert.Equal(start, cell.LithiumAh(state, health) + cell.SeiLostAh(state, health), 1e-9);
        }
    }

    [Fact]
    public void No_step_is_too_long_and_the_steady_state_is_the_same()
    {
        foreach (var set in ParameterSets.All)
        {
            var cell = Cell(set.Name, SeiLaw.SolventDiffusionLimited);
            var (state, slow) = (Used(cell, ReducedHealth.New), Used(cell, ReducedHealth.New));
            for (var i = 0; i < 20; i++) cell.Step(state, ReducedHealth.New, 0, 3e6, 298);
            for (var i = 0; i < 20_000; i++) cell.Step(slow, ReducedHealth.New, 0, 3e3, 298);
            Assert.All(state, v => Assert.True(double.IsFinite(v)));
            Assert.Equal(cell.VoltageV(slow, ReducedHealth.New, 0), cell.VoltageV(state, ReducedHealth.New, 0), 1e-3);
            for (var k = cell.SaltAt; k < cell.TemperatureAt; k++) Assert.Equal(0, state[k], 1e-12);
        }
    }

    [Theory]
    [InlineData("Chen2020", SeiLaw.ReactionLimited)]
    [InlineData("OKane2022", SeiLaw.EcReactionLimited)]
    [InlineData("Prada2013-thermal", SeiLaw.InterstitialDiffusionLimited)]
    [InlineData("Marquis2019", SeiLaw.ElectronMigrationLimited)]
    [InlineData("Ai2020", SeiLaw.SolventDiffusionLimited)]
    public void Slopes_are_those_of_differences(string set, SeiLaw law)
    {
        var cell = Cell(set, law);
        var health = new ReducedHealth { CapacityFactor = 0.9, ResistanceFactor = 1.4, DiffusionTimeFactor = 1.2, SeiRateFactor = 80 };
        var (state, oneC) = (Used(cell, health), cell.Options.Cell.NominalCapacityAh);
        var (n, q) = (cell.Count, ReducedHealth.Parameters);
        var (byState, byParameter, vState, vParameter) = (new double[n * n], new double[n * q], new double[n], new double[q]);
        var stepped = (double[])state.Clone();
        cell.Step(stepped, health, 0.8 * oneC, 2, 300, byState, byParameter);
        var voltage = cell.VoltageV(state, health, 0.8 * oneC, vState, vParameter, out var byCurrent);
        Assert.Equal(cell.VoltageV(state, health, 0.8 * oneC), voltage);

        (double[] State, double V) Moved(int k, double by)
        {
            var s = (double[])state.Clone();
            var h = (k - n) switch
            {
                0 => health with { CapacityFactor = health.CapacityFactor + by },
                1 => health with { ResistanceFactor = health.ResistanceFactor + by },
                2 => health with { DiffusionTimeFactor = health.DiffusionTimeFactor + by },
                3 => health with { SeiRateFactor = health.SeiRateFactor + by },
                _ => health,
            };
            if (k < n) s[k] += by;
            var v = cell.VoltageV(s, h, 0.8 * oneC);
            cell.Step(s, h, 0.8 * oneC, 2, 300);
            return (s, v);
        }
        for (var k = 0; k < n + q; k++)
        {
            var by = k == cell.TemperatureAt ? 1e-3 : k == n + 3 ? 0.1 : 1e-6;
            var (up, down) = (Moved(k, by), Moved(k, -by));
            void Near(double slope, double difference, string what) =>
                Assert.True(Math.Abs(slope - difference) <= 1e-4 * Math.Abs(difference) + 2e-8 / by * 1e-6 + 1e-8, $"{set}: {what} by {k}: {slope}, by differences {difference}");
            Near(k < n ? vState[k] : vParameter[k - n], (up.V - down.V) / (2 * by), "voltage");
            for (var i = 0; i < n; i++)
                Near(k < n ? byState[i * n + k] : byParameter[i * q + k - n], (up.State[i] - down.State[i]) / (2 * by), $"state {i}");
        }
        Assert.Equal((cell.VoltageV(state, health, 0.8 * oneC + 1e-5) - cell.VoltageV(state, health, 0.8 * oneC - 1e-5)) / 2e-5, byCurrent, 1e-6);
        var alone = (double[])state.Clone();
        cell.Step(alone, health, 0.8 * oneC, 2, 300);
        Assert.Equal(alone, stepped);
    }

    [Fact]
    public void Power_and_voltage_are_met_and_limits_name_themselves()
    {
        foreach (var set in new[] { "Chen2020", "Prada2013", "Marquis2019", "Ai2020" })
        {
            var cell = Cell(set);
            var p = cell.Options.Cell;
            var state = Used(cell, ReducedHealth.New);
            var wide = new ReducedLimits(p.MinVoltageV, p.MaxVoltageV, 1e7, 1e7);
            ReducedCurrent Under(TwinLoadKind kind, double value, ReducedLimits limits) => cell.Current(state, ReducedHealth.New, kind, value, limits);
            double Volt(ReducedCurrent c) => cell.VoltageV(state, ReducedHealth.New, c.CurrentA);
            foreach (var rate in new[] { -1.5, -0.2, 0.0, 0.3, 1.0 })
            {
                var power = rate * p.NominalCapacityAh * p.MinVoltageV;
                var current = Under(TwinLoadKind.Power, power, wide);
                Assert.Equal(ReducedBound.None, current.Bound);
                Assert.Equal(power, current.CurrentA * Volt(current), 1e-9 * p.NominalCapacityAh);
            }
            var rest = cell.VoltageV(state, ReducedHealth.New, 0);
            Assert.Equal(rest - 0.03, Volt(Under(TwinLoadKind.Voltage, rest - 0.03, wide)), 1e-10);
            foreach (var far in new[] { 1e4, 300 })
            {
                var low = Under(TwinLoadKind.Power, -far * p.NominalCapacityAh * 4, wide);
                Assert.Equal((ReducedBound.MinVoltage, true), (low.Bound, Math.Abs(Volt(low) - p.MinVoltageV) < 1e-6));
                var high = Under(TwinLoadKind.Power, far * p.NominalCapacityAh * 4, wide);
                Assert.Equal((ReducedBound.MaxVoltage, true), (high.Bound, Math.Abs(Volt(high) - p.MaxVoltageV) < 1e-6));
            }
            var narrow = wide with { MaxChargeA = 0.1, MaxDischargeA = 0.2 };
            Assert.Equal(new ReducedCurrent(0.1, ReducedBound.ChargeCurrent), Under(TwinLoadKind.Current, 1, narrow));
            Assert.Equal(new ReducedCurrent(-0.2, ReducedBound.DischargeCurrent), Under(TwinLoadKind.Power, -100, narrow));
            // A cell that is already beyond a limit is not driven back by it.
            Assert.Equal(new ReducedCurrent(0, ReducedBound.MaxVoltage), Under(TwinLoadKind.Current, 0.1, wide with { MaxVoltageV = rest - 0.1 }));
            Assert.Equal(new ReducedCurrent(-0.1, ReducedBound.None), Under(TwinLoadKind.Current, -0.1, wide with { MaxVoltageV = rest - 0.1 }));
        }
    }

    [Fact]
    public void Sei_grows_as_in_the_full_model()
    {
        foreach (var law in Enum.GetValues<SeiLaw>().Where(l => l != SeiLaw.None))
        {
            var options = new TwinOptions { Cell = ParameterSets.Get("OKane2022"), Model = TwinModel.Spme, Sei = law, InitialSoc = 0.8 };
            var full = new TwinSimulator(options);
            full.Run(TwinLoad.Current(0), new TwinStop { DurationS = 1e7 }, 1e9);
            var cell = new ReducedCell(new ReducedOptions { Cell = options.Cell, Thermal = TwinThermal.Isothermal, Sei = law });
            var state = Rest(cell, 0.8);
            for (var i = 0; i < 2000; i++) cell.Step(state, ReducedHealth.New, 0, 5000, 298.15);
            Assert.Equal(1, cell.SeiLostAh(state, ReducedHealth.New) / full.SeiLostAh, 0.005);
        }
    }

    [Fact]
    public void Health_does_what_its_names_say()
    {
        var cell = Cell();
        var fresh = cell.Window(ReducedHealth.New).CapacityAh;
        Assert.Equal(0.8 * fresh, cell.Window(new ReducedHealth { CapacityFactor = 0.8 }).CapacityAh, 1e-9);
        Assert.True(cell.Window(new ReducedHealth { LostLithium = 0.1 }).CapacityAh < 0.95 * fresh);
        double Drop(ReducedHealth h) => cell.VoltageV(Rest(cell, 0.5, h), h, 0) - cell.VoltageV(Rest(cell, 0.5, h), h, -1e-3);
        Assert.Equal(cell.ReferenceOhm, Drop(ReducedHealth.New) / 1e-3, 1e-6);
        Assert.Equal(1.7, Drop(new ReducedHealth { ResistanceFactor = 1.7 }) / Drop(ReducedHealth.New), 1e-6);
    }

    [Fact]
    public void Wrong_values_are_named()
    {
        string Of(Action wrong) => Assert.ThrowsAny<ArgumentException>(wrong).Message;
        var cell = Cell();
        var state = new double[cell.Count];
        Assert.Contains("ParticleModes is 2", Of(() => _ = new ReducedCell(cell.Options with { ParticleModes = 2 })), StringComparison.Ordinal);
        Assert.Contains("SaltModes is 4", Of(() => _ = new ReducedCell(cell.Options with { SaltModes = 4 })), StringComparison.Ordinal);
        Assert.Contains("has no thermal data", Of(() => _ = new ReducedCell(new ReducedOptions { Cell = ParameterSets.Get("Prada2013"), Thermal = TwinThermal.Lumped })), StringComparison.Ordinal);
        Assert.Contains("soc is NaN", Of(() => cell.Rest(ReducedHealth.New, double.NaN, 298, state)), StringComparison.Ordinal);
        Assert.Contains("temperatureK is 25", Of(() => cell.Rest(ReducedHealth.New, 0.5, 25, state)), StringComparison.Ordinal);
        Assert.Contains("CapacityFactor is 0", Of(() => cell.Rest(new ReducedHealth { CapacityFactor = 0 }, 0.5, 298, state)), StringComparison.Ordinal);
        Assert.Contains("LostLithium is -1", Of(() => cell.Rest(new ReducedHealth { LostLithium = -1 }, 0.5, 298, state)), StringComparison.Ordinal);
        Assert.Contains("dtS is 0", Of(() => cell.Step(state, ReducedHealth.New, 1, 0, 298)), StringComparison.Ordinal);
        Assert.Contains("currentA is NaN", Of(() => cell.Step(state, ReducedHealth.New, double.NaN, 1, 298)), StringComparison.Ordinal);
        Assert.Contains("kind is Resistance", Of(() => cell.Current(state, ReducedHealth.New, TwinLoadKind.Resistance, 1, default)), StringComparison.Ordinal);
        Assert.Contains("value is NaN", Of(() => cell.Current(state, ReducedHealth.New, TwinLoadKind.Power, double.NaN, default)), StringComparison.Ordinal);
    }
}
