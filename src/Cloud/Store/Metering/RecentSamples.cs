namespace Busbar.Cloud.Store.Metering;

/// <summary>A sample as it waits for its place. <paramref name="TransactionId"/> is null when the station named none.</summary>
internal readonly record struct RecentSample(long AtMs, long? TransactionId, long LagMs, double Value);

/// <summary>
/// The samples in the two tables of recent samples (<c>meter_recent_0</c> and <c>_1</c>), by series and time: one table is being filled
/// while the other is moved. Having them in memory answers "kept already?" without an index, which would cost a page write a sample,
/// and spares the mover from reading and sorting the table. About 50 bytes a sample.
/// </summary>
internal sealed class RecentSamples
{
    private List<Series> _touched = [];
    private List<Series> _moving = [];
    private int _next;

    /// <summary>The table that new samples go to: 0 or 1.</summary>
    public int Filling { get; set; }

    /// <summary>Samples in the table that is being filled.</summary>
    public int FillingCount { get; private set; }

    /// <summary>The other table is not empty.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>The value of a series at a time; null when neither table has one.</summary>
    public static double? ValueAt(Series series, long atMs) => ValueAt(series.Filling, atMs) ?? ValueAt(series.Moving, atMs);

    /// <summary>Adds a sample whose time its series does not have yet.</summary>
    public void Add(Series series, in RecentSample sample)
    {
        if (!series.IsTouched)
        {
            series.IsTouched = true;
            _touched.Add(series);
        }

        Insert(series.Filling, sample);
        FillingCount++;
    }

    public void Remove(Series series, long atMs)
    {
        series.Filling.RemoveAt(IndexOf(series.Filling, atMs));
        FillingCount--;
    }

    /// <summary>At start: a sample of the table that was being moved.</summary>
    public void AddMoving(Series series, in RecentSample sample)
    {
        if (series.Moving.Count == 0) _moving.Add(series);
        Insert(series.Moving, sample);
    }

    /// <summary>At start: the other table is to be moved on.</summary>
    public void Resume()
    {
        IsMoving = true;
        _moving.Sort(static (a, b) => a.Id.CompareTo(b.Id));
    }

    /// <summary>Fills the other table from now on and moves this one.</summary>
    public void Swap()
    {
        Filling = 1 - Filling;
        foreach (var series in _touched)
        {
            (series.Filling, series.Moving) = (series.Moving, series.Filling);
            series.IsTouched = false;
        }

        (_touched, _moving) = (_moving, _touched);
        FillingCount = 0;
        Resume();
    }

    /// <summary>The next series to move, in the order of their numbers, and its samples, oldest first; null when all are moved.</summary>
    public Series? Peek(int ahead) => _next + ahead < _moving.Count ? _moving[_next + ahead] : null;

    /// <summary>So many series have their samples in place, durably.</summary>
    public void Moved(int series)
    {
        for (var end = _next + series; _next < end; _next++) _moving[_next].Moving.Clear();
    }

    /// <summary>The other table is empty.</summary>
    public void Finished()
    {
        IsMoving = false;
        _moving.Clear();
        _next = 0;
    }

    private static double? ValueAt(List<RecentSample> run, long atMs) => IndexOf(run, atMs) is var at and >= 0 ? run[at].Value : null;

    private static void Insert(List<RecentSample> run, in RecentSample sample)
    {
        if (run.Count == 0 || run[^1].AtMs < sample.AtMs) run.Add(sample);
        else run.Insert(~IndexOf(run, sample.AtMs), sample);
    }

    /// <summary>Where the time stands in the run; the complement of where it would stand when it does not.</summary>
    private static int IndexOf(List<RecentSample> run, long atMs)
    {
        var (low, high) = (0, run.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (run[middle].AtMs == atMs) return middle;
            if (run[middle].AtMs < atMs) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}
