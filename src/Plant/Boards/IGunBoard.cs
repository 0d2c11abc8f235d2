using Busbar.Wire.Can.Boards;

namespace Busbar.Plant.Boards;

/// <summary>A gun as its board tells. Immutable. What the board measures is null while it is not heard: a gap is not a value.</summary>
public sealed record GunBoardView
{
    /// <summary>Whether the board is heard.</summary>
    public bool IsOnline { get; init; }

    /// <summary>State of the control pilot; null: not heard.</summary>
    public PilotState? Pilot { get; init; }

    /// <summary>State of the proximity contact; null: not heard.</summary>
    public ProximityState? Proximity { get; init; }

    /// <summary>CP, PP and the SECC's permission line allow the output contactor to be closed (R42). False while the board is not heard.</summary>
    public bool Permits { get; init; }

    /// <summary>The emergency stop at the gun is pressed. Keeps its last value while the board is not heard.</summary>
    public bool EmergencyStop { get; init; }

    /// <summary>The board has not heard us for a second and will open, or has opened.</summary>
    public bool HasTripped { get; init; }

    /// <summary>The supply of the contactor's coil is too low.</summary>
    public bool SupplyLow { get; init; }

    /// <summary>Whether the output is to be closed; null until the board has been heard since the start or its restart.</summary>
    public bool? OutputCommanded { get; init; }

    /// <summary>Whether the board drives the coil: what was commanded, ANDed with its permissions. Null: not heard.</summary>
    public bool? OutputDriven { get; init; }

    /// <summary>What the auxiliary contact says; null: not heard.</summary>
    public bool? OutputClosed { get; init; }

    /// <summary>Coil and auxiliary contact have disagreed for longer than 200 ms: welded if it is closed, stuck open if it is open.</summary>
    public bool OutputFault { get; init; }

    /// <summary>Voltage on the charger's side of the output contactor, V; null: no measurement for 500 ms.</summary>
    public double? VoltageV { get; init; }

    /// <summary>Current into the vehicle, A; null: no measurement for 500 ms.</summary>
    public double? CurrentA { get; init; }

    /// <summary>When voltage and current were taken from the bus, by <see cref="TimeProvider.GetTimestamp"/> of the bus's clock.</summary>
    public long MeasuredAt { get; init; }

    /// <summary>The hottest of the contacts and the cable, degC; null: none is fitted or heard.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>Temperature of the board itself, degC; null: not fitted or heard.</summary>
    public double? BoardTemperatureC { get; init; }

    /// <summary>How the isolation test stands.</summary>
    public GunIsolation Isolation { get; init; }

    /// <summary>Energy into the vehicles in the board's life, Wh; null: not heard yet.</summary>
    public long? EnergyOutWh { get; init; }

    /// <summary>Energy out of the vehicles in the board's life, Wh; null: not heard yet.</summary>
    public long? EnergyBackWh { get; init; }

    /// <summary>Closings of the output contactor, openings under current, trips; null: not heard yet.</summary>
    public GunWear? Wear { get; init; }

    /// <summary>Which board it is; null: not heard yet.</summary>
    public BoardIdentity? Identity { get; init; }
}

/// <summary>Something that a gun board told. Raised on the loop of the bus: take it and return.</summary>
public abstract record GunBoardEvent;

/// <summary>A measurement, 10 to 100 times a second.</summary>
/// <param name="VoltageV">Voltage on the charger's side of the output contactor, V.</param>
/// <param name="CurrentA">Current into the vehicle, A.</param>
public sealed record GunBoardMeasured(double VoltageV, double CurrentA) : GunBoardEvent;

/// <summary>CP, PP, permission, output contactor, emergency stop or a fault of these has changed.</summary>
/// <param name="View">As it is now.</param>
public sealed record GunBoardChanged(GunBoardView View) : GunBoardEvent;

/// <summary>The isolation monitor has told; while a test runs every 100 ms.</summary>
/// <param name="Isolation">What it told.</param>
public sealed record GunBoardIsolation(GunIsolation Isolation) : GunBoardEvent;

/// <summary>The board is not heard any more. It opens its output by itself if it does not hear us either.</summary>
public sealed record GunBoardLost : GunBoardEvent;

/// <summary>The board is heard: for the first time, again, or it has forgotten what it was told.</summary>
/// <param name="HasForgotten">It has started anew or opened by itself (docs/boards.md, epoch): what it was told before closes nothing any more and is forgotten here too.</param>
public sealed record GunBoardReturned(bool HasForgotten) : GunBoardEvent;

/// <summary>One gun's board: its contactor, pilot, isolation monitor and meter. Thread safe; the view is the last that was heard.</summary>
public interface IGunBoard
{
    /// <summary>The gun.</summary>
    string Id { get; }

    /// <summary>How it stands.</summary>
    GunBoardView View { get; }

    /// <summary>
    /// Has the output contactor closed or opened. Opening is always taken and repeated until the board has it. Closing is false, and
    /// nothing is sent or remembered, while the board is not heard, has tripped, reports an emergency stop or has no permission.
    /// </summary>
    bool SwitchOutput(bool close);

    /// <summary>Starts an isolation test; the numbers tell it from earlier ones. Null, and nothing is started, while the board is not heard.</summary>
    /// <param name="voltageV">Voltage between the poles at which it is made, 0 to 1,500 V.</param>
    /// <returns>The number of the test, which <see cref="GunIsolation.Test"/> repeats.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The voltage is not 0 to 1,500 V.</exception>
    byte? StartIsolationTest(double voltageV);

    /// <summary>Stops the isolation test; without one nothing happens.</summary>
    void StopIsolationTest();

    /// <summary>What happens.</summary>
    event Action<GunBoardEvent>? Changed;
}
