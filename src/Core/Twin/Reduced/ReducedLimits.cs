namespace Busbar.Core.Twin.Reduced;

/// <summary>Bounds within which a load is followed. Immutable.</summary>
/// <param name="MinVoltageV">Voltage below which no discharge goes on, V.</param>
/// <param name="MaxVoltageV">Voltage above which no charge goes on, V.</param>
/// <param name="MaxDischargeA">Greatest discharge current, A, 0 or more.</param>
/// <param name="MaxChargeA">Greatest charge current, A, 0 or more.</param>
public readonly record struct ReducedLimits(double MinVoltageV, double MaxVoltageV, double MaxDischargeA, double MaxChargeA);

/// <summary>What kept a load from being followed.</summary>
public enum ReducedBound
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The greatest discharge current.</summary>
    DischargeCurrent,

    /// <summary>The greatest charge current.</summary>
    ChargeCurrent,

    /// <summary>The lowest voltage.</summary>
    MinVoltage,

    /// <summary>The highest voltage.</summary>
    MaxVoltage,
}

/// <summary>The current that a load draws, and what bounds it.</summary>
/// <param name="CurrentA">The current, A; positive charges.</param>
/// <param name="Bound">What keeps it from what was asked; none when it is what was asked.</param>
public readonly record struct ReducedCurrent(double CurrentA, ReducedBound Bound);
