namespace Busbar.Cloud.Bus;

/// <summary>
/// The bus as a process without a CMS sees it: it asks the worker that has a shard, and hears what changes. Thread safe.
/// </summary>
public interface IOperatorBus
{
    /// <summary>Into how many shards the stations are divided.</summary>
    int Shards { get; }

    /// <summary>Messages go through now, as far as is known.</summary>
    bool IsReady { get; }

    /// <summary>Every change that a worker hands to its <see cref="ILiveTransport"/>, UTF-8 JSON, valid during the call alone. Set before the start; it returns at once and does not throw.</summary>
    Action<ReadOnlyMemory<byte>>? OnChange { get; set; }

    /// <summary>
    /// Asks the worker that has the call's shard. When a worker or a connection dies it is asked again, with <see cref="OperatorCall.Redelivered"/>: what
    /// must not be done twice is refused by then.
    /// </summary>
    /// <param name="call">What is asked.</param>
    /// <param name="deadline">How long it may take; null for the bus's own.</param>
    /// <param name="ct">Gives up waiting; what was asked may be done all the same.</param>
    /// <returns>The worker's answer, UTF-8 JSON.</returns>
    /// <exception cref="BusUnavailableException">No answer within the deadline.</exception>
    /// <exception cref="CmsFailedException">The worker failed over it.</exception>
    ValueTask<byte[]> CallAsync(OperatorCall call, TimeSpan? deadline, CancellationToken ct);
}
