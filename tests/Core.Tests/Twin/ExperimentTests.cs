using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Experiments;

namespace Busbar.Core.Tests.Twin;

public sealed class ExperimentTests
{
    private static CellParameters Chen => ParameterSets.Get("Chen2020");

    private static ExperimentStep One(string text) => Assert.Single(Experiment.Parse(text, Chen));

    [Theory]
    [InlineData("Discharge at 1C until 2.5 V", TwinLoadKind.Current, -5.0)]
    [InlineData("discharge at C/5 until 3.0V", TwinLoadKind.Current, -1.0)]
    [InlineData("Charge at 0.3C for 30 minutes", TwinLoadKind.Current, 1.5)]
    [InlineData("Charge at 500 mA until 4.1 V", TwinLoadKind.Current, 0.5)]
    [InlineData("Discharge at 10 W until 2.8 V", TwinLoadKind.Power, -10.0)]
    [InlineData("Discharge at 2 ohm until 2.8 V", TwinLoadKind.Resistance, 2.0)]
    [InlineData("Hold at 4.2 V until C/50", TwinLoadKind.Voltage, 4.2)]
    [InlineData("Rest for 1 hour", TwinLoadKind.Current, 0.0)]
    public void Sentences_become_loads(string text, TwinLoadKind kind, double value)
    {
        var load = One(text).Load;
        Assert.Equal(kind, load.Kind);
        Assert.Equal(value, load.Value, 12);
    }

    [Fact]
    public void Ends_are_understood_and_the_window_of_the_cell_is_the_default()
    {
        Assert.Equal(new TwinStop { MinVoltageV = 3 }, One("Discharge at 1C until 3 V").Stop);
        Assert.Equal(new TwinStop { MinVoltageV = 2.5, DurationS = 1800 }, One("Discharge at 1C for 0.5 hours").Stop);
        Assert.Equal(new TwinStop { MaxVoltageV = 4.1, DurationS = 600 }, One("Charge at 1C for 10 min or until 4.1 V").Stop);
        Assert.Equal(new TwinStop { MinCurrentA = 0.05, DurationS = 86400 }, One("Hold at 4.2 V for 1 day until 50 mA").Stop);
        Assert.Equal(new TwinStop { DurationS = 90 }, One("Rest for 90 s").Stop);
        Assert.Equal(new TwinStop { MinVoltageV = 2.5, MinSocPct = 20 }, One("Discharge at 1C until 20 %").Stop);
        Assert.Equal(new TwinStop { MaxVoltageV = 4.1, MaxSocPct = 80, MaxTemperatureK = 318.15, DurationS = 3600 }, One("Charge at 1C for 1 hour or until 4.1 V or until 80 % SoC or 45 degC").Stop);
    }

    [Fact]
    public void Sentences_are_separated_by_semicolons_commas_or_lines() =>
        Assert.Equal(["Rest for 1 s", "Rest for 2 s", "Rest for 3 s", "Rest for 4 s"], Experiment.Parse("Rest for 1 s, Rest for 2 s; Rest for 3 s\nRest for 4 s", Chen).Select(s => s.Text));

    [Fact]
    public void Repeats_nest()
    {
        var steps = Experiment.Parse("Rest for 1 s; 3 x (Discharge at 1C for 1 s; (Rest for 2 s; Rest for 3 s) x 2)\nRest for 4 s", Chen);
        Assert.Equal(1 + 3 * (1 + 2 * 2) + 1, steps.Count);
        Assert.Equal("Rest for 4 s", steps[^1].Text);
        Assert.Equal("Rest for 3 s", steps[3].Text);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("Explode at 1C until 2.5 V", "begins with")]
    [InlineData("Discharge until 2.5 V", "a rate is missing")]
    [InlineData("Discharge at 1C until C/5", "until a voltage")]
    [InlineData("Discharge at 1C until 120 %", "above 0 to 100 %")]
    [InlineData("Discharge at 20 % until 2.5 V", "a C-rate, a current, a power or a resistance")]
    [InlineData("Discharge at fast until 2.5 V", "\"fast\" is no quantity")]
    [InlineData("Discharge at -1 A until 2.5 V", "is no quantity")]
    [InlineData("Discharge at 1 furlong", "is no unit")]
    [InlineData("Charge at 2 ohm", "a C-rate, a current or a power")]
    [InlineData("Hold at 4.2 V", "needs an end")]
    [InlineData("Hold at 1C until C/50", "a hold has a voltage")]
    [InlineData("Rest until 3 V", "a rest has a duration")]
    [InlineData("Rest for ever", "is no duration")]
    [InlineData("2 x (Rest for 1 s", "not closed")]
    [InlineData("Rest for 1 s)", "not opened")]
    [InlineData("0 x (Rest for 1 s)", "allowed: 1 to")]
    [InlineData("1000 x (1000 x (Rest for 1 s))", "more than")]
    public void What_is_not_understood_is_quoted_with_what_is_allowed(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Experiment.Parse(text, Chen)).Message, StringComparison.Ordinal);
}
