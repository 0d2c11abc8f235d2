using Busbar.Core.Units;

namespace Busbar.Core.Power;

/// <summary>Modules, guns and what joins them, at one moment. Immutable.</summary>
public sealed record AllocationProblem
{
    /// <summary>Nothing is connected, or every pair may be: see <see cref="Current"/> and <see cref="Edges"/>.</summary>
    public const int None = -1;

    /// <summary>The modules, by number.</summary>
    public required IReadOnlyList<PowerModule> Modules { get; init; }

    /// <summary>The guns, by number.</summary>
    public required IReadOnlyList<GunDemand> Guns { get; init; }

    /// <summary>Which module may feed which gun, [modules, guns]; null: every one may feed every gun. A contactor that is welded or stuck is no edge.</summary>
    public bool[,]? Edges { get; init; }

    /// <summary>Most power of all guns together, W; null for no bound.</summary>
    public Limit? SiteLimit { get; init; }

    /// <summary>The feeders, by number, each after or before the one that it hangs on; null: none.</summary>
    public IReadOnlyList<PowerFeeder>? Feeders { get; init; }

    /// <summary>The feeder that each module hangs on, or <see cref="None"/> for the grid connection; null: all of them on the grid connection.</summary>
    public IReadOnlyList<int>? ModuleFeeder { get; init; }

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
        ValidateFeeders();
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
