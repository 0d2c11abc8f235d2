using Busbar.Core.Power.Switching;
using Busbar.Core.Units;

namespace Busbar.Core.Power;

/// <summary>Modules, guns and what joins them, at one moment. Immutable.</summary>
/// <remarks>
/// What joins them is said in one of two ways. A matrix, where one contactor joins a module to a gun, needs no more than <see cref="Edges"/> and <see cref="Current"/>.
/// Anything else, such as a ring of two modules with a gun each, says its contactors:
/// <code>
/// var problem = new AllocationProblem
/// {
///     Modules = [m1, m2],
///     Guns = [g1, g2],
///     Graph = new SwitchGraph(modules: 2, guns: 2, busbars: 0, [new(0, 2), new(1, 3), new(0, 1)]),   // M1-G1, M2-G2, M1-M2
///     Failures = [.. state.Contactors.Select(c => c.Failure)],
///     ClosedNow = [.. state.TargetClosed],
///     Feeders = [new PowerFeeder("F1", Limit.Watts(50_000, "feeder F1"))],
///     ModuleFeeder = [0, AllocationProblem.None],
/// };
/// var found = AllocationPolicies.Get("exact").Solve(problem);   // found.ModuleGun and found.Closed are the sequencer's target
/// </code>
/// </remarks>
public sealed record AllocationProblem
{
    /// <summary>Nothing is connected, or every pair may be: see <see cref="Current"/> and <see cref="Edges"/>.</summary>
    public const int None = -1;

    /// <summary>The modules, by number.</summary>
    public required IReadOnlyList<PowerModule> Modules { get; init; }

    /// <summary>The guns, by number.</summary>
    public required IReadOnlyList<GunDemand> Guns { get; init; }

    /// <summary>Which module may feed which gun, [modules, guns]; null: every one may feed every gun. A contactor that is welded or stuck is no edge. With a <see cref="Graph"/>: which module
    /// may belong to which gun's island, however it gets there.</summary>
    public bool[,]? Edges { get; init; }

    /// <summary>
    /// The contactors; null: a matrix by <see cref="Edges"/>. At most one gun is on each island of nodes that closed contactors join; all modules of an island feed its
    /// gun, those on the way included, so each must be able to. Islands without a gun may stay closed as they are. A failed module is joined to nothing.
    /// </summary>
    public SwitchGraph? Graph { get; init; }

    /// <summary>What failed, per contactor of the <see cref="Graph"/>: a welded one is closed for ever, a stuck one open; null: nothing. Guns that are welded together get nothing.</summary>
    public IReadOnlyList<ContactorFailure>? Failures { get; init; }

    /// <summary>Which contactors of the <see cref="Graph"/> are closed now; null: none but welded ones. Takes the place of <see cref="Current"/>.</summary>
    public IReadOnlyList<bool>? ClosedNow { get; init; }

    /// <summary>Most power of all guns together, W; null for no bound.</summary>
    public Limit? SiteLimit { get; init; }

    /// <summary>The feeders, by number, each after or before the one that it hangs on; null: none.</summary>
    public IReadOnlyList<PowerFeeder>? Feeders { get; init; }

    /// <summary>The feeder that each module hangs on, or <see cref="None"/> for the grid connection; null: all of them on the grid connection.</summary>
    public IReadOnlyList<int>? ModuleFeeder { get; init; }

    /// <summary>
    /// Most states of the exact program for modules that can reach each other's guns, 1,000 to 2^24; beyond it they are divided gun by gun, which is proven for fewer
    /// problems. A state costs about 0.2 us for each gun: the default, 2^20, may take seconds; whose loop waits for the answer takes less.
    /// </summary>
    public int MostStates { get; init; } = 1 << 20;

    /// <summary>The gun that each module feeds now, or <see cref="None"/>; null: nothing is connected.</summary>
    public IReadOnlyList<int>? Current { get; init; }

    /// <summary>The gun that a module feeds now, or <see cref="None"/>.</summary>
    public int CurrentGun(int module) => Current?[module] ?? None;

