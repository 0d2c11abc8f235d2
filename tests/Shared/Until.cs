
namespace Busbar.Tests;

/// <summary>Waits for what other threads bring about, with a deadline in real time.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (deadline.IsCancellationRequested) Assert.Fail($"never came true: {what}");
            await Task.Delay(2, CancellationToken.None);
        }
    }

    /// <summary>Moves a fake clock on in small steps, with room for other threads between them, until the condition holds.</summary>
    public static async Task TrueAsync(Func<bool> condition, FakeTime time, TimeSpan step, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (deadline.IsCancellationRequested) Assert.Fail($"never came true: {what}");
            time.Advance(step);
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
