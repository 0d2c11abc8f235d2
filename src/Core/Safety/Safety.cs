namespace Busbar.Core.Safety;

/// <summary>
/// The last word before a power module. Whatever is wanted, the result lies within every limit of the context; what is no number, or is missing,
/// is off. It remembers nothing and trusts nobody: the session above it obeys the same limits, and neither relies on the other. Thread safe.
/// </summary>
public static class Safety
{
    /// <summary>A wish beyond this is no wish: no charger drives it. V.</summary>
    public const double ImplausibleV = 2_000;

    /// <summary>Likewise for the current. A. (The megawatt connector carries 3,000.)</summary>
    public const double ImplausibleA = 10_000;

    /// <summary>The isolation test may be this much above the vehicle's highest voltage (IEC 61851-23:2023, CC.4.1.2), and 50 V above it up to 500 V.</summary>
    public const double TestVoltageFactor = 1.1;

    /// <summary>Bounds a wish.</summary>
    /// <param name="wanted">What is wanted of the output.</param>
    /// <param name="context">What bounds it.</param>
    public static SafeSetpoint Clamp(in WantedSetpoint wanted, in SafetyContext context)
    {
        if (!wanted.On || wanted.Phase == DrivePhase.Off) return SafeSetpoint.Off;
        if (Forbids(wanted, context) is { } why) return new SafeSetpoint(why);
        var (voltageV, voltageWhy) = Voltage(wanted, context);
        if (!(voltageV >= context.Modules.MinV && voltageV > 0)) return new SafeSetpoint(SafetyReason.BelowRange);
        var powerV = PowerV(wanted, context, voltageV);
        var (currentA, currentWhy) = wanted.CurrentA < 0 ? Discharge(wanted, context, voltageV) : Charge(wanted, context, powerV);
        return new SafeSetpoint(voltageV, currentA, powerV, voltageWhy, currentWhy);
    }

    /// <summary>
    /// Divides what is safe for a gun among its modules, in proportion to what each can do. No share passes its module, and their sum does not pass the whole.
    /// A module whose range does not hold the voltage is off.
    /// </summary>
    /// <param name="whole">The gun's setpoint.</param>
    /// <param name="modules">The modules.</param>
    /// <param name="shares">Takes one setpoint for each module.</param>
    /// <exception cref="ArgumentException">There are not as many shares as modules.</exception>
    public static void Split(in SafeSetpoint whole, ReadOnlySpan<ModuleEnvelope> modules, Span<SafeSetpoint> shares)
    {
        if (shares.Length != modules.Length)
            throw new ArgumentException($"{shares.Length} shares for {modules.Length} modules; allowed: as many.", nameof(shares));
        var isBack = whole.CurrentA < 0;
        double canA = 0;
        foreach (var m in modules) canA += CanA(m, whole, isBack);
        for (var i = 0; i < modules.Length; i++)
        {
            var ownA = CanA(modules[i], whole, isBack);
            if (!whole.IsOn) shares[i] = new SafeSetpoint(whole.CurrentWhy);
            else if (!Holds(modules[i], whole.VoltageV)) shares[i] = new SafeSetpoint(SafetyReason.BelowRange);
            else
            {
                var fairA = canA > 0 ? Math.Abs(whole.CurrentA) * (ownA / canA) : 0;
                var shareA = Math.Min(fairA, ownA);
                shares[i] = new SafeSetpoint(whole.VoltageV, isBack && shareA > 0 ? -shareA : shareA, whole.PowerV, whole.VoltageWhy, ownA < fairA ? SafetyReason.Module : whole.CurrentWhy);
            }
        }
    }

    private static SafetyReason? Forbids(in WantedSetpoint wanted, in SafetyContext c)
    {
        if (!(wanted.VoltageV is >= 0 and <= ImplausibleV) || !(Math.Abs(wanted.CurrentA) <= ImplausibleA)) return SafetyReason.Implausible;
        if (c.EmergencyStop) return SafetyReason.EmergencyStop;
        if (wanted.Phase is < DrivePhase.Off or > DrivePhase.Equalise) return SafetyReason.Implausible;
        if (!IsBound(c.Modules.MinV) || !IsBound(c.Modules.MaxV) || !IsBound(c.Modules.MaxA) || !IsBound(c.Modules.MaxW)) return SafetyReason.NoLimit;
        if (wanted.Phase == DrivePhase.Equalise) return IsBound(c.TestMaxA) ? null : SafetyReason.NoLimit;
        if (!IsBound(c.GunMaxV) || !IsBound(c.GunMaxA) || !IsBound(c.GunMaxW) || !IsBound(c.CableMaxA) || !IsBound(c.GrantMaxA) || !IsBound(c.GrantMaxW)
            || !IsBound(c.TestMaxA) || !IsBound(c.VehicleMaxV ?? 0) || !IsBound(c.VehicleMaxA ?? 0) || !IsBound(c.VehicleMaxW ?? 0)) return SafetyReason.NoLimit;
        if (c.MeasurementAge is not { } age || age < TimeSpan.Zero || age > c.MeasurementMaxAge || !double.IsFinite(c.MeasuredV)) return SafetyReason.StaleMeasurement;
        if (c.MeasuredV > OverVoltage.EmergencyLevelV(Highest(wanted.Phase, c))) return SafetyReason.OverVoltage;
        if (!c.Permits) return SafetyReason.NoPermission;
        if (wanted.Phase == DrivePhase.CableCheck) return null;
        if (c.OutputClosed is not true) return SafetyReason.OutputOpen;
        return c.Isolation switch
        {
            IsolationStatus.Valid or IsolationStatus.Warning => null,
            IsolationStatus.Fault => SafetyReason.IsolationFault,
            _ => SafetyReason.IsolationNotTested,
        };
    }

