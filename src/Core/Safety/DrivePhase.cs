namespace Busbar.Core.Safety;

/// <summary>What an output is driven for; each purpose has bounds of its own.</summary>
public enum DrivePhase
{
    /// <summary>Nothing is driven.</summary>
    Off,

    /// <summary>Voltage for the isolation test, at most 2 A; the output contactor may be open or closed.</summary>
    CableCheck,

    /// <summary>The output is brought to the vehicle's voltage, at most 2 A; the output contactor is closed.</summary>
    PreCharge,

    /// <summary>Energy flows; the output contactor is closed.</summary>
    Charge,

    /// <summary>A module on its way from one gun to another brings its island to a voltage; no vehicle is concerned.</summary>
    Equalise,
}

/// <summary>How the isolation of an output stands, in the sense of IEC 61851-23.</summary>
public enum IsolationStatus
{
    /// <summary>Not tested since the vehicle came.</summary>
    Invalid,

    /// <summary>Passed.</summary>
    Valid,

    /// <summary>Passed, but below the warning level.</summary>
    Warning,

    /// <summary>Below the fault level.</summary>
    Fault,
}
