using Busbar.Core.Battery;
using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Forecast;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Follow;

/// <summary>A follower along telemetry that is there already, and the simulated cell that it is tried on.</summary>
public sealed class FollowRunTests
{
    private static readonly CellParameters Cell = ParameterSets.Get("Chen2020");

    private static readonly TelemetrySimulation Used = new()
    {
        Model = new ReducedOptions { Cell = Cell },
        Plan = ForecastPlan.Of("4 x (Discharge at C/2 for 20 minutes; Rest for 20 minutes); Charge at C/2 for 1 hour; Rest for 20 minutes", Cell),
        Health = new ReducedHealth { CapacityFactor = 0.9, ResistanceFactor = 1.3 },
    };

    private static TelemetryRow[] Rows(TelemetrySimulation simulation) => [.. SimulatedTelemetry.Of(simulation).Select(r => r.Row)];

    [Fact]
    public void The_simulated_cell_repeats_with_its_seed_and_is_another_with_another()
    {
        Assert.Equal(Rows(Used), Rows(Used));
        Assert.NotEqual(Rows(Used), Rows(Used with { Seed = 2 }));
    }

    [Fact]
    public void Its_sensors_are_off_by_as_much_as_is_asked_for()
    {
        var still = Rows(Used with { VoltageNoiseV = 0, CurrentNoise = 0, OutlierShare = 0 });
        var off = Rows(Used with { VoltageNoiseV = 0, CurrentNoise = 0, OutlierShare = 0.1, CurrentOffsetA = 0.25, GapFromS = 600, GapS = 1200 });
        Assert.Equal(still.Length - 120, off.Length);
        Assert.Equal(still[0].CurrentA + 0.25, off[0].CurrentA, 1e-9);
        var wrong = off.Zip(still.Where(r => r.TimeS is < 600 or >= 1800)).Count(p => Math.Abs(p.First.VoltageV - p.Second.VoltageV) > 0.015);
        Assert.InRange(wrong, 0.05 * off.Length, 0.15 * off.Length);
    }

    [Fact]
    public void The_run_is_the_follower_row_by_row_and_tells_each_turn_of_its_trust()
    {
        var rows = Rows(Used);
        var report = FollowRun.Of(rows, new FollowOptions { Cell = Cell }, TestContext.Current.CancellationToken);
        var follower = new CellFollower(new FollowOptions { Cell = Cell });
        for (var i = 0; i < rows.Length; i++)
            Assert.Equal(follower.Step(rows[i].TimeS, rows[i].CurrentA, rows[i].VoltageV, rows[i].TemperatureK), report.Estimates[i]);
        Assert.Equal(FollowTrust.Settling, report.Turns[0].Trust);
        Assert.Contains("of the 20 voltages", report.Turns[0].Reason, StringComparison.Ordinal);
        Assert.Equal(report.Estimates[^1].Trust, report.Turns[^1].Trust);
        Assert.Equal(follower.Save().Values, report.Last.Values);
    }

    [Fact]
    public void A_twin_of_another_cell_says_why_it_is_lost()
    {
        var other = Rows(Used with { Model = new ReducedOptions { Cell = ParameterSets.Get("Prada2013") }, Plan = ForecastPlan.Of("4 x (Discharge at C/2 for 20 minutes; Rest for 20 minutes)", ParameterSets.Get("Prada2013")) });
        var last = FollowRun.Of(other, new FollowOptions { Cell = Cell }, TestContext.Current.CancellationToken).Turns[^1];
        Assert.Equal(FollowTrust.Lost, last.Trust);
        Assert.Matches("outliers, more than 30 %|not the cell of the set", last.Reason);
    }

    [Fact]
    public void The_lines_have_what_the_header_says_and_the_drawing_its_panels()
    {
        var rows = Rows(Used);
        rows[5] = rows[5] with { VoltageV = double.NaN };
        rows[9] = rows[9] with { TimeS = 3 };
        var report = FollowRun.Of(rows, new FollowOptions { Cell = Cell }, TestContext.Current.CancellationToken);
        var lines = FollowOutput.Lines(report).ToArray();
        Assert.Equal(rows.Length, lines.Length);
        Assert.All(lines, line => Assert.Equal(FollowOutput.Header.Split(',').Length, line.Split(',').Length));
        Assert.Contains("Missing", lines[6], StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", string.Concat(lines), StringComparison.Ordinal);
        var svg = FollowOutput.Svg(report, "a < b");
        Assert.Contains("a &lt; b", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_time_and_no_rows_are_refused()
    {
        Assert.Contains("no row", Assert.Throws<ArgumentException>(() => FollowRun.Of([], new FollowOptions { Cell = Cell })).Message, StringComparison.Ordinal);
        var timeless = new TelemetryRow(1, double.NaN, 0, 3.7, 298);
        Assert.Contains("has a time", Assert.Throws<ArgumentException>(() => FollowRun.Of([timeless], new FollowOptions { Cell = Cell })).Message, StringComparison.Ordinal);
        Assert.Contains("Plan.EndS", Assert.Throws<ArgumentException>(() => SimulatedTelemetry.Of(Used with { Plan = ForecastPlan.Of("Rest for 40 days", Cell) })).Message, StringComparison.Ordinal);
    }
}
