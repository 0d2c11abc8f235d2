using System.Data.Common;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>The audit log in SQL. Users and kinds are compared without case.</summary>
internal static class AuditSql
{
    /// <summary>Entries that are looked at, from the oldest, when one is added: more than come, so that those too old do not gather.</summary>
    private const int LookedAt = 10;

    public static void Save(DbSession db, AuditRow a, int days)
    {
        db.Execute(
            """
            INSERT INTO audit (at_ms, user_key, user_name, address, kind_key, kind, target, detail_json, status, outcome)
            VALUES (@at, @key, @user, @address, @what, @kind, @target, @detail, @status, @outcome)
            """,
            ("@at", Rows.Ms(a.At)), ("@key", Rows.Key(a.User)), ("@user", a.User), ("@address", a.Address), ("@what", Rows.Key(a.Kind)), ("@kind", a.Kind),
            ("@target", a.Target), ("@detail", a.DetailJson), ("@status", a.Status), ("@outcome", a.Outcome));
        if (days == 0) return;
        db.Execute(
            "DELETE FROM audit WHERE at_ms < @cut AND id < (SELECT MIN(id) FROM audit) + @most",
            ("@cut", Rows.Ms(a.At.AddDays(-days))), ("@most", (long)LookedAt));
    }

    public static List<AuditRow> Read(DbSession db, AuditQuery q)
    {
        var filter = new SqlFilter("SELECT id, at_ms, user_name, address, kind, target, detail_json, status, outcome FROM audit")
            .Where("user_key = @user", "@user", q.User is { } user ? Rows.Key(user) : null)
            .Where("kind_key = @kind", "@kind", q.Kind is { } kind ? Rows.Key(kind) : null)
            .Where("target = @target", "@target", q.Target)
            .Where(
                @"(target {like} @text ESCAPE '\' OR detail_json {like} @text ESCAPE '\' OR outcome {like} @text ESCAPE '\')",
                "@text", SqlFilter.Containing(q.Text))
            .Where("at_ms >= @since", "@since", Rows.Ms(q.From))
            .Where("at_ms < @until", "@until", Rows.Ms(q.To))
            .Where("id < @after", "@after", q.After);
        if (q.Failed is { } failed) filter.Where(failed ? "status >= 400" : "status < 400");
        return filter.Then("ORDER BY id DESC LIMIT @limit", "@limit", q.Limit).Read(db, Read);
    }

    private static AuditRow Read(DbDataReader r) => new(
        r.GetInt64(0), r.Time(1), r.GetString(2), r.TextOrNull(3), r.GetString(4), r.TextOrNull(5), r.TextOrNull(6), r.GetInt32(7), r.TextOrNull(8));
}
