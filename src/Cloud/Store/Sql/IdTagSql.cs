using System.Data.Common;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>Id tags in SQL.</summary>
internal static class IdTagSql
{
    private const string Select = "SELECT tag, blocked, parent_tag, expires_at_ms, may_run_beside, note, updated_at_ms FROM id_tag";

    public static IdTagRow? Find(DbSession db, string tag) => db.First(Select + " WHERE tag_key = @tag", Read, ("@tag", Rows.Key(tag)));

    public static List<IdTagRow> Read(DbSession db, string? search, int limit, string? after) => new SqlFilter(Select)
        .Where(
            @"(tag {like} @search ESCAPE '\' OR parent_tag {like} @search ESCAPE '\' OR note {like} @search ESCAPE '\')",
            "@search", SqlFilter.Containing(search))
        .Where("tag_key > @after", "@after", after is null ? null : Rows.Key(after))
        .Then("ORDER BY tag_key LIMIT @limit", "@limit", limit)
        .Read(db, Read);

    public static void Save(DbSession db, IdTagRow t) => db.Execute(
        """
        INSERT INTO id_tag (tag_key, tag, blocked, parent_tag, expires_at_ms, may_run_beside, note, updated_at_ms)
        VALUES (@key, @tag, @blocked, @parent, @expires, @beside, @note, @updated)
        ON CONFLICT (tag_key) DO UPDATE SET blocked = excluded.blocked, parent_tag = excluded.parent_tag,
            expires_at_ms = excluded.expires_at_ms, may_run_beside = excluded.may_run_beside, note = excluded.note,
            updated_at_ms = excluded.updated_at_ms
        """,
        ("@key", Rows.Key(t.Tag)), ("@tag", t.Tag), ("@blocked", Rows.Flag(t.Blocked)), ("@parent", t.ParentTag),
        ("@expires", Rows.Ms(t.ExpiresAt)), ("@beside", Rows.Flag(t.MayRunBeside)), ("@note", t.Note), ("@updated", Rows.Ms(t.UpdatedAt)));

    public static bool Delete(DbSession db, string tag) => db.Execute("DELETE FROM id_tag WHERE tag_key = @tag", ("@tag", Rows.Key(tag))) > 0;

    private static IdTagRow Read(DbDataReader r) =>
        new(r.GetString(0), r.Flag(1), r.TextOrNull(2), r.TimeOrNull(3), r.Flag(4), r.TextOrNull(5), r.Time(6));
}
