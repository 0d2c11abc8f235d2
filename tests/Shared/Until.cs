using System.Runtime.CompilerServices;

namespace Busbar.Tests;

/// <summary>Waits for what other threads, processes or servers bring about: by looking again and again, with a deadline in real time.</summary>
internal static class Until
{
    /// <summary>Enough for a crowded machine; what fails waits so long, nothing else does.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan PauseBetweenQuestions = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until the condition holds.</summary>
    public static Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => TrueAsync(condition, () => what);

    /// <summary>Looks until the condition holds, and says what was seen in its place.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string> seen, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        while (!condition()) await PauseAsync(Pause, seen, patience ?? Patience, deadline.Token);
    }

    /// <summary>Moves a fake clock on in small steps, with room for other threads between them, until the condition holds.</summary>
    public static Task TrueAsync(Func<bool> condition, FakeTime time, TimeSpan step, string what) => TrueAsync(
        () =>
        {
            if (condition()) return true;
            time.Advance(step);
            return false;
        },
        what);

    /// <summary>Asks a process or a server until the answer is true.</summary>
    public static Task TrueAsync(Func<Task<bool>> ask, string what, TimeSpan? patience = null) => TrueAsync(ask, () => what, patience);

    /// <summary>Asks a process or a server until the answer is true, and says what was seen in its place.</summary>
    public static Task TrueAsync(Func<Task<bool>> ask, Func<string> seen, TimeSpan? patience = null) =>
        GetAsync<bool>(async () => await ask() ? true : null, seen, patience);

    /// <summary>Asks a process or a server until the answer is not null.</summary>
    public static Task<T> GetAsync<T>(Func<Task<T?>> ask, string what, TimeSpan? patience = null)
        where T : struct => GetAsync(ask, () => what, patience);

    private static async Task<T> GetAsync<T>(Func<Task<T?>> ask, Func<string> seen, TimeSpan? patience)
        where T : struct
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        while (true)
        {
            if (await ask() is { } answer) return answer;
            await PauseAsync(PauseBetweenQuestions, seen, patience ?? Patience, deadline.Token);
        }
    }

    /// <summary>The task's result, or a failure when it does not end.</summary>
    public static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Patience);

    /// <summary>The task's end, or a failure when it does not come.</summary>
    public static Task SoonAsync(this Task task) => task.WaitAsync(Patience);

    private static async Task PauseAsync(TimeSpan pause, Func<string> what, TimeSpan patience, CancellationToken deadline)
    {
        if (deadline.IsCancellationRequested) Assert.Fail($"Not within {patience.TotalSeconds:0} s: {what()}");
        await Task.Delay(pause, CancellationToken.None);
    }
}
