using Busbar.Cloud.Cms.Charging;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>ReserveNow and CancelReservation (OCPP 1.6, 5.13 and 5.1).</summary>
internal sealed class ReservationNotes(Reservations reservations, TimeProvider time)
{
    public ValueTask MadeAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        if (((ReserveNowResponse)response).Status != ReservationStatus.Accepted) return ValueTask.CompletedTask;
        var reserve = (ReserveNowRequest)request;
        return reservations.MadeAsync(
            new ReservationRow(
                reserve.ReservationId, station.Id, reserve.ConnectorId, reserve.IdTag, reserve.ParentIdTag, reserve.ExpiryDate, time.GetUtcNow(), "Active"),
            ct);
    }

    // Rejected means that the station holds no such reservation: either way there is none any more.
    public ValueTask CancelledAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct) =>
        reservations.CancelledAsync(station.Id, ((CancelReservationRequest)request).ReservationId, ct);
}
