using Busbar.Core.Power;
using Busbar.Core.Power.Switching;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Configuration;
using Busbar.Plant.Modules;

namespace Busbar.Plant.Control.Sites;

/// <summary>What modules are to do and what guns get.</summary>
/// <param name="Target">Where contactors and modules are to go.</param>
/// <param name="AllottedW">Power that each gun may take, W: its share, and what nobody else can use.</param>
/// <param name="PowerW">The share itself, W.</param>
/// <param name="CapW">Most that each module may give, W, so that no feeder carries too much.</param>
/// <param name="Binding">What binds each gun.</param>
internal sealed record SiteShares(TargetChanged Target, double[] AllottedW, double[] PowerW, double[] CapW, Limit[] Binding);

/// <summary>
/// Asks the policy, and keeps contactors from wearing out for nothing: a free module goes wherever it is wanted at once; one that feeds a running gun is taken
/// from it when another running gun has none, or when enough is gained and the last such move is long enough ago.
/// </summary>
internal sealed class SiteAllocator
{
    /// <summary>Least time between two moves that take a module from a running gun although none must be taken.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(10);

    /// <summary>What such a move must win for some gun, W: a twentieth of a module of 40 kW.</summary>
    public const double WorthW = 2_000;

    /// <summary>What the loop can wait for: tens of milliseconds.</summary>
    private const int MostStates = 1 << 14;

    /// <summary>A module that was lost or failed is used again when it has been well for so long.</summary>
    public static readonly TimeSpan TrustAfter = TimeSpan.FromSeconds(5);

    // Derating counts in steps of a twentieth of the rating, so that a fan's noise is no new problem.
    private const int DeratingSteps = 20;

    private readonly SitePlan _plan;
    private readonly PowerModule[] _modules;
    private readonly TimeSpan[] _badUntil;
    private readonly FeederLoads _feeders;
    private IAllocationPolicy _policy;
    private TimeSpan _heldUntil;

    public SiteAllocator(SitePlan plan, SwitchGraph graph)
    {
        _plan = plan;
        _policy = AllocationPolicies.Get(plan.Policy);
        Graph = graph;
        _modules = [.. plan.Modules.Select(m => new PowerModule(m.Id, m.MaxW, m.MaxA, m.MinV, m.MaxV, Failed: true))];
        _feeders = new FeederLoads(plan);
        _badUntil = new TimeSpan[plan.Modules.Count];
        Current = [.. Enumerable.Repeat(-1, plan.Modules.Count)];
    }

    public SwitchGraph Graph { get; }

    public string Policy
    {
        get => _policy.Name;
        set => _policy = AllocationPolicies.Get(value);
    }

    /// <summary>The target of each module as decided last.</summary>
    public int[] Current { get; private set; }

    /// <summary>Takes what a module says of itself.</summary>
    /// <returns>Whether that changes the problem.</returns>
    public bool Take(int module, ModuleView view, TimeSpan now)
    {
        var plan = _plan.Modules[module];
        var isBad = !view.IsUsable && !(view is { IsOnline: true, NeedsOff: true });
        if (isBad) _badUntil[module] = now + (view.Counters.Losses + view.Counters.Restarts > 0 || _modules[module] is { Failed: false } ? TrustAfter : TimeSpan.Zero);
        var steps = view.IsDerated ? Math.Floor(Math.Clamp(view.AvailableW / plan.MaxW, 0, 1) * DeratingSteps) : DeratingSteps;
        var is_ = new PowerModule(plan.Id, plan.MaxW * steps / DeratingSteps, plan.MaxA, plan.MinV, plan.MaxV, isBad || now < _badUntil[module] || steps == 0);
        if (is_ == _modules[module]) return false;
        _modules[module] = is_;
        return true;
    }

    /// <summary>Decides.</summary>
    /// <param name="demands">Of each gun, with what bounds it.</param>
    /// <param name="failures">Of each contactor: a welded one joins its ends for ever, a stuck one never.</param>
    /// <param name="closedNow">Which contactors are to be closed by the target that holds.</param>
    /// <param name="siteLimit">Most power of all, W.</param>
    /// <param name="now">The loop's clock.</param>
    public SiteShares Solve(ReadOnlySpan<GunDemanded> demands, ContactorFailure[] failures, bool[] closedNow, Limit? siteLimit, TimeSpan now)
    {
        var problem = Problem(demands, failures, closedNow, siteLimit);
        var free = _policy.Solve(problem);
        var held = Restricted(problem, demands);
        var kept = held is null ? free : _policy.Solve(held);
        var (freeTarget, keptTarget) = (TargetChanged.To(Graph, free, failures), TargetChanged.To(Graph, kept, failures));
        var isBetter = IsStarving(demands, keptTarget, freeTarget) || (now >= _heldUntil && IsWorth(kept, free));
        var chosen = isBetter ? free : kept;
        var target = isBetter ? freeTarget : keptTarget;
        if (isBetter && Takes(demands, target)) _heldUntil = now + Hold;
        Current = [.. target.ModuleGun];
        return Shares(demands, chosen, target, siteLimit);
    }

