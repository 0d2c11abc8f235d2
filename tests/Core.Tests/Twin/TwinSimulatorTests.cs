using Busbar.Core.Battery;
using Busbar.Core.Twin;

namespace Busbar.Core.Tests.Twin;

public sealed class TwinSimulatorTests
{
    private static TwinOptions Options(TwinModel model = TwinModel.Spme, string set = "Chen2020") => new() { Cell = ParameterSets.Get(set), Model = model };

    public static TheoryData<TwinModel> Models => [.. Enum.GetValues<TwinModel>()];

    [Theory, MemberData(nameof(Models))]
    public void At_rest_the_voltage_is_the_open_circuit_voltage(TwinModel model)
    {
        foreach (var set in ParameterSets.All)
        {
            var simulator = new TwinSimulator(Options(model, set.Name) with { InitialSoc = 0.5 });
            simulator.Run(TwinLoad.Current(0), new TwinStop { DurationS = 100 }, 10);
            var (x, y) = simulator.Health.At(0.5);
            Assert.Equal(ElectrodeHealth.OpenCircuitV(set, x, y), simulator.Now.VoltageV, 8);
            Assert.Equal(50, simulator.Now.SocPct, 9);
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Charge_is_conserved_whatever_the_current(TwinModel model)
    {
        // A law of seeded chance: the state of charge moves by the integral of the current, to the tolerance of the steps.
        var seed = 12345u;
        double Next() => (seed = seed * 1664525 + 1013904223) / 4294967296.0;
        foreach (var set in new[] { "Chen2020", "Prada2013", "Marquis2019", "Ai2020" })
        {
            var simulator = new TwinSimulator(Options(model, set) with { InitialSoc = 0.5 });
            var oneC = ParameterSets.Get(set).NominalCapacityAh;
            double[] times = [0, 60, 120, 180, 240], currents = new double[5];
            for (var i = 0; i < 5; i++) currents[i] = oneC * (2 * Next() - 1);
            double charge = 0;
            for (var i = 0; i < 4; i++) charge += 30 * (currents[i] + currents[i + 1]);
            var end = simulator.Run(TwinLoad.Along(new CurrentProfile(times, currents)), new TwinStop(), 10);
            Assert.Equal(TwinEndReason.Duration, end.Reason);
            Assert.Equal(50 + 100 * charge / 3600 / simulator.Health.CapacityAh, end.Point.SocPct, 3);
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void A_held_voltage_is_held_and_ends_at_its_current(TwinModel model)
    {
        var simulator = new TwinSimulator(Options(model) with { InitialSoc = 0.7 });
        Assert.Equal(TwinEndReason.MaxVoltage, simulator.Run(TwinLoad.Current(2.5), new TwinStop { MaxVoltageV = 4.2 }, 60).Reason);
        var trace = new TwinTrace();
        var end = simulator.Run(TwinLoad.Voltage(4.2), new TwinStop { MinCurrentA = 0.1 }, 60, trace);
        Assert.Equal(TwinEndReason.MinCurrent, end.Reason);
        Assert.Equal(0.1, end.Point.CurrentA, 6);
        Assert.All(trace.Points, p => Assert.InRange(p.VoltageV, 4.2 - 2e-5, 4.2 + 2e-5));
        Assert.Equal(2.5, trace.Points[0].CurrentA, 2);
        Assert.InRange(end.Point.SocPct, 99, 100);
    }

    [Theory, MemberData(nameof(Models))]
    public void Power_and_resistance_are_held(TwinModel model)
    {
        var simulator = new TwinSimulator(Options(model));
        var trace = new TwinTrace();
        Assert.Equal(TwinEndReason.MinVoltage, simulator.Run(TwinLoad.Power(-15), new TwinStop { MinVoltageV = 2.5 }, 60, trace).Reason);
        Assert.All(trace.Points, p => Assert.Equal(-15, p.CurrentA * p.VoltageV, 3));
        var (fresh, load) = (new TwinSimulator(Options(model)), new TwinTrace());
        Assert.Equal(TwinEndReason.Duration, fresh.Run(TwinLoad.Resistance(1.5), new TwinStop { DurationS = 600 }, 60, load).Reason);
        Assert.All(load.Points, p => Assert.Equal(1.5, -p.VoltageV / p.CurrentA, 4));
    }

    [Fact]
    public void A_profile_of_one_current_is_that_current()
    {
        var (constant, profile) = (new TwinSimulator(Options()), new TwinSimulator(Options()));
        constant.Run(TwinLoad.Current(-5), new TwinStop { DurationS = 600 }, 10);
        profile.Run(TwinLoad.Along(new CurrentProfile([0, 100, 100, 600], [-5, -5, -5, -5])), new TwinStop(), 10);
        Assert.Equal(constant.Now.VoltageV, profile.Now.VoltageV, 5);
    }

    [Fact]
    public void Points_come_every_period_and_on_both_sides_of_a_jump()
    {
        var trace = new TwinTrace();
        new TwinSimulator(Options()).Run(TwinLoad.Along(new CurrentProfile([0, 15, 15, 25], [-5, -5, 0, 0])), new TwinStop(), 10, trace);
        Assert.Equal([0, 10, 15, 15, 20, 25], trace.Points.Select(p => p.TimeS));
        Assert.Equal([-5, -5, -5, 0, 0, 0], trace.Points.Select(p => p.CurrentA));
    }

    [Fact]
    public void A_warm_cell_heats_up_and_cools_down_to_its_surroundings()
    {
        var simulator = new TwinSimulator(Options() with { Thermal = TwinThermal.Lumped });
        simulator.Run(TwinLoad.Current(-5), new TwinStop { MinVoltageV = 2.5 }, 60);
        Assert.InRange(simulator.Now.TemperatureK, 305, 320);
        simulator.Run(TwinLoad.Current(0), new TwinStop { DurationS = 20_000 }, 60);
        Assert.Equal(298.15, simulator.Now.TemperatureK, 2);
    }

    [Fact]
    public void Temperature_and_state_of_charge_stop_a_run_where_they_are_told_to()
    {
        var warm = new TwinSimulator(Options() with { Thermal = TwinThermal.Lumped });
        Assert.Equal(303, warm.Run(TwinLoad.Current(-10), new TwinStop { MaxTemperatureK = 303 }, 60).Point.TemperatureK, 6);
        var low = new TwinSimulator(Options());
        Assert.Equal(80, low.Run(TwinLoad.Current(-10), new TwinStop { MinSocPct = 80 }, 60).Point.SocPct, 6);
        Assert.Equal(81, low.Run(TwinLoad.Current(10), new TwinStop { MaxSocPct = 81 }, 60).Point.SocPct, 6);
    }

    [Theory, MemberData(nameof(Models))]
    public void A_step_allocates_nothing(TwinModel model) => Allocation.AssertNoneForAStep(new TwinSimulator(Options(model)));

    [Theory, MemberData(nameof(Models))]
    public void A_current_beyond_any_limit_ends_with_the_last_good_state_and_a_reason(TwinModel model)
    {
        var simulator = new TwinSimulator(Options(model) with { MaxSteps = 100_000 });
        var end = simulator.Run(TwinLoad.Current(-500), new TwinStop { DurationS = 3600 }, 10);
        Assert.Equal(TwinEndReason.Impossible, end.Reason);
        Assert.Contains("could not go on", end.Text, StringComparison.Ordinal);
        Assert.True(double.IsFinite(simulator.Now.SocPct));
    }

    [Theory]
    [InlineData(TwinModel.Spm, -30, "surface of the positive particles runs full")]
    [InlineData(TwinModel.Spme, -30, "electrolyte runs empty, to 0")]
    [InlineData(TwinModel.Spm, 30, "surface of the positive particles runs empty")]
    public void A_run_that_cannot_go_on_names_what_runs_out(TwinModel model, double currentA, string expected)
    {
        var end = new TwinSimulator(Options(model) with { InitialSoc = currentA < 0 ? 1 : 0.3 }).Run(TwinLoad.Current(currentA), new TwinStop { DurationS = 36000 }, 10);
        Assert.Equal(TwinEndReason.Impossible, end.Reason);
        Assert.Contains(expected, end.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_DFN_goes_on_past_an_empty_electrolyte_and_says_so()
    {
        (double EndS, string Text) Run(double tolerance)
        {
            var simulator = new TwinSimulator(Options(TwinModel.Dfn) with { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance });
            var end = simulator.Run(TwinLoad.Current(-15), new TwinStop { MinVoltageV = 2.5 }, 10);
            Assert.Equal(TwinEndReason.MinVoltage, end.Reason);
            return (end.Point.TimeS, end.Text);
        }
        var (coarse, fine) = (Run(1e-6), Run(1e-8));
        Assert.Equal(fine.EndS, coarse.EndS, 0.05);
        Assert.Contains("The electrolyte was empty in part of the cell from ", coarse.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("electrolyte", new TwinSimulator(Options(TwinModel.Dfn)).Run(TwinLoad.Current(-5), new TwinStop { MinVoltageV = 2.5 }, 10).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Models))]
    public void A_drive_with_a_corner_every_second_is_as_right_as_its_tolerance_and_rejects_few_steps(TwinModel model)
    {
        foreach (var set in new[] { "Chen2020", "Prada2013", "Ai2020" })
        {
            (TwinTrace Trace, TwinSimulator Simulator) Run(double tolerance)
            {
                var (simulator, trace) = (new TwinSimulator(Options(model, set) with { InitialSoc = 0.8, RelativeTolerance = tolerance, AbsoluteTolerance = tolerance }), new TwinTrace());
                var end = simulator.Run(TwinLoad.Along(TestLoads.Drive(ParameterSets.Get(set).NominalCapacityAh, 200, 2.5)), new TwinStop(), 1, trace);
                Assert.Equal(TwinEndReason.Duration, end.Reason);
                return (trace, simulator);
            }
            var ((coarse, simulator), (fine, _)) = (Run(1e-6), Run(1e-9));
            Assert.Equal(fine.Points.Count, coarse.Points.Count);
            double squares = 0;
            for (var i = 0; i < fine.Points.Count; i++) squares += Math.Pow(1e3 * (coarse.Points[i].VoltageV - fine.Points[i].VoltageV), 2);
            var (rmse, work) = (Math.Sqrt(squares / fine.Points.Count), simulator.Work);
            TestContext.Current.TestOutputHelper?.WriteLine($"{set} {model}: {rmse:0.0000} mV, {work}");
            Assert.InRange(rmse, 0, 0.03);
            Assert.True(work.Rejections < 0.4 * work.Steps, $"{work}");
        }
    }

    [Theory]
    [InlineData(-0.1, null, "InitialSoc is -0.1")]
    [InlineData(double.NaN, null, "InitialSoc is NaN")]
    [InlineData(0.5, 200.0, "TemperatureK is 200")]
    [InlineData(0.5, 353.2, "TemperatureK is 353.2")]
    public void Options_out_of_range_are_refused_by_name(double soc, double? temperatureK, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new TwinSimulator(Options() with { InitialSoc = soc, TemperatureK = temperatureK })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_set_without_thermal_data_is_refused_when_heat_is_asked_for() =>
        Assert.Contains("no thermal data", Assert.Throws<ArgumentException>(() => new TwinSimulator(Options(set: "Prada2013") with { Thermal = TwinThermal.Lumped })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(233.15)]
    [InlineData(353.15)]
    public void The_coldest_and_the_hottest_cell_run_or_say_why_not(double temperatureK)
    {
        foreach (var set in ParameterSets.All)
        {
            var options = Options(set: set.Name) with { TemperatureK = temperatureK };
            if (temperatureK < 240 && set.Name.StartsWith("Ai2020", StringComparison.Ordinal))
            {
                // Valoen and Reimers's diffusivity has a pole near 229 K.
                Assert.Contains("diffusivity", Assert.Throws<ArgumentException>(() => new TwinSimulator(options)).Message, StringComparison.Ordinal);
                continue;
            }
            var end = new TwinSimulator(options).Run(TwinLoad.Current(-0.2 * set.NominalCapacityAh), new TwinStop { DurationS = 7200, MinVoltageV = set.MinVoltageV }, 10);
            Assert.True(end.Reason is TwinEndReason.Duration or TwinEndReason.MinVoltage or TwinEndReason.Impossible, end.Text);
            Assert.True(end.Text.Length > 10);
        }
    }

    [Theory]
    [InlineData(new double[] { }, new double[] { }, "two points")]
    [InlineData(new double[] { 0, 1 }, new double[] { 1 }, "2 times and 1 currents")]
    [InlineData(new double[] { 0, 10, 5 }, new double[] { 1, 1, 1 }, "Row 2: timeS is 5 after 10")]
    [InlineData(new double[] { 0, double.NaN }, new double[] { 1, 1 }, "Row 1: timeS is NaN")]
    [InlineData(new double[] { 0, 1 }, new double[] { 1, double.NaN }, "Row 1: currentA is NaN")]
    [InlineData(new double[] { 3, 4 }, new double[] { 1, 1 }, "begins at 0")]
    [InlineData(new double[] { 0, 1, 1, 1, 2 }, new double[] { 1, 1, 2, 3, 3 }, "third time")]
    public void A_profile_that_cannot_be_driven_is_refused_with_its_row(double[] timeS, double[] currentA, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new CurrentProfile(timeS, currentA)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_load_that_is_no_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TwinLoad.Current(double.NaN));
        Assert.Throws<ArgumentException>(() => TwinLoad.Voltage(0));
        Assert.Throws<ArgumentException>(() => TwinLoad.Resistance(-1));
        Assert.Throws<ArgumentException>(() => TwinLoad.Power(double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => new TwinSimulator(Options()).Run(TwinLoad.Current(1), new TwinStop { DurationS = -1 }, 10));
        Assert.Throws<ArgumentException>(() => new TwinSimulator(Options()).Run(TwinLoad.Current(1), new TwinStop { MinVoltageV = double.NaN }, 10));
        Assert.Throws<ArgumentException>(() => new TwinSimulator(Options()).Run(TwinLoad.Current(1), new TwinStop { DurationS = 1 }, 0));
    }
}
