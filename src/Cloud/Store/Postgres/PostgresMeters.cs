using System.Runtime.InteropServices;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>
/// Takes meter samples: each becomes one row, and nothing else is read or written for it. Energy is counted when it is asked for (<see cref="EnergyReads"/>).
/// Nothing is looked up for a sample that is newer than what its series had: the unique key refuses one that stands already, and then the batch
/// runs again with what stands in sight. The writer's thread only; inside the transaction of a batch.
/// </summary>
internal sealed class PostgresMeters(DbSession db, SampleCopy copy, PostgresMemory memory, NamedTransactions named, StoreMetrics metrics) : IRunningMeters
{
    private readonly List<IReadOnlyList<MeterSample>> _pending = [];
    private readonly List<Series?> _series = [];
    private readonly List<SampleRow> _rows = [];
    private readonly Dictionary<(int SeriesId, long AtMs), double> _kept = [];
    private int _sent;
    private int _inKept;

    /// <summary>Looks at what stands before samples are copied, after a COPY was refused.</summary>
    public bool IsCareful { get; set; }

    /// <summary>How far the batch is; give it to <see cref="Undo"/>.</summary>
    public int UndoMark => _rows.Count;

    /// <summary>Samples wait here; what comes next sees them after <see cref="Settle"/>.</summary>
    public void Append(IReadOnlyList<MeterSample> samples) => _pending.Add(samples);

    /// <inheritdoc/>
    public void Append(IReadOnlyList<MeterSample> samples, long? transactionId)
    {
        Settle();
        Place([samples], transactionId);
    }

    /// <summary>Gives the samples that wait their place.</summary>
    public void Settle()
    {
        if (_pending.Count == 0) return;
        Place(_pending, null);
        _pending.Clear();
    }

    /// <summary>Sends what has its place.</summary>
    public void Send()
    {
        Settle();
        named.Flush();
        if (_inKept > _sent) KeepAll();
        copy.Send(CollectionsMarshal.AsSpan(_rows)[_sent..]);
        _sent = _rows.Count;
    }

    /// <inheritdoc/>
    public EnergyMeter Current(TransactionRow transaction, long untilMs)
    {
        Send();
        return EnergyReads.Count(db, transaction, untilMs);
    }

    /// <inheritdoc/>
    public void Close(long transactionId, EnergyMeter meter)
    {
        if (meter.Resets > 0) metrics.RegisterResets.Add(meter.Resets);
        db.Execute(
            "UPDATE transaction_meter SET energy_wh = @energy, register_wh = @register, register_at_ms = @at, register_resets = @resets WHERE transaction_id = @id",
            ("@energy", meter.EnergyWh), ("@register", meter.RegisterWh), ("@at", meter.RegisterAtMs), ("@resets", meter.Resets), ("@id", transactionId));
    }

    /// <summary>The transaction has ended, durably or not.</summary>
    public void End(bool committed)
    {
        if (!committed) Undo(0);
        _rows.Clear();
        (_sent, _inKept) = (0, 0);
        _pending.Clear();
        _kept.Clear();
        named.End(committed);
        memory.End(committed);
    }

