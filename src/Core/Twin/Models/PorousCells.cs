using System.Numerics;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Twin.Models;

/// <summary>The particles of one electrode, one per cell across it, and their reaction: flat arrays over the cells.</summary>
internal sealed partial class PorousCells
{
    private readonly double _referenceK;
    private readonly double _saltShare;
    private readonly double[] _solidConductivity;
    private readonly double[] _clipped;
    private readonly double[] _entropic;
    private readonly double[] _entropicSlope;
    private readonly double[] _netPerSurface;
    private readonly double[] _netPerSalt;
    private readonly double[] _netPerOver;

    internal PorousCells(CellParameters cell, ElectrodeSide side, AcrossMesh mesh, int first, int count, int firstMode, bool ages)
    {
        (Side, First, Count, FirstMode) = (side, first, count, firstMode);
        _referenceK = cell.ReferenceTemperatureK;
        ModeCount = side.Modes.Count * count;
        WidthM = mesh.WidthM[first];
        _saltShare = (1 - cell.Electrolyte.TransferenceNumber) / (Physics.Faraday * cell.Electrolyte.ConcentrationMolPerM3);
        (SaltPerCurrent, Conductance, AreaPerArea) = (new double[count], new double[count + 1], new double[count]);
        (FilmOhmM2, SidePerOver, _solidConductivity) = (new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            _solidConductivity[i] = side.EffectiveConductivity;
            Age(i, 1, side.Parameters.Porosity, 0);
        }
        Conduct();
        (Surface, PotentialV, PotentialSlope, Reaction) = (new double[count], new double[count], new double[count], new double[count]);
        (PerSurface, PerSalt, PerOver, OverV, SolidCurrent) = (new double[count], new double[count], new double[count], new double[count], new double[count + 1]);
        (_clipped, _entropic, _entropicSlope) = (new double[count], new double[count], new double[count]);
        (_netPerSurface, _netPerSalt, _netPerOver) = (new double[count], new double[count], new double[count]);
        Total = ages ? new double[count] : Reaction;
        (Known, ModeInverse) = (new double[count], new double[side.Modes.Count]);
        (_drive, _decay) = (new double[side.Modes.Count], new double[side.Modes.Count]);
    }

    internal ElectrodeSide Side { get; }

    /// <summary>The electrode's first cell in the mesh.</summary>
    internal int First { get; }
    internal int Count { get; }

    /// <summary>Where the modes begin in the state.</summary>
    internal int FirstMode { get; }
    internal int ModeCount { get; }
    internal double WidthM { get; }

    /// <summary>Salt over its rest value set free per second and per A/m2 of reaction, cell by cell.</summary>
    internal double[] SaltPerCurrent { get; }

    /// <summary>Of the solid over each face between two centres, and at both ends over half a cell, S/m2.</summary>
    internal double[] Conductance { get; }

    /// <summary>Surface of a cell's particles per area of the electrode.</summary>
    internal double[] AreaPerArea { get; }

    /// <summary>Resistance of the film on the particles times their surface, ohm m2.</summary>
    internal double[] FilmOhmM2 { get; }

    /// <summary>Slope of the side reactions in the overpotential, A/(m2 V).</summary>
    internal double[] SidePerOver { get; }

