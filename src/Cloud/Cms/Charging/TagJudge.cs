using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Charging;

/// <summary>What a tag may do now.</summary>
/// <param name="Row">The tag as it is kept; null when nobody entered it.</param>
/// <param name="Group">Parent tag, or the tag itself: what concurrency is judged by.</param>
internal readonly record struct TagJudgement(AuthorizationStatus Status, IdTagRow? Row, string Group)
{
    /// <summary>May have several transactions at once. Of a tag that nobody entered, nothing forbids it.</summary>
    public bool MayRunBeside => Row?.MayRunBeside ?? true;

    /// <summary>What the station is told, under this judgement's status or another.</summary>
    public IdTagInfo Info(AuthorizationStatus? status = null) => new()
    {
        Status = status ?? Status,
        ExpiryDate = Row?.ExpiresAt,
        ParentIdTag = Row?.ParentTag,
    };
}

/// <summary>Judges id tags, compared without case (OCPP 1.6, 7.28).</summary>
internal sealed class TagJudge(IRecordStore store, CmsOptions options, TimeProvider time)
{
    public async ValueTask<TagJudgement> JudgeAsync(string tag, CancellationToken ct)
    {
        var row = await store.FindIdTagAsync(tag, ct);
        var status = row switch
        {
            null => options.AcceptUnknownTags ? AuthorizationStatus.Accepted : AuthorizationStatus.Invalid,
            { Blocked: true } => AuthorizationStatus.Blocked,
            { ExpiresAt: { } expiresAt } when expiresAt <= time.GetUtcNow() => AuthorizationStatus.Expired,
            _ => AuthorizationStatus.Accepted,
        };
        return new TagJudgement(status, row, row?.ParentTag ?? row?.Tag ?? tag);
    }
}
