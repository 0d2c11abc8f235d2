using Busbar.Core.Battery.Curves;
using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Battery;

/// <summary>A parameter of a set, for people.</summary>
/// <param name="Field">Its field, as files of sets have it.</param>
/// <param name="Value">Its value; of a function the value at <see cref="At"/>.</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="At">Where a function was evaluated: stoichiometry, or salt in mol/m3; null for a number.</param>
public sealed record SetValue(string Field, double Value, string Unit, double? At = null);

/// <summary>What can be simulated with a set.</summary>
/// <param name="What">The option and its values.</param>
/// <param name="Can">Whether the set has what it takes.</param>
/// <param name="Why">What it rests on, or what is missing.</param>
public sealed record SetAbility(string What, bool Can, string Why);

/// <summary>A parameter set for people: every parameter with its unit, and what the set can and cannot do. Pure.</summary>
public static class SetSheet
{
    private static readonly double[] Stoichiometries = [0.1, 0.3, 0.5, 0.7, 0.9];
    private static readonly double[] Salts = [500, 1000, 1500];

    /// <summary>The parameters, in the order of the file's fields.</summary>
    public static IReadOnlyList<SetValue> Values(CellParameters cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var values = new List<SetValue>
        {
            new("nominalCapacityAh", cell.NominalCapacityAh, "Ah"), new("minVoltageV", cell.MinVoltageV, "V"), new("maxVoltageV", cell.MaxVoltageV, "V"),
            new("heightM", cell.HeightM, "m"), new("widthM", cell.WidthM, "m"), new("pairsInParallel", cell.PairsInParallel, ""),
            new("referenceTemperatureK", cell.ReferenceTemperatureK, "K"),
        };
        Electrode("negative", cell.Negative, values);
        Electrode("positive", cell.Positive, values);
        var (separator, electrolyte) = (cell.Separator, cell.Electrolyte);
        values.Add(new("separator.thicknessM", separator.ThicknessM, "m"));
        values.Add(new("separator.porosity", separator.Porosity, ""));
        values.Add(new("separator.bruggemanElectrolyte", separator.BruggemanElectrolyte, ""));
        Maybe("separator.densityKgPerM3", separator.DensityKgPerM3, "kg/m3", values);
        Maybe("separator.specificHeatJPerKgK", separator.SpecificHeatJPerKgK, "J/(kg K)", values);
        values.Add(new("electrolyte.concentrationMolPerM3", electrolyte.ConcentrationMolPerM3, "mol/m3"));
        values.Add(new("electrolyte.transferenceNumber", electrolyte.TransferenceNumber, ""));
        Salt("electrolyte.diffusivityM2PerS", electrolyte.DiffusivityM2PerS, "m2/s");
        Salt("electrolyte.conductivitySPerM", electrolyte.ConductivitySPerM, "S/m");
        Salt("electrolyte.thermodynamicFactor", electrolyte.ThermodynamicFactor, "");
        if (cell.Thermal is { } thermal) Thermal(thermal, values);
        Ageing(cell.Ageing, values);
        return values;

        void Salt(string field, ElectrolyteProperty property, string unit)
        {
            foreach (var salt in Salts) values.Add(new(field, property.At(salt, cell.ReferenceTemperatureK), unit, salt));
        }
    }

    /// <summary>What can be simulated with the set, and what cannot, with the reason.</summary>
    public static IReadOnlyList<SetAbility> Abilities(CellParameters cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var (negative, positive) = (cell.Negative.Mechanics, cell.Positive.Mechanics);
        var own = cell.Ageing == new AgeingParameters() ? "with the data that PyBaMM's sets share: fits from papers about other cells" : "with data of its own";
        var hasEntropy = !cell.Negative.EntropicVPerK.IsZero || !cell.Positive.EntropicVPerK.IsZero;
        return
        [
            new("--model SPM, SPMe, DFN", true, "every set has what they take"),
            new("--thermal lumped", cell.Thermal is not null, cell.Thermal is null ? "no thermal data: mass, heat capacity and cooling are unknown" : hasEntropy ? "with entropic heat" : "without entropic heat, which the set does not know"),
            new("--sei, every law", true, own),
            new("--plating", true, own),
            new("--cracks", negative is not null, negative is null ? "no mechanics of the negative particles: their stress is unknown" : "with the negative particles' mechanics"),
            new("--lam stress", negative is not null && positive is not null, negative is null || positive is null ? "no mechanics: stress and strength of the particles are unknown" : "with the mechanics of both electrodes"),
            new("--lam reaction", negative is { ReactionLossM3PerMol: > 0 }, negative is { ReactionLossM3PerMol: > 0 } ? "with its factor" : "its factor (negative.mechanics.reactionLossM3PerMol) is 0 or not known"),
            new("--porosity-change", true, "where SEI or plating is followed"),
        ];
    }

