namespace Busbar.Core.Twin.Fit;

/// <summary>What chi-square does along one parameter when all others are fitted anew (Raue et al. 2009, Bioinformatics 25 1923): where it rises by
/// <see cref="Rise"/>, the interval ends. Unlike that of the curvature it need not be symmetric, and shows a parameter that is bounded on one side alone.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Low">Lower end of the 95 % interval; null where the profile does not rise that far down to the lowest allowed value.</param>
/// <param name="High">Upper end of it; null where it does not rise that far up to the highest allowed value.</param>
/// <param name="Note">In words what is open, and how far the profile rises there; null when both ends are there.</param>
/// <param name="Points">Values that were tried, rising, with the rise of chi-square.</param>
public sealed record FitProfile(FitParameter Parameter, double? Low, double? High, string? Note, IReadOnlyList<(double Value, double Rise)> Points)
{
    /// <summary>The 95 % quantile of chi-square with one degree of freedom.</summary>
    public const double Rise = 3.841;
}
