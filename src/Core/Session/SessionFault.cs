namespace Busbar.Core.Session;

/// <summary>The closed catalogue of faults of a gun.</summary>
public enum FaultCode
{
    /// <summary>The emergency stop is pressed.</summary>
    EmergencyStop,

    /// <summary>A reason outside the gun: modules or board lost, taken out of service.</summary>
    OutOfService,

    /// <summary>The output is not measured any more.</summary>
    MeasurementStale,

    /// <summary>Sources of the voltage disagree (50 V for 30 s).</summary>
    VoltageImplausible,

    /// <summary>Above the emergency level for 9 ms.</summary>
    OverVoltageEmergency,

    /// <summary>Above the negotiated voltage for 400 ms.</summary>
    OverVoltage,

    /// <summary>Gun or cable is too hot.</summary>
    OverTemperature,

    /// <summary>The output contactor has not closed.</summary>
    ContactorStuckOpen,

    /// <summary>The output contactor has opened without command.</summary>
    ContactorOpened,

    /// <summary>The output contactor has not opened, or voltage stays behind it.</summary>
    ContactorWelded,

    /// <summary>The current has not gone to 0.</summary>
    CurrentRemains,

    /// <summary>The output has not come below 60 V.</summary>
    DischargeFailed,

    /// <summary>The output was not without voltage at the start of the cable check.</summary>
    CableCheckOutputLive,

    /// <summary>No measurement in the cable check for 2 s.</summary>
    CableCheckNotMeasured,

    /// <summary>The voltage of the test was not reached: no modules, or a short circuit.</summary>
    CableCheckVoltage,

    /// <summary>The isolation monitor failed its own test, or did not end it.</summary>
    IsolationSelfTestFailed,

    /// <summary>The isolation monitor has not measured in time.</summary>
    IsolationNotMeasured,

    /// <summary>The isolation resistance is below the fault level.</summary>
    IsolationFault,

    /// <summary>The cable check took longer than 37 s.</summary>
    CableCheckTimeout,

    /// <summary>The vehicle's voltage was not reached within 4 s.</summary>
    PreChargeTimeout,
}

/// <summary>What ends a fault.</summary>
public enum FaultRecovery
{
    /// <summary>Its cause is gone (R33).</summary>
    Cause,

    /// <summary>The gun is safe, and a reset, a new SECC or an operator follows.</summary>
    Reset,

    /// <summary>An operator has looked at it.</summary>
    Operator,
}

/// <summary>A fault that happened. Immutable; thread safe.</summary>
/// <param name="Code">Which.</param>
/// <param name="Text">Sentence with the value and what is allowed.</param>
/// <param name="At">When, on the session's clock.</param>
public sealed record SessionFault(FaultCode Code, string Text, TimeSpan At)
{
    /// <summary>Whether the output is switched off at once and the contactor opened whatever flows; otherwise the current goes down first.</summary>
    public bool IsEmergency => Code is FaultCode.EmergencyStop or FaultCode.MeasurementStale or FaultCode.VoltageImplausible or FaultCode.OverVoltageEmergency
        or FaultCode.OverVoltage or FaultCode.ContactorOpened or FaultCode.ContactorStuckOpen or FaultCode.IsolationFault or FaultCode.CurrentRemains;

    /// <summary>What ends it.</summary>
    public FaultRecovery Recovery => Code switch
    {
        FaultCode.EmergencyStop or FaultCode.OutOfService or FaultCode.MeasurementStale or FaultCode.OverTemperature
            or FaultCode.DischargeFailed => FaultRecovery.Cause,
        FaultCode.OverVoltageEmergency or FaultCode.ContactorWelded or FaultCode.ContactorOpened or FaultCode.ContactorStuckOpen
            or FaultCode.CurrentRemains or FaultCode.VoltageImplausible => FaultRecovery.Operator,
        _ => FaultRecovery.Reset,
    };
}
