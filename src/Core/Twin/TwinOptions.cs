using Busbar.Core.Battery;

namespace Busbar.Core.Twin;

/// <summary>Which physics is solved.</summary>
public enum TwinModel
{
    /// <summary>Single particle model: one particle per electrode, electrolyte at rest.</summary>
    Spm,

    /// <summary>Single particle model with electrolyte: Marquis et al. 2019, J. Electrochem. Soc. 166 A3693, in composite form.</summary>
    Spme,

    /// <summary>Doyle, Fuller and Newman 1993, J. Electrochem. Soc. 140 1526: a particle at every place across the electrodes.</summary>
    Dfn,
}

/// <summary>How temperature is treated.</summary>
public enum TwinThermal
{
    /// <summary>The cell keeps the temperature it has.</summary>
    Isothermal,

    /// <summary>One temperature for the cell, heated by the current and cooled over its surface.</summary>
    Lumped,
}

/// <summary>How finely space is divided.</summary>
public enum TwinMesh
{
    /// <summary>As PyBaMM does by default: 20/20/20 cells across, 20 shells, surface by extrapolation.</summary>
    Standard,

    /// <summary>40/20/40 cells across, 80 shells.</summary>
    Fine,

    /// <summary>What <see cref="Fine"/> says, with an eighth of its unknowns: its particles reduced to ten modes, 30/15/30 cells, and at the separator's two
    /// faces the conductance that it has there.</summary>
    Own,

    /// <summary>Nearest to what the equations say: 30/15/30 cells with faces of the second order, spectral particles. It differs from <see cref="Fine"/> by
    /// the errors that that one has itself.</summary>
    Converged,
}

/// <summary>What is simulated and how exactly. Immutable.</summary>
public sealed record TwinOptions
{
    /// <summary>The cell.</summary>
    public required CellParameters Cell { get; init; }

    /// <summary>The model; default SPMe.</summary>
    public TwinModel Model { get; init; } = TwinModel.Spme;

    /// <summary>The treatment of temperature; default isothermal.</summary>
    public TwinThermal Thermal { get; init; }

    /// <summary>The mesh; default standard.</summary>
    public TwinMesh Mesh { get; init; }

    /// <summary>The law by which SEI grows on the negative particles; default none.</summary>
    public SeiLaw Sei { get; init; }

    /// <summary>Whether lithium is plated on the negative particles, and whether it can be stripped again; default none.</summary>
    public PlatingLaw Plating { get; init; }

    /// <summary>Whether the negative particles crack; with SEI, it grows in the cracks too. Default none.</summary>
    public CrackGrowth Cracks { get; init; }

    /// <summary>What takes active material out of reach; default nothing.</summary>
    public MaterialLoss MaterialLoss { get; init; }

    /// <summary>True when SEI and plated lithium narrow the pores of the negative electrode; default false. It tells in SPMe and DFN only.</summary>
    public bool PorosityChange { get; init; }

    /// <summary>True when the stress within a particle drives its lithium too, where cracks or stress-driven loss are followed and the stress is known
    /// (Zhang et al. 2007, J. Electrochem. Soc. 154 A910; Ai et al. 2020); default true.</summary>
    public bool StressDiffusion { get; init; } = true;

    /// <summary>State of charge at the start, 0 to 1; default 1.</summary>
    public double InitialSoc { get; init; } = 1;

    /// <summary>Temperature of the surroundings and of the cell at the start, K, 233.15 to 353.15; null takes the set's reference temperature.</summary>
    public double? TemperatureK { get; init; }

    /// <summary>Error per step allowed, relative; 1e-10 to 1e-3, default 1e-6.</summary>
    public double RelativeTolerance { get; init; } = 1e-6;

    /// <summary>Error per step allowed besides, in stoichiometry, volt, or share of the reference; 1e-12 to 1e-3, default 1e-6.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-6;

    /// <summary>Steps after which a run ends, so that none hangs; default ten million.</summary>
    public long MaxSteps { get; init; } = 10_000_000;

    /// <summary>True when particles are under stress that drives their lithium.</summary>
    internal bool StressDrives => StressDiffusion && (Cracks != CrackGrowth.None || MaterialLoss.HasFlag(MaterialLoss.StressDriven));

    /// <summary>The temperature in use, K.</summary>
    internal double StartK => TemperatureK ?? Cell.ReferenceTemperatureK;

    /// <summary>The options themselves, when nothing is wrong with them.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the set lacks thermal data; the message says which and why.</exception>
    public static TwinOptions Checked(TwinOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CellParameters.Checked(options.Cell);
        void Within(string field, double value, double low, double high, string reason)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}, {reason}.", nameof(options));
        }
        Within(nameof(InitialSoc), options.InitialSoc, 0, 1, "0 is the empty cell and 1 the full one");
        Within(nameof(TemperatureK), options.StartK, 233.15, 353.15, "the fits of the sets hold between -40 and 80 degC at most");
        Within(nameof(RelativeTolerance), options.RelativeTolerance, 1e-10, 1e-3, "finer is below rounding, coarser is no solution");
        Within(nameof(AbsoluteTolerance), options.AbsoluteTolerance, 1e-12, 1e-3, "finer is below rounding, coarser is no solution");
        if (options.Thermal == TwinThermal.Lumped && options.Cell.Thermal is null)
            throw new ArgumentException($"Thermal is lumped, and parameter set {options.Cell.Name} has no thermal data: mass, heat capacity and cooling are unknown.", nameof(options));
        Ageing(options);
        var (salt, diffusivity) = (options.Cell.Electrolyte.ConcentrationMolPerM3, options.Cell.Electrolyte.DiffusivityM2PerS);
        if (options.Model != TwinModel.Spm && diffusivity.At(salt, options.StartK) is not (> 1e-16 and < 1e-3) and var outside)
            throw new ArgumentException($"TemperatureK is {options.StartK}: there the fit of parameter set {options.Cell.Name} gives the salt a diffusivity of {outside} m2/s, "
                + "which no liquid has; the fit does not reach that far.", nameof(options));
        return options;
    }

    private static void Ageing(TwinOptions options)
    {
        var (negative, positive, name) = (options.Cell.Negative.Mechanics, options.Cell.Positive.Mechanics, options.Cell.Name);
        if (options.Cracks != CrackGrowth.None && negative is null)
            throw new ArgumentException($"Cracks is {options.Cracks}, and parameter set {name} has no mechanics of the negative particles: their stress is unknown.", nameof(options));
        if (options.MaterialLoss.HasFlag(MaterialLoss.StressDriven) && (negative is null || positive is null))
            throw new ArgumentException($"MaterialLoss is {options.MaterialLoss}, and parameter set {name} has no mechanics: stress and strength of the particles are unknown.", nameof(options));
        if (options.MaterialLoss.HasFlag(MaterialLoss.ReactionDriven) && (options.Sei == SeiLaw.None || negative is not { ReactionLossM3PerMol: > 0 }))
            throw new ArgumentException($"MaterialLoss is {options.MaterialLoss}, Sei is {options.Sei} and ReactionLossM3PerMol of parameter set {name} is "
                + $"{negative?.ReactionLossM3PerMol ?? 0}: it is driven by the growth of SEI, at a rate above 0.", nameof(options));
        if (options.PorosityChange && options.Sei == SeiLaw.None && options.Plating == PlatingLaw.None)
            throw new ArgumentException("PorosityChange is true, Sei and Plating are None: nothing grows in the pores.", nameof(options));
    }
}
