namespace Busbar.Core.Twin;

/// <summary>What can be seen of the cell at one moment.</summary>
/// <param name="TimeS">Time since the start of the run, s.</param>
/// <param name="CurrentA">Current, A; positive charges.</param>
/// <param name="VoltageV">Voltage at the terminals, V.</param>
/// <param name="TemperatureK">Temperature, K.</param>
/// <param name="SocPct">State of charge, %, by the lithium in the negative electrode between its places at 0 and 100 %.</param>
public readonly record struct TwinPoint(double TimeS, double CurrentA, double VoltageV, double TemperatureK, double SocPct);

/// <summary>When a load is taken off. Whatever comes first; a null does not count.</summary>
public sealed record TwinStop
{
    /// <summary>After this long, s, above 0; needed unless the load is a profile.</summary>
    public double? DurationS { get; init; }

    /// <summary>When the voltage falls to this, V.</summary>
    public double? MinVoltageV { get; init; }

    /// <summary>When the voltage rises to this, V.</summary>
    public double? MaxVoltageV { get; init; }

    /// <summary>When the amount of the current falls to this, A.</summary>
    public double? MinCurrentA { get; init; }

    /// <summary>When the temperature rises to this, K.</summary>
    public double? MaxTemperatureK { get; init; }

    /// <summary>When the state of charge falls to this, %.</summary>
    public double? MinSocPct { get; init; }

    /// <summary>When the state of charge rises to this, %.</summary>
    public double? MaxSocPct { get; init; }
}

/// <summary>Why a load was taken off.</summary>
public enum TwinEndReason
{
    /// <summary>The time was over.</summary>
    Duration,

    /// <summary>The voltage fell to its limit.</summary>
    MinVoltage,

    /// <summary>The voltage rose to its limit.</summary>
    MaxVoltage,

    /// <summary>The current fell to its limit.</summary>
    MinCurrent,

    /// <summary>The temperature rose to its limit.</summary>
    MaxTemperature,

    /// <summary>The state of charge fell to its limit.</summary>
    MinSoc,

    /// <summary>The state of charge rose to its limit.</summary>
    MaxSoc,

    /// <summary>The cell cannot carry this load on: no state of it gives that current, voltage or power.</summary>
    Impossible,

    /// <summary>The run took more steps than it may.</summary>
    TooManySteps,
}

/// <summary>How a load ended.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Text">The reason in words, with the values.</param>
/// <param name="Point">The last good point.</param>
public sealed record TwinEnd(TwinEndReason Reason, string Text, TwinPoint Point)
{
    /// <summary>True when the load ended as it was told to.</summary>
    public bool IsRegular => Reason is not (TwinEndReason.Impossible or TwinEndReason.TooManySteps);
}
