using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Reports;

/// <summary>What a gateway finds wrong with a link becomes an alarm <c>link.*</c>; it clears when it was not seen again for a while.</summary>
internal sealed class LinkTroubles(AlarmBook alarms)
{
    public ValueTask TakeAsync(Station station, StationLinkTrouble e, CancellationToken ct) => alarms.RaiseAsync(
        station.Id, null, AlarmKinds.LinkPrefix + e.Kind, AlarmSeverity.Warning, e.Text, AlarmEvidence.Of(("kind", e.Kind), ("epoch", e.Epoch), ("at", e.At)), ct);
}
