using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Models;

/// <summary>Finite volumes across the cell, from the negative collector to the positive: electrode, separator, electrode.</summary>
internal sealed class AcrossMesh
{
    internal AcrossMesh(CellParameters cell, int negative, int separator, int positive)
    {
        (Negative, Separator, Positive) = (negative, separator, positive);
        Count = negative + separator + positive;
        (WidthM, Porosity, Efficiency) = (new double[Count], new double[Count], new double[Count]);
        (DistanceM, Share) = (new double[Count - 1], new double[Count - 1]);
        (PerPore, PerDistance) = (new double[Count], new double[Count - 1]);
        (InLeft, InBoth, InRight) = (new double[Count - 1], new double[Count - 1], new double[Count - 1]);
        for (var i = 0; i < Count; i++)
        {
            (WidthM[i], Porosity[i], Efficiency[i]) = i < negative
                ? (cell.Negative.ThicknessM / negative, cell.Negative.Porosity, cell.Negative.ElectrolyteEfficiency)
                : i < negative + separator
                    ? (cell.Separator.ThicknessM / separator, cell.Separator.Porosity, cell.Separator.ElectrolyteEfficiency)
                    : (cell.Positive.ThicknessM / positive, cell.Positive.Porosity, cell.Positive.ElectrolyteEfficiency);
            TotalM += WidthM[i];
            PerPore[i] = 1 / (WidthM[i] * Porosity[i]);
        }
        for (var f = 0; f < Count - 1; f++)
        {
            DistanceM[f] = 0.5 * (WidthM[f] + WidthM[f + 1]);
            Share[f] = WidthM[f] / (WidthM[f] + WidthM[f + 1]);
            PerDistance[f] = 1 / DistanceM[f];
            (InLeft[f], InRight[f]) = (Share[f], 1 - Share[f]);
        }
    }

    /// <summary>From here on conductance over every face is by the plain mean of both sides, as in PyBaMM.</summary>
    internal void Blend()
    {
        Array.Clear(InLeft);
        Array.Clear(InRight);
        Array.Fill(InBoth, 1);
    }

    /// <summary>From here on the separator's two faces conduct as on another mesh where <see cref="Blend"/> holds: so far as that mesh's two cells at
    /// the face reach, the plain mean; the rest of the way each side's own.</summary>
    internal void BlendAsOn(AcrossMesh other)
    {
        foreach (var (face, theirs) in ((int, int)[])[(Negative - 1, other.Negative - 1), (FirstPositive - 1, other.FirstPositive - 1)])
        {
            var (left, right) = (0.5 * other.WidthM[theirs] * PerDistance[face], 0.5 * other.WidthM[theirs + 1] * PerDistance[face]);
            (InLeft[face], InBoth[face], InRight[face]) = (Share[face] - left, left + right, 1 - Share[face] - right);
        }
    }

    /// <summary>Takes over the porosity of a cell and what it leaves of transport, when the pores have changed.</summary>
    internal void Narrow(int cell, double porosity, double efficiency) =>
        (Porosity[cell], Efficiency[cell], PerPore[cell]) = (porosity, efficiency, 1 / (WidthM[cell] * porosity));

    internal int Negative { get; }
    internal int Separator { get; }
    internal int Positive { get; }
    internal int Count { get; }
    internal double TotalM { get; }
    internal double[] WidthM { get; }
    internal double[] Porosity { get; }

    /// <summary>Transport efficiency of the electrolyte in each cell.</summary>
    internal double[] Efficiency { get; }

    /// <summary>From centre to centre over each inner face.</summary>
    internal double[] DistanceM { get; }

    /// <summary>One over pore volume per area of each cell, 1/m.</summary>
    internal double[] PerPore { get; }

    /// <summary>One over <see cref="DistanceM"/>, 1/m.</summary>
    internal double[] PerDistance { get; }

    /// <summary>The share of the left cell in the two beside a face.</summary>
    internal double[] Share { get; }

    /// <summary>Of the way over each face, the shares that conduct as the left cell does, as the plain mean of both, and as the right one; they sum to 1.</summary>
    internal double[] InLeft { get; }

    /// <inheritdoc cref="InLeft"/>
    internal double[] InBoth { get; }

    /// <inheritdoc cref="InLeft"/>
    internal double[] InRight { get; }

    /// <summary>Where the positive electrode begins.</summary>
    internal int FirstPositive => Negative + Separator;

    /// <summary>Coefficient at a face between cells with coefficients k1 and k2, of which the left one has this share of the way: the harmonic mean
    /// (Torchio et al. 2016, J. Electrochem. Soc. 163 A1192).</summary>
    internal static double Harmonic(double k1, double k2, double share) => k1 * k2 / (share * k2 + (1 - share) * k1);
}
