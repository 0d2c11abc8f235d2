using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Fit;

public sealed class CellFitTests
{
    private static readonly CellParameters Cell = ParameterSets.Get("Chen2020");
    private static readonly ReducedOptions Model = new() { Cell = Cell, Thermal = TwinThermal.Isothermal };

    /// <summary>Rest, half an hour of load, rest, pulses, load, a long rest, a charge.</summary>
    internal static readonly (double, double)[] Day =
    [
        (600, 0), (1500, -0.5), (1200, 0), (60, -1), (120, 0), (60, -1), (120, 0), (60, -1), (120, 0), (60, -1), (120, 0), (1200, -0.6), (1800, 0), (1200, 0.4), (600, 0),
    ];

    private static IReadOnlyList<TelemetryWindow> Windows(IReadOnlyList<TelemetryRow> rows) => TelemetryCleaner.Clean(rows, Cell).Windows;

    [Fact]
    public void Telemetry_without_noise_gives_the_truth_back()
    {
        var truth = new ReducedHealth { CapacityFactor = 0.87, ResistanceFactor = 1.4, DiffusionTimeFactor = 1.3 };
        var source = new TelemetrySource(Model, truth, 1) { VoltageSd = 0, VoltageStep = 0, CurrentSd = 0, CurrentStep = 0, Outliers = 0, PeriodS = 2 }.At(0.9);
        var report = CellFit.Of(Windows(source.Drive(Day)), new FitOptions { Cell = Cell, CurrentGainSd = 0, CurrentOffsetSdA = 0, ChargeWander = 0 });
        Assert.True(report.IsConverged);
        Assert.Equal(0.87, report.Health.CapacityFactor, 0.001);
        Assert.Equal(1.4, report.Health.ResistanceFactor, 0.01);
        Assert.Equal(1.3, report.Health.DiffusionTimeFactor, 0.01);
        Assert.Equal(90, report.Windows[0].SocPct, 0.1);
        Assert.Equal(CurrentBetween.Held, report.Between);
        Assert.Equal(0.87 * ElectrodeHealth.Of(Cell).CapacityAh, report.CapacityAh!.Value, 0.01);
    }

    /// <summary>100 trials; BUSBAR_TWIN_FIT_TRIALS asks for more (the acceptance is 1,000, inside 90 to 99 %).</summary>
    [Fact]
    public void Recovered_parameters_lie_in_their_intervals_as_often_as_these_say()
    {
        var trials = int.Parse(Environment.GetEnvironmentVariable("BUSBAR_TWIN_FIT_TRIALS") ?? "100", CultureInfo.InvariantCulture);
        var (inside, shown, widths) = (new int[4], new int[4], new double[4]);
        var options = new ReducedOptions { Cell = Cell, Thermal = TwinThermal.Isothermal, Sei = SeiLaw.SolventDiffusionLimited };
        for (var trial = 0; trial < trials; trial++)
        {
            var random = new Random(1000 + trial);
            var truth = new ReducedHealth
            {
                CapacityFactor = 0.75 + 0.3 * random.NextDouble(),
                ResistanceFactor = 0.8 + 1.2 * random.NextDouble(),
                DiffusionTimeFactor = 0.5 * Math.Pow(4, random.NextDouble()),
                SeiRateFactor = 0.5 + 1.5 * random.NextDouble(),
                LostLithium = 0.03 * random.NextDouble(),
            };
            var source = new TelemetrySource(options, truth, trial).DrawSensors(0.005, 0.001 * Cell.NominalCapacityAh).At(0.85 + 0.1 * random.NextDouble());
            var rows = source.Drive(Day);
            source.Pass(300 * 86400.0);
            var lost = 1 - source.Cell.LithiumAh(source.State, truth) / (truth.CapacityFactor * ElectrodeHealth.Of(Cell).LithiumAh);
            var later = new TelemetrySource(options, truth with { LostLithium = lost }, trial + 5000) { Gain = source.Gain, OffsetA = source.OffsetA }.At(0.85 + 0.1 * random.NextDouble());
            rows.AddRange(later.Drive(Day).Select(r => r with { TimeS = r.TimeS + source.TimeS, Number = r.Number + 10_000 }));
            var report = CellFit.Of(Windows(rows), new FitOptions
            {
                Cell = Cell,
                Sei = options.Sei,
                Between = CurrentBetween.Held,
                Parameters = [FitParameter.Capacity, FitParameter.Resistance, FitParameter.DiffusionTime, FitParameter.SeiRate],
            });
            double[] truths = [truth.CapacityFactor, truth.ResistanceFactor, truth.DiffusionTimeFactor, truth.SeiRateFactor];
            for (var p = 0; p < 4; p++)
            {
                var e = report.Estimates[p];
                if (truths[p] >= e.Low && truths[p] <= e.High) inside[p]++;
                if (e.IsShown) shown[p]++;
                widths[p] += 0.5 * (e.High - e.Low) / trials;
            }
        }
        for (var p = 0; p < 4; p++)
            TestContext.Current.TestOutputHelper?.WriteLine($"{(FitParameter)p}: {inside[p]} of {trials} inside, shown in {shown[p]}, mean half width {widths[p]:0.0000}");
        var (least, most) = trials >= 500 ? (0.9, 0.99) : (0.86, 1.0);
        for (var p = 0; p < 4; p++) Assert.InRange(inside[p] / (double)trials, least, most);
    }

