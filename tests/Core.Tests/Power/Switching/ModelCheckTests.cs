using System.Diagnostics;
using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Core.Tests.Power.Switching;

/// <summary>
/// Every interleaving of commands, movements, confirmations, losses, faults, targets, crashes and restarts on small sites. Set
/// BUSBAR_MODEL_STATES to let the larger sites run up to so many states; without it they are left to a smaller scope.
/// </summary>
public sealed class ModelCheckTests(ITestOutputHelper output)
{
    private static int LargeStates => int.TryParse(Environment.GetEnvironmentVariable("BUSBAR_MODEL_STATES"), out var states) ? states : 0;

    /// <summary>Complete explorations, small enough for every run of the tests.</summary>
    [Theory]
    [InlineData("matrix 2x2", "both change places", "nothing")]
    [InlineData("matrix 2x2", "both change places", "weld")]
    [InlineData("matrix 2x2", "one moves", "stick")]
    [InlineData("matrix 2x2", "one moves", "drop out")]
    [InlineData("matrix 2x2", "one moves", "late")]
    [InlineData("matrix 2x2", "one moves", "module")]
    [InlineData("matrix 2x2", "one moves", "board")]
    [InlineData("matrix 2x2", "one moves", "stop")]
    [InlineData("matrix 2x2", "one moves", "any but a crash")]
    [InlineData("matrix 1x2", "one moves", "crash")]
    [InlineData("matrix 1x2", "one moves", "all")]
    [InlineData("matrix 3x2", "one moves", "nothing")]
    [InlineData("matrix 3x2", "one moves", "any but a crash")]
    [InlineData("ring 3", "one moves", "nothing")]
    public void Nothing_bad_can_happen_and_the_target_stays_in_reach(string site, string targets, string faults) =>
        Check(Scope(site, targets, faults, 1), 600_000);

    /// <summary>The larger ones: BUSBAR_MODEL_STATES says how many states at most; 20000000 completes most of them.</summary>
    [Theory]
    [InlineData("matrix 2x2", "one moves", "crash", 1)]
    [InlineData("matrix 2x2", "both change places", "any but a crash", 1)]
    [InlineData("matrix 3x2", "all move", "nothing", 0)]
    [InlineData("matrix 3x2", "one moves", "all", 1)]
    [InlineData("ring 3", "one moves", "weld", 1)]
    [InlineData("ring 3", "one moves", "all", 1)]
    [InlineData("matrix 2x2", "one moves", "all", 2)]
    public void Nor_on_larger_sites_with_more_faults(string site, string targets, string faults, int count)
    {
        if (LargeStates == 0) Assert.Skip("Set BUSBAR_MODEL_STATES to the number of states that it may take.");
        Check(Scope(site, targets, faults, count), LargeStates, mayBeCut: true);
    }

    [Theory]
    [InlineData(Mutant.OffIsNotMeasured)]
    [InlineData(Mutant.OpenIsNotSeen)]
    [InlineData(Mutant.VoltageIsNotCompared)]
    [InlineData(Mutant.WeldIsIgnored)]
    [InlineData(Mutant.RestartTrustsNothingMoved)]
    [InlineData(Mutant.SilentIsOff)]
    [InlineData(Mutant.LoopKeepsDriving)]
    [InlineData(Mutant.SilentBoardIsOpen)]
    internal void A_broken_rule_is_found(Mutant mutant)
    {
        var graph = Topologies.Matrix(2, 2);
        var scope = new ModelScope(graph, [Topologies.Target(graph, (0, 0)), Topologies.Target(graph, (0, 1), (1, 1))]) { Mutant = mutant };
        var result = ModelChecker.Explore(scope, 400_000);
        output.WriteLine($"{mutant}: found after {result.States} states\n{result.Counterexample}");
        Assert.NotNull(result.Counterexample);
    }

    private static ModelScope Scope(string site, string targets, string faults, int count)
    {
        var graph = site switch
        {
            "matrix 1x2" => Topologies.Matrix(1, 2),
            "matrix 2x2" => Topologies.Matrix(2, 2),
            "matrix 3x2" => Topologies.Matrix(3, 2),
            _ => Topologies.SmallRing(3, 2),
        };
        return new ModelScope(graph, Targets(graph, site, targets))
        {
            Faults = faults == "nothing" ? 0 : count,
            Welds = faults is "weld" or "all" or "any but a crash",
            Sticks = faults is "stick" or "all" or "any but a crash",
            DropsOut = faults is "drop out" or "all" or "any but a crash",
            Late = faults is "late" or "all" or "any but a crash",
            ModulesFall = faults is "module" or "all" or "any but a crash",
            BoardsFall = faults is "board" or "all" or "any but a crash",
            EmergencyStops = faults is "stop" or "all" or "any but a crash",
            Crashes = faults is "crash" or "all",
        };
    }

    private static IReadOnlyList<TargetChanged> Targets(SwitchGraph graph, string site, string targets) => (site, targets) switch
    {
        // Contactors of the small ring: m0-m1, m1-m2, m2-m0, m0-gun0, m1-gun1. Module 2 changes its neighbour.
        ("ring 3", _) => [new TargetChanged([0, 1, 0], [false, false, true, true, true]), new TargetChanged([0, 1, 1], [false, true, false, true, true])],
        (_, "one moves") => [Topologies.Target(graph, (0, 0)), Topologies.Target(graph, (0, 1))],
        ("matrix 3x2", _) => [Topologies.Target(graph, (0, 0), (1, 0), (2, 1)), Topologies.Target(graph, (0, 1), (1, 0), (2, 0))],
        _ => [Topologies.Target(graph, (0, 0), (1, 1)), Topologies.Target(graph, (0, 1), (1, 0))],
    };

    private void Check(ModelScope scope, int maxStates, bool mayBeCut = false)
    {
        var watch = Stopwatch.StartNew();
        var result = ModelChecker.Explore(scope, maxStates);
        output.WriteLine($"{result} in {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.True(result.Counterexample is null, result.Counterexample);
        Assert.True(result.Stuck is null, $"The target is out of reach after:\n{result.Stuck}");
        Assert.True(result.IsComplete || mayBeCut, $"{result}: the scope is too large for {maxStates} states");
    }
}
