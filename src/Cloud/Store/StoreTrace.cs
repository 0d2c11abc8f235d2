using System.Diagnostics;

namespace Busbar.Cloud.Store;

/// <summary>
/// The span of one write, from the queue to the commit that it shared. It is made when the commit is over, because the writer's thread serves many traces at
/// once; nothing is made while nobody listens.
/// </summary>
/// <param name="parent">The span of who writes.</param>
/// <param name="queuedAt">When the write was queued.</param>
internal sealed class StoreTrace(ActivityContext parent, DateTimeOffset queuedAt)
{
    /// <summary>Where the spans come from.</summary>
    public static readonly ActivitySource Source = new(StoreMetrics.MeterName);

    /// <summary>Notes who writes; null when nobody listens, or the caller is in no trace.</summary>
    public static StoreTrace? Begin(TimeProvider time) =>
        Source.HasListeners() && Activity.Current is { } caller ? new StoreTrace(caller.Context, time.GetUtcNow()) : null;

    /// <summary>The write is durable, or nothing of it was kept. Writer's thread, before the caller goes on.</summary>
    public void End(Exception? error = null)
    {
        using var span = Source.StartActivity("commit", ActivityKind.Internal, parent, startTime: queuedAt);
        if (error is not null) span?.SetStatus(ActivityStatusCode.Error, error.Message);
    }
}
