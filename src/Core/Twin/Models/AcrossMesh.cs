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

    /// <summary>Where the positive electrode begins.</summary>
    internal int FirstPositive => Negative + Separator;

    /// <summary>Coefficient at a face between cells with coefficients k1 and k2, of which the left one has this share of the way: the harmonic mean
    /// (Torchio et al. 2016, J. Electrochem. Soc. 163 A1192).</summary>
    internal static double Harmonic(double k1, double k2, double share) => k1 * k2 / (share * k2 + (1 - share) * k1);
}
