using Busbar.Core.Battery;
using Busbar.Core.Twin.Arithmetic;
using Busbar.Core.Twin.Particles;

namespace Busbar.Core.Twin.Reduced;

/// <summary>One electrode of the reduced model: products of its parameters made once, its curves tabulated. Immutable.</summary>
internal sealed class ReducedElectrode
{
    /// <summary>Potentials are tabulated to this distance from 0 and 1, where they run off.</summary>
    private const double TableEdge = 2e-4;

    internal ReducedElectrode(CellParameters cell, bool positive, ParticleModes modes, int first)
    {
        var p = positive ? cell.Positive : cell.Negative;
        (Modes, First) = (modes, first);
        InterfacialPerA = (positive ? -1 : 1) / (cell.AreaM2 * p.SurfacePerVolume * p.ThicknessM);
        FluxPerInterfacial = 1 / (Physics.Faraday * p.MaxConcentrationMolPerM3 * p.ParticleRadiusM);
        DiffusionRate = p.DiffusivityM2PerS / (p.ParticleRadiusM * p.ParticleRadiusM);
        DiffusionActivationK = p.DiffusivityActivationJPerMol / Physics.GasConstant;
        Exchange = p.ExchangeRate * p.MaxConcentrationMolPerM3 * Math.Sqrt(cell.Electrolyte.ConcentrationMolPerM3);
        ExchangeActivationK = p.ExchangeActivationJPerMol / Physics.GasConstant;
        var reference = cell.ReferenceTemperatureK;
        Potential = new UniformTable(s =>
        {
            var inside = Math.Clamp(s, TableEdge, 1 - TableEdge);
            return (OpenCircuit.PotentialV(p, inside, reference, reference, out var slope), slope);
        });
        Entropic = p.EntropicVPerK.IsZero ? null : UniformTable.Of(p.EntropicVPerK);
    }

    internal ParticleModes Modes { get; }

    /// <summary>Where its modes begin in the state; the mean is the first of them.</summary>
    internal int First { get; }

    /// <summary>Current density over the particles per ampere of discharge, 1/m2; positive where lithium leaves them.</summary>
    internal double InterfacialPerA { get; }

    /// <summary>1/(F c_max R): turns that density into the modes' drive, 1/s.</summary>
    internal double FluxPerInterfacial { get; }

    /// <summary>D/R^2 at 298.15 K, 1/s.</summary>
    internal double DiffusionRate { get; }
    internal double DiffusionActivationK { get; }

    /// <summary>Exchange current over sqrt(s (1 - s)) at 298.15 K with the salt at rest, A/m2.</summary>
    internal double Exchange { get; }
    internal double ExchangeActivationK { get; }

    /// <summary>Open-circuit potential at the reference temperature, V.</summary>
    internal UniformTable Potential { get; }

    /// <summary>Its change with temperature, V/K; null when it has none.</summary>
    internal UniformTable? Entropic { get; }

    /// <summary>Stoichiometry at the surface.</summary>
    internal T Surface<T>(ReadOnlySpan<T> state)
        where T : struct, IArithmetic<T>
    {
        var sum = state[First];
        for (var k = 1; k < Modes.Count; k++) sum += Modes.Surface[k] * state[First + k];
        return sum;
    }

    /// <summary>Advances the modes by <paramref name="dtS"/> under a steady current density, exactly.</summary>
    internal void Step<T>(Span<T> state, T interfacial, T diffusion, T dtS)
        where T : struct, IArithmetic<T>
    {
        var q = FluxPerInterfacial * interfacial;
        state[First] += Modes.Drive[0] * (q * dtS);
        var inverse = T.Of(1) / diffusion;
        var exponent = -(diffusion * dtS);
        for (var k = 1; k < Modes.Count; k++)
        {
            var steady = (Modes.Drive[k] / Modes.Rate[k]) * (q * inverse);
            state[First + k] = steady + (state[First + k] - steady) * T.Exp(Modes.Rate[k] * exponent);
        }
    }
}
