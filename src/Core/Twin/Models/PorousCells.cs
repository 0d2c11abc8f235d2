using Busbar.Core.Battery;
using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Twin.Models;

/// <summary>The particles of one electrode, one per cell across it, and their reaction: flat arrays over the cells.</summary>
internal sealed class PorousCells
{
    private readonly double _referenceK;
    private readonly double[] _clipped;
    private readonly double[] _entropic;
    private readonly double[] _entropicSlope;
    private readonly double[] _netPerSurface;
    private readonly double[] _netPerSalt;
    private readonly double[] _netPerOver;

    internal PorousCells(CellParameters cell, ElectrodeSide side, AcrossMesh mesh, int first, int count, int firstMode)
    {
        (Side, First, Count, FirstMode) = (side, first, count, firstMode);
        _referenceK = cell.ReferenceTemperatureK;
        ModeCount = side.Modes.Count * count;
        WidthM = mesh.WidthM[first];
        SaltPerCurrent = (1 - cell.Electrolyte.TransferenceNumber) * side.SurfacePerVolume
            / (Physics.Faraday * side.Parameters.Porosity * cell.Electrolyte.ConcentrationMolPerM3);
        Conductance = side.EffectiveConductivity / WidthM;
        (Surface, PotentialV, PotentialSlope, Reaction) = (new double[count], new double[count], new double[count], new double[count]);
        (PerSurface, PerSalt, PerOver, OverV, SolidCurrent) = (new double[count], new double[count], new double[count], new double[count], new double[count + 1]);
        (_clipped, _entropic, _entropicSlope) = (new double[count], new double[count], new double[count]);
        (_netPerSurface, _netPerSalt, _netPerOver) = (new double[count], new double[count], new double[count]);
        (Known, ModeInverse) = (new double[count], new double[side.Modes.Count]);
    }

    internal ElectrodeSide Side { get; }

    /// <summary>The electrode's first cell in the mesh.</summary>
    internal int First { get; }
    internal int Count { get; }

    /// <summary>Where the modes begin in the state.</summary>
    internal int FirstMode { get; }
    internal int ModeCount { get; }
    internal double WidthM { get; }

    /// <summary>Salt over its rest value set free per second and per A/m2 of reaction.</summary>
    internal double SaltPerCurrent { get; }

    /// <summary>Of the solid between two centres, S/m2.</summary>
    internal double Conductance { get; }

    internal double[] Surface { get; }
    internal double[] PotentialV { get; }
    internal double[] PotentialSlope { get; }

    /// <summary>Interfacial current, A/m2, and its slopes in surface stoichiometry, salt and overpotential.</summary>
    internal double[] Reaction { get; }
    internal double[] PerSurface { get; }
    internal double[] PerSalt { get; }
    internal double[] PerOver { get; }
    internal double[] OverV { get; }

    /// <summary>Current in the solid at the faces, A/m2.</summary>
    internal double[] SolidCurrent { get; }

    /// <summary>The part of a reaction's change that the particles' right-hand side fixes.</summary>
    internal double[] Known { get; }
    internal double[] ModeInverse { get; }

    internal double Mean(ReadOnlySpan<double> state)
    {
        double sum = 0;
        foreach (var s in state.Slice(FirstMode, Count)) sum += s;
        return sum / Count;
    }

    /// <summary>Surfaces, potentials and reactions at a state.</summary>
    /// <param name="state">The model's state.</param>
    /// <param name="salt">Salt over its rest value in the electrode's cells.</param>
    /// <param name="liquid">The electrolyte's potential there, V.</param>
    /// <param name="solid">The solid's, V.</param>
    /// <param name="restRoot">Root of the salt's rest value.</param>
    /// <param name="temperatureK">Temperature.</param>
    internal bool React(ReadOnlySpan<double> state, ReadOnlySpan<double> salt, ReadOnlySpan<double> liquid, ReadOnlySpan<double> solid, double restRoot, double temperatureK)
    {
        var surface = Surface.AsSpan();
        surface.Clear();
        var weights = Side.Modes.Surface;
        for (var k = 0; k < weights.Length; k++) Kernels.AddScaled(weights[k], state.Slice(FirstMode + k * Count, Count), surface);
        for (var i = 0; i < Count; i++) _clipped[i] = Math.Clamp(surface[i], OpenCircuit.Edge, 1 - OpenCircuit.Edge);
        Potentials(temperatureK);

        var over = Physics.Faraday / (2 * Physics.GasConstant * temperatureK);
        for (var i = 0; i < Count; i++)
        {
            var s = _clipped[i];
            var exchange = Side.Exchange * restRoot * Math.Sqrt(salt[i] * s * (1 - s));
            OverV[i] = solid[i] - liquid[i] - PotentialV[i];
            var x = over * OverV[i];
            if (!(Math.Abs(x) < 200)) return false;
            var e = Math.Exp(x);
            var (plus, minus) = (exchange * e, exchange / e);
            var j = plus - minus;
            Reaction[i] = j;
            PerOver[i] = over * (plus + minus);
            PerSalt[i] = 0.5 * j / salt[i];
            PerSurface[i] = j * (1 - 2 * s) / (2 * s * (1 - s)) - PerOver[i] * PotentialSlope[i];
        }
        return true;
    }

