using Busbar.Core.Safety;
using Busbar.Core.Units;

namespace Busbar.Core.Session;

/// <summary>Something that a gun's session is told. Immutable; thread safe.</summary>
public abstract record GunEvent;

/// <summary>A request, which is answered or refused exactly once, in the same step.</summary>
/// <param name="Ticket">Ties the answer to it.</param>
public abstract record GunRequest(long Ticket) : GunEvent;

/// <summary>An SECC is there.</summary>
public sealed record SeccConnected : GunEvent;

/// <summary>The SECC is gone or does not react (R34).</summary>
/// <param name="Why">For the log.</param>
public sealed record SeccLost(string Why = "The SECC is gone.") : GunEvent;

/// <summary>Open or close the output contactor.</summary>
/// <param name="Ticket">Ticket.</param>
/// <param name="Close">Close it; otherwise open.</param>
public sealed record ContactorsRequested(long Ticket, bool Close) : GunRequest(Ticket);

/// <summary>Test the isolation.</summary>
/// <param name="Ticket">Ticket.</param>
/// <param name="VoltageV">The vehicle's highest voltage, V; the voltage of the test follows from it (<see cref="TestVoltage"/>).</param>
public sealed record CableCheckRequested(long Ticket, double VoltageV) : GunRequest(Ticket);

/// <summary>Drive the output.</summary>
/// <param name="Ticket">Ticket.</param>
/// <param name="VoltageV">Voltage, V.</param>
/// <param name="CurrentA">Current, A; out of the vehicle is negative.</param>
/// <param name="SocPct">State of charge, 0 to 100 %; NaN: not told.</param>
/// <param name="Phase">What for.</param>
public sealed record TargetRequested(long Ticket, double VoltageV, double CurrentA, double SocPct, RequestedPhase Phase) : GunRequest(Ticket);

/// <summary>Back to standby.</summary>
/// <param name="Ticket">Ticket.</param>
public sealed record ResetRequested(long Ticket) : GunRequest(Ticket);

/// <summary>What the vehicle says of itself; replaces what it said before. Values that are no number, or negative, are taken as not said.</summary>
/// <param name="Limits">Its limits.</param>
public sealed record VehicleReported(VehicleLimits Limits) : GunEvent;

/// <summary>The state of the vehicle's connection, for people to see.</summary>
/// <param name="State">State.</param>
/// <param name="VehicleId">The vehicle's identifier; null: not told.</param>
public sealed record EvConnection(EvConnectionState State, string? VehicleId = null) : GunEvent;

/// <summary>
/// A measurement of the output. One with a voltage or current that is no number counts as none. A gap is not a value: when the board is not heard, nothing is told.
/// </summary>
/// <param name="VoltageV">Voltage on the charger's side of the output contactor, V.</param>
/// <param name="CurrentA">Current, A; into the vehicle is positive.</param>
/// <param name="TemperatureC">The hottest place of gun and cable, degC; null: no sensor.</param>
/// <param name="OutputClosed">Auxiliary contact of the output contactor; null: not fitted, or not heard.</param>
/// <param name="Permits">CP, PP and the SECC's line permit (R42).</param>
/// <param name="Sources">The same voltage as others see it (modules, isolation monitor); null: nobody else.</param>
public sealed record GunMeasured(
    double VoltageV, double CurrentA, double? TemperatureC, bool? OutputClosed, bool Permits, IReadOnlyList<VoltageSource>? Sources = null) : GunEvent;

/// <summary>A voltage and who measured it.</summary>
/// <param name="Name">Who, in words for an operator.</param>
/// <param name="VoltageV">Voltage, V; NaN: has none just now.</param>
public readonly record struct VoltageSource(string Name, double VoltageV);

/// <summary>The isolation monitor has told.</summary>
/// <param name="Status">What the monitor itself makes of it.</param>
/// <param name="ResistanceOhm">The lower of both poles' resistances to earth, ohm; NaN: not measured yet; infinity: above its range.</param>
/// <param name="SelfTest">Its test of itself.</param>
public sealed record IsolationMeasured(IsolationStatus Status, double ResistanceOhm, IsolationSelfTest SelfTest) : GunEvent;

/// <summary>The site's grant has changed.</summary>
/// <param name="Grant">The grant.</param>
public sealed record Granted(GunGrant Grant) : GunEvent;

/// <summary>The limits from beside (profile, operator, feeder ...) have changed; replaces all of them.</summary>
/// <param name="Limits">All limits in force, on power or current.</param>
public sealed record LimitsChanged(params IReadOnlyList<Limit> Limits) : GunEvent;

/// <summary>Somebody wants the session to end.</summary>
/// <param name="By">Who, in words for an operator.</param>
/// <param name="Hard">End it here; otherwise the SECC is asked, and it ends here if nothing happens for <see cref="GunSettings.StopGrace"/>.</param>
public sealed record StopRequested(string By, bool Hard = false) : GunEvent;

/// <summary>The emergency stop is pressed or released.</summary>
/// <param name="Active">Pressed.</param>
public sealed record EmergencyStop(bool Active) : GunEvent;

/// <summary>The gun cannot work, or can again, for a reason outside of it: modules or board lost, taken out of service (R20, R32, R33).</summary>
/// <param name="Active">It cannot.</param>
/// <param name="Why">Why, in words for an operator.</param>
public sealed record OutOfService(bool Active, string Why) : GunEvent;

/// <summary>An operator has looked at a fault that does not clear by itself. Counts only when the output is safe.</summary>
/// <param name="By">Who.</param>
public sealed record FaultAcknowledged(string By) : GunEvent;

/// <summary>Time has passed; due when the session asks for it, harmless at any other moment.</summary>
public sealed record Tick : GunEvent
{
    /// <summary>The one tick.</summary>
    public static Tick Instance { get; } = new();
}
