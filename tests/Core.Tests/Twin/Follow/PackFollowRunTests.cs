using Busbar.Core.Battery;
using Busbar.Core.Twin.Follow;

namespace Busbar.Core.Tests.Twin.Follow;

/// <summary>Telemetry of packs as a file, and a follower along it.</summary>
public sealed class PackFollowRunTests
{
    private static readonly PackFollowOptions TwoByTwo = new() { Each = new FollowOptions { Cell = ParameterSets.Get("Chen2020") }, Series = 2, Strings = 2 };

    [Fact]
    public void Columns_stand_in_any_order_and_what_was_not_measured_is_no_number()
    {
        var (sight, rows) = PackTelemetryCsv.Read(
            ["voltageV[2/2],voltageV[1/1],TIMES,note,voltageV[1/2],currentA[2],voltageV[2/1],currentA[1]", "", "# said by a person", "4,1,10,x,2,-6,3,-5", "4,null,20,x,,-6,3,NaN"], 2, 2);
        Assert.Equal(PackSight.Groups, sight);
        Assert.Equal([1, 2, 3, 4], rows[0].GroupVoltageV);
        Assert.Equal([-5, -6], rows[0].StringCurrentA);
        Assert.Equal((4, 10.0, double.NaN), (rows[0].Number, rows[0].TimeS, rows[0].VoltageV));
        Assert.Equal([double.NaN, double.NaN, 3, 4], rows[1].GroupVoltageV);
        Assert.Equal([double.NaN, -6], rows[1].StringCurrentA);
    }

    [Theory]
    [InlineData("timeS,currentA,voltageV", 1, PackSight.Strings)]
    [InlineData("timeS,currentA,voltageV", 2, PackSight.Whole)]
    [InlineData("timeS,currentA[1],currentA[2],voltageV,temperatureK[1],temperatureK[2]", 2, PackSight.Strings)]
    [InlineData("timeS,currentA,voltageV[1/1],voltageV[1/2]", 1, PackSight.Groups)]
    public void The_header_says_how_far_one_sees(string header, int strings, PackSight sight) => Assert.Equal(sight, PackTelemetryCsv.Read([header], strings, 2).Sight);

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("currentA,voltageV", "needs the column timeS")]
    [InlineData("timeS,voltageV", "needs the column currentA")]
    [InlineData("timeS,currentA", "needs the column voltageV")]
    [InlineData("timeS,currentA[1],voltageV", "the header has 1 of 2 strings and not currentA[2]")]
    [InlineData("timeS,currentA[3],voltageV", "the pack has strings 1 to 2")]
    [InlineData("timeS,currentA,voltageV,temperatureK[0]", "the pack has strings 1 to 2")]
    [InlineData("timeS,currentA[1],currentA[2],voltageV[1/1],voltageV[1/2],voltageV[2/1]", "has 3 of 4 groups and not voltageV[2/2]")]
    [InlineData("timeS,currentA[1],currentA[2],voltageV[1/3]", "strings 1 to 2, groups 1 to 2")]
    [InlineData("timeS,currentA,voltageV[1]", "is of no group")]
    [InlineData("timeS,currentA,voltageV[1/1],voltageV[1/2],voltageV[2/1],voltageV[2/2]", "which current went through a group is not known")]
    [InlineData("timeS,currentA,voltageV\n0,much,7", "Line 2: currentA in column 2 is \"much\"")]
    public void A_file_that_is_no_telemetry_of_the_pack_says_why(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => PackTelemetryCsv.Read(text.Split('\n'), 2, 2)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_run_is_the_follower_row_by_row_and_its_lines_have_what_their_headers_say()
    {
        string[] lines = ["timeS,currentA[1],currentA[2],voltageV[1/1],voltageV[1/2],voltageV[2/1],voltageV[2/2]", .. Enumerable.Range(0, 60).Select(i => $"{10 * i},0,0,3.9,3.91,3.92,3.93"), "5,0,0,3.9,3.9,3.9,3.9"];
        var telemetry = PackTelemetryCsv.Read(lines, 2, 2);
        var report = PackFollowRun.Of(telemetry, TwoByTwo, TestContext.Current.CancellationToken);
        var follower = new PackFollower(TwoByTwo, telemetry.Sight);
        foreach (var (row, estimate) in telemetry.Rows.Zip(report.Estimates)) Assert.Equal(follower.Step(row), estimate);
        Assert.Equal((60, 1), (report.Estimates.Count, report.Late));
        Assert.Equal((0, 3), (report.Estimates[^1].Lowest, report.Estimates[^1].Highest));
        Assert.StartsWith("String 1, group 1: It has seen", report.Turns[0].Reason, StringComparison.Ordinal);
        Assert.Contains("4 followed by themselves", report.Summary, StringComparison.Ordinal);
        var (rows, units) = (PackFollowOutput.Lines(report).ToArray(), PackFollowOutput.UnitLines(report).ToArray());
        Assert.Equal((61, 5), (rows.Length, units.Length));
        Assert.All(rows, line => Assert.Equal(PackFollowOutput.Header.Split(',').Length, line.Split(',').Length));
        Assert.All(units, line => Assert.Equal(PackFollowOutput.UnitHeader.Split(',').Length, line.Split(',').Length));
        Assert.StartsWith("2/2,", units[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", string.Concat(rows) + string.Concat(units) + PackFollowOutput.Svg(report, "a < b"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_rows_and_rows_without_time_are_refused()
    {
        Assert.Contains("no row", Assert.Throws<ArgumentException>(() => PackFollowRun.Of(new PackTelemetry(PackSight.Whole, []), TwoByTwo)).Message, StringComparison.Ordinal);
        var timeless = new PackRow(2, double.NaN, 0, 7.8, 298);
        Assert.Contains("has a time", Assert.Throws<ArgumentException>(() => PackFollowRun.Of(new PackTelemetry(PackSight.Whole, [timeless]), TwoByTwo)).Message, StringComparison.Ordinal);
    }
}
