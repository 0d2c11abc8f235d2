using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Forecast;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Forecast;

public sealed class ForecastTests
{
    private static readonly CellParameters Cell = ParameterSets.Get("OKane2022");
    private static readonly ForecastStart Aged = new() { Model = new ReducedOptions { Cell = Cell, Sei = SeiLaw.SolventDiffusionLimited }, Soc = 0.8 };
    private static readonly ForecastPlan Evening = new(TwinLoadKind.Power, [0, 3600, 7200], [0, -10, 0], 10_800);

    [Fact]
    public void A_day_without_doubt_is_the_model_itself()
    {
        var report = DayForecast.Of(Aged, Evening, new DayForecastOptions { Members = 1 });
        var cell = new ReducedCell(Aged.Model);
        var state = new double[cell.Count];
        cell.Rest(ReducedHealth.New, 0.8, Cell.ReferenceTemperatureK, state);
        var limits = new ReducedLimits(Cell.MinVoltageV, Cell.MaxVoltageV, 50, 50);
        for (var t = 0; t < 10_800; t += 10)
            cell.Step(state, ReducedHealth.New, cell.Current(state, ReducedHealth.New, TwinLoadKind.Power, t is >= 3600 and < 7200 ? -10 : 0, limits).CurrentA, 10, Cell.ReferenceTemperatureK);
        Assert.Equal(181, report.TimeS.Length);
        Assert.Equal(cell.VoltageV(state, ReducedHealth.New, 0), report.Bands[0].Median[^1], 9);
        Assert.All(report.BoundShare, s => Assert.Equal(0, s));
        Assert.Equal(ReducedBound.None, report.FirstBound);
    }

    [Fact]
    public void Bands_widen_with_what_is_not_known_and_repeat_with_the_seed()
    {
        var start = Aged with { SocSd = 0.02, CapacitySd = 0.03, ResistanceSd = 0.1 };
        var one = DayForecast.Of(start, Evening, new DayForecastOptions { Members = 100, StepS = 30 });
        var same = DayForecast.Of(start, Evening, new DayForecastOptions { Members = 100, StepS = 30 });
        var soc = one.Bands[3];
        Assert.Equal(soc.Values[0], same.Bands[3].Values[0]);
        for (var t = 0; t < one.TimeS.Length; t++)
            for (var p = 1; p < soc.Values.Count; p++) Assert.True(soc.Values[p][t] >= soc.Values[p - 1][t]);
        double Width(int t) => soc.Values[^1][t] - soc.Values[0][t];
        // 5 to 95 % of a normal of 2 % is 6.6 % wide.
        Assert.InRange(Width(0), 5, 8.2);
        Assert.True(Width(one.TimeS.Length - 1) > Width(0));
    }

    [Fact]
    public void A_plan_beyond_the_cell_is_told_with_what_bounds_it()
    {
        var report = DayForecast.Of(Aged with { Soc = 0.1 }, new ForecastPlan(TwinLoadKind.Power, [0], [-15], 7200), new DayForecastOptions { Members = 20 });
        Assert.Equal(1, report.BoundShare[^1], 9);
        Assert.Equal(ReducedBound.MinVoltage, report.FirstBound);
        Assert.InRange(report.Bands[0].Values[0][^1], Cell.MinVoltageV - 0.25, Cell.MaxVoltageV);
    }

