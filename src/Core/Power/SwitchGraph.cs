namespace Busbar.Core.Power;

/// <summary>A contactor between two nodes of a <see cref="SwitchGraph"/>.</summary>
/// <param name="From">Number of one node.</param>
/// <param name="To">Number of the other.</param>
public readonly record struct ContactorEdge(int From, int To);

/// <summary>
/// Contactors between nodes. Node numbers: modules 0 to M-1, guns M to M+G-1, busbars M+G and up. A full or partial matrix has no busbars and one
/// contactor per allowed pair; ring, half matrix and chained units have busbars or contactors between modules. Immutable; thread safe.
/// </summary>
public sealed class SwitchGraph
{
    /// <summary>A topology.</summary>
    /// <param name="modules">1 or more.</param>
    /// <param name="guns">1 or more.</param>
    /// <param name="busbars">0 or more.</param>
    /// <param name="contactors">Their order is their numbering.</param>
    /// <exception cref="ArgumentException">A contactor joins a node to itself, an unknown node, or two guns directly.</exception>
    public SwitchGraph(int modules, int guns, int busbars, IReadOnlyList<ContactorEdge> contactors)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(modules);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(guns);
        ArgumentOutOfRangeException.ThrowIfNegative(busbars);
        ArgumentNullException.ThrowIfNull(contactors);
        (Modules, Guns, Busbars, Contactors) = (modules, guns, busbars, [.. contactors]);
        var nodes = modules + guns + busbars;
        for (var k = 0; k < Contactors.Count; k++)
        {
            var (from, to) = Contactors[k];
            if (from < 0 || from >= nodes || to < 0 || to >= nodes)
                throw new ArgumentException($"Contactor {k} joins nodes {from} and {to}; allowed: 0 to {nodes - 1}.", nameof(contactors));
            if (from == to) throw new ArgumentException($"Contactor {k} joins node {from} to itself.", nameof(contactors));
            IsMatrix &= (from < Modules && IsGun(to)) || (to < Modules && IsGun(from));
            if (IsGun(from) && IsGun(to)) throw new ArgumentException($"Contactor {k} joins guns {from - modules} and {to - modules} directly.", nameof(contactors));
        }
    }

    /// <summary>How many modules.</summary>
    public int Modules { get; }

    /// <summary>How many guns.</summary>
    public int Guns { get; }

    /// <summary>How many busbars.</summary>
    public int Busbars { get; }

    /// <summary>The contactors by number.</summary>
    public IReadOnlyList<ContactorEdge> Contactors { get; }

    /// <summary>Every contactor joins a module to a gun.</summary>
    public bool IsMatrix { get; } = true;

    /// <summary>Every module to every gun: contactor m * guns + g joins module m and gun g.</summary>
    public static SwitchGraph FullMatrix(int modules, int guns) =>
        new(modules, guns, 0, [.. from m in Enumerable.Range(0, modules) from g in Enumerable.Range(0, guns) select new ContactorEdge(m, modules + g)]);

    private bool IsGun(int node) => node >= Modules && node < Modules + Guns;
}
