namespace Busbar.Core.Session.Machine;

/// <summary>Moments at which somebody wants to be asked again; null is never.</summary>
internal static class Deadline
{
    public static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null ? b : b is null || a <= b ? a : b;

    public static bool Is(TimeSpan? deadline, TimeSpan now) => deadline is { } at && now >= at;
}
