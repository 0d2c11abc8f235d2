using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Metering;

/// <summary>Ends transactions, each fact once however often it comes. The writer's thread only; inside the transaction of a batch.</summary>
internal sealed class TransactionWriter(DbSession db, IRunningMeters meters)
{
    public StopResult Stop(StopFact fact)
    {
        if (fact.TransactionId <= 0 || TransactionSql.FindRow(db, fact.TransactionId) is not { } row || row.StationId != fact.StationId)
            return Orphan(fact);
        if (row.StoppedAt is not null && !row.ClosedByHand) return new StopResult(StopOutcome.Repeat, row);
        meters.Append(fact.TransactionData, row.Id);
        var stoppedAtMs = Rows.Ms(fact.StoppedAt);
        var meter = meters.Current(row, stoppedAtMs + 1).Stop(row.MeterStartWh, fact.MeterStopWh, stoppedAtMs);
        meters.Close(row.Id, meter);
        TransactionSql.SetStop(db, fact);
        return new StopResult(StopOutcome.Stopped, TransactionSql.Find(db, row.Id)!);
    }

    /// <summary>Ends an open transaction at its last known register value; one that has ended stays as it is; null when there is none.</summary>
    public TransactionRow? Close(long id, DateTimeOffset at, string reason)
    {
        var row = TransactionSql.FindRow(db, id);
        if (row is null or { StoppedAt: not null }) return row;
        var meter = meters.Current(row, long.MaxValue);
        meters.Close(id, meter);
        TransactionSql.SetClosed(db, id, at, (long)Math.Round(meter.RegisterWh), reason);
        return TransactionSql.Find(db, id);
    }

    /// <summary>A stop that belongs to no transaction of its station, kept with what its own data tells about start and energy.</summary>
    private StopResult Orphan(StopFact fact)
    {
        if (TransactionSql.FindOrphan(db, fact) is { } known) return new StopResult(StopOutcome.Orphan, known);
        var first = fact.TransactionData.Where(IsRegister).OrderBy(s => s.At).Select(s => (MeterSample?)s).FirstOrDefault();
        var meter = first is { } f ? EnergyMeter.Begin(f.Value, Rows.Ms(f.At)) : EnergyMeter.Begin(fact.MeterStopWh, Rows.Ms(fact.StoppedAt));
        foreach (var sample in fact.TransactionData.Where(IsRegister).OrderBy(s => s.At)) meter = meter.Read(sample.Value, Rows.Ms(sample.At));
        if (first is { } begin) meter = meter.Stop(begin.Value, fact.MeterStopWh, Rows.Ms(fact.StoppedAt));
        var startedAt = fact.TransactionData.Select(s => s.At).Append(fact.StoppedAt).Min();
        var connectorId = fact.TransactionData.Count > 0 ? fact.TransactionData[0].ConnectorId : 0;
        var id = TransactionSql.InsertOrphan(db, fact, connectorId, startedAt, first is { } r ? (long)Math.Round(r.Value) : fact.MeterStopWh);
        TransactionSql.InsertMeter(db, id, meter.EnergyWh, meter.RegisterWh, meter.RegisterAtMs, meter.Resets);
        meters.Append(fact.TransactionData, id);
        return new StopResult(StopOutcome.Orphan, TransactionSql.Find(db, id)!);
    }

    private static bool IsRegister(MeterSample sample) =>
        sample.Measurand == Series.EnergyRegister && sample.Phase is null && sample.Location is null or "Outlet";
}
