namespace Busbar.Plant.Vesec;

/// <summary>Words of a status. Pure.</summary>
internal static class VesecStatus
{
    /// <summary>Words that end a charge, whatever the demand says; compared without case, spaces, hyphens and underscores.</summary>
    private static readonly HashSet<string> Ending = new(StringComparer.OrdinalIgnoreCase)
    {
        "stop", "stopped", "stopping", "finished", "complete", "completed", "full", "unplugged", "disconnected", "fault", "faulted", "error", "emergency", "emergencystop", "outofservice",
    };

    /// <summary>Whether the vehicle takes nothing any more. Every other text is shown and decides nothing.</summary>
    public static bool EndsCharge(string? status) => status is not null && Ending.Contains(string.Concat(status.Where(c => c is not (' ' or '-' or '_'))));
}
