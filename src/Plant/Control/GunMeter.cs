namespace Busbar.Plant.Control;

/// <summary>What is measured at a gun. Null: not heard; a gap is not a value. Immutable; thread safe.</summary>
/// <param name="VoltageV">Voltage on the charger's side of the output contactor, V.</param>
/// <param name="CurrentA">Current into the vehicle, A; out of it is negative.</param>
/// <param name="EnergyWh">Energy into vehicles in the life of the gun's board, Wh.</param>
/// <param name="EnergyBackWh">Energy out of vehicles likewise, Wh.</param>
/// <param name="SocPct">State of charge that the vehicle tells, %.</param>
/// <param name="TemperatureC">The hottest of contacts and cable, degC.</param>
/// <param name="MeasuredAt">When voltage and current were measured; null: never.</param>
public sealed record GunMeter(
    double? VoltageV, double? CurrentA, long? EnergyWh, long? EnergyBackWh, double? SocPct, double? TemperatureC, DateTimeOffset? MeasuredAt)
{
    /// <summary>Nothing is known.</summary>
    public static GunMeter Unknown { get; } = new(null, null, null, null, null, null, null);

    /// <summary>Power into the vehicle, W; out of it is negative.</summary>
    public double? PowerW => VoltageV * CurrentA;
}
