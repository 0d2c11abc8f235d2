using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

/// <summary>Users of the console in SQL. Names are compared without case.</summary>
internal static class UserSql
{
    public static List<UserRow> Read(DbSession db) => db.All(
        "SELECT name, role, password_hash, created_at_ms, last_login_at_ms FROM console_user ORDER BY name_key",
        r => new UserRow(r.GetString(0), Enum.Parse<Role>(r.GetString(1)), r.GetString(2), r.Time(3), r.TimeOrNull(4)));

    public static void Save(DbSession db, UserRow u) => db.Execute(
        """
        INSERT INTO console_user (name_key, name, role, password_hash, created_at_ms, last_login_at_ms)
        VALUES (@key, @name, @role, @hash, @created, @login)
        ON CONFLICT (name_key) DO UPDATE SET role = excluded.role, password_hash = excluded.password_hash,
            created_at_ms = excluded.created_at_ms, last_login_at_ms = excluded.last_login_at_ms
        """,
        ("@key", Rows.Key(u.Name)), ("@name", u.Name), ("@role", u.Role.ToString()), ("@hash", u.PasswordHash),
        ("@created", Rows.Ms(u.CreatedAt)), ("@login", Rows.Ms(u.LastLoginAt)));

    public static bool Delete(DbSession db, string name) =>
        db.Execute("DELETE FROM console_user WHERE name_key = @key", ("@key", Rows.Key(name))) > 0;
}
