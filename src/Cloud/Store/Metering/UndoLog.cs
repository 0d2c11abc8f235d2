namespace Busbar.Cloud.Store.Metering;

/// <summary>
/// What the writer has changed in its memory since the transaction began, so that a rollback of the database, or of one step, undoes
/// memory with it. Entries are plain values: the hot path makes two for each sample and none of them is an object.
/// </summary>
internal sealed class UndoLog
{
    private readonly List<Entry> _entries = [];
    private readonly MeterMemory _memory;

    public UndoLog(MeterMemory memory) => _memory = memory;

    private enum Kind
    {
        SampleAdded,
        SeriesAdded,
        StateChanged,
        Opened,
        Closed,
    }

    /// <summary>How far the log is; give it to <see cref="BackTo"/>.</summary>
    public int Mark => _entries.Count;

    public void SampleAdded(Series series, long atMs, long oldMaxAtMs) => _entries.Add(new Entry(Kind.SampleAdded, series, atMs, oldMaxAtMs, default));

    public void SeriesAdded(Series series, ConnectorMeters connector, StationMeters station) =>
        _entries.Add(new Entry(Kind.SeriesAdded, (series, connector, station), 0, 0, default));

    public void StateChanged(OpenTransaction transaction) => _entries.Add(new Entry(Kind.StateChanged, transaction, 0, 0, transaction.State));

    public void Opened(OpenTransaction transaction) => _entries.Add(new Entry(Kind.Opened, transaction, 0, 0, default));

    public void Closed(OpenTransaction transaction) => _entries.Add(new Entry(Kind.Closed, transaction, 0, 0, default));

    /// <summary>The transaction is durable: nothing to undo any more.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>Undoes everything after the mark, newest first.</summary>
    public void BackTo(int mark)
    {
        for (var i = _entries.Count - 1; i >= mark; i--) Undo(_entries[i]);
        _entries.RemoveRange(mark, _entries.Count - mark);
    }

    private void Undo(in Entry entry)
    {
        switch (entry.Kind)
        {
            case Kind.SampleAdded:
                var series = (Series)entry.Target;
                _memory.Recent.Remove(series, entry.A);
                series.MaxAtMs = entry.B;
                break;
            case Kind.SeriesAdded:
                var (added, connector, station) = ((Series, ConnectorMeters, StationMeters))entry.Target;
                connector.Series.Remove(added);
                station.Slots--;
                break;
            case Kind.StateChanged:
                ((OpenTransaction)entry.Target).State = entry.State;
                break;
            case Kind.Opened:
                _memory.Remove((OpenTransaction)entry.Target);
                break;
            default:
                _memory.Add((OpenTransaction)entry.Target);
                break;
        }
    }

    private readonly record struct Entry(Kind Kind, object Target, long A, long B, TransactionState State);
}