    /// <summary>Undoes a step: what was placed since a mark.</summary>
    public void Undo(int mark)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(_rows)[mark..])
        {
            row.Series.MaxAtMs = Math.Min(row.Series.MaxAtMs, row.OldMaxAtMs);
            _kept.Remove((row.Series.Id, row.AtMs));
        }

        _rows.RemoveRange(mark, _rows.Count - mark);
        (_sent, _inKept) = (Math.Min(_sent, mark), Math.Min(_inKept, mark));
        _pending.Clear();
        named.End(committed: false);
        memory.End(committed: false);
    }

    private static MeterSample Cleaned(in MeterSample s) => s with
    {
        StationId = PostgresText.Clean(s.StationId), Measurand = PostgresText.Clean(s.Measurand), Phase = s.Phase is { } phase ? PostgresText.Clean(phase) : null,
        Location = s.Location is { } location ? PostgresText.Clean(location) : null, Context = PostgresText.Clean(s.Context), Unit = PostgresText.Clean(s.Unit),
    };

    private static ReadOnlySpan<MeterSample> Span(IReadOnlyList<MeterSample> samples) => samples switch
    {
        MeterSample[] array => array,
        List<MeterSample> list => CollectionsMarshal.AsSpan(list),
        _ => samples.ToArray(),
    };

    private void Place(IReadOnlyList<IReadOnlyList<MeterSample>> messages, long? owner)
    {
        Prepare(messages, owner);
        var next = 0;
        foreach (var message in messages)
            foreach (ref readonly var sample in Span(message)) Place(_series[next++] ?? SeriesOf(sample), sample, owner);
    }

    /// <summary>Reads all that placing will ask for, for all samples together; for stations that are known that is nothing.</summary>
    private void Prepare(IReadOnlyList<IReadOnlyList<MeterSample>> messages, long? owner)
    {
        List<MeterSample>? unknown = null;
        HashSet<long>? unnamed = null;
        var older = IsCareful;
        _series.Clear();
        foreach (var message in messages)
        {
            foreach (ref readonly var sample in Span(message))
            {
                var series = memory.Find(sample);
                _series.Add(series);
                if (series is not null) older |= Rows.Ms(sample.At) <= series.MaxAtMs;
                else (unknown ??= []).Add(Cleaned(sample));
                if ((owner ?? sample.TransactionId) is { } id && (id > 0 || owner is not null) && !named.TryFind(id, out _)) (unnamed ??= []).Add(id);
            }
        }

        if (unknown is not null) memory.Learn(unknown);
        if (unnamed is not null) named.Load(unnamed);
        if (older) ReadKept(messages);
    }

    private void Place(Series series, in MeterSample sample, long? owner)
    {
        var atMs = Rows.Ms(sample.At);
        if (!TryPlace(series, sample.Value, ref atMs))
        {
            metrics.RepeatedSamples.Add(1);
            return;
        }

        var row = new SampleRow(series, atMs, owner ?? Named(sample), Rows.Ms(sample.ReceivedAt) - atMs, sample.Value, series.MaxAtMs);
        if (row.TransactionId is { } id && named.TryFind(id, out var transaction)) named.Take(id, transaction, atMs);
        _rows.Add(row);
        series.MaxAtMs = Math.Max(series.MaxAtMs, atMs);
    }

    private Series SeriesOf(in MeterSample sample) => memory.Find(sample) ?? memory.Find(Cleaned(sample)) ?? throw new ArgumentException(
        $"Station '{sample.StationId}' has {PointKey.SlotLimit} different series of meter values; no more are taken.", nameof(sample));

    /// <summary>The transaction that the sample names, if it is one of this station's; null is linked by time when it is read.</summary>
    private long? Named(in MeterSample sample) =>
        sample.TransactionId is { } id && named.TryFind(id, out var transaction) && transaction.StationId == sample.StationId ? id : null;

    /// <summary>
    /// Where a sample goes: to its own time or, where another value stands there, to the next free millisecond, so that a station that meters
    /// faster than its clock ticks loses nothing. False: this value stands there already, it is a repeat.
    /// </summary>
    /// <exception cref="ArgumentException">More values share the instant than are believed.</exception>
    private bool TryPlace(Series series, double value, ref long atMs)
    {
        for (var end = atMs + MeterWriter.SameInstantLimit; atMs < end; atMs++)
        {
            if (atMs > series.MaxAtMs || KeptAt(series.Id, atMs) is not { } kept) return true;
            if (kept.Equals(value)) return false;
        }

        throw new ArgumentException($"More than {MeterWriter.SameInstantLimit} different values of {series.Measurand} have the same time.", nameof(value));
    }

    /// <summary>The value that stands at a time, in the database as far as it was read, or in this batch.</summary>
    private double? KeptAt(int seriesId, long atMs)
    {
        KeepAll();
        return _kept.TryGetValue((seriesId, atMs), out var value) ? value : null;
    }

    /// <summary>Rows of this batch are looked for only when a sample is not newer than its series: then they are entered.</summary>
    private void KeepAll()
    {
        for (; _inKept < _rows.Count; _inKept++) _kept[(_rows[_inKept].Series.Id, _rows[_inKept].AtMs)] = _rows[_inKept].Value;
    }

    /// <summary>Reads what stands where a sample may not be new, and in the second behind it, where a different value would go.</summary>
    private void ReadKept(IReadOnlyList<IReadOnlyList<MeterSample>> messages)
    {
        var samples = messages.SelectMany(m => m).Select(s => (Series: memory.Find(s) ?? memory.Find(Cleaned(s)), AtMs: Rows.Ms(s.At)))
            .Where(s => s.Series is not null).ToList();
        if (samples.Count == 0) return;
        if (IsCareful) memory.ReadNewest(samples.GroupBy(s => s.Series!).ToDictionary(g => g.Key, g => g.Min(s => s.AtMs)));
        var older = samples.Where(s => s.AtMs <= s.Series!.MaxAtMs).ToList();
        if (older.Count == 0) return;
        db.All(
            """
            SELECT v.series_id, v.at_ms, v.value FROM unnest(@series, @times) AS a (series_id, at_ms)
              JOIN meter_value v ON v.series_id = a.series_id AND v.at_ms >= a.at_ms AND v.at_ms < a.at_ms + @window
             WHERE v.at_ms >= @from AND v.at_ms < @to
            """,
            r => _kept[(r.GetInt32(0), r.GetInt64(1))] = r.GetDouble(2),
            ("@series", older.ConvertAll(s => s.Series!.Id).ToArray()), ("@times", older.ConvertAll(s => s.AtMs).ToArray()),
            ("@window", (long)MeterWriter.SameInstantLimit), ("@from", older.Min(s => s.AtMs)), ("@to", older.Max(s => s.AtMs) + MeterWriter.SameInstantLimit));
    }
}
