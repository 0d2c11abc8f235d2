namespace Busbar.Cloud.Store;

/// <summary>
/// The keys of logins, for API processes that share a database: a login that one of them made is good at all. Synchronous, because the framework that
/// asks is; it asks once a day, and at the first login. Thread safe.
/// </summary>
/// <exception cref="StoreUnavailableException">Any member: the database cannot be asked now.</exception>
public interface ILoginKeys
{
    /// <summary>Every key, as XML.</summary>
    IReadOnlyList<string> Read();

    /// <summary>Keeps a key; one of that name stays as it is.</summary>
    void Add(string name, string xml);
}
