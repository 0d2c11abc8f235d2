using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Battery.Sets;

/// <summary>A123 26650, LFP and graphite, 2.3 Ah: Prada et al. 2013 (J. Electrochem. Soc. 160 A616), with Chen's graphite, the LFP of Afshar 2017
/// and its kinetics by Kashkooli et al. 2017. It has no thermal data; <see cref="WithAssumedThermal"/> adds some of our own.</summary>
internal static class Prada2013
{
    internal static CellParameters Set { get; } = new()
    {
        Name = "Prada2013",
        Source = "Prada et al. 2013, J. Electrochem. Soc. 160 A616; LFP potential of Afshar 2017, arXiv 1709.03970; kinetics of Kashkooli et al. 2017",
        NominalCapacityAh = 2.3,
        MinVoltageV = 2.0,
        MaxVoltageV = 3.6,
        HeightM = 0.6,
        WidthM = 0.3,
        ReferenceTemperatureK = 298,
        Negative = new()
        {
            ThicknessM = 34e-6,
            ParticleRadiusM = 5e-6,
            Porosity = 0.36,
            ActiveFraction = 0.58,
            MaxConcentrationMolPerM3 = 30555,
            InitialConcentrationMolPerM3 = 0.81 * 30555,
            DiffusivityM2PerS = 3e-15,
            ExchangeRate = 6.48e-7,
            ExchangeActivationJPerMol = 35000,
            ConductivitySPerM = 215,
            BruggemanSolid = 1.5,
            OpenCircuitV = Graphites.Lgm50,
        },
        Positive = new()
        {
            ThicknessM = 80e-6,
            ParticleRadiusM = 5e-8,
            Porosity = 0.426,
            ActiveFraction = 0.374,
            MaxConcentrationMolPerM3 = 22806,
            InitialConcentrationMolPerM3 = 0.0038 * 22806,
            DiffusivityM2PerS = 5.9e-18,
            ExchangeRate = 6e-7,
            ExchangeActivationJPerMol = 39570,
            ConductivitySPerM = 0.33795074,
            BruggemanSolid = 1.5,
            OpenCircuitV = Cathodes.IronPhosphate,
        },
        Separator = new() { ThicknessM = 25e-6, Porosity = 0.45 },
        Electrolyte = new()
        {
            ConcentrationMolPerM3 = 1200,
            TransferenceNumber = 0.36,
            DiffusivityM2PerS = ElectrolyteProperty.Constant(2e-10),
            // In S/cm over mol/cm3 the polynomial asks for a factor of 100; PyBaMM has 1000, and its reference solutions too.
            ConductivitySPerM = new SeriesProperty { Polynomial = [0.41253, 5.007, -4.7212, 1.5094, -0.16018] },
        },
    };

    /// <summary>The set with thermal data assumed for a 26650 (density, heat and cooling of the order of measured cells; not from the paper).</summary>
    internal static CellParameters WithAssumedThermal { get; } = Set with
    {
        Name = "Prada2013-thermal",
        Source = Set.Source + "; thermal data assumed",
        Negative = Set.Negative with { DensityKgPerM3 = 2047, SpecificHeatJPerKgK = 1100 },
        Positive = Set.Positive with { DensityKgPerM3 = 2047, SpecificHeatJPerKgK = 1100 },
        Separator = Set.Separator with { DensityKgPerM3 = 2047, SpecificHeatJPerKgK = 1100 },
        Thermal = new()
        {
            CoolingAreaM2 = 6.4e-3,
            VolumeM3 = 3.42e-5,
            HeatTransferWPerM2K = 10,
            NegativeCollector = new(10e-6, 58_411_000, 2047, 1100),
            PositiveCollector = new(20e-6, 36_914_000, 2047, 1100),
        },
    };
}
