using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>Something that a user did, and what came of it.</summary>
/// <param name="Address">Where the request came from; null when not known.</param>
/// <param name="Kind">The command, such as Reset, otherwise the operation as this document names it, such as saveCharger.</param>
/// <param name="Target">Id of what it was done to; null where there is none.</param>
/// <param name="Detail">What was asked, without secrets; a text where it was too long; null for nothing more.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="Outcome">In a word or a sentence, such as the station's own answer; null where the status says all.</param>
internal sealed record AuditShape(
    long Id, DateTimeOffset At, string User, string? Address, string Kind, string? Target, RawJson Detail, int Status, string? Outcome)
{
    public static AuditShape Of(AuditRow row) => new(
        row.Id, row.At, row.User, row.Address, row.Kind, row.Target, RawJson.OfStored(row.DetailJson), row.Status, row.Outcome);
}
