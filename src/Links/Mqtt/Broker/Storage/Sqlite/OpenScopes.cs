using System.Runtime.InteropServices;

namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary>
/// Which of the changes that wait must not be cut apart: those that a thread has appended since it opened a scope. Changes are known by their number,
/// counted from the first ever. Scopes whose changes lie between each other's count as one. Not thread safe.
/// </summary>
internal sealed class OpenScopes
{
    private readonly List<Scope> _open = [];
    private long _lastNumber;

    /// <summary>Everything before this change may be taken; <see cref="long.MaxValue"/> when everything may.</summary>
    public long Begin
    {
        get
        {
            var begin = long.MaxValue;
            foreach (ref var scope in CollectionsMarshal.AsSpan(_open)) begin = Math.Min(begin, scope.Begin);
            return begin;
        }
    }

    /// <summary>This thread opens one; returns its number.</summary>
    public long Open()
    {
        _open.Add(new Scope { Number = ++_lastNumber, Thread = Environment.CurrentManagedThreadId, Begin = long.MaxValue, Last = -1 });
        return _lastNumber;
    }

    /// <summary>This thread appends a change.</summary>
    public void Note(long change)
    {
        if (_open.Count == 0) return;
        var thread = Environment.CurrentManagedThreadId;
        foreach (ref var scope in CollectionsMarshal.AsSpan(_open))
        {
            if (scope.Thread != thread) continue;
            scope.Begin = Math.Min(scope.Begin, change);
            scope.Last = change;
        }
    }

    /// <summary>Closes one. An open scope with a change before the last of this one takes this one's changes over: no cut between them is clean.</summary>
    public void Close(long number)
    {
        var at = _open.FindIndex(s => s.Number == number);
        var closed = _open[at];
        _open.RemoveAt(at);
        foreach (ref var scope in CollectionsMarshal.AsSpan(_open))
        {
            if (scope.Begin > closed.Last) continue;
            scope.Begin = Math.Min(scope.Begin, closed.Begin);
            scope.Last = Math.Max(scope.Last, closed.Last);
        }
    }

    private struct Scope
    {
        public long Number;
        public int Thread;
        public long Begin;
        public long Last;
    }
}
