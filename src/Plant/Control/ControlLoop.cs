using Busbar.Links.Lanes;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control;

/// <summary>
/// A loop with a mailbox and an alarm clock: it takes what was posted, settles, and sleeps until the next post or its own deadline. One loop per gun, one for the
/// site; they send each other mail and never wait for each other. Posting is thread safe; everything else happens on the loop.
/// </summary>
/// <typeparam name="T">What is posted.</typeparam>
internal abstract class ControlLoop<T> : IAsyncDisposable
    where T : class
{
    /// <summary>Mail that may wait. A loop that is this far behind hangs, and the watchdog has seen it long before.</summary>
    private const int Capacity = 4096;

    private readonly Lane<T> _mail = new(Capacity, LanePolicy.Wait);
    private readonly T _alarm;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _start;
    private long _refused;
    private long _turnedAt;
    private ITimer? _clock;
    private Task _run = Task.CompletedTask;

    /// <param name="name">For the log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="alarm">What the alarm clock posts: it says nothing but that time has passed.</param>
    protected ControlLoop(string name, TimeProvider time, ILogger log, T alarm)
    {
        (Name, Time, Log, _alarm) = (name, time, log, alarm);
        _start = time.GetTimestamp();
    }

    public string Name { get; }

    /// <summary>Time since the loop was made, plus a second so that it is never 0.</summary>
    public TimeSpan Now => Time.GetElapsedTime(_start) + TimeSpan.FromSeconds(1);

    /// <summary>How long ago it last turned: while it lives it turns several times a second.</summary>
    public TimeSpan SinceTurn => Time.GetElapsedTime(Volatile.Read(ref _turnedAt));

    protected TimeProvider Time { get; }

    protected ILogger Log { get; }

    /// <summary>Begins to turn by itself. Without it somebody else calls <see cref="Turn"/>: a test.</summary>
    public void Start()
    {
        Volatile.Write(ref _turnedAt, Time.GetTimestamp());
        _clock = Time.CreateTimer(static loop => ((ControlLoop<T>)loop!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _run = RunAsync(_stop.Token);
    }

    /// <summary>Posts mail; false, and a line in the log, when the mailbox is full.</summary>
    public bool Post(T mail)
    {
        if (_mail.TryWrite(mail)) return true;
        var count = Interlocked.Increment(ref _refused);
        if (long.IsPow2(count)) Log.MailboxFull(Name, count);
        return false;
    }

    /// <summary>One turn.</summary>
    /// <returns>Time until the next one is due.</returns>
    public TimeSpan Turn()
    {
        Volatile.Write(ref _turnedAt, Time.GetTimestamp());
        try
        {
            while (_mail.TryRead(out var mail))
                if (!ReferenceEquals(mail, _alarm)) Take(mail);
            return Settle();
        }
        catch (Exception e)
        {
            // A mistake of ours must end in a safe output, not in a loop that is silently gone.
            Log.LoopFailed(e, Name);
            return OnFailure(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        if (_clock is not null) await _clock.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>Takes one piece of mail.</summary>
    protected abstract void Take(T mail);

    /// <summary>Does what is due after the mail.</summary>
    /// <returns>Time until it is to be called again at the latest.</returns>
    protected abstract TimeSpan Settle();

    /// <summary>Makes things safe after an exception.</summary>
    /// <returns>As <see cref="Settle"/>.</returns>
    protected abstract TimeSpan OnFailure(Exception e);

    private async Task RunAsync(CancellationToken ct)
    {
        try
        {
            do
            {
                var due = Turn();
                _clock!.Change(due > TimeSpan.FromMilliseconds(1) ? due : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            }
            while (await _mail.WaitToReadAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Its owner ends it.
        }
    }

    private void Ring() => _mail.TryWrite(_alarm);
}
