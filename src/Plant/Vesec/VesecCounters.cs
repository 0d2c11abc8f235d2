namespace Busbar.Plant.Vesec;

/// <summary>What a bridge has counted since its start.</summary>
/// <param name="Taken">Messages that counted.</param>
/// <param name="Refused">Messages with a fault: no such gun, a value out of its range, no number.</param>
/// <param name="Old">Messages without a fault that were too old, or of which nobody knows how old they are.</param>
/// <param name="Expired">Demands that were not refreshed in time.</param>
/// <param name="Dropped">Messages that came faster than they could be looked at.</param>
/// <param name="Published">Messages that the broker has taken.</param>
/// <param name="Connections">Connections to the broker.</param>
public readonly record struct VesecCounters(long Taken, long Refused, long Old, long Expired, long Dropped, long Published, long Connections);