    private AllocationProblem Problem(ReadOnlySpan<GunDemanded> demands, ContactorFailure[] failures, bool[] closedNow, Limit? siteLimit)
    {
        var guns = new GunDemand[demands.Length];
        var edges = new bool[Graph.Modules, Graph.Guns];
        for (var g = 0; g < guns.Length; g++)
        {
            var (demand, plan) = (demands[g].Demand, _plan.Guns[g]);
            guns[g] = new GunDemand { Id = plan.Id, VoltageV = Math.Max(0, demand.VoltageV), Limits = [demands[g].Bound], Weight = plan.Weight, Running = demand.Running };
            for (var m = 0; m < Graph.Modules; m++) edges[m, g] = demand.Running;
        }

        var hasWelds = failures.Contains(ContactorFailure.Welded);
        return new AllocationProblem
        {
            Modules = [.. _modules.Select((m, i) => hasWelds && IsCutOff(i, failures) ? m with { MaxW = Math.Min(1, m.MaxW) } : m)],
            Guns = guns,
            Edges = edges,
            Graph = Graph,
            Failures = failures,
            ClosedNow = closedNow,
            SiteLimit = siteLimit,
            MostStates = MostStates,
            Feeders = _feeders.Feeders,
            ModuleFeeder = _feeders.ModuleFeeder,
        };
    }

    /// <summary>A module that is welded to a gun, or that hangs on nothing but welded contactors, stands there and gives nothing.</summary>
    private bool IsCutOff(int module, ContactorFailure[] failures)
    {
        var (isWelded, hasSound) = (false, false);
        for (var k = 0; k < failures.Length; k++)
        {
            var (from, to) = Graph.Contactors[k];
            if (from != module && to != module) continue;
            var other = from == module ? to : from;
            if (failures[k] == ContactorFailure.Welded && other >= Graph.Modules && other < Graph.Modules + Graph.Guns) return true;
            isWelded |= failures[k] == ContactorFailure.Welded;
            hasSound |= failures[k] == ContactorFailure.None;
        }

        return isWelded && !hasSound;
    }

    /// <summary>The same problem where a module that feeds a running gun stays there; null when none does.</summary>
    private AllocationProblem? Restricted(AllocationProblem problem, ReadOnlySpan<GunDemanded> demands)
    {
        bool[,]? edges = null;
        for (var m = 0; m < Current.Length; m++)
        {
            var gun = Current[m];
            if (gun < 0 || !problem.Edges![m, gun] || _modules[m].Failed || !demands[gun].Demand.Running) continue;
            edges ??= (bool[,])problem.Edges.Clone();
            for (var g = 0; g < Graph.Guns; g++) edges[m, g] = g == gun;
        }

        return edges is null ? null : problem with { Edges = edges };
    }

    private static bool IsStarving(ReadOnlySpan<GunDemanded> demands, TargetChanged kept, TargetChanged free)
    {
        for (var g = 0; g < demands.Length; g++)
            if (demands[g].Demand.Running && !kept.ModuleGun.Contains(g) && free.ModuleGun.Contains(g)) return true;
        return false;
    }

    private static bool IsWorth(Allocation kept, Allocation free)
    {
        for (var g = 0; g < kept.PowerW.Count; g++)
            if (free.PowerW[g] >= kept.PowerW[g] + WorthW) return true;
        return false;
    }

    /// <summary>Whether it takes a module from a gun that runs.</summary>
    private bool Takes(ReadOnlySpan<GunDemanded> demands, TargetChanged target)
    {
        for (var m = 0; m < Current.Length; m++)
            if (Current[m] >= 0 && target.ModuleGun[m] != Current[m] && demands[Current[m]].Demand.Running) return true;
        return false;
    }

    /// <summary>A gun that is bound by its own demand may take what nobody else can use, so that it need not wait for us when its vehicle wants more.</summary>
    private SiteShares Shares(ReadOnlySpan<GunDemanded> demands, Allocation chosen, TargetChanged target, Limit? siteLimit)
    {
        var mayTakeMore = new bool[demands.Length];
        var takers = 0;
        for (var g = 0; g < mayTakeMore.Length; g++)
            if (mayTakeMore[g] = IsOwnBound(demands[g], chosen, g)) takers++;
        var spareW = siteLimit is { } limit ? Math.Max(0, limit.Value - chosen.TotalW) / Math.Max(1, takers) : double.PositiveInfinity;

        var canW = new double[_modules.Length];
        for (var m = 0; m < canW.Length; m++)
            if (Current[m] is >= 0 and var gun) canW[m] = _modules[m].PowerAt(demands[gun].Demand.VoltageV);
        double[] powerW = [.. chosen.PowerW];
        Limit[] binding = [.. chosen.Binding];
        for (var g = 0; g < powerW.Length; g++)
        {
            var soundW = canW.Where((_, m) => Current[m] == g).Sum();
            if (soundW < powerW[g] - 1) (powerW[g], binding[g]) = (soundW, Limit.Watts(soundW, "modules that no welded contactor keeps away"));
        }

        var capW = _feeders.Caps(Current, powerW, canW, mayTakeMore);
        var allottedW = new double[demands.Length];
        for (var m = 0; m < capW.Length; m++)
            if (Current[m] is >= 0 and var gun) allottedW[gun] += capW[m];
        for (var g = 0; g < allottedW.Length; g++) allottedW[g] = Math.Min(allottedW[g], mayTakeMore[g] ? powerW[g] + spareW : powerW[g]);
        return new SiteShares(target, allottedW, powerW, capW, binding);
    }

    private static bool IsOwnBound(GunDemanded demand, Allocation chosen, int gun) =>
        demand.Demand.Running && chosen.ModuleGun.Contains(gun) && chosen.PowerW[gun] >= demand.Bound.Value - 1;
}
