using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Battery.Files;

/// <summary>
/// Our own layout: the fields of <see cref="CellParameters"/> in lower camel case, parts as objects (<c>negative</c>, <c>positive</c>, <c>separator</c>,
/// <c>electrolyte</c>, <c>thermal</c>, <c>ageing</c>). <c>basedOn</c> names a set from which everything that the file leaves out is taken.
/// A field that is not known is a fault.
/// </summary>
internal static class PlainFile
{
    internal static CellParameters Read(SetReader r, string name)
    {
        var based = Base(r);
        var (negative, positive) = (r.Part("negative", based is null ? "a cell has two electrodes" : null), r.Part("positive", based is null ? "a cell has two electrodes" : null));
        var separator = r.Part("separator", based is null ? "without a separator the cell is shorted" : null);
        var electrolyte = r.Part("electrolyte", based is null ? "without an electrolyte no ions move" : null);
        var cell = (based ?? Chosen.Nothing) with
        {
            Name = r.Text("name") ?? name,
            Source = r.Text("source") ?? (based is null ? "a file" : $"a file, on {based.Name}: {based.Source}"),
            NominalCapacityAh = r.Number("nominalCapacityAh", based?.NominalCapacityAh, "it is the current of 1C"),
            MinVoltageV = r.Number("minVoltageV", based?.MinVoltageV, "it is where a cell is empty"),
            MaxVoltageV = r.Number("maxVoltageV", based?.MaxVoltageV, "it is where a cell is full"),
            HeightM = r.Number("heightM", based?.HeightM, "the sheet carries the current over its area"),
            WidthM = r.Number("widthM", based?.WidthM, "the sheet carries the current over its area"),
            PairsInParallel = (int)Math.Clamp(r.Number("pairsInParallel", based?.PairsInParallel ?? 1, "each carries its share of the current"), 0, 1e6),
            ReferenceTemperatureK = r.Number("referenceTemperatureK", based?.ReferenceTemperatureK ?? 298.15, "the fits hold at it"),
        };
        cell = cell with
        {
            Negative = negative is null ? cell.Negative : Electrode(negative, based?.Negative),
            Positive = positive is null ? cell.Positive : Electrode(positive, based?.Positive),
            Separator = separator is null ? cell.Separator : Separator(separator, based?.Separator),
            Electrolyte = electrolyte is null ? cell.Electrolyte : Electrolyte(electrolyte, based?.Electrolyte, cell.ReferenceTemperatureK),
            Thermal = r.Part("thermal", null) is { } thermal ? Thermal(thermal, based?.Thermal) : based?.Thermal,
            Ageing = r.Part("ageing", null) is { } ageing ? PlainAgeing.Read(ageing, based?.Ageing ?? new AgeingParameters()) : based?.Ageing ?? new AgeingParameters(),
        };
        r.NothingElse();
        return cell;
    }