    private static (double VoltageV, SafetyReason Why) Voltage(in WantedSetpoint wanted, in SafetyContext c)
    {
        var bound = new Bound(wanted.VoltageV);
        bound.Take(c.Modules.MaxV, SafetyReason.Module);
        if (wanted.Phase == DrivePhase.Equalise) return (bound.Value, bound.Why);
        bound.Take(c.GunMaxV, SafetyReason.Gun);
        if (c.VehicleMaxV is not null) bound.Take(Highest(wanted.Phase, c), SafetyReason.Vehicle);
        return (bound.Value, bound.Why);
    }

    // The power is that of the voltage that is really there; no higher than what is set, no lower than the modules can drive.
    private static double PowerV(in WantedSetpoint wanted, in SafetyContext c, double voltageV) =>
        wanted.Phase == DrivePhase.Charge ? Math.Min(voltageV, Math.Max(c.MeasuredV, Math.Max(c.Modules.MinV, 1))) : voltageV;

    private static (double CurrentA, SafetyReason Why) Charge(in WantedSetpoint wanted, in SafetyContext c, double powerV)
    {
        var bound = new Bound(wanted.CurrentA);
        bound.Take(c.Modules.MaxA, SafetyReason.Module);
        bound.Take(c.Modules.MaxW / powerV, SafetyReason.Module);
        if (wanted.Phase != DrivePhase.Charge) bound.Take(c.TestMaxA, Test(wanted.Phase));
        if (wanted.Phase == DrivePhase.Equalise) return (bound.Value, bound.Why);
        bound.Take(c.GunMaxA, SafetyReason.Gun);
        bound.Take(c.GunMaxW / powerV, SafetyReason.Gun);
        bound.Take(c.CableMaxA, SafetyReason.Cable);
        bound.Take(c.GrantMaxA, SafetyReason.Grant);
        bound.Take(c.GrantMaxW / powerV, SafetyReason.Grant);
        if (c.VehicleMaxA is { } vehicleA) bound.Take(vehicleA, SafetyReason.Vehicle);
        if (c.VehicleMaxW is { } vehicleW) bound.Take(vehicleW / powerV, SafetyReason.Vehicle);
        return (bound.Value, bound.Why);
    }

    private static (double CurrentA, SafetyReason Why) Discharge(in WantedSetpoint wanted, in SafetyContext c, double voltageV)
    {
        if (wanted.Phase != DrivePhase.Charge) return (0, SafetyReason.Discharge);
        var bound = new Bound(-wanted.CurrentA);
        bound.Take(IsBound(c.Modules.MaxDischargeA) ? c.Modules.MaxDischargeA : 0, SafetyReason.Discharge);
        bound.Take(IsBound(c.VehicleMaxDischargeA ?? 0) ? c.VehicleMaxDischargeA ?? 0 : 0, SafetyReason.Discharge);
        bound.Take(c.GunMaxA, SafetyReason.Gun);
        bound.Take(c.GunMaxW / voltageV, SafetyReason.Gun);
        bound.Take(c.CableMaxA, SafetyReason.Cable);
        return (bound.Value == 0 ? 0 : -bound.Value, bound.Why);
    }

    private static double Highest(DrivePhase phase, in SafetyContext c)
    {
        var vehicleV = c.VehicleMaxV ?? c.GunMaxV;
        if (phase != DrivePhase.CableCheck) return Math.Min(c.GunMaxV, vehicleV);
        return Math.Min(c.GunMaxV, Math.Max(Math.Min(500, vehicleV + 50), vehicleV > 500 ? TestVoltageFactor * vehicleV : 0));
    }

    private static SafetyReason Test(DrivePhase phase) => phase switch
    {
        DrivePhase.CableCheck => SafetyReason.CableCheck,
        DrivePhase.PreCharge => SafetyReason.PreCharge,
        _ => SafetyReason.Equalise,
    };

    private static bool IsBound(double value) => value >= 0;

    private static bool Holds(in ModuleEnvelope m, double voltageV) => voltageV >= m.MinV && voltageV <= m.MaxV && m.MaxA >= 0 && m.MaxW >= 0;

    private static double CanA(in ModuleEnvelope m, in SafeSetpoint whole, bool isBack)
    {
        if (!whole.IsOn || !Holds(m, whole.VoltageV)) return 0;
        var canA = isBack ? m.MaxDischargeA : Math.Min(m.MaxA, m.MaxW / whole.PowerV);
        return canA >= 0 ? Math.Min(canA, ImplausibleA) : 0;
    }

    private struct Bound(double wanted)
    {
        public double Value { get; private set; } = wanted;

        public SafetyReason Why { get; private set; } = SafetyReason.AsWanted;

        public void Take(double limit, SafetyReason why)
        {
            if (limit >= Value) return;
            Value = limit;
            Why = why;
        }
    }
}
