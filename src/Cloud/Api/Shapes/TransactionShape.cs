using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>A transaction as clients see it.</summary>
/// <param name="DurationS">From start to stop on the station's clock, or until now while it runs; never negative.</param>
internal sealed record TransactionShape(
    long Id, string ChargerId, int ConnectorId, string IdTag, DateTimeOffset StartedAt, DateTimeOffset? StoppedAt, long MeterStartWh,
    long? MeterStopWh, double? EnergyWh, string? StopReason, string? StopIdTag, int? ReservationId, bool Orphan, string StartAuthorization,
    long DurationS)
{
    public static TransactionShape Of(TransactionRow row, DateTimeOffset now) => new(
        row.Id, row.StationId, row.ConnectorId, row.IdTag, row.StartedAt, row.StoppedAt, row.MeterStartWh, row.MeterStopWh, row.EnergyWh,
        row.StopReason, row.StopIdTag, row.ReservationId, row.Orphan, row.StartAuthorization,
        Math.Max(0, (long)((row.StoppedAt ?? now) - row.StartedAt).TotalSeconds));
}
