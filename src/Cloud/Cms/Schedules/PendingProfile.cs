using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Schedules;

/// <summary>The profile that went with an accepted RemoteStartTransaction (OCPP 1.6, 5.16.2); it is in force from the start of that transaction.</summary>
/// <param name="ConnectorId">Null when the station chooses.</param>
internal sealed record PendingProfile(string IdTag, int? ConnectorId, ChargingProfile Profile, DateTimeOffset AcceptedAt);