    [Fact]
    public void What_the_load_cannot_show_is_refused_with_the_load_that_would()
    {
        var steady = new TelemetrySource(Model, ReducedHealth.New, 3).At(0.8).Drive((3000, -0.1));
        var report = CellFit.Of(Windows(steady), new FitOptions { Cell = Cell, Parameters = [FitParameter.Capacity, FitParameter.Resistance, FitParameter.DiffusionTime, FitParameter.SeiRate] });
        Assert.All(report.Estimates, e => Assert.False(e.IsShown));
        Assert.Contains("% of the nominal capacity", report.Estimates[0].Refusal, StringComparison.Ordinal);
        Assert.Contains("2.5 Ah in one go", report.Estimates[0].Refusal, StringComparison.Ordinal);
        Assert.Contains("steps of 0.5 A or more", report.Estimates[1].Refusal, StringComparison.Ordinal);
        Assert.Contains("a rest of", report.Estimates[2].Refusal, StringComparison.Ordinal);
        Assert.Contains("no law of SEI growth", report.Estimates[3].Refusal, StringComparison.Ordinal);
        Assert.Equal(ReducedHealth.New, report.Health);
        Assert.Null(report.CapacityAh);
    }

    [Fact]
    public void Gross_outliers_move_nothing_but_a_hair()
    {
        var truth = new ReducedHealth { CapacityFactor = 0.9, ResistanceFactor = 1.2, DiffusionTimeFactor = 0.8 };
        var source = new TelemetrySource(Model, truth, 5) { Outliers = 0.05 }.At(0.9);
        var report = CellFit.Of(Windows(source.Drive(Day)), new FitOptions { Cell = Cell });
        Assert.All(report.Estimates, e => Assert.True(e.IsShown));
        Assert.Equal(0.9, report.Health.CapacityFactor, 0.01);
        Assert.Equal(1.2, report.Health.ResistanceFactor, 0.1);
        Assert.Equal(0.8, report.Health.DiffusionTimeFactor, 0.1);
        Assert.InRange(report.NoiseV, 0.001, 0.0025);
        Assert.Equal(1, report.Correlation(0, 0), 9);
        Assert.InRange(report.Correlation(0, 1), -1, 1);
    }

