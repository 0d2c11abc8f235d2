using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Battery;

/// <summary>Everything a cell model needs to know of a cell, in SI units. Immutable; safe from any thread. <see cref="Faults"/> judges it.</summary>
public sealed record CellParameters
{
    /// <summary>The name by which the set is chosen.</summary>
    public required string Name { get; init; }

    /// <summary>Where the values come from: papers with their DOI or journal.</summary>
    public required string Source { get; init; }

    /// <summary>Nominal capacity, Ah: 1C is this many ampere.</summary>
    public required double NominalCapacityAh { get; init; }

    /// <summary>Lowest voltage of normal use, V; the open-circuit voltage at 0 % state of charge.</summary>
    public required double MinVoltageV { get; init; }

    /// <summary>Highest voltage of normal use, V; the open-circuit voltage at 100 % state of charge.</summary>
    public required double MaxVoltageV { get; init; }

    /// <summary>Height of the electrode sheet, m.</summary>
    public required double HeightM { get; init; }

    /// <summary>Width of the electrode sheet, m.</summary>
    public required double WidthM { get; init; }

    /// <summary>Electrode pairs in parallel, 1 or more.</summary>
    public int PairsInParallel { get; init; } = 1;

    /// <summary>The negative electrode.</summary>
    public required ElectrodeParameters Negative { get; init; }

    /// <summary>The positive electrode.</summary>
    public required ElectrodeParameters Positive { get; init; }

    /// <summary>The separator.</summary>
    public required SeparatorParameters Separator { get; init; }

    /// <summary>The electrolyte.</summary>
    public required ElectrolyteParameters Electrolyte { get; init; }

    /// <summary>Temperature at which the open-circuit potentials hold, K; also where a run starts and the surroundings stay unless told otherwise.</summary>
    public double ReferenceTemperatureK { get; init; } = 298.15;

    /// <summary>Data of the lumped thermal model; null when the set has none, and then only isothermal runs are possible.</summary>
    public ThermalParameters? Thermal { get; init; }

    /// <summary>Data of the side reactions at the negative electrode.</summary>
    public AgeingParameters Ageing { get; init; } = new();

    /// <summary>Area of all electrode pairs, m2.</summary>
    public double AreaM2 => HeightM * WidthM * PairsInParallel;

    /// <summary>What is wrong with the set; empty when it can be simulated. Each text names field, value, what is allowed and why.</summary>
    public IReadOnlyList<string> Faults() => CellChecks.Of(this);

    /// <summary>The set itself, when nothing is wrong with it.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message lists it all.</exception>
    public static CellParameters Checked(CellParameters cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var faults = cell.Faults();
        return faults.Count == 0 ? cell : throw new ArgumentException($"Parameter set {cell.Name}: {string.Join(" ", faults)}", nameof(cell));
    }
}

/// <summary>The separator between the electrodes.</summary>
public sealed record SeparatorParameters
{
    /// <summary>Thickness, m.</summary>
    public required double ThicknessM { get; init; }

    /// <summary>Share of the volume filled with electrolyte, 0 to 1.</summary>
    public required double Porosity { get; init; }

    /// <summary>Bruggeman exponent of the electrolyte.</summary>
    public double BruggemanElectrolyte { get; init; } = 1.5;

    /// <summary>Density with its electrolyte, kg/m3; null when the set has no thermal data.</summary>
    public double? DensityKgPerM3 { get; init; }

    /// <summary>Specific heat with its electrolyte, J/(kg K); null when the set has no thermal data.</summary>
    public double? SpecificHeatJPerKgK { get; init; }

    /// <summary>Transport efficiency of the electrolyte in the pores, 0 to 1.</summary>
    public double ElectrolyteEfficiency => Math.Pow(Porosity, BruggemanElectrolyte);
}

/// <summary>The electrolyte: one salt in a solvent.</summary>
public sealed record ElectrolyteParameters
{
    /// <summary>Salt concentration at rest, mol/m3.</summary>
    public required double ConcentrationMolPerM3 { get; init; }

    /// <summary>Share of the current that the cations carry, 0 to 1.</summary>
    public required double TransferenceNumber { get; init; }

    /// <summary>Diffusivity of the salt, m2/s.</summary>
    public required ElectrolyteProperty DiffusivityM2PerS { get; init; }

    /// <summary>Conductivity, S/m.</summary>
    public required ElectrolyteProperty ConductivitySPerM { get; init; }

    /// <summary>Thermodynamic factor, no unit; 1 for an ideal solution.</summary>
    public ElectrolyteProperty ThermodynamicFactor { get; init; } = ElectrolyteProperty.Constant(1);
}

/// <summary>The cell as one body with one temperature, cooled over its surface.</summary>
public sealed record ThermalParameters
{
    /// <summary>Surface over which the cell is cooled, m2.</summary>
    public required double CoolingAreaM2 { get; init; }

    /// <summary>Volume of the cell, m3.</summary>
    public required double VolumeM3 { get; init; }

    /// <summary>Heat transfer to the surroundings, W/(m2 K).</summary>
    public required double HeatTransferWPerM2K { get; init; }

    /// <summary>The negative current collector.</summary>
    public required CollectorParameters NegativeCollector { get; init; }

    /// <summary>The positive current collector.</summary>
    public required CollectorParameters PositiveCollector { get; init; }
}

/// <summary>A current collector.</summary>
/// <param name="ThicknessM">Thickness, m.</param>
/// <param name="ConductivitySPerM">Electronic conductivity, S/m.</param>
/// <param name="DensityKgPerM3">Density, kg/m3.</param>
/// <param name="SpecificHeatJPerKgK">Specific heat, J/(kg K).</param>
public sealed record CollectorParameters(double ThicknessM, double ConductivitySPerM, double DensityKgPerM3, double SpecificHeatJPerKgK);
