using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>An id tag with what it amounts to now: Accepted, Blocked or Expired.</summary>
internal sealed record IdTagShape(
    string Tag, bool Blocked, string? ParentTag, DateTimeOffset? ExpiresAt, bool MayRunBeside, string? Note, DateTimeOffset UpdatedAt, string Status)
{
    public static IdTagShape Of(IdTagRow row, DateTimeOffset now) => new(
        row.Tag, row.Blocked, row.ParentTag, row.ExpiresAt, row.MayRunBeside, row.Note, row.UpdatedAt,
        row.Blocked ? "Blocked" : row.ExpiresAt <= now ? "Expired" : "Accepted");
}
