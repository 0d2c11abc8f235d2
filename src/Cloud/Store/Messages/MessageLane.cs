using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Messages;

/// <summary>Exchanges on their way to the message log. Bounded in number and in text; under pressure the oldest are dropped and counted. Thread safe.</summary>
internal sealed class MessageLane(int limit)
{
    /// <summary>Text that may wait, in characters: 128 MB of memory.</summary>
    private const long CharacterLimit = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<MessageRow> _rows = new();
    private long _characters;
    private long _dropped;

    public int Count
    {
        get
        {
            lock (_gate) return _rows.Count;
        }
    }

    /// <summary>Exchanges dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds one; returns how many wait now and how many were dropped for it.</summary>
    public (int Count, int Dropped) Add(MessageRow row)
    {
        lock (_gate)
        {
            _rows.Enqueue(row);
            _characters += Characters(row);
            var dropped = 0;
            while (_rows.Count > limit || (_characters > CharacterLimit && _rows.Count > 1))
            {
                _characters -= Characters(_rows.Dequeue());
                dropped++;
            }

            if (dropped > 0) Interlocked.Add(ref _dropped, dropped);
            return (_rows.Count, dropped);
        }
    }

    /// <summary>Takes the oldest, at most so many.</summary>
    public void Take(List<MessageRow> into, int most)
    {
        lock (_gate)
        {
            while (into.Count < most && _rows.TryDequeue(out var row))
            {
                _characters -= Characters(row);
                into.Add(row);
            }
        }
    }

    /// <summary>Counts exchanges that were taken but could not be kept.</summary>
    public void CountDropped(int rows) => Interlocked.Add(ref _dropped, rows);

    private static int Characters(MessageRow row) => row.Request.Length + (row.Response?.Length ?? 0) + (row.ErrorText?.Length ?? 0);
}
