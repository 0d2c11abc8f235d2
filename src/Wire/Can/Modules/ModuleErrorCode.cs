namespace Busbar.Wire.Can.Modules;

/// <summary>How much an error of a module matters.</summary>
public enum ModuleSeverity
{
    /// <summary>Good to know; the module does what it is told.</summary>
    Info,

    /// <summary>The module works with less than it could, or somebody should look at it.</summary>
    Warning,

    /// <summary>The module cannot be used until it is gone.</summary>
    Fault,
}

/// <summary>
/// What can be wrong with a power module, whatever its family: a closed catalogue. Families map their status bits to it in one table each;
/// what the driver finds by itself stands at the end. At most 64, so that a set of them fits <see cref="ModuleErrorSet"/>.
/// </summary>
public enum ModuleErrorCode
{
    /// <summary>Supply voltage too high.</summary>
    InputOverVoltage,

    /// <summary>Supply voltage too high: tripped.</summary>
    InputOverVoltageTrip,

    /// <summary>Supply voltage too low.</summary>
    InputUnderVoltage,

    /// <summary>A phase of the supply is missing.</summary>
    InputPhaseLost,

    /// <summary>Phases of the supply differ too much.</summary>
    InputUnbalanced,

    /// <summary>The supply is wired wrongly.</summary>
    InputWiring,

    /// <summary>The kind of supply is not what the module is set to.</summary>
    InputModeMismatch,

    /// <summary>The supply limits the power.</summary>
    InputLimited,

    /// <summary>Intermediate circuit: voltage too high.</summary>
    PfcBusOverVoltage,

    /// <summary>Intermediate circuit: voltage too low.</summary>
    PfcBusUnderVoltage,

    /// <summary>Intermediate circuit: halves differ.</summary>
    PfcBusUnbalanced,

    /// <summary>Intermediate circuit: voltage abnormal.</summary>
    PfcVoltageAbnormal,

    /// <summary>The rectifier stage is faulty.</summary>
    PfcFault,

    /// <summary>The rectifier stage is off.</summary>
    PfcOff,

    /// <summary>The output stage is faulty.</summary>
    DcdcFault,

    /// <summary>Output voltage too high.</summary>
    OutputOverVoltage,

    /// <summary>Output voltage too high: shut down.</summary>
    OutputOverVoltageShutdown,

    /// <summary>Output voltage too low.</summary>
    OutputUnderVoltage,

    /// <summary>The output is shorted.</summary>
    OutputShortCircuit,

    /// <summary>The output relay is faulty.</summary>
    OutputRelayFault,

    /// <summary>The halves of the output differ.</summary>
    OutputUnbalanced,

    /// <summary>The bleeder of the output is faulty.</summary>
    BleederFault,

    /// <summary>The output does not discharge as it should.</summary>
    DischargeAbnormal,

    /// <summary>Modules in parallel do not share the current.</summary>
    LoadSharing,

    /// <summary>A fan stands still or its driver is broken.</summary>
    FanFault,

    /// <summary>The air is too hot.</summary>
    AmbientOverTemperature,

    /// <summary>The air is too cold.</summary>
    AmbientUnderTemperature,

    /// <summary>The module, or one of its stages, is too hot and off.</summary>
    OverTemperature,

    /// <summary>The module gives less because it is hot.</summary>
    TemperatureDerating,

    /// <summary>The module gives less than it was asked for.</summary>
    PowerLimited,

    /// <summary>The boards within the module do not hear each other.</summary>
    InternalCommunication,

    /// <summary>The module says that it has not heard its controller.</summary>
    ControllerUnheard,

    /// <summary>The module says that another one has its address or serial number.</summary>
    DuplicateReported,

    /// <summary>The module protects itself, without saying why.</summary>
    Protection,

    /// <summary>The module is faulty, without saying why.</summary>
    ModuleFault,

    /// <summary>The module raises its output slowly, as it was set to.</summary>
    WalkIn,

    /// <summary>The module sleeps.</summary>
    Sleeping,

    /// <summary>Driver: the module is not heard.</summary>
    Lost,

    /// <summary>Driver: the bus is off, nothing reaches the module.</summary>
    BusOff,

    /// <summary>Driver: two modules answer at one address.</summary>
    DuplicateAddress,

    /// <summary>Driver: another serial number answers than the one that belongs here.</summary>
    WrongSerial,

    /// <summary>Driver: the module has gone off by itself; it obeys again after it has been told off.</summary>
    Restarted,

    /// <summary>Driver: measured values cannot be, or are far from what was set.</summary>
    MeasurementImplausible,

    /// <summary>Driver: what the module says that it can do cannot be.</summary>
    CapabilityImplausible,

    /// <summary>Driver: the module does not do what it is told.</summary>
    DoesNotObey,

    /// <summary>Driver: the module refuses what it is told.</summary>
    Refused,
}

/// <summary>A set of errors; the default is none. Immutable.</summary>
/// <param name="Bits">Bit n: the error with the number n.</param>
public readonly record struct ModuleErrorSet(ulong Bits)
{
    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>The same set with one more.</summary>
    public ModuleErrorSet With(ModuleErrorCode code) => new(Bits | (1UL << (int)code));

    /// <summary>All of both.</summary>
    public ModuleErrorSet Union(ModuleErrorSet other) => new(Bits | other.Bits);

    /// <summary>Whether it is in the set.</summary>
    public bool Has(ModuleErrorCode code) => (Bits & (1UL << (int)code)) != 0;

    /// <summary>The errors in the order of the catalogue.</summary>
    public IEnumerable<ModuleErrorCode> Codes()
    {
        for (var bits = Bits; bits != 0; bits &= bits - 1) yield return (ModuleErrorCode)System.Numerics.BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>Reads status bits by a family's table.</summary>
    /// <param name="status">The status word.</param>
    /// <param name="table">Which bit means what.</param>
    public static ModuleErrorSet Of(uint status, ReadOnlySpan<(byte Bit, ModuleErrorCode Code)> table)
    {
        var set = default(ModuleErrorSet);
        foreach (var (bit, code) in table)
            if ((status & (1u << bit)) != 0) set = set.With(code);
        return set;
    }
}
