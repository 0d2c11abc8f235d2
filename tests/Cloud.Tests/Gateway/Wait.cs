using Busbar.Tests;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>Waiting with a deadline.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Waits until a condition holds.</summary>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(condition, what, () => { });

    /// <summary>Moves the clock step by step until a condition holds.</summary>
    public static Task AdvancingAsync(FakeTime time, TimeSpan step, Func<bool> condition, string what) => UntilAsync(condition, what, () => time.Advance(step));

    private static async Task UntilAsync(Func<bool> condition, string what, Action between)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, $"Not within {Limit}: {what}");
            between();
            await Task.Delay(2);
        }
    }
}
