using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Postgres;

/// <summary>Keys of logins in the database, over a session for each question: there are two in a process's day. Thread safe.</summary>
internal sealed class PostgresLoginKeys(PostgresDatabase database, TimeProvider time) : ILoginKeys
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Read() => Ask(db => db.All("SELECT xml FROM login_key ORDER BY made_at_ms, name", r => r.GetString(0)));

    /// <inheritdoc/>
    public void Add(string name, string xml) => Ask(db => db.Execute(
        "INSERT INTO login_key (name, xml, made_at_ms) VALUES (@name, @xml, @at) ON CONFLICT (name) DO NOTHING",
        ("@name", name), ("@xml", xml), ("@at", Rows.Ms(time.GetUtcNow()))));

    private T Ask<T>(Func<DbSession, T> ask)
    {
        try
        {
            using var session = database.OpenWriter();
            return ask(session);
        }
        catch (Exception e) when (database.CauseOf(e) is { } cause)
        {
            throw new StoreUnavailableException(cause, e);
        }
    }
}
