using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Battery.Sets;

/// <summary>LG M50 21700, NMC811 and graphite-SiOx, 5 Ah: Chen et al. 2020 (J. Electrochem. Soc. 167 080534), and the same cell with
/// temperature and ageing by O'Kane et al. 2022 (Phys. Chem. Chem. Phys. 24 7909). Electrolyte: Nyman et al. 2008 (Electrochim. Acta 53 6356).</summary>
internal static class Chen2020
{
    internal static CellParameters Set { get; } = new()
    {
        Name = "Chen2020",
        Source = "Chen et al. 2020, J. Electrochem. Soc. 167 080534; electrolyte of Nyman et al. 2008, Electrochim. Acta 53 6356",
        NominalCapacityAh = 5,
        MinVoltageV = 2.5,
        MaxVoltageV = 4.2,
        HeightM = 0.065,
        WidthM = 1.58,
        Negative = new()
        {
            ThicknessM = 85.2e-6,
            ParticleRadiusM = 5.86e-6,
            Porosity = 0.25,
            ActiveFraction = 0.75,
            MaxConcentrationMolPerM3 = 33133,
            InitialConcentrationMolPerM3 = 29866,
            DiffusivityM2PerS = 3.3e-14,
            ExchangeRate = 6.48e-7,
            ExchangeActivationJPerMol = 35000,
            ConductivitySPerM = 215,
            OpenCircuitV = Graphites.Lgm50,
            DensityKgPerM3 = 1657,
            SpecificHeatJPerKgK = 700,
        },
        Positive = new()
        {
            ThicknessM = 75.6e-6,
            ParticleRadiusM = 5.22e-6,
            Porosity = 0.335,
            ActiveFraction = 0.665,
            MaxConcentrationMolPerM3 = 63104,
            InitialConcentrationMolPerM3 = 17038,
            DiffusivityM2PerS = 4e-15,
            ExchangeRate = 3.42e-6,
            ExchangeActivationJPerMol = 17800,
            ConductivitySPerM = 0.18,
            OpenCircuitV = Cathodes.Nmc811,
            DensityKgPerM3 = 3262,
            SpecificHeatJPerKgK = 700,
        },
        Separator = new() { ThicknessM = 12e-6, Porosity = 0.47, DensityKgPerM3 = 397, SpecificHeatJPerKgK = 700 },
        Electrolyte = Nyman(0),
        Thermal = new()
        {
            CoolingAreaM2 = 0.00531,
            VolumeM3 = 2.42e-5,
            HeatTransferWPerM2K = 10,
            NegativeCollector = new(12e-6, 58_411_000, 8960, 385),
            PositiveCollector = new(16e-6, 36_914_000, 2700, 897),
        },
    };

    internal static CellParameters WithAgeing { get; } = Set with
    {
        Name = "OKane2022",
        Source = "O'Kane et al. 2022, Phys. Chem. Chem. Phys. 24 7909, on Chen et al. 2020; electrolyte of Nyman et al. 2008",
        Negative = Set.Negative with
        {
            DiffusivityActivationJPerMol = 30300,
            BruggemanSolid = 1.5,
            OpenCircuitV = Graphites.Lgm50Table,
            Mechanics = new() { PoissonRatio = 0.3, YoungModulusPa = 15e9, PartialMolarVolumeM3PerMol = 3.1e-6, CriticalStressPa = 60e6, LossRatePerS = 2.7778e-7 },
        },
        Positive = Set.Positive with
        {
            DiffusivityActivationJPerMol = 25000,
            BruggemanSolid = 1.5,
            Mechanics = new() { PoissonRatio = 0.2, YoungModulusPa = 375e9, PartialMolarVolumeM3PerMol = 1.25e-5, CriticalStressPa = 375e6, LossRatePerS = 2.7778e-7 },
        },
        Electrolyte = Nyman(17000),
        Ageing = new() { SeiLithiumPerMol = 1, SeiActivationJPerMol = 38000 },
    };

    private static ElectrolyteParameters Nyman(double activationJPerMol) => new()
    {
        ConcentrationMolPerM3 = 1000,
        TransferenceNumber = 0.2594,
        DiffusivityM2PerS = new SeriesProperty { Polynomial = [4.862e-10, -3.972e-10, 8.794e-11], ActivationEnergyJPerMol = activationJPerMol },
        ConductivitySPerM = new SeriesProperty { Polynomial = [0, 3.329, 0, 0.1297], ThreeHalves = -2.51, ActivationEnergyJPerMol = activationJPerMol },
    };
}
