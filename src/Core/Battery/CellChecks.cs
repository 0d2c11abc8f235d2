namespace Busbar.Core.Battery;

/// <summary>Judges a parameter set: each fault names the field, the value, what is allowed and the physical reason.</summary>
internal static class CellChecks
{
    internal static IReadOnlyList<string> Of(CellParameters cell)
    {
        var faults = new List<string>();
        void Within(string field, double value, double low, double high, string unit, string reason)
        {
            if (!(value >= low && value <= high)) faults.Add($"{field} is {value}; allowed: {low} to {high}{(unit.Length > 0 ? " " : "")}{unit}, {reason}.");
        }

        Within(nameof(cell.NominalCapacityAh), cell.NominalCapacityAh, 1e-6, 1e5, "Ah", "it is the current of 1C");
        Within(nameof(cell.MinVoltageV), cell.MinVoltageV, 0.1, 10, "V", "a lithium-ion cell below that is destroyed");
        Within(nameof(cell.MaxVoltageV), cell.MaxVoltageV, cell.MinVoltageV + 0.01, 10, "V", "a full cell stands above an empty one");
        Within(nameof(cell.HeightM), cell.HeightM, 1e-4, 100, "m", "the sheet carries the current over its area");
        Within(nameof(cell.WidthM), cell.WidthM, 1e-4, 100, "m", "the sheet carries the current over its area");
        Within(nameof(cell.PairsInParallel), cell.PairsInParallel, 1, 10_000, "", "without an electrode pair there is no cell");
        Within(nameof(cell.ReferenceTemperatureK), cell.ReferenceTemperatureK, 233.15, 353.15, "K", "the fits hold between -40 and 80 degC at most");

        Electrode("Negative", cell.Negative);
        Electrode("Positive", cell.Positive);
        Within("Separator.ThicknessM", cell.Separator.ThicknessM, 1e-7, 1e-3, "m", "without a separator the cell is shorted");
        Within("Separator.Porosity", cell.Separator.Porosity, 0.01, 1, "", "ions pass through pores");
        Within("Separator.BruggemanElectrolyte", cell.Separator.BruggemanElectrolyte, 0, 10, "", "pores do not speed ions up");

        var liquid = cell.Electrolyte;
        Within("Electrolyte.ConcentrationMolPerM3", liquid.ConcentrationMolPerM3, 1, 10_000, "mol/m3", "without salt nothing conducts, above it crystallises");
        Within("Electrolyte.TransferenceNumber", liquid.TransferenceNumber, 0, 0.999, "", "it is the cations' share of the current");
        if (liquid.ConcentrationMolPerM3 > 0)
        {
            Within("Electrolyte.DiffusivityM2PerS (at rest)", liquid.DiffusivityM2PerS.At(liquid.ConcentrationMolPerM3, cell.ReferenceTemperatureK),
                1e-14, 1e-3, "m2/s", "salt spreads, at the speed of a liquid");
            Within("Electrolyte.ConductivitySPerM (at rest)", liquid.ConductivitySPerM.At(liquid.ConcentrationMolPerM3, cell.ReferenceTemperatureK),
                1e-4, 1e3, "S/m", "a liquid conducts, less than a metal");
        }
        if (cell.Thermal is { } thermal) Thermal(thermal);
        return faults;

        void Electrode(string name, ElectrodeParameters e)
        {
            Within($"{name}.ThicknessM", e.ThicknessM, 1e-7, 1e-2, "m", "it holds the active material");
            Within($"{name}.ParticleRadiusM", e.ParticleRadiusM, 1e-9, 1e-3, "m", "lithium diffuses into particles of finite size");
            Within($"{name}.Porosity", e.Porosity, 0.01, 0.99, "", "it holds both pores and solid");
            Within($"{name}.ActiveFraction", e.ActiveFraction, 0.01, 0.99, "", "it holds active material");
            Within($"{name}.Porosity + ActiveFraction", e.Porosity + e.ActiveFraction, 0, 1 + 1e-9, "", "pores and solid share one volume");
            Within($"{name}.MaxConcentrationMolPerM3", e.MaxConcentrationMolPerM3, 1, 1e6, "mol/m3", "the host has finitely many sites");
            Within($"{name}.InitialConcentrationMolPerM3", e.InitialConcentrationMolPerM3, 0, e.MaxConcentrationMolPerM3, "mol/m3", "no more lithium than sites");
            Within($"{name}.DiffusivityM2PerS", e.DiffusivityM2PerS, 1e-24, 1e-6, "m2/s", "lithium must reach the core of a particle");
            Within($"{name}.DiffusivityActivationJPerMol", e.DiffusivityActivationJPerMol, 0, 2e5, "J/mol", "diffusion is faster when warm");
            Within($"{name}.ExchangeRate", e.ExchangeRate, 1e-14, 1, "(A/m2)(m3/mol)^1.5", "without exchange there is no reaction");
            Within($"{name}.ExchangeActivationJPerMol", e.ExchangeActivationJPerMol, 0, 2e5, "J/mol", "reactions are faster when warm");
            Within($"{name}.ConductivitySPerM", e.ConductivitySPerM, 1e-6, 1e9, "S/m", "electrons reach the particles through the solid");
            Within($"{name}.BruggemanElectrolyte", e.BruggemanElectrolyte, 0, 10, "", "pores do not speed ions up");
            Within($"{name}.BruggemanSolid", e.BruggemanSolid, 0, 10, "", "pores do not speed electrons up");
            foreach (var s in (ReadOnlySpan<double>)[0.05, 0.5, 0.95])
                Within($"{name}.OpenCircuitV at stoichiometry {s}", e.OpenCircuitV.At(s), -1, 7, "V", "potentials against lithium lie there");
            if (cell.Thermal is null) return;
            Within($"{name}.DensityKgPerM3", e.DensityKgPerM3 ?? double.NaN, 1, 3e4, "kg/m3", "the thermal model needs the mass");
            Within($"{name}.SpecificHeatJPerKgK", e.SpecificHeatJPerKgK ?? double.NaN, 1, 1e4, "J/(kg K)", "the thermal model needs the heat capacity");
        }

        void Thermal(ThermalParameters t)
        {
            Within("Thermal.CoolingAreaM2", t.CoolingAreaM2, 0, 1e3, "m2", "0 is a cell that is not cooled");
            Within("Thermal.VolumeM3", t.VolumeM3, 1e-10, 10, "m3", "heat is stored in a volume");
            Within("Thermal.HeatTransferWPerM2K", t.HeatTransferWPerM2K, 0, 1e6, "W/(m2 K)", "heat flows from warm to cold");
            Within("Separator.DensityKgPerM3", cell.Separator.DensityKgPerM3 ?? double.NaN, 1, 3e4, "kg/m3", "the thermal model needs the mass");
            Within("Separator.SpecificHeatJPerKgK", cell.Separator.SpecificHeatJPerKgK ?? double.NaN, 1, 1e4, "J/(kg K)", "the thermal model needs the heat capacity");
            Collector("Thermal.NegativeCollector", t.NegativeCollector);
            Collector("Thermal.PositiveCollector", t.PositiveCollector);
        }

        void Collector(string name, CollectorParameters c)
        {
            Within($"{name}.ThicknessM", c.ThicknessM, 0, 1e-2, "m", "0 is a collector left out");
            Within($"{name}.ConductivitySPerM", c.ConductivitySPerM, 1, 1e9, "S/m", "it is a metal");
            Within($"{name}.DensityKgPerM3", c.DensityKgPerM3, 1, 3e4, "kg/m3", "it is a metal");
            Within($"{name}.SpecificHeatJPerKgK", c.SpecificHeatJPerKgK, 1, 1e4, "J/(kg K)", "it is a metal");
        }
    }
}
