using Busbar.Cloud.Bus;
using Busbar.Cloud.Store;

namespace Busbar.Cloud.Cms;

/// <summary>What failures of the CMS mean for the message that met them.</summary>
public static class CmsFailures
{
    /// <summary>
    /// True for a failure that passes by itself, such as a database that is away: the message waits and is tried again until it is taken. Any other lies in
    /// the message, which is put among the dead letters after some attempts.
    /// </summary>
    public static bool Passes(Exception failure) =>
        failure is StoreUnavailableException or BusUnavailableException or ShardNotHeldException or TimeoutException or IOException;
}
