namespace Busbar.Core.Twin.Follow;

/// <summary>One measurement of a pack as it was sent, right or wrong. What was not measured is NaN.</summary>
/// <param name="Number">Line of the file, or any number by which a person finds it again.</param>
/// <param name="TimeS">Time, s; from any zero.</param>
/// <param name="CurrentA">Current at the terminals, A; positive charges.</param>
/// <param name="VoltageV">Voltage at the terminals, V.</param>
/// <param name="TemperatureK">Temperature of the pack, K.</param>
public sealed record PackRow(int Number, double TimeS, double CurrentA, double VoltageV, double TemperatureK)
{
    /// <summary>Current of each string, A; empty where they are not measured.</summary>
    public double[] StringCurrentA { get; init; } = [];

    /// <summary>Temperature of each string, K; empty where they are not measured, and then the pack's holds for all.</summary>
    public double[] StringTemperatureK { get; init; } = [];

    /// <summary>Voltage of each group at its bars, V, string by string; empty where they are not measured.</summary>
    public double[] GroupVoltageV { get; init; } = [];
}

/// <summary>Measurements of a pack in order.</summary>
/// <param name="Sight">How far into the pack they let one see.</param>
/// <param name="Rows">The measurements.</param>
public sealed record PackTelemetry(PackSight Sight, IReadOnlyList<PackRow> Rows);
