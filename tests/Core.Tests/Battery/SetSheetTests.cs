using Busbar.Core.Battery;

namespace Busbar.Core.Tests.Battery;

/// <summary>A set for people: nothing is left out, and what it cannot do is said.</summary>
public sealed class SetSheetTests
{
    [Fact]
    public void Every_number_of_a_set_is_on_its_sheet_with_a_unit_or_none()
    {
        foreach (var cell in ParameterSets.All)
        {
            var values = SetSheet.Values(cell);
            Assert.All(values, v => Assert.True(double.IsFinite(v.Value), $"{cell.Name}: {v}"));
            Assert.Contains(values, v => v.Field == "negative.particleRadiusM" && v.Value == cell.Negative.ParticleRadiusM && v.Unit == "m");
            var named = values.Select(v => v.Field.Split('.')[^1]).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var type in (Type[])[typeof(ElectrodeParameters), typeof(AgeingParameters), typeof(ElectrolyteParameters)])
                foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null && p.Name is not ("Mechanics" or "EntropicVPerK" or "DensityKgPerM3" or "SpecificHeatJPerKgK")))
                    Assert.Contains(property.Name, named);
        }
    }

    [Fact]
    public void What_a_set_cannot_do_is_said_with_the_reason()
    {
        var lfp = SetSheet.Abilities(ParameterSets.Get("Prada2013"));
        Assert.Contains(lfp, a => a is { What: "--thermal lumped", Can: false } && a.Why.Contains("no thermal data", StringComparison.Ordinal));
        Assert.Contains(lfp, a => a is { What: "--cracks", Can: false });
        Assert.Contains(SetSheet.Abilities(ParameterSets.Get("OKane2022")), a => a is { What: "--lam stress", Can: true });
    }
}
