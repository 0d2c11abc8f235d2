namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Loops that live and end together.</summary>
internal static class Together
{
    /// <summary>Runs all of them. When one ends, however, the others are cancelled; then the first failure that is not this cancellation is thrown.</summary>
    public static async Task RunAsync(CancellationToken ct, params IReadOnlyList<Func<CancellationToken, Task>> loops)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = loops.Select(loop => RunAsync(loop, end)).ToArray();
        await Task.WhenAll(running);
    }

    private static async Task RunAsync(Func<CancellationToken, Task> loop, CancellationTokenSource end)
    {
        try
        {
            await loop(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Another has ended.
        }
        finally
        {
            await end.CancelAsync();
        }
    }
}
