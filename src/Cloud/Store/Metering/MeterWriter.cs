using System.Runtime.InteropServices;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Metering;

/// <summary>
/// Takes meter samples: each goes to its series once, and moves the energy of its transaction. The writer's thread only; inside the
/// transaction of a batch.
/// </summary>
internal sealed class MeterWriter(DbSession db, ISampleTable table, MeterMemory memory, StoreMetrics metrics) : IRunningMeters
{
    /// <summary>Different values of one series that may share an instant; no station meters faster than its own clock for longer.</summary>
    public const int SameInstantLimit = 1_000;

    private readonly UndoLog _undo = new(memory);
    private readonly List<OpenTransaction> _dirty = [];

    public int UndoMark => _undo.Mark;

    public void Append(IReadOnlyList<MeterSample> samples) => Append(samples, null);

    /// <inheritdoc/>
    public void Append(IReadOnlyList<MeterSample> samples, long? transactionId)
    {
        switch (samples)
        {
            case MeterSample[] array:
                Append(array.AsSpan(), transactionId);
                break;
            case List<MeterSample> list:
                Append(CollectionsMarshal.AsSpan(list), transactionId);
                break;
            default:
                Append(samples.ToArray().AsSpan(), transactionId);
                break;
        }
    }

    /// <summary>Before a commit: brings the rows of the running meters up to date.</summary>
    public void Flush()
    {
        foreach (var transaction in _dirty) Write(transaction);
        _dirty.Clear();
    }

    /// <summary>After a commit: what was done can no longer be undone.</summary>
    public void Keep() => _undo.Clear();

    /// <summary>After a rollback, of all or of the steps since a mark.</summary>
    public void Undo(int mark)
    {
        _undo.BackTo(mark);
        if (mark == 0) _dirty.Clear();
    }

    /// <summary>A transaction has begun; samples that were there before it are counted now.</summary>
    public void Open(OpenTransaction transaction)
    {
        var connector = memory.Station(transaction.StationId).Connector(transaction.ConnectorId);
        foreach (var other in connector.Open)
        {
            if (other.StartedAtMs > transaction.StartedAtMs || other.State.UntilMs <= transaction.StartedAtMs) continue;
            Change(other, other.State with { UntilMs = transaction.StartedAtMs });
            if (other.State.Meter.RegisterAtMs >= transaction.StartedAtMs) Recount(other, long.MaxValue);
        }

        memory.Add(transaction);
        _undo.Opened(transaction);
        if (connector.Series.Exists(s => s.CountsEnergy && s.MaxAtMs >= transaction.StartedAtMs)) Recount(transaction, long.MaxValue);
    }

    /// <inheritdoc/>
    public EnergyMeter Current(TransactionRow row, long untilMs)
    {
        if (!memory.TryFind(row.Id, out var transaction))
        {
            transaction = MeterSql.ReadTransaction(db, row.Id);
            Open(transaction);
        }

        if (transaction.State.Meter.RegisterAtMs >= untilMs) Recount(transaction, untilMs);
        return transaction.State.Meter;
    }

    /// <inheritdoc/>
    public void Close(long transactionId, EnergyMeter meter)
    {
        if (!memory.TryFind(transactionId, out var transaction)) return;
        Change(transaction, transaction.State with { Meter = meter });
        Flush(transaction);
        memory.Remove(transaction);
        _undo.Closed(transaction);
    }

    private void Append(ReadOnlySpan<MeterSample> samples, long? owner)
    {
        foreach (ref readonly var sample in samples)
        {
            var station = memory.Station(sample.StationId);
            var connector = station.Connector(sample.ConnectorId);
            var series = SeriesOf(station, connector, sample);
            var atMs = Rows.Ms(sample.At);
            if (!TryPlace(series, sample.Value, ref atMs))
            {
                metrics.RepeatedSamples.Add(1);
                continue;
            }

            var named = owner ?? Named(sample);
            var recent = new RecentSample(atMs, named, Rows.Ms(sample.ReceivedAt) - atMs, sample.Value);
            table.Append(memory.Recent.Filling, series.Id, recent);
            _undo.SampleAdded(series, atMs, series.MaxAtMs);
            memory.Recent.Add(series, recent);
            series.MaxAtMs = Math.Max(series.MaxAtMs, atMs);
            Count(series, connector, named, atMs, sample.Value);
        }
    }

