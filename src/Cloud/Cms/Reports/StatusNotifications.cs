using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Cms.Charging;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Reports;

/// <summary>
/// StatusNotification (OCPP 1.6, 4.9), per connector; connector 0 is the station as a whole. A status that is older than the
/// current one does not overwrite it: a station may tell its history after the present when it was offline.
/// </summary>
internal sealed class StatusNotifications(
    StationDirectory directory, IStore store, AlarmBook alarms, Reservations reservations, CmsMetrics metrics,
    CmsOptions options, ILogger<StatusNotifications> log)
{
    private static readonly TimeSpan Agreement = TimeSpan.FromMinutes(1);

    public async ValueTask TakeAsync(Station station, StationReported e, CancellationToken ct)
    {
        var report = (StatusNotificationRequest)e.Request;
        if (report.ConnectorId < 0 || report.ConnectorId > options.MaxConnectorId)
        {
            await RefuseNumberAsync(station, report.ConnectorId, ct);
            return;
        }

        var row = new ConnectorRow(
            station.Id, report.ConnectorId, report.Status.Spell(), report.ErrorCode.Spell(), report.Info, report.VendorId, report.VendorErrorCode,
            report.Timestamp ?? e.At, e.At);
        ValueTask save;
        lock (station.Gate)
        {
            var connector = station.Connector(report.ConnectorId, options.MaxConnectorId)!;
            var inPace = report.Timestamp is not { } at || station.Skew.Take(at, e.At);
            if (connector.Status is { } current && IsOutdated(station, e, row, current, inPace))
            {
                metrics.Outdated("status");
                log.StatusOutdated(station.Id, row.ConnectorId, row.StatusAt, current.StatusAt);
                return;
            }

            connector.Status = row;
            if (report.Status is not (ChargePointStatus.Charging or ChargePointStatus.SuspendedEV or ChargePointStatus.SuspendedEVSE)) connector.StopFlow(row.StatusAt);
            save = store.SaveConnectorAsync(row, ct);
        }

        directory.Changed(station);
        await save;
        await JudgeFaultAsync(row, ct);
        if (report.Status is ChargePointStatus.Faulted or ChargePointStatus.Unavailable)
            await reservations.EndedByStationAsync(station.Id, report.ConnectorId, ct);
    }

    // Older is outdated, except where the clock explains it. After a boot a station tells its present (4.9, erratum 3.22), whatever
    // its clock. A clock that was set back would else freeze the status until it has caught up with itself: a time that agrees
    // with ours counts against one that did not, and so does one that has kept pace with ours.
    private static bool IsOutdated(Station station, StationReported e, ConnectorRow row, ConnectorRow current, bool inPace)
    {
        if (row.StatusAt >= current.StatusAt) return false;
        if (e.Epoch < station.Epoch) return true;
        return !inPace && !(station.BootReceivedAt > current.ReceivedAt) && !(Agrees(row) && !Agrees(current));
    }

    private static bool Agrees(ConnectorRow row) => (row.StatusAt - row.ReceivedAt).Duration() < Agreement;

    private async ValueTask JudgeFaultAsync(ConnectorRow row, CancellationToken ct)
    {
        var faulted = row.Status == "Faulted";
        if (!faulted && row.ErrorCode == "NoError")
        {
            await alarms.ClearAsync(row.StationId, row.ConnectorId, AlarmKinds.StationFault, ct);
            return;
        }

        var where = row.ConnectorId == 0 ? "The station" : $"Connector {row.ConnectorId}";
        var detail = row.Info ?? row.VendorErrorCode;
        await alarms.RaiseAsync(
            row.StationId, row.ConnectorId, AlarmKinds.StationFault, faulted ? AlarmSeverity.Critical : AlarmSeverity.Warning,
            $"{where} is {row.Status} with {row.ErrorCode}{(detail is null ? "" : $": {detail}")}.",
            AlarmEvidence.Of(
                ("status", row.Status), ("errorCode", row.ErrorCode), ("info", row.Info), ("vendorId", row.VendorId),
                ("vendorErrorCode", row.VendorErrorCode), ("at", row.StatusAt)),
            ct);
    }

    private async ValueTask RefuseNumberAsync(Station station, int connectorId, CancellationToken ct)
    {
        metrics.OutOfBounds("StatusNotification");
        log.ConnectorOutOfBounds("StatusNotification", station.Id, connectorId, options.MaxConnectorId);
        await alarms.RaiseAsync(
            station.Id, null, AlarmKinds.StationConnector, AlarmSeverity.Warning,
            $"The station reports connector {connectorId}; allowed: 0 to {options.MaxConnectorId} (Cms:MaxConnectorId). Its status is not shown.",
            AlarmEvidence.Of(("connectorId", connectorId), ("allowedMax", options.MaxConnectorId)), ct);
    }
}
