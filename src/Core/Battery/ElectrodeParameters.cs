using Busbar.Core.Battery.Curves;

namespace Busbar.Core.Battery;

/// <summary>One porous electrode: geometry, material, kinetics. Immutable; safe from any thread.</summary>
public sealed record ElectrodeParameters
{
    /// <summary>Thickness of the coating, m.</summary>
    public required double ThicknessM { get; init; }

    /// <summary>Radius of the particles, m.</summary>
    public required double ParticleRadiusM { get; init; }

    /// <summary>Share of the volume filled with electrolyte, 0 to 1.</summary>
    public required double Porosity { get; init; }

    /// <summary>Share of the volume filled with active material, 0 to 1.</summary>
    public required double ActiveFraction { get; init; }

    /// <summary>Most lithium that the active material takes up, mol/m3.</summary>
    public required double MaxConcentrationMolPerM3 { get; init; }

    /// <summary>Lithium in the active material of a new cell, mol/m3: together with the other electrode's it fixes the cyclable lithium.</summary>
    public required double InitialConcentrationMolPerM3 { get; init; }

    /// <summary>Diffusivity of lithium in the particle at 298.15 K, m2/s.</summary>
    public required double DiffusivityM2PerS { get; init; }

    /// <summary>Activation energy of the diffusivity, J/mol.</summary>
    public double DiffusivityActivationJPerMol { get; init; }

    /// <summary>Rate of the exchange current at 298.15 K, (A/m2)(m3/mol)^1.5: j0 = m c_e^0.5 c_surf^0.5 (c_max - c_surf)^0.5.</summary>
    public required double ExchangeRate { get; init; }

    /// <summary>Activation energy of the exchange current, J/mol.</summary>
    public double ExchangeActivationJPerMol { get; init; }

    /// <summary>Electronic conductivity of the electrode's solid, S/m.</summary>
    public required double ConductivitySPerM { get; init; }

    /// <summary>Bruggeman exponent of the electrolyte: transport is slowed to porosity^b.</summary>
    public double BruggemanElectrolyte { get; init; } = 1.5;

    /// <summary>Bruggeman exponent of the solid: conduction is slowed to (1 - porosity)^b.</summary>
    public double BruggemanSolid { get; init; }

    /// <summary>Open-circuit potential against lithium over stoichiometry, V, at the set's reference temperature.</summary>
    public required Curve OpenCircuitV { get; init; }

    /// <summary>Its change with temperature, V/K.</summary>
    public Curve EntropicVPerK { get; init; } = Curve.Constant(0);

    /// <summary>Density of the coating with its electrolyte, kg/m3; null when the set has no thermal data.</summary>
    public double? DensityKgPerM3 { get; init; }

    /// <summary>Specific heat of the coating with its electrolyte, J/(kg K); null when the set has no thermal data.</summary>
    public double? SpecificHeatJPerKgK { get; init; }

    /// <summary>Data of mechanics and loss of active material; null when the set has none.</summary>
    public MechanicsParameters? Mechanics { get; init; }

    /// <summary>Surface of the particles per volume of electrode, 1/m: 3 eps / R for spheres.</summary>
    public double SurfacePerVolume => 3 * ActiveFraction / ParticleRadiusM;

    /// <summary>Transport efficiency of the electrolyte in the pores, 0 to 1.</summary>
    public double ElectrolyteEfficiency => Math.Pow(Porosity, BruggemanElectrolyte);

    /// <summary>Conductivity of the electrode as a whole, S/m.</summary>
    public double EffectiveConductivitySPerM => ConductivitySPerM * Math.Pow(1 - Porosity, BruggemanSolid);

    /// <summary>Open-circuit potential at a stoichiometry and a temperature, V.</summary>
    public double PotentialV(double stoichiometry, double temperatureK, double referenceK) =>
        OpenCircuit.PotentialV(this, stoichiometry, temperatureK, referenceK, out _);
}

/// <summary>Mechanics of an electrode's particles and what it does to them (Ai et al. 2020; O'Kane et al. 2022).</summary>
public sealed record MechanicsParameters
{
    /// <summary>Poisson's ratio, no unit.</summary>
    public required double PoissonRatio { get; init; }

    /// <summary>Young's modulus, Pa.</summary>
    public required double YoungModulusPa { get; init; }

    /// <summary>Partial molar volume of lithium in the particle, m3/mol; negative for a material that shrinks as it fills.</summary>
    public required double PartialMolarVolumeM3PerMol { get; init; }

    /// <summary>Stress at which the material tears, Pa.</summary>
    public required double CriticalStressPa { get; init; }

    /// <summary>Rate of the stress-driven loss of active material, 1/s.</summary>
    public required double LossRatePerS { get; init; }

    /// <summary>Exponent of that loss over stress, no unit. Default 2, which the published sets share (O'Kane et al. 2022).</summary>
    public double LossExponent { get; init; } = 2;

    /// <summary>Volume of active material lost per mol of lithium bound in SEI, m3/mol, 0 or more; 0 when the set does not know.</summary>
    public double ReactionLossM3PerMol { get; init; }
}