    /// <summary>
    /// Where a sample goes: to its own time or, where another value stands there, to the next free millisecond, so that a station that meters
    /// faster than its clock ticks loses nothing. False: this value stands there already, it is a repeat.
    /// </summary>
    /// <exception cref="ArgumentException">More values share the instant than are believed.</exception>
    private bool TryPlace(Series series, double value, ref long atMs)
    {
        for (var end = atMs + SameInstantLimit; atMs < end; atMs++)
        {
            if (atMs > series.MaxAtMs || (RecentSamples.ValueAt(series, atMs) ?? table.ValueAt(series.Id, atMs)) is not { } kept) return true;
            if (kept.Equals(value)) return false;
        }

        throw new ArgumentException($"More than {SameInstantLimit} different values of {series.Measurand} have the same time.", nameof(value));
    }

    private Series SeriesOf(StationMeters station, ConnectorMeters connector, in MeterSample sample)
    {
        foreach (var known in connector.Series)
            if (known.Fits(sample)) return known;
        if (station.Slots >= PointKey.SlotLimit)
            throw new ArgumentException($"Station '{station.StationId}' has {station.Slots} different series of meter values; no more are taken.", nameof(sample));
        var series = MeterSql.InsertSeries(db, station, connector, sample);
        station.Slots++;
        connector.Series.Add(series);
        memory.NoteSeries(series.Id);
        _undo.SeriesAdded(series, connector, station);
        return series;
    }

    /// <summary>The transaction that the sample names, if it is one of this station's; null is linked by time when it is read.</summary>
    private long? Named(in MeterSample sample)
    {
        if (sample.TransactionId is not { } id || id <= 0) return null;
        if (memory.TryFind(id, out var open)) return open.StationId == sample.StationId ? id : null;
        return MeterSql.IsOfStation(db, id, sample.StationId) ? id : null;
    }

    private void Count(Series series, ConnectorMeters connector, long? named, long atMs, double value)
    {
        OpenTransaction? transaction = null;
        if (named is { } id && !memory.TryFind(id, out transaction)) MeterSql.WidenSpan(db, id, atMs);
        else if (named is null && series.CountsEnergy) transaction = connector.CoveringAt(atMs);
        if (transaction is null) return;
        var state = transaction.State;
        var meter = series.CountsEnergy ? state.Meter.Read(value, atMs) : state.Meter;
        if (meter.Resets > state.Meter.Resets) metrics.RegisterResets.Add(1);
        var first = named is null ? state.FirstSampleAtMs : Math.Min(state.FirstSampleAtMs ?? atMs, atMs);
        var last = named is null ? state.LastSampleAtMs : Math.Max(state.LastSampleAtMs ?? atMs, atMs);
        if (meter != state.Meter || first != state.FirstSampleAtMs || last != state.LastSampleAtMs)
            Change(transaction, state with { Meter = meter, FirstSampleAtMs = first, LastSampleAtMs = last });
    }

    /// <summary>Counts a transaction again from its samples in the database.</summary>
    private void Recount(OpenTransaction transaction, long untilMs)
    {
        Flush(transaction);
        var series = memory.Station(transaction.StationId).Connector(transaction.ConnectorId).Series.Where(s => s.CountsEnergy).ToList();
        var meter = EnergyMeter.Begin(MeterSql.MeterStartWh(db, transaction.Id), transaction.StartedAtMs);
        foreach (var (atMs, valueWh) in MeterSql.ReadRegister(db, series, transaction, Math.Min(untilMs, transaction.State.UntilMs)))
            meter = meter.Read(valueWh, atMs);
        Change(transaction, transaction.State with { Meter = meter });
    }

    private void Change(OpenTransaction transaction, TransactionState state)
    {
        _undo.StateChanged(transaction);
        if (!transaction.State.Dirty) _dirty.Add(transaction);
        transaction.State = state with { Dirty = true };
    }

    /// <summary>Writes one meter before its turn. The undo log hears of it, because a step that is undone takes the written row back.</summary>
    private void Flush(OpenTransaction transaction)
    {
        if (!transaction.State.Dirty) return;
        _undo.StateChanged(transaction);
        Write(transaction);
    }

    private void Write(OpenTransaction transaction)
    {
        if (!transaction.State.Dirty) return;
        table.Update(transaction.Id, transaction.State);
        transaction.State = transaction.State with { Dirty = false };
    }
}
