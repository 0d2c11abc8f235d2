using Busbar.Cloud.Cms.Anomalies;
using Busbar.Cloud.Cms.Schedules;
using Busbar.Cloud.Cms.Stations;
using Busbar.Core.Anomaly;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>SetChargingProfile and ClearChargingProfile (OCPP 1.6, 5.16 and 5.5): what the station holds after its answer.</summary>
internal sealed class ProfileNotes(ProfileBook profiles, TimeProvider time)
{
    public async ValueTask SetAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        if (((SetChargingProfileResponse)response).Status != ChargingProfileStatus.Accepted) return;
        var set = (SetChargingProfileRequest)request;
        AnomalyWatch.Expect(station, set.ConnectorId, CommandKind.Other, time.GetUtcNow());
        await profiles.AcceptedAsync(station, set.ConnectorId, set.CsChargingProfiles, ct);
    }

    // Unknown means that the station holds no such profile: then we must not believe that it does.
    public async ValueTask ClearedAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        var clear = (ClearChargingProfileRequest)request;
        AnomalyWatch.Expect(station, clear.ConnectorId ?? 0, CommandKind.Other, time.GetUtcNow());
        var count = await profiles.ClearedAsync(station, clear, ct);
        if (count > 0 && ((ClearChargingProfileResponse)response).Status == ClearChargingProfileStatus.Unknown)
            steps.Add($"The station knows no such profile; {count} that were believed to be there are forgotten.");
    }
}
