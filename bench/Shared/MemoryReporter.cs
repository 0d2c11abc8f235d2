namespace Busbar.Bench;

/// <summary>Answers lines of the standard input: <c>memory</c> with the size of the managed heap after a collection; the end of the input ends the server.</summary>
internal static class MemoryReporter
{
    public static async Task AnswerAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line != "memory") continue;
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Console.WriteLine($"managed {GC.GetTotalMemory(forceFullCollection: false)}");
        }
    }
}
