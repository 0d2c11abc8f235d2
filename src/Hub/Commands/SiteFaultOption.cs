using System.CommandLine;
using Busbar.Lab.Worlds;

namespace Busbar.Hub.Commands;

/// <summary><c>--fault</c>: what goes wrong with a simulated site, and when.</summary>
internal static class SiteFaultOption
{
    public static Option<string[]> Create() => new("--fault")
    {
        Description = $"What goes wrong with the simulated site, as PART:KIND[@FROM[-UNTIL]] with times in seconds, e.g. M3-GUN2:weld@60 or M4:moduleLoss@30-50. Kinds: {WorldFault.Kinds}.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <exception cref="ArgumentException">A fault is not like that, or the site has no such part.</exception>
    public static WorldSite Apply(WorldSite site, string[]? faults) => site with { Faults = [.. (faults ?? []).Select(f => WorldFault.Parse(f, site))] };
}
