namespace Busbar.Core.Twin;

/// <summary>What is held at the terminals.</summary>
public enum TwinLoadKind
{
    /// <summary>A current, A.</summary>
    Current,

    /// <summary>A voltage, V.</summary>
    Voltage,

    /// <summary>A power, W.</summary>
    Power,

    /// <summary>A resistor across the terminals, ohm.</summary>
    Resistance,
}

/// <summary>A load on the cell. Current and power are positive into the cell, as everywhere in Busbar. Immutable.</summary>
public sealed record TwinLoad
{
    private TwinLoad(TwinLoadKind kind, double value, CurrentProfile? profile) => (Kind, Value, Profile) = (kind, value, profile);

    /// <summary>What is held.</summary>
    public TwinLoadKind Kind { get; }

    /// <summary>At which value, in A, V, W or ohm.</summary>
    public double Value { get; }

    /// <summary>The current over time, when it is not constant.</summary>
    public CurrentProfile? Profile { get; }

    /// <summary>A constant current, A; positive charges.</summary>
    public static TwinLoad Current(double currentA) => new(TwinLoadKind.Current, Finite(currentA, nameof(currentA)), null);

    /// <summary>A current over time.</summary>
    public static TwinLoad Along(CurrentProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new(TwinLoadKind.Current, 0, profile);
    }

    /// <summary>A constant voltage, V.</summary>
    public static TwinLoad Voltage(double voltageV) => new(TwinLoadKind.Voltage, Above0(voltageV, nameof(voltageV)), null);

    /// <summary>A constant power, W; positive charges.</summary>
    public static TwinLoad Power(double powerW) => new(TwinLoadKind.Power, Finite(powerW, nameof(powerW)), null);

    /// <summary>A resistor that discharges the cell, ohm.</summary>
    public static TwinLoad Resistance(double resistanceOhm) => new(TwinLoadKind.Resistance, Above0(resistanceOhm, nameof(resistanceOhm)), null);

    private static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentException($"{name} is {value}; a load is a finite number.", name);

    private static double Above0(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentException($"{name} is {value}; it is above 0 and finite.", name);
}
