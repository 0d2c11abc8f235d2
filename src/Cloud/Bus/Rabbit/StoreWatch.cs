using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// Whether this worker can use its store, and whether it yields: takes no shards because it cannot while another worker can. That needs proof: a question to
/// the other's store that was asked, and answered well, when the own trouble had lasted for the patience already. A database that is away for all
/// proves nothing to anybody, nor does one that comes back to one worker a moment before it comes back to the next, so that shards stay where they are. Thread safe.
/// </summary>
/// <param name="probe">Asks the store; null: it counts as neither usable nor unusable.</param>
/// <param name="board">What the other workers say of theirs.</param>
internal sealed class StoreWatch(StoreProbe? probe, WorkerBoard board, BusMetrics metrics, TimeProvider time, ILogger log)
{
    /// <summary>From one answer of the store to the next question.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _provenAt;
    private long? _usableSince;
    private long? _troubleSince;
    private string _trouble = "";
    private bool _yields;

    /// <summary>This worker leaves its shards to the others.</summary>
    public bool Yields
    {
        get
        {
            lock (_gate) return _yields;
        }
    }

    /// <summary>How long ago the store was last asked and answered well; null while it is in trouble, or was never asked.</summary>
    public TimeSpan? ProvenAgo
    {
        get
        {
            lock (_gate) return _usableSince is null || _provenAt is not { } at ? null : time.GetElapsedTime(at);
        }
    }

    /// <summary>Why this worker yields; null while it does not.</summary>
    public string? Why
    {
        get
        {
            lock (_gate)
            {
                if (!_yields) return null;
                return _usableSince is { } since
                    ? $"Its store is usable again for {Seconds(since)}; it takes shards after {probe!.Patience.TotalSeconds:0.#} s."
                    : $"Its store has been unusable for {Seconds(_troubleSince ?? time.GetTimestamp())} while another worker's was not: {_trouble}";
            }
        }
    }

    /// <summary>Asks until it is cancelled; ends without an exception.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (probe is null) return;
        try
        {
            while (true)
            {
                var asked = time.GetTimestamp();
                var answer = AskAsync(probe, ct);
                for (var told = false; !told;)
                {
                    try
                    {
                        Note(asked, await answer.WaitAsync(probe.Patience / 2, time, ct));
                        told = true;
                    }
                    catch (TimeoutException)
                    {
                        Note(asked, $"no answer within {(probe.Patience / 2).TotalSeconds:0.#} s");
                    }
                }

                await Task.Delay(Interval, time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The worker ends.
        }
    }

    /// <summary>Takes what the store answered.</summary>
    /// <param name="asked">When it was asked: only that moment is proven.</param>
    /// <param name="trouble">Why it cannot be used; null when it can.</param>
    internal void Note(long asked, string? trouble)
    {
        lock (_gate)
        {
            if (trouble is null)
            {
                _provenAt = asked;
                _usableSince ??= asked;
                _troubleSince = null;
            }
            else
            {
                _usableSince = null;
                _troubleSince ??= asked;
                _trouble = trouble;
            }
        }
    }

    /// <summary>Judges anew; true when it yields from now on, or no more.</summary>
    public bool Judge()
    {
        if (probe is null) return false;
        lock (_gate)
        {
            if (!_yields && _troubleSince is { } trouble && board.IsStoreUsableElsewhere(trouble, probe.Patience))
            {
                _yields = true;
                metrics.Yielding(1);
                log.ShardsYielded(time.GetElapsedTime(trouble), _trouble);
                return true;
            }

            // Nobody else would serve: then at once.
            if (_yields && _usableSince is { } usable && (time.GetElapsedTime(usable) >= probe.Patience || !board.IsServedElsewhere))
            {
                _yields = false;
                metrics.Yielding(-1);
                log.ShardsWanted(time.GetElapsedTime(usable));
                return true;
            }

            return false;
        }
    }

    private static async Task<string?> AskAsync(StoreProbe probe, CancellationToken ct)
    {
        try
        {
            return await Task.Run(() => probe.Ask(ct).AsTask(), ct);
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    private string Seconds(long since) => $"{time.GetElapsedTime(since).TotalSeconds:0} s";
}