    private static void Electrode(string part, ElectrodeParameters e, List<SetValue> values)
    {
        void Add(string field, double value, string unit) => values.Add(new($"{part}.{field}", value, unit));
        Add("thicknessM", e.ThicknessM, "m");
        Add("particleRadiusM", e.ParticleRadiusM, "m");
        Add("porosity", e.Porosity, "");
        Add("activeFraction", e.ActiveFraction, "");
        Add("maxConcentrationMolPerM3", e.MaxConcentrationMolPerM3, "mol/m3");
        Add("initialConcentrationMolPerM3", e.InitialConcentrationMolPerM3, "mol/m3");
        Add("diffusivityM2PerS", e.DiffusivityM2PerS, "m2/s");
        Add("diffusivityActivationJPerMol", e.DiffusivityActivationJPerMol, "J/mol");
        Add("exchangeRate", e.ExchangeRate, "(A/m2)(m3/mol)^1.5");
        Add("exchangeActivationJPerMol", e.ExchangeActivationJPerMol, "J/mol");
        Add("conductivitySPerM", e.ConductivitySPerM, "S/m");
        Add("bruggemanElectrolyte", e.BruggemanElectrolyte, "");
        Add("bruggemanSolid", e.BruggemanSolid, "");
        Function("openCircuitV", e.OpenCircuitV, "V");
        if (!e.EntropicVPerK.IsZero) Function("entropicVPerK", e.EntropicVPerK, "V/K");
        Maybe($"{part}.densityKgPerM3", e.DensityKgPerM3, "kg/m3", values);
        Maybe($"{part}.specificHeatJPerKgK", e.SpecificHeatJPerKgK, "J/(kg K)", values);
        if (e.Mechanics is not { } m) return;
        Add("mechanics.poissonRatio", m.PoissonRatio, "");
        Add("mechanics.youngModulusPa", m.YoungModulusPa, "Pa");
        Add("mechanics.partialMolarVolumeM3PerMol", m.PartialMolarVolumeM3PerMol, "m3/mol");
        Add("mechanics.criticalStressPa", m.CriticalStressPa, "Pa");
        Add("mechanics.lossRatePerS", m.LossRatePerS, "1/s");
        Add("mechanics.lossExponent", m.LossExponent, "");
        Add("mechanics.reactionLossM3PerMol", m.ReactionLossM3PerMol, "m3/mol");

        void Function(string field, Curve curve, string unit)
        {
            foreach (var x in Stoichiometries) values.Add(new($"{part}.{field}", curve.At(x), unit, x));
        }
    }

    private static void Thermal(ThermalParameters thermal, List<SetValue> values)
    {
        values.Add(new("thermal.coolingAreaM2", thermal.CoolingAreaM2, "m2"));
        values.Add(new("thermal.volumeM3", thermal.VolumeM3, "m3"));
        values.Add(new("thermal.heatTransferWPerM2K", thermal.HeatTransferWPerM2K, "W/(m2 K)"));
        foreach (var (name, c) in ((string, CollectorParameters)[])[("negativeCollector", thermal.NegativeCollector), ("positiveCollector", thermal.PositiveCollector)])
        {
            values.Add(new($"thermal.{name}.thicknessM", c.ThicknessM, "m"));
            values.Add(new($"thermal.{name}.conductivitySPerM", c.ConductivitySPerM, "S/m"));
            values.Add(new($"thermal.{name}.densityKgPerM3", c.DensityKgPerM3, "kg/m3"));
            values.Add(new($"thermal.{name}.specificHeatJPerKgK", c.SpecificHeatJPerKgK, "J/(kg K)"));
        }
    }

    private static void Ageing(AgeingParameters a, List<SetValue> values)
    {
        void Add(string field, double value, string unit) => values.Add(new($"ageing.{field}", value, unit));
        Add("seiLithiumPerMol", a.SeiLithiumPerMol, "");
        Add("seiMolarVolumeM3PerMol", a.SeiMolarVolumeM3PerMol, "m3/mol");
        Add("seiExchangeAPerM2", a.SeiExchangeAPerM2, "A/m2");
        Add("seiResistivityOhmM", a.SeiResistivityOhmM, "ohm m");
        Add("solventDiffusivityM2PerS", a.SolventDiffusivityM2PerS, "m2/s");
        Add("solventConcentrationMolPerM3", a.SolventConcentrationMolPerM3, "mol/m3");
        Add("seiPotentialV", a.SeiPotentialV, "V");
        Add("seiInnerPotentialV", a.SeiInnerPotentialV, "V");
        Add("seiElectronConductivitySPerM", a.SeiElectronConductivitySPerM, "S/m");
        Add("interstitialDiffusivityM2PerS", a.InterstitialDiffusivityM2PerS, "m2/s");
        Add("interstitialConcentrationMolPerM3", a.InterstitialConcentrationMolPerM3, "mol/m3");
        Add("seiInitialThicknessM", a.SeiInitialThicknessM, "m");
        Add("seiOnCracksInitialThicknessM", a.SeiOnCracksInitialThicknessM, "m");
        Add("ecConcentrationMolPerM3", a.EcConcentrationMolPerM3, "mol/m3");
        Add("ecDiffusivityM2PerS", a.EcDiffusivityM2PerS, "m2/s");
        Add("seiRateMPerS", a.SeiRateMPerS, "m/s");
        Add("seiActivationJPerMol", a.SeiActivationJPerMol, "J/mol");
        Add("platingRateMPerS", a.PlatingRateMPerS, "m/s");
        Add("platingTransfer", a.PlatingTransfer, "");
        Add("deadLithiumRatePerS", a.DeadLithiumRatePerS, "1/s");
        Add("lithiumMolarVolumeM3PerMol", a.LithiumMolarVolumeM3PerMol, "m3/mol");
        Add("crackRate", a.CrackRate, "");
        Add("crackStressFactor", a.CrackStressFactor, "");
        Add("crackExponent", a.CrackExponent, "");
        Add("crackInitialLengthM", a.CrackInitialLengthM, "m");
        Add("crackWidthM", a.CrackWidthM, "m");
        Add("cracksPerM2", a.CracksPerM2, "1/m2");
    }

    private static void Maybe(string field, double? value, string unit, List<SetValue> values)
    {
        if (value is { } known) values.Add(new(field, known, unit));
    }
}
