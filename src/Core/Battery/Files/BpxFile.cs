using Busbar.Core.Battery.Curves;
using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Battery.Files;

/// <summary>
/// The layout of the Battery Parameter eXchange standard (BPX 0.1 to 1.x, Faraday Institution): reads what a DFN needs. BPX gives the surface per volume
/// where we have the active fraction (a R / 3), transport efficiencies where we have Bruggeman's exponents, and a rate constant K with
/// j0 = F K sqrt(c_e/c_e0 s (1 - s)); temperatures of reference are its own. It has no heat transfer: a number called
/// <c>Heat transfer coefficient [W.m-2.K-1]</c> under User-defined makes the set thermal.
/// </summary>
internal static class BpxFile
{
    internal static CellParameters Read(SetReader root, string name)
    {
        var header = root.Part("Header", null);
        var all = root.Part("Parameterisation", "it holds the cell") ?? throw new FormatException("Parameterisation is missing: it holds the cell.");
        var cell = all.Part("Cell", "it holds size and limits");
        var liquid = all.Part("Electrolyte", "without an electrolyte no ions move");
        var separator = all.Part("Separator", "without a separator the cell is shorted");
        var (negative, positive) = (all.Part("Negative electrode", "a cell has two electrodes"), all.Part("Positive electrode", "a cell has two electrodes"));
        if (cell is null || liquid is null || separator is null || negative is null || positive is null) return Chosen.Nothing;
        var user = all.Part("User-defined", null);
        var referenceK = cell.Number("Reference temperature [K]", 298.15, "the fits hold at it");
        var side = Math.Sqrt(cell.Number("Electrode area [m2]", null, "the sheet carries the current over its area"));
        var pairs = cell.Number("Number of electrode pairs connected in parallel to make a cell", 1, "each carries its share of the current");
        var series = cell.Number("Number of cells connected in series to make a battery", 1, "the twin is one cell");
        if (series != 1) cell.Fault("Number of cells connected in series to make a battery", $"is {series}; allowed: 1, the twin is one cell.");
        var saltMolPerM3 = liquid.Number("Initial concentration [mol.m-3]", null, "without salt nothing conducts");
        var thermal = Thermal(cell, user);
        return new CellParameters
        {
            Name = name,
            Source = header?.Text("References") ?? header?.Text("Title") ?? "BPX file",
            NominalCapacityAh = cell.Number("Nominal cell capacity [A.h]", null, "it is the current of 1C"),
            MinVoltageV = cell.Number("Lower voltage cut-off [V]", null, "it is where a cell is empty"),
            MaxVoltageV = cell.Number("Upper voltage cut-off [V]", null, "it is where a cell is full"),
            HeightM = side,
            WidthM = side,
            PairsInParallel = pairs is >= 1 and <= 10_000 ? (int)pairs : 0,
            ReferenceTemperatureK = referenceK,
            Negative = Electrode(negative, thermal, saltMolPerM3, referenceK, full: true),
            Positive = Electrode(positive, thermal, saltMolPerM3, referenceK, full: false),
            Separator = new()
            {
                ThicknessM = separator.Number("Thickness [m]", null, "it keeps the electrodes apart"),
                Porosity = separator.Number("Porosity", null, "ions pass through pores"),
                BruggemanElectrolyte = Bruggeman(separator),
                DensityKgPerM3 = thermal?.Density,
                SpecificHeatJPerKgK = thermal?.SpecificHeat,
            },
            Electrolyte = new()
            {
                ConcentrationMolPerM3 = saltMolPerM3,
                TransferenceNumber = liquid.Number("Cation transference number", null, "it is the cations' share of the current"),
                DiffusivityM2PerS = Property(liquid, "Diffusivity", "m2.s-1", referenceK, "salt spreads"),
                ConductivitySPerM = Property(liquid, "Conductivity", "S.m-1", referenceK, "a liquid conducts"),
            },
            Thermal = thermal?.Parameters,
        };
    }

    private sealed record Heat(double Density, double SpecificHeat, ThermalParameters Parameters);

