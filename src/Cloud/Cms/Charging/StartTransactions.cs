using System.Globalization;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Anomalies;
using Busbar.Cloud.Cms.Schedules;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Core.Anomaly;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Charging;

/// <summary>
/// StartTransaction (OCPP 1.6, 4.8). The start is a fact even when the tag is refused: it gets an id and the station is told to stop.
/// One that comes again, under whatever message id, gets the id of the first; one that was queued offline is taken as any other.
/// </summary>
internal sealed class StartTransactions(
    StationDirectory directory, IStore store, TagJudge tags, Reservations reservations, ProfileBook profiles,
    AlarmBook alarms, ILiveFeed live, CmsMetrics metrics, CmsOptions options, ILogger<StartTransactions> log)
{
    public async ValueTask<CallAnswer> AnswerAsync(Station station, StationCall call, CancellationToken ct)
    {
        var start = (StartTransactionRequest)call.Request;
        if (start.ConnectorId < 1 || start.ConnectorId > options.MaxConnectorId)
        {
            metrics.OutOfBounds("StartTransaction");
            return CallAnswer.Refuse(
                OcppErrorCode.PropertyConstraintViolation, $"connectorId is {start.ConnectorId}; allowed: 1 to {options.MaxConnectorId}.");
        }

        var tag = await tags.JudgeAsync(start.IdTag, ct);
        var fact = new StartFact(
            station.Id, start.ConnectorId, start.IdTag, tag.Group, tag.MayRunBeside, start.Timestamp, call.ReceivedAt, start.MeterStart,
            start.ReservationId, tag.Status.Spell());
        var result = await store.StartTransactionAsync(fact, ct);
        if (result.TransactionId is < 1 or > int.MaxValue)
            throw new InvalidOperationException($"The store gave transaction id {result.TransactionId}; OCPP 1.6 carries 1 to {int.MaxValue}.");

        await TakeNoteAsync(station, fact, result, ct);
        var status = AuthorizationStatusSpelling.Table.TryParse(result.Authorization, out var final) ? final : tag.Status;
        return CallAnswer.Of(new StartTransactionResponse { TransactionId = (int)result.TransactionId, IdTagInfo = tag.Info(status) });
    }

    private async ValueTask TakeNoteAsync(Station station, StartFact fact, StartResult result, CancellationToken ct)
    {
        if (result.Repeat)
        {
            metrics.Repeated("StartTransaction");
            log.Repeated("StartTransaction", station.Id, result.TransactionId);
            return;
        }

        var row = new TransactionRow(
            result.TransactionId, station.Id, fact.ConnectorId, fact.IdTag, fact.StartedAt, fact.ReceivedAt, fact.MeterStartWh, fact.ReservationId,
            null, null, null, null, null, null, result.Authorization, false);
        long? hidden = null;
        lock (station.Gate)
        {
            station.Opened(row.Id);
            var connector = station.Connector(fact.ConnectorId, options.MaxConnectorId)!;
            var other = connector.Transaction?.Row;
            var isNewest = other is null || other.StartedAt <= row.StartedAt;
            if (other is not null) hidden = isNewest ? other.Id : row.Id;
            if (isNewest) connector.Transaction = new RunningTransaction(row);
            AnomalyWatch.Expect(station, fact.ConnectorId, CommandKind.Start, fact.ReceivedAt);
        }

        directory.Changed(station);
        log.TransactionStarted(row.Id, row.IdTag, station.Id, row.ConnectorId, row.StartAuthorization);
        live.Publish(new TransactionChanged(station.Id, fact.ReceivedAt, row));
        if (fact.ReservationId is { } reservationId) await reservations.UsedAsync(station.Id, reservationId, ct);
        if (hidden is { } stale) await WarnOfStaleAsync(row, stale, ct);
        await profiles.StartedAsync(station, row, ct);
    }

    private ValueTask WarnOfStaleAsync(TransactionRow row, long stale, CancellationToken ct) => alarms.RaiseAsync(
        row.StationId, row.ConnectorId, AlarmKinds.TransactionStale, AlarmSeverity.Warning,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Transaction {stale} on connector {row.ConnectorId} is still open beside another there. Its stop may still come; else close it by hand."),
        AlarmEvidence.Of(("transactionId", stale), ("otherTransactionId", row.Id)), ct);
}
