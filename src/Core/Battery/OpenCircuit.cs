namespace Busbar.Core.Battery;

/// <summary>The open-circuit potential of an electrode, with the term that lets it run to plus and minus infinity at the ends of its range.</summary>
public static class OpenCircuit
{
    /// <summary>Stoichiometries are clipped to this distance from 0 and 1.</summary>
    public const double Edge = 1e-10;

    /// <summary>Weight of the end term 1/s + 1/(s - 1), V (as in PyBaMM: microvolts in normal range).</summary>
    public const double EndTermV = 1e-6;

    /// <summary>Potential against lithium and its slope per unit of stoichiometry, V.</summary>
    /// <param name="electrode">The electrode.</param>
    /// <param name="stoichiometry">Filling of the material at its surface, 0 to 1; clipped a hair inside.</param>
    /// <param name="temperatureK">Temperature, K.</param>
    /// <param name="referenceK">The temperature at which the potential of the set holds, K.</param>
    /// <param name="slopeV">The slope, V.</param>
    public static double PotentialV(ElectrodeParameters electrode, double stoichiometry, double temperatureK, double referenceK, out double slopeV)
    {
        ArgumentNullException.ThrowIfNull(electrode);
        var s = Math.Clamp(stoichiometry, Edge, 1 - Edge);
        var potential = electrode.OpenCircuitV.At(s, out slopeV);
        if (temperatureK != referenceK && !electrode.EntropicVPerK.IsZero)
        {
            potential += (temperatureK - referenceK) * electrode.EntropicVPerK.At(s, out var entropicSlope);
            slopeV += (temperatureK - referenceK) * entropicSlope;
        }
        slopeV -= EndTermV * (1 / (s * s) + 1 / ((1 - s) * (1 - s)));
        return potential + EndTermV * (1 / s - 1 / (1 - s));
    }
}