    private static Heat? Thermal(SetReader cell, SetReader? user)
    {
        const string Transfer = "Heat transfer coefficient [W.m-2.K-1]";
        if (user is null || !user.Has(Transfer)) return null;
        var density = cell.Number("Density [kg.m-3]", null, "the thermal model needs the mass");
        var heat = cell.Number("Specific heat capacity [J.K-1.kg-1]", null, "the thermal model needs the heat capacity");
        var none = new CollectorParameters(0, 5e7, density, heat);
        return new(density, heat, new()
        {
            CoolingAreaM2 = cell.Number("External surface area [m2]", null, "the cell is cooled over it"),
            VolumeM3 = cell.Number("Volume [m3]", null, "heat is stored in a volume"),
            HeatTransferWPerM2K = user.Number(Transfer, null, "heat flows from warm to cold"),
            NegativeCollector = none,
            PositiveCollector = none,
        });
    }

    private static ElectrodeParameters Electrode(SetReader e, Heat? thermal, double saltMolPerM3, double referenceK, bool full)
    {
        if (e.Has("Particle")) e.Fault("Particle", "is there; the twin knows electrodes of one kind of particle, not blends.");
        var radiusM = e.Number("Particle radius [m]", null, "lithium diffuses into particles of finite size");
        var mostMolPerM3 = e.Number("Maximum concentration [mol.m-3]", null, "the host has finitely many sites");
        var place = full ? e.Number("Maximum stoichiometry", null, "it is the filling of the full cell") : e.Number("Minimum stoichiometry", null, "it is the filling of the full cell");
        var diffusionJ = e.Number("Diffusivity activation energy [J.mol-1]", 0, "diffusion is faster when warm");
        var reactionJ = e.Number("Reaction rate constant activation energy [J.mol-1]", 0, "reactions are faster when warm");
        var rate = e.Number("Reaction rate constant [mol.m-2.s-1]", null, "without exchange there is no reaction");
        return new ElectrodeParameters
        {
            ThicknessM = e.Number("Thickness [m]", null, "it holds the active material"),
            ParticleRadiusM = radiusM,
            Porosity = e.Number("Porosity", null, "it holds both pores and solid"),
            ActiveFraction = e.Number("Surface area per unit volume [m-1]", null, "the reaction needs a surface") * radiusM / 3,
            MaxConcentrationMolPerM3 = mostMolPerM3,
            InitialConcentrationMolPerM3 = place * mostMolPerM3,
            DiffusivityM2PerS = Chosen.OneDiffusivity(e, "Diffusivity [m2.s-1]", null) / Physics.Arrhenius(diffusionJ, referenceK),
            DiffusivityActivationJPerMol = diffusionJ,
            ExchangeRate = Physics.Faraday * rate / (Math.Sqrt(saltMolPerM3) * mostMolPerM3) / Physics.Arrhenius(reactionJ, referenceK),
            ExchangeActivationJPerMol = reactionJ,
            ConductivitySPerM = e.Number("Conductivity [S.m-1]", null, "electrons reach the particles through the solid"),
            BruggemanElectrolyte = Bruggeman(e),
            BruggemanSolid = 0,
            OpenCircuitV = e.Curve("OCP [V]", null, "the potential over filling is what the cell stores"),
            EntropicVPerK = e.Curve("Entropic change coefficient [V.K-1]", Curve.Constant(0), "it is the potential's change with temperature"),
            DensityKgPerM3 = thermal?.Density,
            SpecificHeatJPerKgK = thermal?.SpecificHeat,
        };
    }

    /// <summary>The exponent b with porosity^b = efficiency.</summary>
    private static double Bruggeman(SetReader layer)
    {
        var porosity = layer.Number("Porosity", double.NaN, "");
        var efficiency = layer.Number("Transport efficiency", null, "pores slow ions down");
        if (double.IsNaN(efficiency) || double.IsNaN(porosity)) return double.NaN;
        if (efficiency is > 0 and <= 1 && (porosity < 1 || efficiency == 1)) return porosity < 1 ? Math.Log(efficiency) / Math.Log(porosity) : 1.5;
        layer.Fault("Transport efficiency", $"is {efficiency}; allowed: above 0 to 1, and 1 where the porosity is 1: pores slow ions down and do not stop them.");
        return double.NaN;
    }

    private static ElectrolyteProperty Property(SetReader liquid, string name, string unit, double referenceK, string reason)
    {
        var function = liquid.Function($"{name} [{unit}]", reason);
        var energy = liquid.Number($"{name} activation energy [J.mol-1]", 0, "it is faster when warm");
        return function is null ? ElectrolyteProperty.Constant(double.NaN) : new FileProperty(function, energy, referenceK);
    }
}