    [Fact]
    public void Jumping_over_weeks_meets_weeks_one_by_one()
    {
        foreach (var law in new[] { SeiLaw.SolventDiffusionLimited, SeiLaw.ReactionLimited, SeiLaw.InterstitialDiffusionLimited })
        {
            var start = Aged with { Model = Aged.Model with { Sei = law } };
            var week = WhatIf.Week(start, new WhatIfCase(0.5, 298.15, 0.2, 0.8));
            var jumped = YearsForecast.Of(start, week, new YearsForecastOptions { Years = 2, Members = 1, WeekSoc = 0.8, StepS = 600 });
            var run = new WeekRun(new ReducedCell(start.Model), week, new ReducedLimits(2.5, 4.2, 50, 50), 0.8, 298.15, 600);
            var lost = 0.0;
            for (var w = 0; w < 104; w++) lost += run.Of(ReducedHealth.New with { LostLithium = lost }, 1).Lost;
            var capacity = 100 * run.Look(ReducedHealth.New with { LostLithium = lost }).CapacityAh / run.Look(ReducedHealth.New).CapacityAh;
            var at104 = jumped.Capacity.Median[26];
            TestContext.Current.TestOutputHelper?.WriteLine($"{law}: {at104:0.0000} % jumped with {jumped.WeeksRun} weeks run, {capacity:0.0000} % week by week");
            Assert.Equal(100 - capacity, 100 - at104, 0.01 * (100 - capacity) + 0.01);
            Assert.True(jumped.WeeksRun < 90);
        }
    }

    [Fact]
    public void Life_ends_sooner_with_a_faster_film_and_the_bands_say_how_much_sooner()
    {
        var week = WhatIf.Week(Aged, new WhatIfCase(0.3, 298.15, 0.2, 0.9));
        var options = new YearsForecastOptions { Years = 30, Members = 20, WeekSoc = 0.9, StepS = 1800, EndOfLifeShare = 0.85, MaterialLossPerYear = 0.004 };
        var report = YearsForecast.Of(Aged with { SeiRateSd = 0.2, Health = ReducedHealth.New with { SeiRateFactor = 3 } }, week, options);
        var slow = YearsForecast.Of(Aged with { SeiRateSd = 0.2 }, week, options);
        Assert.NotNull(report.LifeYears[2]);
        Assert.True(report.LifeYears[0] <= report.LifeYears[2]);
        Assert.True(slow.LifeYears[2] is null || slow.LifeYears[2] > report.LifeYears[2]);
        Assert.True(report.Capacity.Values[0][^1] < report.Capacity.Values[^1][^1]);
        Assert.True(report.Resistance.Median[^1] > report.Resistance.Median[0]);
        Assert.True(report.WeeksRun < report.WeeksStoodFor / 10);
    }

