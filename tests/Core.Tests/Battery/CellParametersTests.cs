using Busbar.Core.Battery;

namespace Busbar.Core.Tests.Battery;

public sealed class CellParametersTests
{
    private static CellParameters Chen => ParameterSets.Get("chen2020");

    [Fact]
    public void Sets_that_come_along_have_no_faults() => Assert.All(ParameterSets.All, set => Assert.Empty(set.Faults()));

    [Fact]
    public void An_unknown_set_is_answered_with_those_there_are()
    {
        var error = Assert.Throws<ArgumentException>(() => ParameterSets.Get("Chen2021"));
        Assert.Contains("Chen2021", error.Message, StringComparison.Ordinal);
        Assert.Contains("Marquis2019", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_names_field_value_range_and_reason()
    {
        var fault = Assert.Single((Chen with { Negative = Chen.Negative with { ParticleRadiusM = 5.86 } }).Faults());
        Assert.Equal("Negative.ParticleRadiusM is 5.86; allowed: 1E-09 to 0.001 m, lithium diffuses into particles of finite size.", fault);
    }

    [Fact]
    public void Every_fault_is_told_at_once_and_nothing_that_is_not_a_number_passes()
    {
        var bad = Chen with
        {
            MaxVoltageV = 2.4,
            Positive = Chen.Positive with { DiffusivityM2PerS = double.NaN, Porosity = 0.5 },
            Electrolyte = Chen.Electrolyte with { TransferenceNumber = 1 },
        };
        var error = Assert.Throws<ArgumentException>(() => CellParameters.Checked(bad));
        foreach (var field in new[] { "MaxVoltageV", "Positive.DiffusivityM2PerS is NaN", "Positive.Porosity + ActiveFraction", "Electrolyte.TransferenceNumber" })
            Assert.Contains(field, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thermal_set_without_the_mass_of_a_layer_is_refused() =>
        Assert.Contains("Separator.DensityKgPerM3", Assert.Single((Chen with { Separator = Chen.Separator with { DensityKgPerM3 = null } }).Faults()), StringComparison.Ordinal);
}
