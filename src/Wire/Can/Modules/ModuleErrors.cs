namespace Busbar.Wire.Can.Modules;

/// <summary>The catalogue of <see cref="ModuleErrorCode"/> in words, with how much each matters.</summary>
public static class ModuleErrors
{
    /// <summary>How much it matters.</summary>
    public static ModuleSeverity SeverityOf(ModuleErrorCode code) => code switch
    {
        ModuleErrorCode.WalkIn or ModuleErrorCode.Sleeping or ModuleErrorCode.PfcOff => ModuleSeverity.Info,
        ModuleErrorCode.InputOverVoltage or ModuleErrorCode.InputUnderVoltage or ModuleErrorCode.InputUnbalanced or ModuleErrorCode.InputLimited
            or ModuleErrorCode.PfcBusUnbalanced or ModuleErrorCode.OutputUnderVoltage or ModuleErrorCode.OutputUnbalanced or ModuleErrorCode.DischargeAbnormal
            or ModuleErrorCode.LoadSharing or ModuleErrorCode.AmbientUnderTemperature or ModuleErrorCode.TemperatureDerating or ModuleErrorCode.PowerLimited
            or ModuleErrorCode.ControllerUnheard or ModuleErrorCode.Restarted or ModuleErrorCode.CapabilityImplausible
            or ModuleErrorCode.Refused => ModuleSeverity.Warning,
        _ => ModuleSeverity.Fault,
    };

    /// <summary>One phrase for an operator.</summary>
    public static string Describe(ModuleErrorCode code) => code switch
    {
        ModuleErrorCode.InputOverVoltage => "supply voltage too high",
        ModuleErrorCode.InputOverVoltageTrip => "supply voltage too high: tripped",
        ModuleErrorCode.InputUnderVoltage => "supply voltage too low",
        ModuleErrorCode.InputPhaseLost => "a phase of the supply is missing",
        ModuleErrorCode.InputUnbalanced => "phases of the supply differ too much",
        ModuleErrorCode.InputWiring => "supply wired wrongly",
        ModuleErrorCode.InputModeMismatch => "not the kind of supply that the module is set to",
        ModuleErrorCode.InputLimited => "power limited by the supply",
        ModuleErrorCode.PfcBusOverVoltage => "intermediate circuit: voltage too high",
        ModuleErrorCode.PfcBusUnderVoltage => "intermediate circuit: voltage too low",
        ModuleErrorCode.PfcBusUnbalanced => "intermediate circuit: halves differ",
        ModuleErrorCode.PfcVoltageAbnormal => "intermediate circuit: voltage abnormal",
        ModuleErrorCode.PfcFault => "rectifier stage faulty",
        ModuleErrorCode.PfcOff => "rectifier stage off",
        ModuleErrorCode.DcdcFault => "output stage faulty",
        ModuleErrorCode.OutputOverVoltage => "output voltage too high",
        ModuleErrorCode.OutputOverVoltageShutdown => "output voltage too high: shut down",
        ModuleErrorCode.OutputUnderVoltage => "output voltage too low",
        ModuleErrorCode.OutputShortCircuit => "output shorted",
        ModuleErrorCode.OutputRelayFault => "output relay faulty",
        ModuleErrorCode.OutputUnbalanced => "halves of the output differ",
        ModuleErrorCode.BleederFault => "bleeder faulty",
        ModuleErrorCode.DischargeAbnormal => "output does not discharge as it should",
        ModuleErrorCode.LoadSharing => "modules do not share the current",
        ModuleErrorCode.FanFault => "fan faulty",
        ModuleErrorCode.AmbientOverTemperature => "air too hot",
        ModuleErrorCode.AmbientUnderTemperature => "air too cold",
        ModuleErrorCode.OverTemperature => "too hot",
        ModuleErrorCode.TemperatureDerating => "gives less because it is hot",
        ModuleErrorCode.PowerLimited => "gives less than asked",
        ModuleErrorCode.InternalCommunication => "boards within the module do not hear each other",
        ModuleErrorCode.ControllerUnheard => "the module has not heard its controller",
        ModuleErrorCode.DuplicateReported => "the module reports another one with its address or serial number",
        ModuleErrorCode.Protection => "protects itself",
        ModuleErrorCode.ModuleFault => "faulty",
        ModuleErrorCode.WalkIn => "raises its output slowly",
        ModuleErrorCode.Sleeping => "sleeps",
        ModuleErrorCode.Lost => "not heard",
        ModuleErrorCode.BusOff => "the CAN bus is off",
        ModuleErrorCode.DuplicateAddress => "two modules answer at one address",
        ModuleErrorCode.WrongSerial => "another serial number than configured",
        ModuleErrorCode.Restarted => "went off by itself; must be told off before it is told on",
        ModuleErrorCode.MeasurementImplausible => "measured values are implausible",
        ModuleErrorCode.CapabilityImplausible => "reported capability is implausible",
        ModuleErrorCode.DoesNotObey => "does not do what it is told",
        ModuleErrorCode.Refused => "refuses what it is told",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not in the catalogue."),
    };
}
