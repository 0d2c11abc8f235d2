using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Battery.Sets;

/// <summary>Kokam SLPB, LCO and graphite, 0.68 Ah: Marquis et al. 2019 (J. Electrochem. Soc. 166 A3693) with curves of Dualfoil (Newman), entropic
/// coefficients of Moura's fastDFN and the electrolyte of Capiglia et al. 1999.</summary>
internal static class Marquis2019
{
    private const double NegativeMax = 24983.2619938437;
    private const double PositiveMax = 51217.9257309275;

    internal static CellParameters Set { get; } = new()
    {
        Name = "Marquis2019",
        Source = "Marquis et al. 2019, J. Electrochem. Soc. 166 A3693; Dualfoil; electrolyte of Capiglia et al. 1999, J. Power Sources 81-82 859",
        NominalCapacityAh = 0.680616,
        MinVoltageV = 3.105,
        MaxVoltageV = 4.1,
        HeightM = 0.137,
        WidthM = 0.207,
        Negative = new()
        {
            ThicknessM = 100e-6,
            ParticleRadiusM = 1e-5,
            Porosity = 0.3,
            ActiveFraction = 0.6,
            MaxConcentrationMolPerM3 = NegativeMax,
            InitialConcentrationMolPerM3 = 19986.609595075,
            DiffusivityM2PerS = 3.9e-14,
            DiffusivityActivationJPerMol = 42770,
            ExchangeRate = 2e-5,
            ExchangeActivationJPerMol = 37480,
            ConductivitySPerM = 100,
            BruggemanSolid = 1.5,
            OpenCircuitV = Graphites.Mesocarbon,
            EntropicVPerK = Graphites.MesocarbonEntropic(NegativeMax),
            DensityKgPerM3 = 1657,
            SpecificHeatJPerKgK = 700,
        },
        Positive = new()
        {
            ThicknessM = 100e-6,
            ParticleRadiusM = 1e-5,
            Porosity = 0.3,
            ActiveFraction = 0.5,
            MaxConcentrationMolPerM3 = PositiveMax,
            InitialConcentrationMolPerM3 = 30730.7554385565,
            DiffusivityM2PerS = 1e-13,
            DiffusivityActivationJPerMol = 18550,
            ExchangeRate = 6e-7,
            ExchangeActivationJPerMol = 39570,
            ConductivitySPerM = 10,
            BruggemanSolid = 1.5,
            OpenCircuitV = Cathodes.CobaltOxide,
            EntropicVPerK = Cathodes.CobaltOxideEntropic(PositiveMax),
            DensityKgPerM3 = 3262,
            SpecificHeatJPerKgK = 700,
        },
        Separator = new() { ThicknessM = 25e-6, Porosity = 1, DensityKgPerM3 = 397, SpecificHeatJPerKgK = 700 },
        Electrolyte = new()
        {
            ConcentrationMolPerM3 = 1000,
            TransferenceNumber = 0.4,
            DiffusivityM2PerS = new SeriesProperty { Polynomial = [5.34e-10], Decay = 0.65, ActivationEnergyJPerMol = 37040 },
            ConductivitySPerM = new SeriesProperty { Polynomial = [0.0911, 1.9101, -1.052, 0.1554], ActivationEnergyJPerMol = 34700 },
        },
        Thermal = new()
        {
            CoolingAreaM2 = 0.0569,
            VolumeM3 = 7.8e-6,
            HeatTransferWPerM2K = 10,
            NegativeCollector = new(25e-6, 59_600_000, 8954, 385),
            PositiveCollector = new(25e-6, 35_500_000, 2707, 897),
        },
    };
}
