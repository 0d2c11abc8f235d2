using Busbar.Core.Units;

namespace Busbar.Core.Power;

/// <summary>Which module feeds which gun, and what each gun gets.</summary>
/// <param name="ModuleGun">The gun of each module, or -1.</param>
/// <param name="PowerW">Power of each gun, W.</param>
/// <param name="Binding">What binds each gun: the limit with its source.</param>
/// <param name="ChangedEdges">Connections that are made or taken away; in a switch graph contactors that open or close.</param>
/// <param name="IsProven">The policy's objective is met exactly; false when the search for it had to be cut short.</param>
public sealed record Allocation(IReadOnlyList<int> ModuleGun, IReadOnlyList<double> PowerW, IReadOnlyList<Limit> Binding, int ChangedEdges, bool IsProven = true)
{
    /// <summary>Power of all guns, W.</summary>
    public double TotalW => PowerW.Sum();

    /// <summary>Which contactors are closed, by their numbers in <see cref="AllocationProblem.Graph"/>; empty without one.</summary>
    public IReadOnlyList<bool> Closed { get; init; } = [];

    /// <summary>No division has a higher lowest fraction, power / (weight * demand), than this; null when <see cref="IsProven"/>, or when nobody has a demand.</summary>
    public double? LowestFractionBound { get; init; }
}

/// <summary>A way to divide modules among guns. Not thread safe: each has working memory that it reuses.</summary>
public interface IAllocationPolicy
{
    /// <summary>Its name in <c>site.json</c>.</summary>
    string Name { get; }

    /// <summary>Divides.</summary>
    /// <exception cref="ArgumentException">The problem is not one; see <see cref="AllocationProblem.Validate"/>.</exception>
    Allocation Solve(AllocationProblem problem);
}
