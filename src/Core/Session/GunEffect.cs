using Busbar.Core.Safety;

namespace Busbar.Core.Session;

/// <summary>Something that a gun's session wants done. In the order of the list. Immutable; thread safe.</summary>
public abstract record GunEffect;

/// <summary>The request is taken.</summary>
/// <param name="Ticket">Its ticket.</param>
public sealed record Answer(long Ticket) : GunEffect;

/// <summary>The request is refused.</summary>
/// <param name="Ticket">Its ticket.</param>
/// <param name="Refusal">Why.</param>
public sealed record Refuse(long Ticket, Refusal Refusal) : GunEffect;

/// <summary>What the modules of the gun shall drive from now on; a wish that <see cref="Safety.Safety"/> bounds.</summary>
/// <param name="VoltageV">Voltage, V; 0 when off.</param>
/// <param name="CurrentA">Current, A; into the vehicle is positive. 0 when off.</param>
/// <param name="On">On.</param>
/// <param name="Phase">What for.</param>
public sealed record Drive(double VoltageV, double CurrentA, bool On, DrivePhase Phase) : GunEffect;

/// <summary>Close or open the output contactor.</summary>
/// <param name="Close">Close.</param>
public sealed record SwitchOutput(bool Close) : GunEffect;

/// <summary>Run the isolation monitor, its test of itself included.</summary>
/// <param name="VoltageV">Voltage between the poles, V.</param>
public sealed record RunIsolationTest(double VoltageV) : GunEffect;

/// <summary>Stop the isolation monitor.</summary>
public sealed record StopIsolationTest : GunEffect;

/// <summary>What the gun would take now if the site granted it.</summary>
/// <param name="PowerW">Power, W.</param>
/// <param name="VoltageV">Voltage, V; the modules must be able to drive it. 0 while nothing is wanted.</param>
/// <param name="CurrentA">Current, A, as an amount.</param>
/// <param name="Running">The gun needs modules; false gives all of them back.</param>
public sealed record Demand(double PowerW, double VoltageV, double CurrentA, bool Running) : GunEffect;

/// <summary>Ask the SECC to end the session.</summary>
public sealed record AskStopCharging : GunEffect;

/// <summary>Something that an operator may want to read.</summary>
/// <param name="Severity">Weight.</param>
/// <param name="Code">Stable code; for a fault the name of its <see cref="FaultCode"/>.</param>
/// <param name="Text">Sentence with the value and what is allowed.</param>
public sealed record Notice(NoticeSeverity Severity, string Code, string Text) : GunEffect;

/// <summary>A procedure has begun.</summary>
public sealed record SessionStarted : GunEffect;

/// <summary>The procedure has ended: the output is open.</summary>
/// <param name="Record">What it was.</param>
public sealed record SessionEnded(SessionRecord Record) : GunEffect;

/// <summary>A session that has ended.</summary>
/// <param name="StartedAt">When the procedure began, on the session's clock.</param>
/// <param name="EndedAt">When the output was open.</param>
/// <param name="Reason">What ended it.</param>
/// <param name="By">Who or what, in words for an operator.</param>
/// <param name="Fault">The fault that ended it; null: none did.</param>
/// <param name="EnergyWh">Energy into the vehicle, Wh.</param>
/// <param name="EnergyBackWh">Energy out of the vehicle, Wh, as an amount.</param>
public sealed record SessionRecord(
    TimeSpan StartedAt, TimeSpan EndedAt, SessionEndReason Reason, string By, SessionFault? Fault, double EnergyWh, double EnergyBackWh);

/// <summary>What ended a session.</summary>
public enum SessionEndReason
{
    /// <summary>The SECC has asked for a reset.</summary>
    Reset,

    /// <summary>The SECC has asked for open contactors.</summary>
    ContactorsOpened,

    /// <summary>The SECC is gone.</summary>
    SeccLost,

    /// <summary>CP or PP permit no more.</summary>
    PermissionLost,

    /// <summary>Somebody has stopped it here.</summary>
    Stopped,

    /// <summary>A fault.</summary>
    Fault,
}
