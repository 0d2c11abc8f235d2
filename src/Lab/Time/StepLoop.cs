namespace Busbar.Lab.Time;

/// <summary>Drives a simulation of fixed steps by a clock that may be late: what was missed is caught up, up to a bound.</summary>
internal static class StepLoop
{
    /// <summary>After a longer stall the world does not run through all that was missed; it goes on from now.</summary>
    private static readonly TimeSpan MostCatchUp = TimeSpan.FromMilliseconds(200);

    /// <summary>Takes a step for each <paramref name="length"/> of the clock until cancelled; returns then.</summary>
    public static async Task RunAsync(TimeProvider time, TimeSpan length, Action step, CancellationToken ct)
    {
        using PeriodicTimer timer = new(length, time);
        var last = time.GetTimestamp();
        var owed = TimeSpan.Zero;
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                var stamp = time.GetTimestamp();
                owed += time.GetElapsedTime(last, stamp);
                last = stamp;
                if (owed > MostCatchUp) owed = MostCatchUp;
                for (; owed >= length; owed -= length) step();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // It ends as it was asked to.
        }
    }
}
