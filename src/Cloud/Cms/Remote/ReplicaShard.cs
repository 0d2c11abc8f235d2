namespace Busbar.Cloud.Cms.Remote;

/// <summary>
/// What an API process knows of one shard: where its changes stand, and whether it must be read anew. Read anew means: pages of a snapshot, while changes go
/// on. What a change told meanwhile counts more than the snapshot, and the changes must join on to it without a gap. Everything under the shard's own lock.
/// </summary>
internal sealed class ReplicaShard(int number)
{
    private readonly HashSet<string> _stations = new(StringComparer.Ordinal);
    private string _term = "";
    private string _past = "";
    private long _sequence;
    private Reading? _reading;

    public Lock Gate { get; } = new();

    public int Number => number;

    /// <summary>It was read at least once.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>It must be read anew.</summary>
    public bool IsDue { get; private set; } = true;

    /// <summary>When its worker last said that it has it; null for never.</summary>
    public long? HeardAt { get; set; }

    /// <summary>Ids of its stations.</summary>
    public IReadOnlyCollection<string> Stations => _stations;

    /// <summary>True when a change is to be applied.</summary>
    public bool Takes(in ShardMark mark, string station, bool removed)
    {
        if (mark.Term == _past) return false;
        if (_reading is { } reading)
        {
            reading.Note(mark, station);
            Note(station, removed);
            return true;
        }

        if (mark.Term != _term)
        {
            IsDue = true;
            return false;
        }

        if (mark.Sequence <= _sequence) return false;
        if (mark.Sequence != _sequence + 1) IsDue = true;
        _sequence = mark.Sequence;
        Note(station, removed);
        return true;
    }

    /// <summary>The worker says how far it has come; what was lost on the way shows here.</summary>
    public void Hear(in ShardMark mark)
    {
        if (mark.Term == _past || _reading is not null) return;
        if (mark.Term != _term || mark.Sequence > _sequence) IsDue = true;
    }

    /// <summary>This process has changed the station itself and need not wait to hear of it.</summary>
    public void Note(string station, bool removed)
    {
        _reading?.Touched.Add(station);
        if (removed) _stations.Remove(station);
        else _stations.Add(station);
    }

    /// <summary>A snapshot is asked for.</summary>
    public void Begin() => _reading = new Reading();

    /// <summary>It failed, and is due again.</summary>
    public void Abandon()
    {
        _reading = null;
        IsDue = true;
    }

    /// <summary>The snapshot is whole. False when what came meanwhile does not join on to it: then it is due again.</summary>
    /// <param name="mark">Where it stands.</param>
    /// <param name="ids">Its stations.</param>
    /// <param name="keep">Stations of the snapshot that no change has told since.</param>
    /// <param name="gone">Stations that are no more.</param>
    public bool TryEnd(in ShardMark mark, IReadOnlyCollection<string> ids, out HashSet<string> keep, out List<string> gone)
    {
        (keep, gone) = ([], []);
        var reading = _reading ?? new Reading();
        _reading = null;
        if (!reading.Joins(mark))
        {
            IsDue = true;
            return false;
        }

        keep = ids.Where(id => !reading.Touched.Contains(id)).ToHashSet(StringComparer.Ordinal);
        foreach (var id in _stations)
            if (!keep.Contains(id) && !reading.Touched.Contains(id)) gone.Add(id);
        _stations.ExceptWith(gone);
        _stations.UnionWith(keep);
        if (_term != mark.Term) _past = _term;
        _term = mark.Term;
        _sequence = reading.Last > 0 ? reading.Last : mark.Sequence;
        (IsComplete, IsDue) = (true, false);
        return true;
    }

    /// <summary>A run of changes that came while a snapshot was read.</summary>
    private sealed class Reading
    {
        private string? _term;
        private long _first;
        private bool _broken;

        public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

        public long Last { get; private set; }

        public void Note(in ShardMark mark, string station)
        {
            Touched.Add(station);
            if (_term is null) (_term, _first) = (mark.Term, mark.Sequence);
            else if (mark.Term != _term || mark.Sequence != Last + 1) _broken = true;
            Last = mark.Sequence;
        }

        public bool Joins(in ShardMark mark) => _term is null || (!_broken && _term == mark.Term && _first <= mark.Sequence + 1);
    }
}
