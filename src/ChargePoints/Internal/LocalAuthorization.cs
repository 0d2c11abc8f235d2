using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>What the station itself knows of a tag.</summary>
/// <param name="Status">The status; an entry past its expiry date counts as expired.</param>
/// <param name="ParentIdTag">The group; null where there is none or it is not known.</param>
internal readonly record struct LocalKnowledge(AuthorizationStatus Status, string? ParentIdTag)
{
    public bool IsAccepted => Status == AuthorizationStatus.Accepted;
}

/// <summary>
/// The local authorization list, which only the central system writes, and the authorization cache, which the station learns; the
/// list goes first (OCPP 1.6, 3.5). Tags count without case. Both survive a reset. Not thread safe.
/// </summary>
internal sealed class LocalAuthorization(ConfigurationTable configuration)
{
    private const int CacheCapacity = 1_000;

    private readonly Dictionary<string, IdTagInfo> _list = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IdTagInfo> _cache = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<string> _cacheAge = [];

    /// <summary>Version of the list; 0 while it is empty.</summary>
    public int ListVersion { get; private set; }

    /// <summary>The list; a copy.</summary>
    public IReadOnlyDictionary<string, IdTagInfo> List => new Dictionary<string, IdTagInfo>(_list, StringComparer.OrdinalIgnoreCase);

    /// <summary>Brings back the list.</summary>
    public void Restore(int version, IReadOnlyDictionary<string, IdTagInfo> list)
    {
        foreach (var (idTag, info) in list) Put(idTag, info);
        ListVersion = _list.Count == 0 ? 0 : version;
    }

    /// <summary>What is known of a tag; null: nothing.</summary>
    public LocalKnowledge? Find(string idTag, DateTimeOffset now) =>
        FindInList(idTag, now) ?? (configuration.Flag(ConfigurationKeys.AuthorizationCacheEnabled) && _cache.TryGetValue(idTag, out var info) ? Judge(info, now) : null);

    public LocalKnowledge? FindInList(string idTag, DateTimeOffset now) =>
        configuration.Flag(ConfigurationKeys.LocalAuthListEnabled) && _list.TryGetValue(idTag, out var info) ? Judge(info, now) : null;

    /// <summary>Learns what the central system said of a tag; tags of the list are left alone (3.5.3).</summary>
    public void Learn(string idTag, IdTagInfo info, DateTimeOffset now)
    {
        if (!configuration.Flag(ConfigurationKeys.AuthorizationCacheEnabled) || FindInList(idTag, now) is not null) return;
        var key = idTag.ToUpperInvariant();
        if (!_cache.ContainsKey(key))
        {
            if (_cache.Count >= CacheCapacity) MakeRoom(now);
            _cacheAge.AddLast(key);
        }

        _cache[key] = info;
    }

    public ClearCacheStatus ClearCache()
    {
        if (!configuration.Flag(ConfigurationKeys.AuthorizationCacheEnabled)) return ClearCacheStatus.Rejected;
        _cache.Clear();
        _cacheAge.Clear();
        return ClearCacheStatus.Accepted;
    }

    /// <summary>SendLocalList.</summary>
    public UpdateStatus Update(SendLocalListRequest request)
    {
        if (!configuration.Flag(ConfigurationKeys.LocalAuthListEnabled)) return UpdateStatus.NotSupported;
        var entries = request.LocalAuthorizationList ?? [];
        if (request.ListVersion <= 0 || entries.Length > configuration.Integer(ConfigurationKeys.SendLocalListMaxLength)) return UpdateStatus.Failed;
        if (entries.DistinctBy(e => e.IdTag, StringComparer.OrdinalIgnoreCase).Count() != entries.Length) return UpdateStatus.Failed;
        return request.UpdateType == UpdateType.Full ? Replace(request.ListVersion, entries) : Merge(request.ListVersion, entries);
    }

    private UpdateStatus Replace(int version, AuthorizationData[] entries)
    {
        if (entries.Any(e => e.IdTagInfo is null) || entries.Length > MaxLength) return UpdateStatus.Failed;
        _list.Clear();
        foreach (var entry in entries) Put(entry.IdTag, entry.IdTagInfo!);
        ListVersion = _list.Count == 0 ? 0 : version;
        return UpdateStatus.Accepted;
    }

    private UpdateStatus Merge(int version, AuthorizationData[] entries)
    {
        if (version <= ListVersion) return UpdateStatus.VersionMismatch;
        var added = entries.Count(e => e.IdTagInfo is not null && !_list.ContainsKey(e.IdTag));
        var removed = entries.Count(e => e.IdTagInfo is null && _list.ContainsKey(e.IdTag));
        if (_list.Count + added - removed > MaxLength) return UpdateStatus.Failed;
        foreach (var entry in entries)
        {
            if (entry.IdTagInfo is null) _list.Remove(entry.IdTag);
            else Put(entry.IdTag, entry.IdTagInfo);
        }

        ListVersion = _list.Count == 0 ? 0 : version;
        return UpdateStatus.Accepted;
    }

    private int MaxLength => configuration.Integer(ConfigurationKeys.LocalAuthListMaxLength);

    private void Put(string idTag, IdTagInfo info)
    {
        _list[idTag] = info;
        Forget(idTag.ToUpperInvariant());
    }

    // Full: first all that are not valid, then the oldest (3.5.1).
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var key in _cacheAge.Where(key => !Judge(_cache[key], now).IsAccepted).ToArray()) Forget(key);
        if (_cache.Count >= CacheCapacity) Forget(_cacheAge.First!.Value);
    }

    private void Forget(string key)
    {
        if (_cache.Remove(key)) _cacheAge.Remove(key);
    }

    private static LocalKnowledge Judge(IdTagInfo info, DateTimeOffset now) => new(
        info.Status == AuthorizationStatus.Accepted && info.ExpiryDate is { } expiry && expiry <= now ? AuthorizationStatus.Expired : info.Status,
        info.ParentIdTag);
}
