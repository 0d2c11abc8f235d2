using Busbar.Core.Battery;
using Busbar.Core.Tests.Twin.Fit;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Follow;

public sealed class CellFollowerTests
{
    private static readonly CellParameters Cell = ParameterSets.Get("Chen2020");
    private static readonly ReducedOptions Model = new() { Cell = Cell };

    /// <summary>Six hours of a small battery's day: loads, pulses, rests, charges.</summary>
    private static readonly (double, double)[] Loads =
    [
        (600, 0), (1800, -0.5), (900, 0), (60, -1), (120, 0), (60, -1), (120, 0), (1200, -0.6), (1200, 0), (2400, 0.5), (900, 0), (1800, -0.7), (1800, 0), (3600, 0.4), (1200, 0),
    ];

    private static TelemetrySource Source(ReducedHealth truth, int seed, double soc = 0.9, double biasA = 0) =>
        new TelemetrySource(Model, truth, seed) { OffsetA = biasA }.At(soc);

    private static double Soc(TelemetrySource source) => 100 * source.Cell.Window(source.Truth with { CapacityFactor = 1 }).Soc(source.State[0]);

    private static FollowEstimate Follow(CellFollower follower, IEnumerable<TelemetryRow> rows)
    {
        FollowEstimate last = default;
        foreach (var r in rows) last = follower.Step(r.TimeS, r.CurrentA, r.VoltageV, r.TemperatureK);
        return last;
    }

