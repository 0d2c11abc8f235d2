namespace Busbar.Plant.Modules;

/// <summary>
/// When the answers to one question were asked for. An answer is taken for that of the oldest question that is open, so that a measurement is never dated later
/// than it was made: a module that answers late would otherwise show yesterday's voltage as today's. Lost answers date what follows too old; a pause puts that right.
/// </summary>
internal sealed class AskLedger
{
    /// <summary>Nobody answers later than this; who does has its measurement dated too late by the rest.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    // So often at most is a question left out to find out which answers are still on their way.
    private static readonly TimeSpan PauseEvery = TimeSpan.FromSeconds(10);

    private readonly Queue<TimeSpan> _open = new();
    private TimeSpan _pausedAt = -PauseEvery;

    /// <summary>A question goes out.</summary>
    /// <returns>Whether the next one is to wait for <see cref="Longest"/>, until nothing can be on its way any more.</returns>
    public bool Ask(TimeSpan now)
    {
        Purge(now);
        _open.Enqueue(now);
        if (_open.Count < 2 || now - _pausedAt < PauseEvery) return false;
        _pausedAt = now;
        return true;
    }

    /// <summary>An answer comes.</summary>
    /// <returns>When it was asked for at the earliest; null: nobody asked.</returns>
    public TimeSpan? Answer(TimeSpan now)
    {
        Purge(now);
        return _open.TryDequeue(out var at) ? at : null;
    }

    public void Forget() => _open.Clear();

    private void Purge(TimeSpan now)
    {
        while (_open.TryPeek(out var at) && now - at > Longest) _open.Dequeue();
    }
}
