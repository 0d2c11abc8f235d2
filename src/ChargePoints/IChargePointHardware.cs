using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints;

/// <summary>What one connector is and can do. Immutable.</summary>
public sealed record ConnectorTraits
{
    /// <summary>Highest current that it can give, more than 0 A; per phase on AC.</summary>
    public required double MaxCurrentA { get; init; }

    /// <summary>Nominal voltage, more than 0 V: per phase on AC, of the output on DC. Default 230.</summary>
    public double VoltageV { get; init; } = 230;

    /// <summary>Phases, 1 to 3; 1 for DC. Default 3.</summary>
    public int Phases { get; init; } = 3;

    /// <summary>Whether it knows if a cable is plugged; where not, a vehicle is taken to be there while a transaction runs. Default true.</summary>
    public bool DetectsCable { get; init; } = true;

    /// <summary>Whether it locks the plug and can be told to unlock it. Default true.</summary>
    public bool HasLock { get; init; } = true;
}

/// <summary>What the meter of a connector shows at one moment. Positive is into the vehicle.</summary>
/// <param name="CurrentA">Current, A; on AC per phase.</param>
/// <param name="OfferedA">Highest current offered to the vehicle, A; on AC per phase.</param>
/// <param name="VoltageV">Voltage, V; on AC between phase and neutral.</param>
/// <param name="PowerW">Power, W; over all phases.</param>
/// <param name="EnergyWh">Energy register, Wh: it counts up for the life of the meter and is never set back.</param>
/// <param name="SocPct">State of charge of the vehicle, 0 to 100 %; null where it is not known.</param>
public readonly record struct MeterReading(double CurrentA, double OfferedA, double VoltageV, double PowerW, double EnergyWh, double? SocPct = null);

/// <summary>Something that the hardware noticed.</summary>
/// <param name="ConnectorId">The connector, from 1; 0 for the charge point itself.</param>
public abstract record HardwareEvent(int ConnectorId);

/// <summary>A cable was plugged into the vehicle, or unplugged from it.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="IsPlugged">Whether it is plugged now.</param>
public sealed record CableChanged(int ConnectorId, bool IsPlugged) : HardwareEvent(ConnectorId);

/// <summary>The vehicle began or ceased to draw what is offered; where hardware cannot tell it says nothing and is taken to draw.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="Draws">Whether it draws now.</param>
public sealed record VehicleDraws(int ConnectorId, bool Draws) : HardwareEvent(ConnectorId);

/// <summary>A fresh reading of the meter.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="Reading">What the meter shows.</param>
public sealed record Measured(int ConnectorId, MeterReading Reading) : HardwareEvent(ConnectorId);

/// <summary>The charge point itself began or ceased to hold its energy back from a vehicle that might draw it; hardware that never does says nothing.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="IsHeld">Whether the energy is held back now.</param>
public sealed record SupplyHeld(int ConnectorId, bool IsHeld) : HardwareEvent(ConnectorId);

/// <summary>The connector cannot be used, or can again, for a reason that is no fault; a transaction that runs goes on.</summary>
/// <param name="ConnectorId">The connector, from 1; 0 for the charge point itself.</param>
/// <param name="IsUsable">Whether it can be used now.</param>
public sealed record UsableChanged(int ConnectorId, bool IsUsable) : HardwareEvent(ConnectorId);

/// <summary>A fault appeared, or with <see cref="ChargePointErrorCode.NoError"/> went away.</summary>
/// <param name="ConnectorId">The connector, from 1; 0 for the charge point itself.</param>
/// <param name="Code">The nearest code of the standard.</param>
/// <param name="Info">In words; cut to 50 characters.</param>
/// <param name="VendorCode">The maker's own code; cut to 50 characters; null: none.</param>
public sealed record FaultChanged(int ConnectorId, ChargePointErrorCode Code, string? Info = null, string? VendorCode = null) : HardwareEvent(ConnectorId);

/// <summary>Somebody held a card to the reader. On connector 0 the charge point chooses the connector.</summary>
/// <param name="ConnectorId">The connector, from 1; 0 where the reader belongs to none.</param>
/// <param name="IdTag">What the card says, 1 to 20 characters.</param>
public sealed record TagPresented(int ConnectorId, string IdTag) : HardwareEvent(ConnectorId);

/// <summary>A vehicle that is plugged has said who it is. Unlike a card this starts a transaction and never stops one.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="IdTag">Its tag, 1 to 20 characters.</param>
/// <param name="IsTrusted">Nobody is asked: the transaction begins at once.</param>
public sealed record VehicleIdentified(int ConnectorId, string IdTag, bool IsTrusted = false) : HardwareEvent(ConnectorId);

/// <summary>Somebody or something at the charge point ended the session: a button, an emergency stop, a full battery.</summary>
/// <param name="ConnectorId">The connector, from 1.</param>
/// <param name="Reason">Why, in the words of the standard.</param>
public sealed record SessionEnded(int ConnectorId, StopReason Reason) : HardwareEvent(ConnectorId);

/// <summary>
/// The electric side of a charge point. Commands are called by the charge point's one loop, must not block, and say false when
/// they cannot be carried out; events may be raised from any thread. Limits may be set at any time, also while stopped.
/// </summary>
public interface IChargePointHardware
{
    /// <summary>The connectors; the first has number 1.</summary>
    IReadOnlyList<ConnectorTraits> Connectors { get; }

    /// <summary>Lets current flow.</summary>
    bool Start(int connectorId);

    /// <summary>Takes the current away.</summary>
    bool Stop(int connectorId);

    /// <summary>Sets the highest current, 0 A to the connector's maximum; per phase on AC.</summary>
    bool SetLimitA(int connectorId, double limitA);

    /// <summary>Unlocks the plug.</summary>
    bool Unlock(int connectorId);

    /// <summary>The latest reading of the meter.</summary>
    MeterReading Read(int connectorId);

    /// <summary>Runs what the hardware needs to run, and reports what it notices, until cancelled.</summary>
    Task RunAsync(Action<HardwareEvent> raise, CancellationToken ct);
}