    /// <summary>Interfacial current of all reactions, A/m2.</summary>
    internal double[] Total { get; }

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
        double sum = 0, area = 0;
        for (var i = 0; i < Count; i++)
        {
            sum += AreaPerArea[i] * state[FirstMode + i];
            area += AreaPerArea[i];
        }
        return sum / area;
    }

    /// <summary>Takes over the state of a cell: which share of its material is left, how open it is, how well its particles are covered.</summary>
    internal void Age(int i, double kept, double porosity, double filmOhmM2)
    {
        var surface = kept * Side.Parameters.SurfacePerVolume;
        (AreaPerArea[i], SaltPerCurrent[i], FilmOhmM2[i]) = (surface * WidthM, _saltShare * surface / porosity, filmOhmM2);
    }

    /// <summary>Takes over how well the solid of a cell conducts, S/m; <see cref="Conduct"/> when all are known.</summary>
    internal void Conduct(int i, double conductivitySPerM) => _solidConductivity[i] = conductivitySPerM;

    /// <summary>Conductances over the faces from those of the cells.</summary>
    internal void Conduct()
    {
        (Conductance[0], Conductance[Count]) = (2 * _solidConductivity[0] / WidthM, 2 * _solidConductivity[^1] / WidthM);
        for (var f = 1; f < Count; f++) Conductance[f] = 0.5 * (_solidConductivity[f - 1] + _solidConductivity[f]) / WidthM;
    }

    /// <summary>Fills and returns <see cref="Surface"/>.</summary>
    internal ReadOnlySpan<double> SurfacesOf(ReadOnlySpan<double> state)
    {
        var surface = Surface.AsSpan();
        RowKernels.Sum(Side.Modes.Surface, state.Slice(FirstMode, ModeCount), surface);
        return surface;
    }

    /// <summary>Surfaces, potentials and reactions at a state.</summary>
    /// <param name="state">The model's state.</param>
    /// <param name="salt">Salt over its rest value in the electrode's cells.</param>
    /// <param name="liquid">The electrolyte's potential there, V.</param>
    /// <param name="solid">The solid's, V.</param>
    /// <param name="restRoot">Root of the salt's rest value.</param>
    /// <param name="leastSalt">Salt over its rest value is not taken below this.</param>
    /// <param name="temperatureK">Temperature.</param>
    internal bool React(ReadOnlySpan<double> state, ReadOnlySpan<double> salt, ReadOnlySpan<double> liquid, ReadOnlySpan<double> solid, double restRoot, double leastSalt, double temperatureK)
    {
        SurfacesOf(state);
        var (low, high) = (new Vector<double>(OpenCircuit.Edge), new Vector<double>(1 - OpenCircuit.Edge));
        for (var i = 0; i < Count; i += Lanes.Count) Lanes.Store(Vector.Min(Vector.Max(Lanes.Load(Surface, i), low), high), _clipped, i);
        Potentials(temperatureK);

        var over = Physics.Faraday / (2 * Physics.GasConstant * temperatureK);
        var rate = Side.Exchange * restRoot;
        var isCovered = FilmOhmM2.AsSpan().ContainsAnyExcept(0.0);
        if (!isCovered) for (var i = 0; i < Count; i++) OverV[i] = solid[i] - liquid[i] - PotentialV[i];
        else Beneath(salt, liquid, solid, rate, leastSalt, over);
        if (!Kinetics(salt, rate, leastSalt, over)) return false;
        if (!isCovered) return true;
        for (var i = 0; i < Count; i++)
        {
            var left = 1 / (1 + FilmOhmM2[i] * PerOver[i]);
            PerOver[i] *= left;
            PerSalt[i] *= left;
            PerSurface[i] *= left;
        }
        return true;
    }

    /// <summary>Reactions and their slopes at the overpotentials that stand there; false where one is beyond all meaning.</summary>
    private bool Kinetics(ReadOnlySpan<double> salt, double rate, double leastSalt, double over)
    {
        var (one, least, most) = (Vector<double>.One, new Vector<double>(leastSalt), new Vector<double>(200));
        for (var i = 0; i < Count; i += Lanes.Count)
        {
            var (s, there) = (Lanes.Load(_clipped, i), Lanes.Load(salt, i));
            var reacting = Vector.Max(there, least);
            var vacant = s * (one - s);
            var exchange = rate * Vector.SquareRoot(reacting * vacant);
            var x = over * Lanes.Load(OverV, i);
            if (!Vector.LessThanAll(Vector.Abs(x), most)) return false;
            var e = Vector.Exp(x);
            var (plus, minus) = (exchange * e, exchange / e);
            var (j, perOver) = (plus - minus, over * (plus + minus));
            Lanes.Store(j, Reaction, i);
            Lanes.Store(perOver, PerOver, i);
            Lanes.Store(Vector.ConditionalSelect(Vector.Equals(reacting, there), 0.5 * j / reacting, Vector<double>.Zero), PerSalt, i);
            Lanes.Store(j * (one - 2 * s) / (2 * vacant) - perOver * Lanes.Load(PotentialSlope, i), PerSurface, i);
        }
        return true;
    }

    /// <summary>Overpotentials beneath films.</summary>
    private void Beneath(ReadOnlySpan<double> salt, ReadOnlySpan<double> liquid, ReadOnlySpan<double> solid, double rate, double leastSalt, double over)
    {
        for (var i = 0; i < Count; i++)
        {
            var exchange = rate * Math.Sqrt(Math.Max(salt[i], leastSalt) * (_clipped[i] * (1 - _clipped[i])));
            var driveV = solid[i] - liquid[i] - PotentialV[i];
            OverV[i] = FilmOhmM2[i] == 0 ? driveV : Beneath(driveV, 2 * exchange * FilmOhmM2[i], over, OverV[i]);
        }
    }

    /// <summary>The overpotential beneath a film of which the reaction drops a share: eta + drop sinh(k eta) = drive, by Newton's method from the last one.</summary>
    private static double Beneath(double driveV, double dropV, double k, double lastV)
    {
        var (low, high) = (Math.Min(0, driveV), Math.Max(0, driveV));
        if (!(k * (high - low) < 600)) return driveV;
        var v = Math.Clamp(lastV, low, high);
        for (var i = 0; i < 60; i++)
        {
            var e = Math.Exp(k * v);
            var step = (v + 0.5 * dropV * (e - 1 / e) - driveV) / (1 + 0.5 * dropV * k * (e + 1 / e));
            v = Math.Clamp(v - step, low, high);
            if (Math.Abs(step) < 1e-13) break;
        }
        return v;
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
        for (var i = 0; i < Count; i += Lanes.Count)
        {
            var s = Lanes.Load(_clipped, i);
            var (full, empty) = (Vector<double>.One / s, Vector<double>.One / (Vector<double>.One - s));
            Lanes.Store(Lanes.Load(PotentialV, i) + OpenCircuit.EndTermV * (full - empty), PotentialV, i);
            Lanes.Store(Lanes.Load(PotentialSlope, i) - OpenCircuit.EndTermV * (full * full + empty * empty), PotentialSlope, i);
        }
    }

    /// <summary>Slopes of the reaction with the particle eliminated, as of the last <see cref="Factor"/>.</summary>
    internal ReadOnlySpan<double> NetPerSalt => _netPerSalt;

    /// <inheritdoc cref="NetPerSalt"/>
    internal ReadOnlySpan<double> NetPerOver => _netPerOver;

    /// <summary>Heat of reaction and of entropy per area of electrode pair, W/m2.</summary>
    internal double ReactionHeat(double temperatureK)
    {
        double sum = 0;
        for (var i = 0; i < Count; i++)
            sum += AreaPerArea[i] * Reaction[i] * (OverV[i] + Reaction[i] * FilmOhmM2[i] + (Side.HasEntropy ? temperatureK * Side.EntropicVPerK(Surface[i]) : 0));
        return sum;
    }
}