    /// <summary>Most power of a module at a gun, W; 0 where it cannot feed it.</summary>
    public double Capacity(int module, int gun) => Edges is { } edges && !edges[module, gun] ? 0 : Modules[module].PowerAt(Guns[gun].VoltageV);

    /// <summary>Checks that numbers are numbers and lists fit each other.</summary>
    /// <exception cref="ArgumentException">Something is not; names it, its value and what is allowed.</exception>
    public void Validate()
    {
        foreach (var module in Modules)
        {
            Check(module.MaxW is >= 0 and < double.PositiveInfinity, $"maxW of {module.Id}", module.MaxW, "0 or more");
            Check(module.MaxA is >= 0 and < double.PositiveInfinity, $"maxA of {module.Id}", module.MaxA, "0 or more");
            Check(module.MinV >= 0 && module.MaxV >= module.MinV && double.IsFinite(module.MaxV), $"minV to maxV of {module.Id}", module.MaxV, "0 or more, and minV not above maxV");
        }

        foreach (var gun in Guns)
        {
            Check(double.IsFinite(gun.VoltageV) && gun.VoltageV >= 0, $"voltageV of {gun.Id}", gun.VoltageV, "0 or more");
            Check(double.IsFinite(gun.Weight) && gun.Weight > 0, $"weight of {gun.Id}", gun.Weight, "more than 0");
            Check(gun.Limits.Count > 0 && double.IsFinite(gun.Demand.Value), $"demand of {gun.Id}", gun.Limits.Count, "at least one limit in W, with a finite lowest one");
        }

        Check(Edges is null || (Edges.GetLength(0) == Modules.Count && Edges.GetLength(1) == Guns.Count), nameof(Edges), Edges?.Length ?? 0, "[modules, guns]");
        Check(Current is null || Current.Count == Modules.Count, nameof(Current), Current?.Count ?? 0, "one for each module");
        foreach (var gun in Current ?? []) Check(gun >= None && gun < Guns.Count, nameof(Current), gun, $"-1 to {Guns.Count - 1}");
        Check(MostStates is >= 1_000 and <= 1 << 24, nameof(MostStates), MostStates, "1000 to 16777216");
        ValidateFeeders();
        if (Graph is not { } graph) return;
        Check(graph.Modules == Modules.Count, "modules of the graph", graph.Modules, $"{Modules.Count}");
        Check(graph.Guns == Guns.Count, "guns of the graph", graph.Guns, $"{Guns.Count}");
        Check(Failures is null || Failures.Count == graph.Contactors.Count, nameof(Failures), Failures?.Count ?? 0, "one for each contactor");
        Check(ClosedNow is null || ClosedNow.Count == graph.Contactors.Count, nameof(ClosedNow), ClosedNow?.Count ?? 0, "one for each contactor");
    }

    private void ValidateFeeders()
    {
        Check(ModuleFeeder is null || ModuleFeeder.Count == Modules.Count, nameof(ModuleFeeder), ModuleFeeder?.Count ?? 0, "one for each module");
        var count = Feeders?.Count ?? 0;
        foreach (var feeder in ModuleFeeder ?? []) Check(feeder >= None && feeder < count, nameof(ModuleFeeder), feeder, $"-1 to {count - 1}");
        for (var f = 0; f < count; f++)
        {
            Check(Feeders![f].Limit.Unit == LimitUnit.Watt, $"limit of feeder {Feeders[f].Id}", Feeders[f].Limit.Value, "a limit in W");
            var (at, steps) = (f, 0);
            for (; at >= 0 && at < count && steps <= count; steps++) at = Feeders[at].Parent;
            Check(at == None, $"parent of feeder {Feeders[f].Id}", Feeders[f].Parent, steps > count ? "no feeder that hangs on this one" : $"-1 to {count - 1}");
        }
    }

    private static void Check(bool isGood, string what, double value, string allowed)
    {
        if (!isGood) throw new ArgumentException($"{what} is {value}; allowed: {allowed}.", what);
    }
}
