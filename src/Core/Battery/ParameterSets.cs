using Busbar.Core.Battery.Sets;

namespace Busbar.Core.Battery;

/// <summary>The parameter sets that come with Busbar, by name.</summary>
public static class ParameterSets
{
    /// <summary>All sets, in the order in which they are listed to a user.</summary>
    public static IReadOnlyList<CellParameters> All { get; } =
        [Chen2020.Set, Chen2020.WithAgeing, Prada2013.Set, Prada2013.WithAssumedThermal, Marquis2019.Set, Ai2020.Set, Ai2020.AsInPybamm];

    /// <summary>The set called <paramref name="name"/>, whatever the case of its letters.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public static CellParameters Get(string name) =>
        All.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no parameter set {name}; there are {string.Join(", ", All.Select(s => s.Name))}.", nameof(name));
}
