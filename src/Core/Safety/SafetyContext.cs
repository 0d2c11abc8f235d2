namespace Busbar.Core.Safety;

/// <summary>A wish for an output, not yet safe.</summary>
/// <param name="VoltageV">Voltage, V.</param>
/// <param name="CurrentA">Most current, A; into the vehicle is positive.</param>
/// <param name="On">Whether to drive at all.</param>
/// <param name="Phase">What for.</param>
public readonly record struct WantedSetpoint(double VoltageV, double CurrentA, bool On, DrivePhase Phase);

/// <summary>What modules can drive: one of them, or all of a gun together.</summary>
/// <param name="MinV">Lowest voltage, 0 V or more.</param>
/// <param name="MaxV">Highest voltage, V.</param>
/// <param name="MaxA">Most current, A.</param>
/// <param name="MaxW">Most power, W.</param>
/// <param name="MaxDischargeA">Most current back into the modules, A, as an amount; 0 where they cannot.</param>
public readonly record struct ModuleEnvelope(double MinV, double MaxV, double MaxA, double MaxW, double MaxDischargeA = 0)
{
    /// <summary>Modules in parallel: their currents and powers add up, the voltage is what all can drive.</summary>
    public static ModuleEnvelope Parallel(ModuleEnvelope a, ModuleEnvelope b) => new(
        Math.Max(a.MinV, b.MinV), Math.Min(a.MaxV, b.MaxV), a.MaxA + b.MaxA, a.MaxW + b.MaxW, a.MaxDischargeA + b.MaxDischargeA);
}

/// <summary>
/// The facts that bound an output at one moment. The defaults allow nothing: what a caller forgets is 0, open, not permitted, never measured.
/// A bound is 0 or more; positive infinity where nothing bounds. NaN counts as missing. Immutable; thread safe.
/// </summary>
public readonly record struct SafetyContext
{
    /// <summary>What the modules can do that shall drive.</summary>
    public ModuleEnvelope Modules { get; init; }

    /// <summary>Highest voltage of the gun, V.</summary>
    public double GunMaxV { get; init; }

    /// <summary>Most current of the gun, A.</summary>
    public double GunMaxA { get; init; }

    /// <summary>Most power of the gun, W.</summary>
    public double GunMaxW { get; init; }

    /// <summary>Most current of the cable, A.</summary>
    public double CableMaxA { get; init; }

    /// <summary>Highest voltage of the vehicle, V; null: not told, the gun's counts.</summary>
    public double? VehicleMaxV { get; init; }

    /// <summary>Most current of the vehicle, A; null: not told.</summary>
    public double? VehicleMaxA { get; init; }

    /// <summary>Most power of the vehicle, W; null: not told.</summary>
    public double? VehicleMaxW { get; init; }

    /// <summary>Most current that the vehicle gives back, A, as an amount; null: not told, which is none.</summary>
    public double? VehicleMaxDischargeA { get; init; }

    /// <summary>Most current that the site has granted, A.</summary>
    public double GrantMaxA { get; init; }

    /// <summary>Most power that the site has granted, W.</summary>
    public double GrantMaxW { get; init; }

    /// <summary>Most current in cable check, pre-charge and equalisation, A. 2 A in IEC 61851-23, CC.</summary>
    public double TestMaxA { get; init; }

    /// <summary>Whether the output contactor is known to be closed; null: not known, which counts as open.</summary>
    public bool? OutputClosed { get; init; }

    /// <summary>Whether CP, PP and the SECC's line permit.</summary>
    public bool Permits { get; init; }

    /// <summary>How the isolation stands.</summary>
    public IsolationStatus Isolation { get; init; }

    /// <summary>Whether the emergency stop is pressed.</summary>
    public bool EmergencyStop { get; init; }

    /// <summary>Voltage at the output, V.</summary>
    public double MeasuredV { get; init; }

    /// <summary>How old that is; null: never measured.</summary>
    public TimeSpan? MeasurementAge { get; init; }

    /// <summary>How old it may be.</summary>
    public TimeSpan MeasurementMaxAge { get; init; }
}
