using Busbar.Core.Power.Exact;
using Busbar.Core.Power.Sequential;

namespace Busbar.Core.Power;

/// <summary>The policies by name.</summary>
public static class AllocationPolicies
{
    /// <summary>Their names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["exact", "highest-demand-first", "first-come", "equal", "priority"];

    /// <summary>A policy with working memory of its own.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static IAllocationPolicy Get(string name) => name switch
    {
        "exact" => new ExactPolicy(name, gun => gun.Weight),

        // Fractions of the same number of watts are watts.
        "equal" => new ExactPolicy(name, gun => 1 / gun.Demand.Value),
        "highest-demand-first" => new SequentialPolicy(name, (a, b) => b.Demand.Value.CompareTo(a.Demand.Value), keeps: false),
        "first-come" => new SequentialPolicy(name, (_, _) => 0, keeps: true),
        "priority" => new SequentialPolicy(name, (a, b) => b.Weight.CompareTo(a.Weight), keeps: true),
        _ => throw new ArgumentException($"The policy is \"{name}\"; allowed: {string.Join(", ", Names)}.", nameof(name)),
    };
}
