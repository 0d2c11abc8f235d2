using Busbar.Core.Safety;
using Busbar.Core.Units;

namespace Busbar.Core.Session;

/// <summary>
/// A gun as others may see it. Every number is finite; voltages, currents, powers and energies are amounts, 0 or more, and <see cref="IsDischarging"/> has the direction.
/// Immutable; thread safe.
/// </summary>
public sealed record GunStatus
{
    /// <summary>Phase.</summary>
    public SessionPhase Phase { get; init; }

    /// <summary>Since when, on the session's clock.</summary>
    public TimeSpan PhaseSince { get; init; }

    /// <summary>Last measured voltage, V (R22).</summary>
    public double MeasuredVoltageV { get; init; }

    /// <summary>Last measured current, A, as an amount (R22).</summary>
    public double MeasuredCurrentA { get; init; }

    /// <summary>The current flows out of the vehicle (A7).</summary>
    public bool IsDischarging { get; init; }

    /// <summary>Voltage that is driven, V; 0 when off.</summary>
    public double DrivenVoltageV { get; init; }

    /// <summary>Current that is driven, A, as an amount; 0 when off.</summary>
    public double DrivenCurrentA { get; init; }

    /// <summary>Hottest place of gun and cable, degC; 0 when no sensor has told yet.</summary>
    public double TemperatureC { get; init; }

    /// <summary>Whether there is a temperature.</summary>
    public bool HasTemperature { get; init; }

    /// <summary>The output contactor is closed.</summary>
    public bool OutputClosed { get; init; }

    /// <summary>How the isolation stands.</summary>
    public IsolationStatus Isolation { get; init; }

    /// <summary>Last measured isolation resistance, ohm; null: none, or above the monitor's range.</summary>
    public double? IsolationOhm { get; init; }

    /// <summary>Whether a session can run or begin (R20, R32, R33).</summary>
    public bool IsOperative { get; init; }

    /// <summary>On the way to a safe output: every request is refused (R38, R39).</summary>
    public bool InTransition { get; init; }

    /// <summary>What was asked for, V; 0: nothing.</summary>
    public double TargetVoltageV { get; init; }

    /// <summary>What was asked for, A; out of the vehicle is negative.</summary>
    public double TargetCurrentA { get; init; }

    /// <summary>State of charge, %; null: not told.</summary>
    public double? SocPct { get; init; }

    /// <summary>The limit that binds now, with its source; the request itself when nothing else does.</summary>
    public Limit Binding { get; init; }

    /// <summary>Power that is demanded of the site, W.</summary>
    public double DemandW { get; init; }

    /// <summary>The site's grant.</summary>
    public GunGrant Grant { get; init; }

    /// <summary>What is wrong; null: nothing.</summary>
    public SessionFault? Fault { get; init; }

    /// <summary>When the session began; null: none runs.</summary>
    public TimeSpan? SessionSince { get; init; }

    /// <summary>Energy into the vehicle in this session, or in the last when none runs, Wh.</summary>
    public double EnergyWh { get; init; }

    /// <summary>Energy out of the vehicle likewise, Wh.</summary>
    public double EnergyBackWh { get; init; }

    /// <summary>What the vehicle has said of itself.</summary>
    public VehicleLimits Vehicle { get; init; } = new();

    /// <summary>State of the vehicle's connection.</summary>
    public EvConnectionState EvConnection { get; init; }

    /// <summary>The vehicle's identifier; null: not told.</summary>
    public string? VehicleId { get; init; }

    /// <summary>An SECC is there.</summary>
    public bool SeccConnected { get; init; }

    /// <summary>CP and PP permit.</summary>
    public bool Permits { get; init; }
}
