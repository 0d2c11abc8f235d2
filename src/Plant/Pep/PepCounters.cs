using Busbar.Wire.Pep;

namespace Busbar.Plant.Pep;

/// <summary>What one gun's port has counted since the start. Thread safe.</summary>
public sealed class PepCounters
{
    private long _received, _statuses, _statusesSkipped, _errors, _repeats, _deviations, _floods, _stale, _unanswered, _connections, _dropped;

    /// <summary>Messages of the SECC.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Statuses sent.</summary>
    public long Statuses => Volatile.Read(ref _statuses);

    /// <summary>Statuses not sent because the peer had not read the one before: the newest wins.</summary>
    public long StatusesSkipped => Volatile.Read(ref _statusesSkipped);

    /// <summary>Error messages sent.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>Requests with a number that was used already: answered again, not acted on.</summary>
    public long Repeats => Volatile.Read(ref _repeats);

    /// <summary>Deviations that were let pass, <see cref="PepFindings"/>.</summary>
    public long Deviations => Volatile.Read(ref _deviations);

    /// <summary>Times that a peer sent faster than it may and was read more slowly.</summary>
    public long Floods => Volatile.Read(ref _floods);

    /// <summary>Replies that nobody waited for: late ones, or with a wrong number.</summary>
    public long StaleReplies => Volatile.Read(ref _stale);

    /// <summary>Requests that the gun did not answer in time.</summary>
    public long Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Connections taken.</summary>
    public long Connections => Volatile.Read(ref _connections);

    /// <summary>Events dropped because the peer does not read.</summary>
    public long EventsDropped => Volatile.Read(ref _dropped);

    internal void AddReceived() => Interlocked.Increment(ref _received);

    internal void AddStatus() => Interlocked.Increment(ref _statuses);

    internal void AddSkipped() => Interlocked.Increment(ref _statusesSkipped);

    internal void AddError() => Interlocked.Increment(ref _errors);

    internal void AddRepeat() => Interlocked.Increment(ref _repeats);

    internal void AddFlood() => Interlocked.Increment(ref _floods);

    internal void AddStale() => Interlocked.Increment(ref _stale);

    internal void AddUnanswered() => Interlocked.Increment(ref _unanswered);

    internal void AddConnection() => Interlocked.Increment(ref _connections);

    internal void AddDropped() => Interlocked.Increment(ref _dropped);

    internal void AddFindings(PepFindings findings)
    {
        if (findings != PepFindings.None) Interlocked.Increment(ref _deviations);
    }
}