    [Fact]
    public void The_full_model_in_place_of_the_cell_is_found_again()
    {
        var simulator = new TwinSimulator(new TwinOptions { Cell = Cell, Model = TwinModel.Spme, Mesh = TwinMesh.Own, InitialSoc = 0.9 });
        var trace = new TwinTrace();
        foreach (var (duration, rate) in Day) simulator.Run(TwinLoad.Current(rate * Cell.NominalCapacityAh), new TwinStop { DurationS = duration }, 10, trace);
        var rows = trace.Points.Select((p, i) => new TelemetryRow(i, p.TimeS, p.CurrentA, p.VoltageV, p.TemperatureK)).ToList();
        var report = CellFit.Of(Windows(rows), new FitOptions { Cell = Cell, CurrentGainSd = 0, CurrentOffsetSdA = 0, ChargeWander = 0 });
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("; ", report.Estimates) + $" rmse {1000 * report.Windows[0].RmseV:0.###} mV, memory {report.MemoryFactor:0.#}");
        Assert.Equal(1, report.Health.CapacityFactor, 0.01);
        Assert.Equal(1, report.Health.ResistanceFactor, 0.1);
        Assert.Equal(1, report.Health.DiffusionTimeFactor, 0.1);
    }

    [Fact]
    public void Profiles_meet_the_curvature_where_the_fit_is_nearly_straight_and_are_open_where_the_load_shows_nothing()
    {
        var truth = new ReducedHealth { CapacityFactor = 0.9, ResistanceFactor = 1.3 };
        var source = new TelemetrySource(new ReducedOptions { Cell = Cell }, truth, 3).DrawSensors(0.005, 0.005).At(0.9);
        var windows = TelemetryCleaner.Clean(source.Drive(Day), Cell).Windows;
        var report = CellFit.Of(windows, new FitOptions { Cell = Cell, Profiles = true }, TestContext.Current.CancellationToken);
        var plain = CellFit.Of(windows, new FitOptions { Cell = Cell }, TestContext.Current.CancellationToken);
        Assert.Empty(plain.Profiles);
        Assert.Equal(plain.Health, report.Health);
        Assert.Equal(plain.ResidualV[0], report.ResidualV[0]);
        for (var i = 0; i < report.Estimates.Count; i++)
        {
            var (e, p) = (report.Estimates[i], report.Profiles[i]);
            TestContext.Current.TestOutputHelper?.WriteLine($"{e.Parameter}: {e.Low:0.0000} to {e.High:0.0000}, by its profile {p.Low:0.0000} to {p.High:0.0000}, {p.Points.Count} points");
            Assert.Null(p.Note);
            Assert.InRange((p.High!.Value - p.Low!.Value) / (e.High - e.Low), 0.7, 1.4);
            Assert.True(p.Low < e.Value && e.Value < p.High, $"{p}");
            Assert.Equal(p.Points.Select(x => x.Value).Order(), p.Points.Select(x => x.Value));
        }
        var still = new TelemetrySource(new ReducedOptions { Cell = Cell }, truth, 3).At(0.6);
        var resting = CellFit.Of(TelemetryCleaner.Clean(still.Drive((1800, 0)), Cell).Windows, new FitOptions { Cell = Cell, Parameters = [FitParameter.Resistance], Profiles = true }, TestContext.Current.CancellationToken);
        Assert.NotNull(resting.Estimates[0].Refusal);
        Assert.Null(resting.Profiles[0].Low);
        Assert.Contains("open below", resting.Profiles[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_without_rows_or_a_wrong_option_says_what_is_wrong()
    {
        Assert.Contains("no window of telemetry", Assert.Throws<ArgumentException>(() => CellFit.Of([], new FitOptions { Cell = Cell })).Message, StringComparison.Ordinal);
        Assert.Contains("CurrentGainSd is 3; allowed: 0 to 0.1", Assert.Throws<ArgumentException>(() => CellFit.Of([], new FitOptions { Cell = Cell, CurrentGainSd = 3 })).Message, StringComparison.Ordinal);
    }
}