    [Fact]
    public void Warmth_and_a_full_cell_cost_life()
    {
        var start = Aged with { Model = Aged.Model with { Sei = SeiLaw.InterstitialDiffusionLimited } };
        var rows = WhatIf.Of(start, [new(0.5, 298.15, 0.2, 0.6), new(0.5, 298.15, 0.5, 1)], new YearsForecastOptions { Years = 5, StepS = 1800 });
        Assert.True(rows[1].CapacityPct < rows[0].CapacityPct);
        Assert.Contains("do not fit into a day", Assert.Throws<ArgumentException>(() => WhatIf.Of(start, [new(0.02, 298.15, 0, 1)], new YearsForecastOptions())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SeiLaw.ReactionLimited)]
    [InlineData(SeiLaw.InterstitialDiffusionLimited)]
    [InlineData(SeiLaw.SolventDiffusionLimited)]
    [InlineData(SeiLaw.EcReactionLimited)]
    [InlineData(SeiLaw.ElectronMigrationLimited)]
    public void The_cost_of_wear_is_convex_and_says_what_it_rests_on(SeiLaw law)
    {
        var start = Aged with { Model = Aged.Model with { Sei = law } };
        var report = DegradationCost.Of(start, new DegradationPrice { PerKWh = 150, Source = "an offer" });
        var cost = report.PerHour;
        TestContext.Current.TestOutputHelper?.WriteLine($"{law}: rest {report.RestPerHour:e3}/h, slopes {string.Join(" ", Enumerable.Range(0, cost.Pieces).Select(p => $"{report.PerKWh(p):0.0000}"))} per kWh, gap {report.GreatestGap:e2}");
        Assert.InRange(cost.Pieces, 1, 6);
        for (var p = 1; p < cost.Pieces; p++) Assert.True(cost.Slope(p) >= cost.Slope(p - 1));
        Assert.True(report.RestPerHour > 0);
        Assert.Contains("150 per kWh (an offer)", report.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_convex_hull_lies_below_every_point_and_bends_one_way()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 200; trial++)
        {
            var (x, y) = (new double[12], new double[12]);
            for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (i + 0.5 * random.NextDouble(), random.NextDouble() * 5);
            var hull = ConvexCost.Below(x, y);
            for (var p = 1; p < hull.Pieces; p++) Assert.True(hull.Slope(p) >= hull.Slope(p - 1));
            for (var i = 0; i < x.Length; i++) Assert.True(hull.Of(x[i]) <= y[i] + 1e-12);
            Assert.Equal(y[0], hull.Of(x[0]), 12);
            Assert.InRange(ConvexCost.Below(x, y, 2).Pieces, 1, 2);
        }
    }

    [Fact]
    public void A_plan_in_sentences_is_the_plan_in_rows()
    {
        var plan = ForecastPlan.Of("2 x (Discharge at 4 W for 2 hours; Rest for 30 minutes); Charge at 3 W for 1 hour", Cell);
        Assert.Equal(TwinLoadKind.Power, plan.Kind);
        Assert.Equal([0, 7200, 9000, 16200, 18000], plan.TimeS.ToArray());
        Assert.Equal([-4, 0, -4, 0, 3], plan.Values.ToArray());
        Assert.Equal(21600, plan.EndS);
        Assert.Equal(TwinLoadKind.Current, ForecastPlan.Of("Rest for 1 hour", Cell).Kind);
    }

    [Theory]
    [InlineData("Discharge at 1C", "has no duration")]
    [InlineData("Discharge at 1C for 1 hour until 3 V", "an end besides its duration")]
    [InlineData("Discharge at 1C for 1 hour until 20 %", "an end besides its duration")]
    [InlineData("Discharge at 2 ohm for 1 hour", "currents, powers and rests")]
    [InlineData("Discharge at 1C for 1 hour; Charge at 3 W for 1 hour", "currents or powers, not both")]
    public void A_sentence_that_cannot_be_planned_is_quoted(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => ForecastPlan.Of(text, Cell)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("timeS,currentA,powerW\n0,1,1", "Line 1: the header is \"timeS,currentA,powerW\"; it needs timeS and one of currentA and powerW.")]
    [InlineData("timeS,powerW\n0,1\n60,?", "Line 3: powerW is \"?\"; it is a number.")]
    [InlineData("timeS,powerW\n", "The file has no rows; it begins with a header that has timeS and one of currentA and powerW.")]
    public void A_plan_that_cannot_be_read_names_line_and_field(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => ForecastPlan.Parse(text.Split('\n'))).Message);

    [Fact]
    public void A_plan_that_cannot_be_driven_and_a_forecast_of_nothing_say_so()
    {
        Assert.Contains("Row 1: timeS is 0 after 0; times rise", Assert.Throws<ArgumentException>(() => ForecastPlan.Parse(["timeS,currentA", "0,1", "0,2"])).Message, StringComparison.Ordinal);
        Assert.Equal(120, ForecastPlan.Parse(["timeS,currentA", "0,1", "60,2"]).EndS);
        var still = new ForecastStart { Model = new ReducedOptions { Cell = Cell } };
        Assert.Contains("nothing ages", Assert.Throws<ArgumentException>(() => YearsForecast.Of(still, Evening, new YearsForecastOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("wear costs nothing", Assert.Throws<ArgumentException>(() => DegradationCost.Of(still, new DegradationPrice { PerKWh = 1, Source = "x" })).Message, StringComparison.Ordinal);
        Assert.Contains("Soc is 2; allowed: 0 to 1", Assert.Throws<ArgumentException>(() => DayForecast.Of(Aged with { Soc = 2 }, Evening, new DayForecastOptions())).Message, StringComparison.Ordinal);
    }
}
