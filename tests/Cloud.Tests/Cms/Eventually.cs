namespace Busbar.Cloud.Tests.Cms;

/// <summary>Waits for a condition, with a deadline and without sleeping longer than a moment between looks.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            Assert.False(deadline.IsCancellationRequested, $"Within 20 s it should have come true that {what}.");
            await Task.Yield();
        }
    }
}
