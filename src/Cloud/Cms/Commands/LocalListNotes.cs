using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>SendLocalList and GetLocalListVersion (OCPP 1.6, 5.15 and 5.10): the list as the station holds it, as far as we sent it.</summary>
internal sealed class LocalListNotes(IRecordStore store, TimeProvider time)
{
    private const int Empty = 0;
    private const int NotSupported = -1;

    public async ValueTask SentAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        var sent = (SendLocalListRequest)request;
        var status = ((SendLocalListResponse)response).Status;
        if (status == UpdateStatus.Accepted)
        {
            var kept = sent.UpdateType == UpdateType.Full ? null : await store.ReadLocalListAsync(station.Id, ct);
            await store.SaveLocalListAsync(Apply(station.Id, sent, kept), ct);
        }
        else if (sent.UpdateType == UpdateType.Differential && status is UpdateStatus.VersionMismatch or UpdateStatus.Failed)
        {
            steps.Add("The station's list is not the one that these changes are for. Send the full list (OCPP 1.6, 5.15).");
        }
    }

    public async ValueTask VersionAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        var told = ((GetLocalListVersionResponse)response).ListVersion;
        var kept = await store.ReadLocalListAsync(station.Id, ct);
        if (told == NotSupported) steps.Add("The station has no local list.");
        if (kept is null || told == kept.Version) return;
        steps.Add($"The station holds version {told}, we sent version {kept.Version} last. Send the full list.");
        if (told == Empty) await store.SaveLocalListAsync(kept with { Version = Empty, Entries = [] }, ct);
    }

    private LocalListRow Apply(string stationId, SendLocalListRequest sent, LocalListRow? kept)
    {
        var entries = new Dictionary<string, LocalListEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in kept?.Entries ?? []) entries[entry.IdTag] = entry;
        foreach (var change in sent.LocalAuthorizationList ?? [])
        {
            if (change.IdTagInfo is { } info)
                entries[change.IdTag] = new LocalListEntry(change.IdTag, info.Status.Spell(), info.ExpiryDate, info.ParentIdTag);
            else entries.Remove(change.IdTag);
        }

        return new LocalListRow(stationId, sent.ListVersion, time.GetUtcNow(), [.. entries.Values]);
    }
}
