using System.Diagnostics;

namespace Busbar.House.Tests.Running;

/// <summary>Waits for something that another process brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the answer is not null; fails with <paramref name="what"/> after the deadline.</summary>
    public static async Task<T> GetAsync<T>(string what, TimeSpan deadline, Func<Task<T?>> ask)
        where T : struct
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < deadline)
        {
            if (await ask() is { } answer) return answer;
            await Task.Delay(Pause);
        }

        Assert.Fail($"Not within {deadline.TotalSeconds:0} s: {what}");
        return default;
    }

    /// <summary>Asks until the answer is true.</summary>
    public static Task TrueAsync(string what, TimeSpan deadline, Func<Task<bool>> ask) =>
        GetAsync<bool>(what, deadline, async () => await ask() ? true : null);
}
