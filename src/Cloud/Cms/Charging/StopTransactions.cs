using System.Globalization;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Anomalies;
using Busbar.Cloud.Cms.Metering;
using Busbar.Cloud.Cms.Schedules;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Core.Anomaly;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Charging;

/// <summary>
/// StopTransaction (OCPP 1.6, 4.10). It cannot be prevented, so it is always answered: an id that was never given out, 0 or -1
/// (erratum 3.18) is kept as an orphan and shown; a repeat changes nothing.
/// </summary>
internal sealed class StopTransactions(
    StationDirectory directory, IStore store, TagJudge tags, ProfileBook profiles, AlarmBook alarms,
    ILiveFeed live, CmsMetrics metrics, ILogger<StopTransactions> log)
{
    public async ValueTask<CallAnswer> AnswerAsync(Station station, StationCall call, CancellationToken ct)
    {
        var stop = (StopTransactionRequest)call.Request;
        TagJudgement? stopper = stop.IdTag is null ? null : await tags.JudgeAsync(stop.IdTag, ct);
        var samples = await SamplesAsync(station, stop, call.ReceivedAt, ct);

        // 6.49: the reason may only be left out when it is Local.
        var reason = (stop.Reason ?? StopReason.Local).Spell();
        var result = await store.StopTransactionAsync(
            new StopFact(station.Id, stop.TransactionId, stop.Timestamp, call.ReceivedAt, stop.MeterStop, stop.IdTag, reason, samples), ct);
        switch (result.Outcome)
        {
            case StopOutcome.Stopped:
                await EndedAsync(station, result.Transaction, call.ReceivedAt, ct);
                await JudgeStopperAsync(result.Transaction, stopper, stop.IdTag, ct);
                break;
            case StopOutcome.Orphan:
                if (IsFirst(result.Transaction, call.ReceivedAt)) await KeepOrphanAsync(station, stop, result.Transaction, ct);
                else Repeated(station, result.Transaction);
                break;
            case StopOutcome.Repeat:
                Repeated(station, result.Transaction);
                break;
        }

        return CallAnswer.Of(new StopTransactionResponse { IdTagInfo = stopper?.Info() });
    }

    /// <summary>Takes a transaction off its connector, however it ended.</summary>
    public async ValueTask EndedAsync(Station station, TransactionRow transaction, DateTimeOffset at, CancellationToken ct)
    {
        var current = false;
        lock (station.Gate)
        {
            station.Ended(transaction.Id);
            if (station.FindConnector(transaction.ConnectorId) is { } connector && connector.Transaction?.Row.Id == transaction.Id)
            {
                current = true;
                connector.Transaction = null;
                connector.StopFlow(transaction.StoppedAt ?? at);
                AnomalyWatch.Expect(station, transaction.ConnectorId, CommandKind.Stop, at);
            }
        }

        directory.Changed(station);
        log.TransactionStopped(transaction.Id, station.Id, transaction.StopReason, transaction.EnergyWh);
        live.Publish(new TransactionChanged(station.Id, at, transaction));
        if (current) await profiles.StoppedAsync(station, transaction.ConnectorId, ct);
        else await alarms.ClearAsync(station.Id, transaction.ConnectorId, AlarmKinds.TransactionStale, ct);
    }

    // Stations repeat such a stop for ever; an operator who has dealt with it shall not see it again. The store keeps milliseconds.
    private static bool IsFirst(TransactionRow orphan, DateTimeOffset receivedAt) =>
        orphan.StopReceivedAt is not { } first || receivedAt.ToUnixTimeMilliseconds() <= first.ToUnixTimeMilliseconds();

    private void Repeated(Station station, TransactionRow transaction)
    {
        metrics.Repeated("StopTransaction");
        log.Repeated("StopTransaction", station.Id, transaction.Id);
    }

    private async ValueTask<MeterSample[]> SamplesAsync(
        Station station, StopTransactionRequest stop, DateTimeOffset receivedAt, CancellationToken ct)
    {
        if (stop.TransactionData is not { Length: > 0 } data) return [];
        var connectorId = FindConnector(station, stop.TransactionId);
        if (connectorId is null && await store.FindTransactionAsync(stop.TransactionId, ct) is { } kept && kept.StationId == station.Id)
            connectorId = kept.ConnectorId;

        // Of an orphan nobody knows the connector; 0 stands for the station as a whole.
        var samples = MeterNormalizer.Normalize(station.Id, connectorId ?? 0, stop.TransactionId, data, receivedAt, out var tally);
        metrics.Measured(tally);
        return samples;
    }

    private static int? FindConnector(Station station, long transactionId)
    {
        lock (station.Gate)
        {
            foreach (var connector in station.Connectors)
                if (connector.Transaction?.Row.Id == transactionId) return connector.ConnectorId;
        }

        return null;
    }

    private async ValueTask JudgeStopperAsync(TransactionRow transaction, TagJudgement? stopper, string? stopTag, CancellationToken ct)
    {
        if (stopper is not { } by || string.Equals(stopTag, transaction.IdTag, StringComparison.OrdinalIgnoreCase)) return;
        var starter = await tags.JudgeAsync(transaction.IdTag, ct);
        if (by.Row is not null && string.Equals(by.Group, starter.Group, StringComparison.OrdinalIgnoreCase)) return;
        await alarms.RaiseAsync(
            transaction.StationId, transaction.ConnectorId, AlarmKinds.TransactionForeignStop, AlarmSeverity.Warning,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Transaction {transaction.Id} of tag {transaction.IdTag} was stopped by tag {stopTag}, which is not of its group."),
            AlarmEvidence.Of(("transactionId", transaction.Id), ("idTag", transaction.IdTag), ("stopIdTag", stopTag)), ct);
    }

    private async ValueTask KeepOrphanAsync(Station station, StopTransactionRequest stop, TransactionRow orphan, CancellationToken ct)
    {
        metrics.Orphaned();
        log.OrphanKept(station.Id, stop.TransactionId, orphan.Id);
        live.Publish(new TransactionChanged(station.Id, orphan.StopReceivedAt ?? orphan.StartReceivedAt, orphan));
        await alarms.RaiseAsync(
            station.Id, null, AlarmKinds.TransactionOrphan, AlarmSeverity.Warning,
            string.Create(
                CultureInfo.InvariantCulture,
                $"A stop came for transaction {stop.TransactionId}, which this station never got from here. It is kept as transaction {orphan.Id}, meter stop {stop.MeterStop} Wh."),
            AlarmEvidence.Of(
                ("transactionId", stop.TransactionId), ("keptAs", orphan.Id), ("meterStopWh", stop.MeterStop), ("stoppedAt", stop.Timestamp),
                ("idTag", stop.IdTag)),
            ct);
    }
}
