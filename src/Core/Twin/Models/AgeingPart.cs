namespace Busbar.Core.Twin.Models;

/// <summary>Where each process has its unknowns within the ageing part of a state; -1 for a process that is not followed. Side by side over the places.</summary>
internal sealed class AgeingPart
{
    internal AgeingPart(TwinOptions options, int negative, int positive)
    {
        (Negative, Positive) = (negative, positive);
        int Take(bool follows, int count)
        {
            if (!follows) return -1;
            Count += count;
            return Count - count;
        }
        var (sei, cracks, loss) = (options.Sei != SeiLaw.None, options.Cracks != CrackGrowth.None, options.MaterialLoss != MaterialLoss.None);
        Film = Take(sei, negative);
        CrackFilm = Take(sei && cracks, negative);
        Crack = Take(cracks, negative);
        Plated = Take(options.Plating is PlatingLaw.Reversible or PlatingLaw.PartiallyReversible, negative);
        Dead = Take(options.Plating is PlatingLaw.Irreversible or PlatingLaw.PartiallyReversible, negative);
        NegativeLoss = Take(loss, negative);
        PositiveLoss = Take(loss, positive);
        Stranded = Take(loss, 2);
    }

    /// <summary>Places in the negative electrode.</summary>
    internal int Negative { get; }

    /// <summary>Places in the positive electrode.</summary>
    internal int Positive { get; }
    internal int Count { get; private set; }

    /// <summary>Growth of the SEI in units of its first thickness.</summary>
    internal int Film { get; }

    /// <summary>Thickness of the SEI in cracks in units of the film's first thickness.</summary>
    internal int CrackFilm { get; }

    /// <summary>Growth of the cracks in units of their first length.</summary>
    internal int Crack { get; }

    /// <summary>Lithium plated, mol per litre of electrode.</summary>
    internal int Plated { get; }

    /// <summary>Lithium plated and dead, mol per litre of electrode.</summary>
    internal int Dead { get; }

    /// <summary>Active material lost in the negative electrode, per mille.</summary>
    internal int NegativeLoss { get; }

    /// <summary>Active material lost in the positive electrode, per mille.</summary>
    internal int PositiveLoss { get; }

    /// <summary>Lithium lost with it, per mille of what each electrode takes up: negative, positive.</summary>
    internal int Stranded { get; }
}
