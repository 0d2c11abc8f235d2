using Busbar.Core.Battery;
using Busbar.Core.Twin.Fit;

namespace Busbar.Core.Tests.Twin.Fit;

public sealed class TelemetryCleanerTests
{
    private static readonly CellParameters Cell = ParameterSets.Get("Chen2020");

    private static List<TelemetryRow> Steady(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TelemetryRow(i + 2, 10 * i, -2.5, 3.8 - 1e-4 * i, 298.15))];

    [Fact]
    public void Good_rows_stay_as_they_are()
    {
        var clean = TelemetryCleaner.Clean(Steady(50), Cell);
        Assert.Empty(clean.Notes);
        Assert.Equal(50, Assert.Single(clean.Windows).Count);
        Assert.Equal(490, clean.Windows[0].LengthS);
    }

    [Fact]
    public void Every_kind_of_bad_row_is_left_out_and_named()
    {
        var rows = Steady(60);
        rows[5] = rows[5] with { VoltageV = double.NaN };
        rows[10] = rows[10] with { CurrentA = double.PositiveInfinity };
        rows[15] = rows[15] with { TimeS = 140 };
        rows[20] = rows[20] with { TimeS = 20 };
        rows[25] = rows[25] with { VoltageV = 5.9 };
        rows[30] = rows[30] with { VoltageV = 3.6 };
        rows[35] = rows[35] with { CurrentA = 40 };
        rows[40] = rows[40] with { TimeS = double.NaN };
        rows[45] = rows[45] with { TimeS = 1e9 };
        var clean = TelemetryCleaner.Clean(rows, Cell);
        Assert.Equal([7, 12, 17, 22, 27, 32, 37, 42, 47], clean.Notes.Select(n => n.Number));
        Assert.Equal(51, clean.Kept);
        string[] words = ["voltageV is NaN", "currentA is ∞", "timeS is 140 again", "timeS is 20 after 190", "voltageV is 5.9; allowed: 1.5 to 4.7", "a spike", "a spike", "timeS is NaN", "the clock stood wrong"];
        for (var i = 0; i < words.Length; i++)
            Assert.Contains(words[i].Replace("∞", double.PositiveInfinity.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), clean.Notes[i].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_temperature_is_the_last_good_one()
    {
        var rows = Steady(20);
        rows[4] = rows[4] with { TemperatureK = 300 };
        rows[5] = rows[5] with { TemperatureK = double.NaN };
        rows[6] = rows[6] with { TemperatureK = -40 };
        var clean = TelemetryCleaner.Clean(rows, Cell);
        Assert.Equal(300, clean.Windows[0].TemperatureK[6]);
        Assert.Equal("temperatureK is -40; allowed: 223.15 to 373.15. The last good one stays, 300.", Assert.Single(clean.Notes).Reason);
    }

    [Fact]
    public void A_gap_begins_a_new_window_and_a_short_one_is_left_out()
    {
        var rows = Steady(60);
        for (var i = 30; i < 60; i++) rows[i] = rows[i] with { TimeS = rows[i].TimeS + 600 };
        for (var i = 55; i < 60; i++) rows[i] = rows[i] with { TimeS = rows[i].TimeS + 600 };
        var clean = TelemetryCleaner.Clean(rows, Cell);
        Assert.Equal([30, 25], clean.Windows.Select(w => w.Count));
        Assert.Contains(clean.Notes, n => n.Reason.Contains("610 s after the row before", StringComparison.Ordinal));
        Assert.Contains(clean.Notes, n => n.Reason.Contains("5 rows, fewer than 10", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_rows_of_one_time_with_different_currents_are_a_jump()
    {
        var rows = Steady(20);
        rows[10] = rows[10] with { TimeS = rows[9].TimeS, CurrentA = 0 };
        Assert.Equal(20, TelemetryCleaner.Clean(rows, Cell).Kept);
    }

    [Fact]
    public void A_step_of_the_current_is_no_spike()
    {
        var rows = Steady(40);
        for (var i = 20; i < 40; i++) rows[i] = rows[i] with { CurrentA = 0, VoltageV = 3.9 };
        rows[30] = rows[30] with { CurrentA = -5, VoltageV = 3.7 };
        Assert.Empty(TelemetryCleaner.Clean(rows, Cell).Notes);
    }

    [Theory]
    [InlineData("timeS,currentA\n0,1", "Line 1: the header is \"timeS,currentA\"; it needs the column voltageV.")]
    [InlineData("# a\ntimeS,currentA,voltageV\n0,1,3.5\n1,x,3.5", "Line 4: currentA is \"x\"; it is a number, or empty where nothing was measured.")]
    [InlineData("", "The file is empty; it begins with a header that has timeS, currentA, voltageV.")]
    public void A_file_that_cannot_be_read_names_line_and_field(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => TelemetryCsv.Rows(text.Split('\n'))).Message);

    [Fact]
    public void Empty_fields_are_values_that_were_not_measured()
    {
        var row = Assert.Single(TelemetryCsv.Rows(["voltageV,timeS,currentA,other", "3.5,7,,x"]));
        Assert.Equal(new TelemetryRow(2, 7, double.NaN, 3.5, double.NaN), row);
    }

    [Theory]
    [InlineData(0.975, 5, 2.5706)]
    [InlineData(0.975, 30, 2.0423)]
    [InlineData(0.995, 10, 3.1693)]
    [InlineData(0.025, 1000, -1.9623)]
    public void Student_quantiles_are_those_of_the_tables(double probability, double freedom, double value) => Assert.Equal(value, Quantiles.Student(probability, freedom), 2);

    [Theory]
    [InlineData(0.95, 10, 18.307)]
    [InlineData(0.001, 100, 61.918)]
    [InlineData(0.999, 200, 267.541)]
    public void Chi_square_quantiles_are_those_of_the_tables(double probability, double freedom, double value) => Assert.Equal(1, Quantiles.ChiSquare(probability, freedom) / value, 2);
}
