namespace Busbar.Core.Twin.Packs;

/// <summary>Cells in parallel, tabs welded to one another.</summary>
/// <param name="Cells">How many, 1 to 1,000.</param>
/// <param name="IsReversed">Built in the wrong way round. No pack may have it; it is here so that a wiring list can say so and be refused.</param>
public readonly record struct PackGroup(int Cells, bool IsReversed = false);

/// <summary>Groups of cells in series, with a contactor of its own. Immutable.</summary>
/// <param name="Groups">From the negative end, 1 to 1,000.</param>
public sealed record PackString(IReadOnlyList<PackGroup> Groups)
{
    /// <summary>State of charge of its mean cell at the start, 0 to 1; null (the default) takes the pack's. Strings apart drive a current through each other when they
    /// are joined, see <see cref="PackBounds.InrushC"/>.</summary>
    public double? InitialSoc { get; init; }

    /// <summary>A string of equal groups.</summary>
    /// <param name="series">Groups in series.</param>
    /// <param name="parallel">Cells in each.</param>
    public static PackString Of(int series, int parallel) => new([.. Enumerable.Repeat(new PackGroup(parallel), Math.Max(0, series))]);
}
