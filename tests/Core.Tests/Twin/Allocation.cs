using Busbar.Core.Twin;

namespace Busbar.Core.Tests.Twin;

/// <summary>What work allocates on this thread.</summary>
internal static class Allocation
{
    private const int Rounds = 5;

    /// <summary>The least of five rounds, bytes: the runtime allocates for itself now and then, work that allocates does it in every round.</summary>
    public static long Least(Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>A run takes what its end does, and nothing for a step.</summary>
    public static void AssertNoneForAStep(TwinSimulator simulator)
    {
        simulator.Run(TwinLoad.Current(-1), new TwinStop { DurationS = 100 }, 10);
        var (bytes, steps) = (GC.GetAllocatedBytesForCurrentThread(), simulator.Work.Steps);
        simulator.Run(TwinLoad.Current(-2), new TwinStop { DurationS = 3000 }, 10);
        (bytes, steps) = (GC.GetAllocatedBytesForCurrentThread() - bytes, simulator.Work.Steps - steps);
        Assert.True(steps > 20);
        Assert.True(bytes < 2000, $"{bytes} bytes over {steps} steps: what the end of a run takes, and nothing per step.");
    }
}
