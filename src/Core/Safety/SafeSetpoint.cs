namespace Busbar.Core.Safety;

/// <summary>
/// The only thing that a power module's driver obeys. Only <see cref="Safety"/> makes one that is on; the default value is 0 V, 0 A and off.
/// Voltage is finite and 0 or more, current finite; off means both are 0. Immutable; thread safe.
/// </summary>
public readonly record struct SafeSetpoint
{
    internal SafeSetpoint(double voltageV, double currentA, double powerV, SafetyReason voltageWhy, SafetyReason currentWhy)
    {
        PowerV = powerV;
        VoltageV = voltageV;
        CurrentA = currentA;
        IsOn = true;
        VoltageWhy = voltageWhy;
        CurrentWhy = currentWhy;
    }

    internal SafeSetpoint(SafetyReason why)
    {
        VoltageWhy = why;
        CurrentWhy = why;
    }

    /// <summary>Off, because nobody wants anything.</summary>
    public static SafeSetpoint Off => default;

    /// <summary>Voltage to drive, V; 0 when off.</summary>
    public double VoltageV { get; }

    /// <summary>Current to drive at most, A; into the vehicle is positive. 0 when off.</summary>
    public double CurrentA { get; }

    /// <summary>Whether the module is on.</summary>
    public bool IsOn { get; }

    /// <summary>Voltage by which powers were turned into currents, V: what the output has while it charges.</summary>
    internal double PowerV { get; }

    /// <summary>What decided the voltage; <see cref="SafetyReason.AsWanted"/>: nothing but the wish.</summary>
    public SafetyReason VoltageWhy { get; }

    /// <summary>What decided the current, likewise.</summary>
    public SafetyReason CurrentWhy { get; }

    /// <summary>The values and why, for a log line.</summary>
    public override string ToString() => IsOn
        ? $"{VoltageV:0.0} V ({SafetyReasons.Describe(VoltageWhy)}), {CurrentA:0.00} A ({SafetyReasons.Describe(CurrentWhy)})"
        : $"off ({SafetyReasons.Describe(CurrentWhy)})";
}
