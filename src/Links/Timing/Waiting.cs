namespace Busbar.Links.Timing;

/// <summary>Waits for one of several reasons to wake up. Thread safe.</summary>
public static class Waiting
{
    /// <summary>Returns when the task has ended, in whatever way, or the time is over, or the wait is cancelled. Never throws.</summary>
    /// <param name="task">The reason.</param>
    /// <param name="atMost">The time; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="time">Clock of the time.</param>
    /// <param name="ct">The wait.</param>
    public static async Task ForEitherAsync(Task task, TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        if (task.IsCompleted || ct.IsCancellationRequested) return;
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var delay = Task.Delay(atMost, time, cut.Token);
        await Task.WhenAny(task, delay);
        await cut.CancelAsync();
    }
}
