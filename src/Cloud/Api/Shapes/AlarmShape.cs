using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>An alarm as clients see it; <paramref name="Evidence"/> is a JSON object or null.</summary>
internal sealed record AlarmShape(
    long Id, string? ChargerId, int? ConnectorId, string Kind, AlarmSeverity Severity, string Text, RawJson Evidence, DateTimeOffset RaisedAt,
    DateTimeOffset LastSeenAt, DateTimeOffset? ClearedAt, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? Note)
{
    public static AlarmShape Of(AlarmRow row) => new(
        row.Id, row.StationId, row.ConnectorId, row.Kind, row.Severity, row.Text, RawJson.OfStored(row.EvidenceJson), row.RaisedAt,
        row.LastSeenAt, row.ClearedAt, row.AcknowledgedAt, row.AcknowledgedBy, row.Note);
}
