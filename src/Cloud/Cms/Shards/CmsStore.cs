using Busbar.Cloud.Bus;
using Busbar.Cloud.Store;

namespace Busbar.Cloud.Cms.Shards;

/// <summary>What a worker tells the bus of its store.</summary>
public static class CmsStore
{
    /// <summary>Timeouts of a statement that a worker bears before it leaves its stations to one whose store can be used.</summary>
    private const int PatienceInTimeouts = 2;

    /// <summary>A store is usable when it answers a question and takes writes.</summary>
    /// <param name="store">The CMS's.</param>
    /// <param name="timeout"><c>Store:PostgresTimeout</c>; the patience is twice that.</param>
    public static StoreProbe ProbeOf(IStore store, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new StoreProbe(
            async ct =>
            {
                await store.ProbeAsync(ct);
                return store.Health is { Writable: false } health ? health.Reason ?? "it takes no writes" : null;
            },
            timeout * PatienceInTimeouts);
    }
}
