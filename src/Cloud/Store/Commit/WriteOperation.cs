using System.Threading.Tasks.Sources;

namespace Busbar.Cloud.Store.Commit;

/// <summary>
/// A write that waits for its commit. The caller awaits it; the writer's thread runs it inside a transaction that it shares with
/// others and completes it when that transaction is durable. It is its own task source, so that waiting costs no further object.
/// </summary>
internal abstract class WriteOperation
{
    private const int Waiting = 0, Taken = 1, Abandoned = 2;
    private int _phase;

    /// <summary>
    /// What the write decides about by what it reads, e.g. a tag group: no other process decides about it from the beginning of the
    /// transaction to its commit. Null for nothing.
    /// </summary>
    public virtual string? Guard => null;

    /// <summary>The span that it becomes; null for none. Set by the caller before the write is queued.</summary>
    public StoreTrace? Trace { get; set; }

    /// <summary>Writer: claims the write; false when its caller has given up, and then it must not run.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _phase, Taken, Waiting) == Waiting;

    /// <summary>Writer: does the work inside the transaction. May run again after a rollback.</summary>
    public abstract void Execute();

    /// <summary>Writer: the transaction is durable. The last touch: the caller may reuse the object at once.</summary>
    public abstract void Succeed();

    /// <summary>Writer: nothing of the write was kept.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Caller: gives up, unless the writer has begun.</summary>
    protected bool TryAbandon() => Interlocked.CompareExchange(ref _phase, Abandoned, Waiting) == Waiting;

    /// <summary>Caller: makes the object new again.</summary>
    protected void ResetPhase() => Volatile.Write(ref _phase, Waiting);
}

/// <summary>A write with a result.</summary>
internal abstract class WriteOperation<T> : WriteOperation, IValueTaskSource<T>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<T> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationToken _ct;
    private CancellationTokenRegistration _cancellation;
    private bool _abandoned;

    /// <summary>The result once <see cref="Execute"/> has run.</summary>
    protected abstract T Result { get; }

    /// <summary>The task of a write with a result.</summary>
    public ValueTask<T> AsValueTask() => new(this, _source.Version);

    /// <summary>The task of a write without one.</summary>
    public ValueTask AsPlainValueTask() => new(this, _source.Version);

    /// <summary>Caller, before the write is queued: from now on <paramref name="ct"/> takes it out of the queue.</summary>
    public void WatchFor(CancellationToken ct)
    {
        if (!ct.CanBeCanceled) return;
        _ct = ct;
        _cancellation = ct.UnsafeRegister(static (o, _) => ((WriteOperation<T>)o!).Abandon(), this);
    }

    public override void Succeed()
    {
        Trace?.End();
        _source.SetResult(Result);
    }

    public override void Fail(Exception error)
    {
        Trace?.End(error);
        _source.SetException(error);
    }

    public T GetResult(short token)
    {
        _cancellation.Dispose();
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            if (!_abandoned) Recycle();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>The caller has its result and the writer is done with the object. An abandoned write may still lie in the queue and is not recycled.</summary>
    protected virtual void Recycle()
    {
    }

    /// <summary>Makes the object fit for another write.</summary>
    protected void Renew()
    {
        _source.Reset();
        _cancellation = default;
        _ct = default;
        ResetPhase();
    }

    private void Abandon()
    {
        if (!TryAbandon()) return;
        _abandoned = true;
        _source.SetException(new OperationCanceledException("The caller gave up before the write was taken; nothing was kept.", _ct));
    }
}

/// <summary>A write made of a function; for everything that is not the hot path.</summary>
internal sealed class FunctionWrite<T>(Func<T> work, string? guard = null) : WriteOperation<T>
{
    public override string? Guard => guard;

    private T? _result;

    protected override T Result => _result!;

    public override void Execute() => _result = work();
}
