namespace Busbar.Core.Units;

/// <summary>What a <see cref="Limit"/> counts in.</summary>
public enum LimitUnit
{
    /// <summary>Total power in watts, over all phases.</summary>
    Watt,

    /// <summary>Current in amperes, per phase on AC.</summary>
    Ampere,
}

/// <summary>
/// An upper bound on the power or the current into a vehicle or a battery, together with the reason for it, so that "why
/// 43 kW?" can be answered wherever the number arrives. The default value is 0 W: nothing flows until somebody allows it.
/// Immutable; thread safe.
/// </summary>
public readonly record struct Limit
{
    private readonly string? _source;

    private Limit(double value, LimitUnit unit, string source)
    {
        if (double.IsNaN(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, $"A limit from '{source}' is {value}; allowed: 0 or more, in {unit}.");
        ArgumentException.ThrowIfNullOrEmpty(source);
        Value = value;
        Unit = unit;
        _source = source;
    }

    /// <summary>The bound, 0 or more, in <see cref="Unit"/>; positive infinity when nothing limits.</summary>
    public double Value { get; }

    /// <summary>The unit of <see cref="Value"/>.</summary>
    public LimitUnit Unit { get; }

    /// <summary>Who or what set the bound, in words for an operator; never empty.</summary>
    public string Source => _source ?? "not set";

    /// <summary>True when nothing limits.</summary>
    public bool IsUnlimited => double.IsPositiveInfinity(Value);

    /// <summary>A bound on power.</summary>
    /// <param name="watts">0 or more; positive infinity for none.</param>
    /// <param name="source">Who set it; not empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number.</exception>
    public static Limit Watts(double watts, string source) => new(watts, LimitUnit.Watt, source);

    /// <summary>A bound on current.</summary>
    /// <param name="amperes">0 or more; positive infinity for none.</param>
    /// <param name="source">Who set it; not empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number.</exception>
    public static Limit Amperes(double amperes, string source) => new(amperes, LimitUnit.Ampere, source);

    /// <summary>A bound in the given unit.</summary>
    /// <param name="value">0 or more; positive infinity for none.</param>
    /// <param name="unit">The unit of the value.</param>
    /// <param name="source">Who set it; not empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number.</exception>
    public static Limit Of(double value, LimitUnit unit, string source) => new(value, unit, source);

    /// <summary>No bound at all.</summary>
    public static Limit Unlimited(LimitUnit unit) => new(double.PositiveInfinity, unit, "no limit");

    /// <summary>The lower of two bounds, with the source of the one that binds; of two equal ones the first.</summary>
    /// <exception cref="ArgumentException">The units differ: convert first with <see cref="To"/>.</exception>
    public static Limit Min(Limit first, Limit second)
    {
        if (first.Unit != second.Unit)
            throw new ArgumentException($"Limits in {first.Unit} and {second.Unit} cannot be compared; convert one of them first.", nameof(second));
        return second.Value < first.Value ? second : first;
    }

    /// <summary>The same bound in the other unit, with the same source. Power is voltage times current times phases (OCPP 1.6, 7.12).</summary>
    /// <param name="unit">The unit wanted.</param>
    /// <param name="voltageV">Nominal voltage per phase, more than 0 (DC: the voltage of the output).</param>
    /// <param name="phases">Phases in use, 1 to 3; 1 for DC.</param>
    public Limit To(LimitUnit unit, double voltageV, int phases)
    {
        if (unit == Unit || IsUnlimited) return new Limit(Value, unit, Source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(voltageV);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(phases);
        var wattsPerAmpere = voltageV * phases;
        return new Limit(unit == LimitUnit.Watt ? Value * wattsPerAmpere : Value / wattsPerAmpere, unit, Source);
    }

    /// <summary>Value, unit and source, for a log line.</summary>
    public override string ToString() => IsUnlimited ? Source : $"{Value:0.###} {(Unit == LimitUnit.Watt ? "W" : "A")} ({Source})";
}
