using Busbar.Core.Twin.Fit;

namespace Busbar.Core.Twin.Follow;

/// <summary>
/// Is the filter right about itself? The normalised innovations squared (NIS) of a right one have mean 1; over a window of a known effective
/// length their mean has a chi-square distribution (Bar-Shalom, Li and Kirubarajan 2001, Estimation with Applications, 5.4). Kept as running means.
/// </summary>
internal sealed class FollowConsistency
{
    /// <summary>Measurements that the running means remember.</summary>
    internal const double Window = 200;

    /// <summary>Mean above this has a chance of one in a thousand; the mean of W exponentially weighted ones scatters like that of 2 W.</summary>
    private static readonly double Doubt = Quantiles.ChiSquare(0.999, 2 * Window) / (2 * Window);

    /// <summary>Four times the variance that was expected: twice as far off as the filter says.</summary>
    private const double Lose = 4;

    internal double Count { get; private set; }
    internal double MeanNis { get; private set; } = 1;

    /// <summary>Correlation of one innovation with the next; 0 for a right filter.</summary>
    internal double Memory => MeanNis > 0 ? _product / MeanNis : 0;

    /// <summary>Share of the last measurements that were outliers.</summary>
    internal double OutlierShare { get; private set; }

    private double _product;
    private double _last;

    internal void Add(double innovation, double variance, bool outlier)
    {
        var weight = 1 / Math.Min(++Count, Window);
        OutlierShare += weight * ((outlier ? 1 : 0) - OutlierShare);
        // An outlier says that much and no more: else one lightning strike is a lost twin.
        var normal = Math.Clamp(innovation / Math.Sqrt(variance), -6, 6);
        MeanNis += weight * (normal * normal - MeanNis);
        _product += weight * (normal * _last - _product);
        _last = normal;
    }

    internal FollowTrust Of(double socSdPct)
    {
        if (Count >= 20 && (MeanNis > Lose || OutlierShare > 0.3)) return FollowTrust.Lost;
        if (Count < 20 || socSdPct > 2.5) return FollowTrust.Settling;
        return MeanNis > Doubt || OutlierShare > 0.1 ? FollowTrust.Doubtful : FollowTrust.Trusted;
    }

    /// <summary>By how much standard deviations are widened: what scatters more than expected is known less.</summary>
    internal double Widening => Math.Sqrt(Math.Max(1, MeanNis));

    internal void Save(Span<double> to) => (to[0], to[1], to[2], to[3], to[4]) = (Count, MeanNis, OutlierShare, _product, _last);

    internal void Load(ReadOnlySpan<double> from) => (Count, MeanNis, OutlierShare, _product, _last) = (from[0], from[1], from[2], from[3], from[4]);
}
