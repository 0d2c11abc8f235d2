namespace Busbar.Core.Session;

/// <summary>Where a gun is in its charge procedure. Which may follow which: <see cref="SessionTransitions"/>.</summary>
public enum SessionPhase
{
    /// <summary>Output contactor open, below 60 V, nothing driven; ready for a vehicle.</summary>
    Standby,

    /// <summary>The procedure runs and nothing is driven: contactor closing or closed, or the cable check has passed and the contactor is still open.</summary>
    Connected,

    /// <summary>The isolation is being tested.</summary>
    CableCheck,

    /// <summary>The output is brought to the vehicle's voltage with at most 2 A.</summary>
    PreCharge,

    /// <summary>Energy flows.</summary>
    Charge,

    /// <summary>Nothing is driven, the contactor is still closed: the vehicle may look for welded contactors of its own.</summary>
    PostCharge,

    /// <summary>On the way to standby: current to 0, contactor open, output below 60 V. Requests are refused (R39).</summary>
    Transition,

    /// <summary>Something is wrong: inoperative, nothing driven, contactor open as soon as it can be.</summary>
    Fault,
}

/// <summary>The phase that a target request names.</summary>
public enum RequestedPhase
{
    /// <summary>None: while a procedure runs, a pause.</summary>
    Standby,

    /// <summary>Pre-charge.</summary>
    PreCharge,

    /// <summary>Charge.</summary>
    Charge,

    /// <summary>After the charge.</summary>
    PostCharge,
}

/// <summary>How far the isolation monitor's test of itself is.</summary>
public enum IsolationSelfTest
{
    /// <summary>Not run.</summary>
    NotRun,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Passed.</summary>
    Passed,

    /// <summary>Failed.</summary>
    Failed,
}

/// <summary>What the vehicle's connection is said to be. Shown, and nothing else: no decision rests on it (R25).</summary>
public enum EvConnectionState
{
    /// <summary>No vehicle.</summary>
    Disconnected,

    /// <summary>A vehicle.</summary>
    Connected,

    /// <summary>A vehicle that may be charged.</summary>
    EnergyTransferAllowed,

    /// <summary>An error at the vehicle's side.</summary>
    Error,
}

/// <summary>Weight of a notice.</summary>
public enum NoticeSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Somebody should look.</summary>
    Warning,

    /// <summary>The gun does not work.</summary>
    Fault,
}
