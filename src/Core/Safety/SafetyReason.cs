namespace Busbar.Core.Safety;

/// <summary>Why a setpoint is what it is: the closed catalogue of what <see cref="Safety"/> can say.</summary>
public enum SafetyReason
{
    /// <summary>As wanted; off when off was wanted.</summary>
    AsWanted,

    /// <summary>Off: a wanted value is not a finite number, is below 0 V, or is beyond what any charger does.</summary>
    Implausible,

    /// <summary>Off: the emergency stop is pressed.</summary>
    EmergencyStop,

    /// <summary>Off: the output has not been measured lately, or the measurement is no number.</summary>
    StaleMeasurement,

    /// <summary>Off: the output voltage is above the emergency level.</summary>
    OverVoltage,

    /// <summary>Off: CP and PP do not permit.</summary>
    NoPermission,

    /// <summary>Off: the output contactor is not known to be closed.</summary>
    OutputOpen,

    /// <summary>Off: the isolation has not been tested.</summary>
    IsolationNotTested,

    /// <summary>Off: the isolation is faulty.</summary>
    IsolationFault,

    /// <summary>Off: a limit in the context is missing or no number.</summary>
    NoLimit,

    /// <summary>Off: the voltage is below what the modules can drive, or a limit leaves less than that.</summary>
    BelowRange,

    /// <summary>The modules' envelope.</summary>
    Module,

    /// <summary>The gun.</summary>
    Gun,

    /// <summary>The cable.</summary>
    Cable,

    /// <summary>The vehicle.</summary>
    Vehicle,

    /// <summary>What the site has granted.</summary>
    Grant,

    /// <summary>At most 2 A in the cable check.</summary>
    CableCheck,

    /// <summary>At most 2 A in the pre-charge.</summary>
    PreCharge,

    /// <summary>The bound on the current while an island is brought to a voltage.</summary>
    Equalise,

    /// <summary>Current out of the vehicle is bounded, by 0 where nothing allows it.</summary>
    Discharge,
}

/// <summary>The catalogue in words.</summary>
public static class SafetyReasons
{
    /// <summary>One phrase for an operator.</summary>
    public static string Describe(SafetyReason reason) => reason switch
    {
        SafetyReason.AsWanted => "as wanted",
        SafetyReason.Implausible => "the wanted value is implausible",
        SafetyReason.EmergencyStop => "emergency stop",
        SafetyReason.StaleMeasurement => "no recent measurement of the output",
        SafetyReason.OverVoltage => "over-voltage at the output",
        SafetyReason.NoPermission => "CP and PP do not permit",
        SafetyReason.OutputOpen => "the output contactor is not closed",
        SafetyReason.IsolationNotTested => "the isolation has not been tested",
        SafetyReason.IsolationFault => "the isolation is faulty",
        SafetyReason.NoLimit => "a limit is missing",
        SafetyReason.BelowRange => "below the modules' lowest voltage",
        SafetyReason.Module => "modules",
        SafetyReason.Gun => "gun",
        SafetyReason.Cable => "cable",
        SafetyReason.Vehicle => "vehicle",
        SafetyReason.Grant => "grant of the site",
        SafetyReason.CableCheck => "cable check",
        SafetyReason.PreCharge => "pre-charge",
        SafetyReason.Equalise => "equalisation",
        SafetyReason.Discharge => "limit of discharge",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not in the catalogue."),
    };
}