    [Fact]
    public void A_start_that_is_wrong_by_half_comes_right_and_the_band_holds_it()
    {
        var source = Source(ReducedHealth.New, 1);
        var follower = new CellFollower(new FollowOptions { Cell = Cell, InitialSoc = 0.4, InitialSocSd = 0.3 });
        var e = Follow(follower, source.Drive(Loads));
        Assert.InRange(Math.Abs(e.SocPct - Soc(source)), 0, 1);
        Assert.InRange(Math.Abs(e.SocPct - Soc(source)), 0, e.SocBandPct);
        Assert.InRange(e.SocBandPct, 0.05, 5);
        Assert.Equal(FollowTrust.Trusted, e.Trust);
        Assert.StartsWith("Trusted: state of charge within", follower.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_aged_cell_and_a_biased_sensor_are_found_together()
    {
        var truth = new ReducedHealth { CapacityFactor = 0.85, ResistanceFactor = 1.5 };
        var source = Source(truth, 2, biasA: 0.02);
        var follower = new CellFollower(new FollowOptions { Cell = Cell, CapacitySd = 0.15, ResistanceSd = 0.5, BiasSdC = 0.006 });
        FollowEstimate e = default;
        for (var day = 0; day < 4; day++) e = Follow(follower, source.Drive(Loads));
        TestContext.Current.TestOutputHelper?.WriteLine(e.ToString());
        Assert.InRange(Math.Abs(e.SocPct - Soc(source)), 0, 1.5);
        Assert.InRange(Math.Abs(e.CapacityFactor - 0.85), 0, 0.02);
        Assert.InRange(Math.Abs(e.CapacityFactor - 0.85), 0, e.CapacityBand);
        Assert.InRange(Math.Abs(e.ResistanceFactor - 1.5), 0, 0.1);
        Assert.InRange(Math.Abs(e.BiasA - 0.02), 0, 0.01);
    }

    [Fact]
    public void The_filter_is_right_about_itself_over_many_cells()
    {
        var (inside, nees, nis, runs) = (0, 0.0, 0.0, 24);
        for (var run = 0; run < runs; run++)
        {
            var random = new Random(run);
            double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var truth = new ReducedHealth { CapacityFactor = 0.9 + 0.05 * Normal(), ResistanceFactor = 1.2 + 0.15 * Normal() };
            var source = Source(truth, run + 100, 0.85, 0.003 * Cell.NominalCapacityAh * Normal());
            var follower = new CellFollower(new FollowOptions
            {
                Cell = Cell,
                Health = new ReducedHealth { CapacityFactor = 0.9, ResistanceFactor = 1.2 },
                CapacitySd = 0.05,
                ResistanceSd = 0.15,
                VoltageNoiseV = 0.002,
            });
            var e = Follow(follower, source.Drive(Loads));
            if (Math.Abs(e.SocPct - Soc(source)) <= e.SocBandPct) inside++;
            nis += follower.MeanNis / runs;
            // Squared errors of charge, capacity and resistance against their covariance: 3 on average for a right filter.
            var n = follower.Unknowns;
            int[] at = [0, n - 3, n - 2];
            double[] error = [source.State[0] - follower.State[0], truth.CapacityFactor - e.CapacityFactor, truth.ResistanceFactor - e.ResistanceFactor];
            var block = new double[9];
            for (var i = 0; i < 3; i++)
                for (var j = 0; j < 3; j++) block[3 * i + j] = follower.Covariance[at[i] * n + at[j]];
            var inverse = SymmetricSystem.Inverse(block, 3)!;
            for (var i = 0; i < 3; i++)
                for (var j = 0; j < 3; j++) nees += error[i] * inverse[3 * i + j] * error[j] / runs;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"inside {inside} of {runs}, mean NEES {nees:0.00} (3), mean NIS {nis:0.00} (1)");
        Assert.InRange(inside, 20, 24);
        Assert.InRange(nees, 0.3, Quantiles.ChiSquare(0.999, 3 * runs) / runs * 1.3);
        Assert.InRange(nis, 0.3, 1.3);
    }

    [Fact]
    public void A_gap_in_which_the_cell_was_used_opens_the_band_and_is_made_up_for()
    {
        var source = Source(ReducedHealth.New, 4);
        var follower = new CellFollower(new FollowOptions { Cell = Cell });
        Follow(follower, source.Drive(Loads));
        _ = source.Drive((5400, -0.3));
        var row = source.Row(1, 0);
        var first = follower.Step(row.TimeS, 0, double.NaN, double.NaN);
        Assert.Equal(FollowVerdict.Missing, first.Verdict);
        Assert.InRange(first.SocBandPct, 30, 80);
        var e = Follow(follower, source.Drive((1200, 0), (600, -0.5), (1200, 0)));
        Assert.InRange(Math.Abs(e.SocPct - Soc(source)), 0, 1);
        Assert.InRange(e.SocBandPct, 0.05, 5);
    }

    [Fact]
    public void Outliers_are_left_out_and_what_is_late_or_missing_does_no_harm()
    {
        var source = Source(ReducedHealth.New, 5);
        var follower = new CellFollower(new FollowOptions { Cell = Cell });
        Follow(follower, source.Drive(Loads));
        var row = source.Row(1, 0);
        Assert.Equal(FollowVerdict.Outlier, follower.Step(row.TimeS, 0, row.VoltageV + 0.1, row.TemperatureK).Verdict);
        Assert.Equal(FollowVerdict.Late, follower.Step(row.TimeS - 50, 0, row.VoltageV, row.TemperatureK).Verdict);
        Assert.Equal(FollowVerdict.Missing, follower.Step(row.TimeS + 1, double.NaN, 99, 5).Verdict);
        Assert.Equal(FollowVerdict.Late, follower.Step(double.NaN, 0, 3.7, 298).Verdict);
        var e = follower.Step(row.TimeS + 2, 0, row.VoltageV, row.TemperatureK);
        Assert.Equal(FollowVerdict.Taken, e.Verdict);
        Assert.InRange(Math.Abs(e.SocPct - Soc(source)), 0, 1);
    }

    [Fact]
    public void A_restart_from_a_snapshot_goes_on_to_the_last_bit()
    {
        var source = Source(ReducedHealth.New, 6);
        var (one, two) = (new CellFollower(new FollowOptions { Cell = Cell }), new CellFollower(new FollowOptions { Cell = Cell }));
        Follow(one, source.Drive((1200, -0.5), (600, 0)));
        two.Load(one.Save());
        var rest = source.Drive((1200, 0.5), (600, 0));
        Assert.Equal(Follow(one, rest), Follow(two, rest));
        Assert.True(one.Covariance.SequenceEqual(two.Covariance));
        Assert.Contains("this follows Prada2013", Assert.Throws<ArgumentException>(() => new CellFollower(new FollowOptions { Cell = ParameterSets.Get("Prada2013") }).Load(one.Save())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_trusting_itself_when_the_cell_is_another()
    {
        var source = new TelemetrySource(new ReducedOptions { Cell = ParameterSets.Get("Prada2013") }, ReducedHealth.New, 7).At(0.9);
        var follower = new CellFollower(new FollowOptions { Cell = Cell });
        var trust = FollowTrust.Settling;
        foreach (var r in source.Drive(Loads)) trust = follower.Step(r.TimeS, r.CurrentA, r.VoltageV, r.TemperatureK).Trust;
        Assert.Equal(FollowTrust.Lost, trust);
        Assert.StartsWith("Lost", follower.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var rows = Source(ReducedHealth.New, 8).Drive(Loads);
        var follower = new CellFollower(new FollowOptions { Cell = Cell });
        Follow(follower, rows.Take(50));
        var next = 50;
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var last = next + 40; next < last; next++) follower.Step(rows[next].TimeS, rows[next].CurrentA, rows[next].VoltageV, rows[next].TemperatureK);
        }));
    }

    [Fact]
    public void A_wrong_option_is_named() => Assert.Contains("Gate is 1; allowed: 3 to 20",
        Assert.Throws<ArgumentException>(() => new CellFollower(new FollowOptions { Cell = Cell, Gate = 1 })).Message, StringComparison.Ordinal);
}
