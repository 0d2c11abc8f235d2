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
}
