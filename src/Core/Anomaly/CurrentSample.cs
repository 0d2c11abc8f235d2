namespace Busbar.Core.Anomaly;

/// <summary>One measurement of a charging current. Into the vehicle is positive.</summary>
/// <param name="At">Monotonic time from any origin that does not change while the monitor lives; not a wall clock, which may step.</param>
/// <param name="CurrentA">Measured current in A.</param>
/// <param name="LimitA">The limit in force in A, 0 or more; null: as last told by a sample or a command.</param>
/// <param name="ExpectedA">The current that should flow, in A (module set point, vehicle demand); null: unknown, and the slow past stands in for it.</param>
/// <param name="CommandedAt">Time of the last command that may move the current, for callers that have no <see cref="CurrentMonitor.OnCommand"/>; null: none known.</param>
public readonly record struct CurrentSample(
    TimeSpan At, double CurrentA, double? LimitA = null, double? ExpectedA = null, TimeSpan? CommandedAt = null);

/// <summary>Something that gives the current a reason to move.</summary>
public enum CommandKind
{
    /// <summary>Charging starts or goes on.</summary>
    Start,

    /// <summary>Charging stops or pauses: the current must go to 0.</summary>
    Stop,

    /// <summary>A new limit.</summary>
    Limit,

    /// <summary>Any other reason, for example a new demand of the vehicle or its unplugging.</summary>
    Other,
}
