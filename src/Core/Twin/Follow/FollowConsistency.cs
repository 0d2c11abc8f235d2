using System.Globalization;
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

    /// <summary>Voltages below which nothing is judged.</summary>
    private const double Least = 20;

    /// <summary>Share of outliers that makes it doubtful, and that makes it lost.</summary>
    private const double DoubtOutliers = 0.1, LoseOutliers = 0.3;

    /// <summary>Standard deviation of the state of charge, %, above which it has not settled.</summary>
    private const double SettledPct = 2.5;

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
        if (Count >= Least && (MeanNis > Lose || OutlierShare > LoseOutliers)) return FollowTrust.Lost;
        if (Count < Least || socSdPct > SettledPct) return FollowTrust.Settling;
        return MeanNis > Doubt || OutlierShare > DoubtOutliers ? FollowTrust.Doubtful : FollowTrust.Trusted;
    }

    /// <summary>Why the trust is what it is, in words with the numbers.</summary>
    internal string Why(double socSdPct)
    {
        var trust = Of(socSdPct);
        var (outliers, scatter) = trust == FollowTrust.Lost ? (LoseOutliers, Lose) : (DoubtOutliers, Doubt);
        FormattableString text = trust switch
        {
            FollowTrust.Settling when Count < Least => $"It has seen {Count} of the {Least} voltages that it takes to judge.",
            FollowTrust.Settling => $"The state of charge is known to {2 * socSdPct:0.0} % either way, and to be trusted it is known to {2 * SettledPct:0} %.",
            FollowTrust.Trusted => $"What is measured scatters {Math.Sqrt(MeanNis):0.00} times as far around what is expected as it should, and {100 * OutlierShare:0.0} % are outliers.",
            _ when OutlierShare > outliers => $"{100 * OutlierShare:0} % of the last voltages are outliers, more than {100 * outliers:0} %: sensor, model or set is wrong.",
            _ => $"What is measured scatters {Math.Sqrt(MeanNis):0.00} times as far around what is expected as it should, more than {Math.Sqrt(scatter):0.00} times: {(trust == FollowTrust.Lost ? "this is not the cell of the set, or not its telemetry" : "the bands are widened by as much")}.",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>By how much standard deviations are widened: what scatters more than expected is known less.</summary>
    internal double Widening => Math.Sqrt(Math.Max(1, MeanNis));

    internal void Save(Span<double> to) => (to[0], to[1], to[2], to[3], to[4]) = (Count, MeanNis, OutlierShare, _product, _last);

    internal void Load(ReadOnlySpan<double> from) => (Count, MeanNis, OutlierShare, _product, _last) = (from[0], from[1], from[2], from[3], from[4]);
}
