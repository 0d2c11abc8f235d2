using System.Xml.Linq;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Output;

namespace Busbar.Core.Tests.Twin;

public sealed class TwinOutputTests
{
    private static readonly TwinPoint[] Points =
        [new(0, -5, 4.1, 298.15, 100), new(10, -5, 1 / 3.0, 298.2, 99), new(10, 0, 4.0, 298.2, 99), new(30, 0, 4.05, 298.1, 99)];

    [Fact]
    public void What_is_written_is_read_back_to_the_last_bit() => Assert.Equal(Points, TwinCsv.Points(TwinCsv.Lines(Points)));

    [Fact]
    public void A_profile_finds_its_columns_by_name()
    {
        var profile = TwinCsv.Profile(["# a comment", "note, currentA ,timeS", "x,-5,0", "y,-4,10"]);
        Assert.Equal([0, 10], profile.TimeS.ToArray());
        Assert.Equal([-5, -4], profile.CurrentA.ToArray());
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("timeS,amps\n0,1", "needs the column currentA")]
    [InlineData("timeS,currentA\n0,1\n1", "Line 3: currentA is \"\"")]
    [InlineData("timeS,currentA\n0,1\nx,2", "Line 3: timeS is \"x\"")]
    public void A_file_that_is_no_profile_is_refused_with_its_line(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => TwinCsv.Profile(text.Split('\n'))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_comparison_is_zero_with_itself_and_sees_a_shift()
    {
        var same = TwinComparison.Of(Points, Points);
        Assert.Equal((4, 0.0, 0.0), (same.Points, same.RmseMv, same.EndS));
        var shifted = TwinComparison.Of(Points, [.. Points.Select(p => p with { VoltageV = p.VoltageV + 0.002, TemperatureK = p.TemperatureK - 1 })]);
        Assert.Equal(2, shifted.RmseMv, 9);
        Assert.Equal(1, shifted.GreatestK, 9);
        Assert.Throws<ArgumentException>(() => TwinComparison.Of(Points, [new(99, 0, 0, 0, 0)]));
    }

    [Fact]
    public void Between_the_other_runs_points_the_line_counts() =>
        Assert.Equal(25, TwinComparison.Of([new(20, 0, 4.0, 300, 50)], Points).RmseMv, 9);

    [Fact]
    public void The_drawing_is_valid_and_escapes_its_title()
    {
        var svg = XDocument.Parse(TwinPlot.Svg(Points, "a < b & c"));
        Assert.Equal(4, svg.Descendants().Count(e => e.Name.LocalName == "polyline"));
        Assert.Contains("a < b & c", svg.Root!.Value, StringComparison.Ordinal);
        Assert.NotNull(XDocument.Parse(TwinPlot.Svg([Points[0]], "one point")));
    }
}