    private void Potentials(double temperatureK)
    {
        var p = Side.Parameters;
        p.OpenCircuitV.At(_clipped, PotentialV, PotentialSlope);
        var warmth = temperatureK - _referenceK;
        if (warmth != 0 && Side.HasEntropy)
        {
            p.EntropicVPerK.At(_clipped, _entropic, _entropicSlope);
            for (var i = 0; i < Count; i++)
            {
                PotentialV[i] += warmth * _entropic[i];
                PotentialSlope[i] += warmth * _entropicSlope[i];
            }
        }
        for (var i = 0; i < Count; i++)
        {
            var (full, empty) = (1 / _clipped[i], 1 / (1 - _clipped[i]));
            PotentialV[i] += OpenCircuit.EndTermV * (full - empty);
            PotentialSlope[i] -= OpenCircuit.EndTermV * (full * full + empty * empty);
        }
    }

    /// <summary>Rates of the modes under the reactions.</summary>
    internal void ModeRates(ReadOnlySpan<double> state, Span<double> rates)
    {
        var modes = Side.Modes;
        for (var k = 0; k < modes.Count; k++)
        {
            var to = rates.Slice(FirstMode + k * Count, Count);
            to.Clear();
            Kernels.AddScaled(modes.Drive[k] * Side.FluxPerCurrent, Reaction, to);
            Kernels.AddScaled(-Side.DiffusionRate * modes.Rate[k], state.Slice(FirstMode + k * Count, Count), to);
        }
    }

    /// <summary>What a step with this c leaves of each mode, and of each reaction.</summary>
    internal void Factor(double c)
    {
        var modes = Side.Modes;
        double answer = 0;
        for (var k = 0; k < modes.Count; k++)
        {
            ModeInverse[k] = 1 / (1 + c * Side.DiffusionRate * modes.Rate[k]);
            answer += modes.Surface[k] * modes.Drive[k] * ModeInverse[k];
        }
        var surfacePerReaction = c * Side.FluxPerCurrent * answer;
        for (var i = 0; i < Count; i++)
        {
            var left = 1 / (1 - PerSurface[i] * surfacePerReaction);
            (_netPerSurface[i], _netPerSalt[i], _netPerOver[i]) = (PerSurface[i] * left, PerSalt[i] * left, PerOver[i] * left);
        }
    }

    /// <summary>Slopes of the reaction with the particle eliminated, as of the last <see cref="Factor"/>.</summary>
    internal ReadOnlySpan<double> NetPerSalt => _netPerSalt;

    /// <inheritdoc cref="NetPerSalt"/>
    internal ReadOnlySpan<double> NetPerOver => _netPerOver;

    /// <summary>Turns the modes' right-hand side into their change at a still reaction, and notes what that does to the reaction.</summary>
    internal void Eliminate(Span<double> rightHandSide)
    {
        Array.Clear(Known);
        var modes = Side.Modes;
        for (var k = 0; k < modes.Count; k++)
        {
            var b = rightHandSide.Slice(FirstMode + k * Count, Count);
            Kernels.Scale(ModeInverse[k], b);
            Kernels.AddScaled(modes.Surface[k], b, Known);
        }
        for (var i = 0; i < Count; i++) Known[i] *= _netPerSurface[i];
    }

    /// <summary>Adds what the reaction's change, A/m2, does to the modes.</summary>
    internal void Restore(double c, ReadOnlySpan<double> reactionChange, Span<double> rightHandSide)
    {
        var modes = Side.Modes;
        for (var k = 0; k < modes.Count; k++)
            Kernels.AddScaled(c * Side.FluxPerCurrent * modes.Drive[k] * ModeInverse[k], reactionChange, rightHandSide.Slice(FirstMode + k * Count, Count));
    }

    /// <summary>Heat of reaction and of entropy per area of electrode pair, W/m2.</summary>
    internal double ReactionHeat(double temperatureK)
    {
        double sum = 0;
        for (var i = 0; i < Count; i++) sum += Reaction[i] * (OverV[i] + (Side.HasEntropy ? temperatureK * Side.EntropicVPerK(Surface[i]) : 0));
        return sum * Side.SurfacePerVolume * WidthM;
    }
}
