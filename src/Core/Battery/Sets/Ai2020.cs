using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Battery.Sets;

/// <summary>Enertech SPB655060, LCO and graphite, 2.28 Ah: Ai et al. 2020 (J. Electrochem. Soc. 167 013512), electrolyte of Valoen and Reimers 2005.</summary>
internal static class Ai2020
{
    internal static CellParameters Set { get; } = With("Ai2020", -8.43);

    /// <summary>As PyBaMM has shipped it since version 24.1: the diffusivity of the salt 10,000 times too large.</summary>
    internal static CellParameters AsInPybamm { get; } = With("Ai2020-pybamm", -4.43);

    private static CellParameters With(string name, double diffusivityExponent) => new()
    {
        Name = name,
        Source = "Ai et al. 2020, J. Electrochem. Soc. 167 013512; electrolyte of Valoen and Reimers 2005, J. Electrochem. Soc. 152 A882",
        NominalCapacityAh = 2.28,
        MinVoltageV = 3.0,
        MaxVoltageV = 4.2,
        HeightM = 0.051,
        WidthM = 0.047,
        PairsInParallel = 34,
        Negative = new()
        {
            ThicknessM = 76.5e-6,
            ParticleRadiusM = 5e-6,
            Porosity = 0.33,
            ActiveFraction = 0.61,
            MaxConcentrationMolPerM3 = 28700,
            InitialConcentrationMolPerM3 = 24108,
            DiffusivityM2PerS = 3.9e-14,
            DiffusivityActivationJPerMol = 5000,
            ExchangeRate = 1e-11 * Physics.Faraday,
            ExchangeActivationJPerMol = 5000,
            ConductivitySPerM = 100,
            BruggemanElectrolyte = 2.914,
            OpenCircuitV = Graphites.Enertech,
            EntropicVPerK = Graphites.EnertechEntropic,
            DensityKgPerM3 = 2470,
            SpecificHeatJPerKgK = 1080.2,
            Mechanics = new() { PoissonRatio = 0.3, YoungModulusPa = 15e9, PartialMolarVolumeM3PerMol = 3.1e-6, CriticalStressPa = 60e6, LossRatePerS = 0 },
        },
        Positive = new()
        {
            ThicknessM = 68e-6,
            ParticleRadiusM = 3e-6,
            Porosity = 0.32,
            ActiveFraction = 0.62,
            MaxConcentrationMolPerM3 = 49943,
            InitialConcentrationMolPerM3 = 21725,
            DiffusivityM2PerS = 5.387e-15,
            DiffusivityActivationJPerMol = 5000,
            ExchangeRate = 1e-11 * Physics.Faraday,
            ExchangeActivationJPerMol = 5000,
            ConductivitySPerM = 10,
            BruggemanElectrolyte = 1.83,
            OpenCircuitV = Cathodes.CobaltOxideTabulated,
            EntropicVPerK = Cathodes.CobaltOxideTabulatedEntropic,
            DensityKgPerM3 = 2470,
            SpecificHeatJPerKgK = 1080.2,
            Mechanics = new() { PoissonRatio = 0.2, YoungModulusPa = 375e9, PartialMolarVolumeM3PerMol = -7.28e-7, CriticalStressPa = 375e6, LossRatePerS = 2.78e-13 },
        },
        Separator = new() { ThicknessM = 25e-6, Porosity = 0.5, DensityKgPerM3 = 2470, SpecificHeatJPerKgK = 1080.2 },
        Electrolyte = new()
        {
            ConcentrationMolPerM3 = 1000,
            TransferenceNumber = 0.38,
            DiffusivityM2PerS = new ValoenReimers { Kind = ValoenReimersKind.Diffusivity, DiffusivityExponent = diffusivityExponent },
            ConductivitySPerM = new ValoenReimers { Kind = ValoenReimersKind.Conductivity },
            ThermodynamicFactor = new ValoenReimers { Kind = ValoenReimersKind.ThermodynamicFactor, TransferenceNumber = 0.38 },
        },
        Thermal = new()
        {
            CoolingAreaM2 = 0.0060484,
            VolumeM3 = 1.5341e-5,
            HeatTransferWPerM2K = 35,
            NegativeCollector = new(10e-6, 58_411_000, 8960, 385),
            PositiveCollector = new(15e-6, 36_914_000, 2700, 897),
        },
    };
}
