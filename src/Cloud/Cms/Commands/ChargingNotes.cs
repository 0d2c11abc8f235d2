using Busbar.Cloud.Cms.Anomalies;
using Busbar.Cloud.Cms.Schedules;
using Busbar.Cloud.Cms.Stations;
using Busbar.Core.Anomaly;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>Requests that move the current: the anomaly watch must not take what we ordered for a fault. And the profile of a remote start.</summary>
internal sealed class ChargingNotes(TimeProvider time)
{
    public ValueTask RemoteStartAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        if (((RemoteStartTransactionResponse)response).Status != RemoteStartStopStatus.Accepted) return ValueTask.CompletedTask;
        var start = (RemoteStartTransactionRequest)request;
        var now = time.GetUtcNow();
        AnomalyWatch.Expect(station, start.ConnectorId ?? 0, CommandKind.Other, now);
        if (start.ChargingProfile is not { } profile) return ValueTask.CompletedTask;
        lock (station.Gate) station.PendingProfile = new PendingProfile(start.IdTag, start.ConnectorId, profile, now);
        steps.Add("Its charging profile counts from the start of the transaction.");
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoteStopAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        var transactionId = ((RemoteStopTransactionRequest)request).TransactionId;
        if (((RemoteStopTransactionResponse)response).Status != RemoteStartStopStatus.Accepted) return ValueTask.CompletedTask;
        AnomalyWatch.Expect(station, ConnectorOf(station, transactionId), CommandKind.Other, time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask AvailabilityAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        AnomalyWatch.Expect(station, ((ChangeAvailabilityRequest)request).ConnectorId, CommandKind.Other, time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask UnlockAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        AnomalyWatch.Expect(station, ((UnlockConnectorRequest)request).ConnectorId, CommandKind.Other, time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask ResetAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        AnomalyWatch.Expect(station, 0, CommandKind.Other, time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public static ValueTask TriggerAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        if (request is TriggerMessageRequest { RequestedMessage: MessageTrigger.BootNotification } && station.Row.BootedAt is not null)
            steps.Add("The standard asks not to trigger a boot of an accepted station (erratum 3.40).");
        return ValueTask.CompletedTask;
    }

    private static int ConnectorOf(Station station, long transactionId)
    {
        lock (station.Gate)
        {
            foreach (var connector in station.Connectors)
                if (connector.Transaction?.Row.Id == transactionId) return connector.ConnectorId;
        }

        return 0;
    }
}
