using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Busbar.Cloud.Gateway;

/// <summary>
/// Which connection is the station's: the newest that was admitted, by its epoch. An entry is removed by its own connection only, so
/// that the end of an old socket never clears a new one. Thread safe.
/// </summary>
/// <typeparam name="TLink">A connection.</typeparam>
internal sealed class StationRegistry<TLink>
    where TLink : class, IStationLink
{
    private readonly ConcurrentDictionary<string, TLink> _links = new(StringComparer.Ordinal);

    /// <summary>Stations that have a connection.</summary>
    public int Count => _links.Count;

    /// <summary>All connections, in no order.</summary>
    public IEnumerable<TLink> Links => _links.Select(pair => pair.Value);

    /// <summary>The station's connection.</summary>
    public bool TryFind(string stationId, [NotNullWhen(true)] out TLink? link) => _links.TryGetValue(stationId, out link);

    /// <summary>Makes a connection the station's. Returns the one that must be closed: the older one, <paramref name="link"/> itself when a newer one is there already, or null.</summary>
    public TLink? Enter(TLink link)
    {
        while (true)
        {
            if (!_links.TryGetValue(link.StationId, out var present))
            {
                if (_links.TryAdd(link.StationId, link)) return null;
                continue;
            }

            if (present.Epoch > link.Epoch) return link;
            if (_links.TryUpdate(link.StationId, link, present)) return present;
        }
    }

    /// <summary>Removes a connection; false when the entry belongs to another one by now.</summary>
    public bool Leave(TLink link) => _links.TryRemove(new KeyValuePair<string, TLink>(link.StationId, link));
}

/// <summary>What the registry must know of a connection.</summary>
internal interface IStationLink
{
    /// <summary>The station.</summary>
    string StationId { get; }

    /// <summary>Number of the connection, rising per station.</summary>
    long Epoch { get; }
}
