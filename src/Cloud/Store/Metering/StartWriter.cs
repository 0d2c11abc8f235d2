using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Metering;

/// <summary>Starts transactions, each fact once however often it comes, one at a time. The writer's thread only; inside the transaction of a batch.</summary>
internal sealed class StartWriter(DbSession db, MeterWriter meters)
{
    public StartResult Start(StartFact fact)
    {
        if (TransactionSql.FindStart(db, fact) is { } first) return first;
        var concurrent = fact.Authorization == StartResult.Accepted && !fact.MayRunBeside && TransactionSql.GroupRuns(db, fact);
        var authorization = concurrent ? StartResult.ConcurrentTx : fact.Authorization;
        var startedAtMs = Rows.Ms(fact.StartedAt);
        var id = TransactionSql.InsertStart(db, fact, authorization);
        TransactionSql.InsertMeter(db, id, null, fact.MeterStartWh, startedAtMs, 0);
        meters.Open(new OpenTransaction(id, fact.StationId, fact.ConnectorId, startedAtMs)
        {
            State = new TransactionState(
                EnergyMeter.Begin(fact.MeterStartWh, startedAtMs), null, null, TransactionSql.NextStartMs(db, fact) ?? long.MaxValue, Dirty: false),
        });
        return new StartResult(id, Repeat: false, authorization);
    }
}
