namespace Busbar.Cloud.Store;

/// <summary>The right to run a task that runs once over all processes, until it is disposed or lost. Thread safe.</summary>
/// <remarks>Work under it should still be harmless when it is done twice: a leader that is cut off notices a little after the fact.</remarks>
public sealed class Leadership : IAsyncDisposable
{
    private readonly Func<ValueTask> _release;
    private int _disposed;

    internal Leadership(Func<ValueTask> release, CancellationToken lost)
    {
        _release = release;
        Lost = lost;
    }

    /// <summary>The right of the only process that there is; it is never lost.</summary>
    public static Leadership Alone => new(static () => ValueTask.CompletedTask, CancellationToken.None);

    /// <summary>Cancelled when the right is lost: another process may have it from now on.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Gives the right back.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, 1) == 0 ? _release() : ValueTask.CompletedTask;
}