    private static CellParameters? Base(SetReader r)
    {
        if (!r.Has("basedOn")) return null;
        if (r.Text("basedOn") is { } name && ParameterSets.All.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase)) is { } set) return set;
        r.Fault("basedOn", $"names no set; allowed: {string.Join(", ", ParameterSets.All.Select(s => s.Name))}.");
        return Chosen.Nothing;
    }

    private static ElectrodeParameters Electrode(SetReader r, ElectrodeParameters? b)
    {
        var electrode = (b ?? Chosen.Nothing.Negative) with
        {
            ThicknessM = r.Number("thicknessM", b?.ThicknessM, "it holds the active material"),
            ParticleRadiusM = r.Number("particleRadiusM", b?.ParticleRadiusM, "lithium diffuses into particles of finite size"),
            Porosity = r.Number("porosity", b?.Porosity, "it holds both pores and solid"),
            ActiveFraction = r.Number("activeFraction", b?.ActiveFraction, "it holds active material"),
            MaxConcentrationMolPerM3 = r.Number("maxConcentrationMolPerM3", b?.MaxConcentrationMolPerM3, "the host has finitely many sites"),
            InitialConcentrationMolPerM3 = r.Number("initialConcentrationMolPerM3", b?.InitialConcentrationMolPerM3, "it fixes the cyclable lithium"),
            DiffusivityM2PerS = Chosen.OneDiffusivity(r, "diffusivityM2PerS", b?.DiffusivityM2PerS),
            DiffusivityActivationJPerMol = r.Number("diffusivityActivationJPerMol", b?.DiffusivityActivationJPerMol ?? 0, "diffusion is faster when warm"),
            ExchangeRate = r.Number("exchangeRate", b?.ExchangeRate, "without exchange there is no reaction"),
            ExchangeActivationJPerMol = r.Number("exchangeActivationJPerMol", b?.ExchangeActivationJPerMol ?? 0, "reactions are faster when warm"),
            ConductivitySPerM = r.Number("conductivitySPerM", b?.ConductivitySPerM, "electrons reach the particles through the solid"),
            BruggemanElectrolyte = r.Number("bruggemanElectrolyte", b?.BruggemanElectrolyte ?? 1.5, "pores slow ions down"),
            BruggemanSolid = r.Number("bruggemanSolid", b?.BruggemanSolid ?? 0, "pores slow electrons down"),
            OpenCircuitV = r.Curve("openCircuitV", b?.OpenCircuitV, "the potential over filling is what the cell stores"),
            EntropicVPerK = r.Curve("entropicVPerK", b?.EntropicVPerK ?? Curves.Curve.Constant(0), "it is the potential's change with temperature"),
            DensityKgPerM3 = Maybe(r, "densityKgPerM3", b?.DensityKgPerM3),
            SpecificHeatJPerKgK = Maybe(r, "specificHeatJPerKgK", b?.SpecificHeatJPerKgK),
            Mechanics = r.Part("mechanics", null) is { } mechanics ? Mechanics(mechanics, b?.Mechanics) : b?.Mechanics,
        };
        r.NothingElse();
        return electrode;
    }

    private static MechanicsParameters Mechanics(SetReader r, MechanicsParameters? b)
    {
        var mechanics = new MechanicsParameters
        {
            PoissonRatio = r.Number("poissonRatio", b?.PoissonRatio, "stress spreads sideways"),
            YoungModulusPa = r.Number("youngModulusPa", b?.YoungModulusPa, "stress is strain times stiffness"),
            PartialMolarVolumeM3PerMol = r.Number("partialMolarVolumeM3PerMol", b?.PartialMolarVolumeM3PerMol, "lithium swells the particle"),
            CriticalStressPa = r.Number("criticalStressPa", b?.CriticalStressPa, "the material tears at it"),
            LossRatePerS = r.Number("lossRatePerS", b?.LossRatePerS ?? 0, "it scales the loss"),
            LossExponent = r.Number("lossExponent", b?.LossExponent ?? 2, "loss grows with stress"),
            ReactionLossM3PerMol = r.Number("reactionLossM3PerMol", b?.ReactionLossM3PerMol ?? 0, "it scales the loss by SEI"),
        };
        r.NothingElse();
        return mechanics;
    }

    private static SeparatorParameters Separator(SetReader r, SeparatorParameters? b)
    {
        var separator = new SeparatorParameters
        {
            ThicknessM = r.Number("thicknessM", b?.ThicknessM, "it keeps the electrodes apart"),
            Porosity = r.Number("porosity", b?.Porosity, "ions pass through pores"),
            BruggemanElectrolyte = r.Number("bruggemanElectrolyte", b?.BruggemanElectrolyte ?? 1.5, "pores slow ions down"),
            DensityKgPerM3 = Maybe(r, "densityKgPerM3", b?.DensityKgPerM3),
            SpecificHeatJPerKgK = Maybe(r, "specificHeatJPerKgK", b?.SpecificHeatJPerKgK),
        };
        r.NothingElse();
        return separator;
    }

    private static ElectrolyteParameters Electrolyte(SetReader r, ElectrolyteParameters? b, double referenceK)
    {
        ElectrolyteProperty Property(string name, ElectrolyteProperty? fallback, string reason)
        {
            var function = r.Function(name, fallback is null ? reason : null);
            var energy = r.Number(name.Replace("M2PerS", "", StringComparison.Ordinal).Replace("SPerM", "", StringComparison.Ordinal) + "ActivationJPerMol", 0, "it is faster when warm");
            return function is null ? fallback ?? ElectrolyteProperty.Constant(double.NaN) : new FileProperty(function, energy, referenceK);
        }
        var electrolyte = new ElectrolyteParameters
        {
            ConcentrationMolPerM3 = r.Number("concentrationMolPerM3", b?.ConcentrationMolPerM3, "without salt nothing conducts"),
            TransferenceNumber = r.Number("transferenceNumber", b?.TransferenceNumber, "it is the cations' share of the current"),
            DiffusivityM2PerS = Property("diffusivityM2PerS", b?.DiffusivityM2PerS, "salt spreads"),
            ConductivitySPerM = Property("conductivitySPerM", b?.ConductivitySPerM, "a liquid conducts"),
            ThermodynamicFactor = Property("thermodynamicFactor", b?.ThermodynamicFactor ?? ElectrolyteProperty.Constant(1), "ions act on each other"),
        };
        r.NothingElse();
        return electrolyte;
    }

    private static ThermalParameters Thermal(SetReader r, ThermalParameters? b)
    {
        CollectorParameters Collector(string name, CollectorParameters? c)
        {
            if (r.Part(name, c is null ? "it carries the current and stores heat" : null) is not { } part) return c ?? new(double.NaN, double.NaN, double.NaN, double.NaN);
            var collector = new CollectorParameters(
                part.Number("thicknessM", c?.ThicknessM, "it is a sheet of metal"), part.Number("conductivitySPerM", c?.ConductivitySPerM, "it is a metal"),
                part.Number("densityKgPerM3", c?.DensityKgPerM3, "it is a metal"), part.Number("specificHeatJPerKgK", c?.SpecificHeatJPerKgK, "it is a metal"));
            part.NothingElse();
            return collector;
        }
        var thermal = new ThermalParameters
        {
            CoolingAreaM2 = r.Number("coolingAreaM2", b?.CoolingAreaM2, "the cell is cooled over it"),
            VolumeM3 = r.Number("volumeM3", b?.VolumeM3, "heat is stored in a volume"),
            HeatTransferWPerM2K = r.Number("heatTransferWPerM2K", b?.HeatTransferWPerM2K, "heat flows from warm to cold"),
            NegativeCollector = Collector("negativeCollector", b?.NegativeCollector),
            PositiveCollector = Collector("positiveCollector", b?.PositiveCollector),
        };
        r.NothingElse();
        return thermal;
    }

    private static double? Maybe(SetReader r, string name, double? fallback) => r.Has(name) ? r.Number(name, null, "the thermal model needs it") : fallback;
}
