using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Reduced;

/// <summary>What a reduced model is made from. Immutable.</summary>
public sealed record ReducedOptions
{
    /// <summary>The cell, when it was new.</summary>
    public required CellParameters Cell { get; init; }

    /// <summary>The treatment of temperature; null (the default) is lumped where the set has thermal data, else isothermal.</summary>
    public TwinThermal? Thermal { get; init; }

    /// <summary>The law by which SEI grows; default none.</summary>
    public SeiLaw Sei { get; init; }

    /// <summary>Unknowns per particle, 3 to 8; default 5. The first is its mean.</summary>
    public int ParticleModes { get; init; } = 5;

    /// <summary>Unknowns of the electrolyte, 1 to 3; default 3.</summary>
    public int SaltModes { get; init; } = 3;

    /// <summary>The treatment of temperature in use.</summary>
    internal bool IsLumped => (Thermal ?? (Cell.Thermal is null ? TwinThermal.Isothermal : TwinThermal.Lumped)) == TwinThermal.Lumped;

    /// <summary>The options themselves, when nothing is wrong with them.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the set lacks thermal data; the message says which and why.</exception>
    public static ReducedOptions Checked(ReducedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CellParameters.Checked(options.Cell);
        if (options.ParticleModes is < 3 or > 8)
            throw new ArgumentException($"ParticleModes is {options.ParticleModes}; allowed: 3 to 8 unknowns per particle, for more there is the full model.", nameof(options));
        if (options.SaltModes is < 1 or > 3)
            throw new ArgumentException($"SaltModes is {options.SaltModes}; allowed: 1 to 3 unknowns of the electrolyte, for more there is the full model.", nameof(options));
        if (options.IsLumped && options.Cell.Thermal is null)
            throw new ArgumentException($"Thermal is lumped, and parameter set {options.Cell.Name} has no thermal data: mass, heat capacity and cooling are unknown.", nameof(options));
        return options;
    }
}
