namespace Busbar.Core.Power.Switching;

/// <summary>
/// What is to be done, in this order. Orders to modules and contactors are levels: the driver keeps sending them. Numbers are indices of the
/// <see cref="SwitchGraph"/>'s modules, guns and contactors. Immutable.
/// </summary>
public abstract record SequencerEffect;

/// <summary>To the gun's loop: announce the lower limit, bring this module to 0 A, then answer with <see cref="ModuleReleased"/>.</summary>
/// <param name="Module">Index of the module.</param>
/// <param name="Gun">Index of the gun.</param>
public sealed record ReleaseModule(int Module, int Gun) : SequencerEffect;

/// <summary>To the module, which the site owns now: on or off at these values. Off means 0 V and 0 A. On only to match a voltage, with 0 A.</summary>
/// <param name="Module">Index of the module.</param>
/// <param name="On">Whether its power stage is to run.</param>
/// <param name="VoltageV">At its terminals, V.</param>
/// <param name="CurrentA">Out of it, A.</param>
public sealed record SetModule(int Module, bool On, double VoltageV, double CurrentA) : SequencerEffect;

/// <summary>Why a contactor opens.</summary>
public enum OpenReason
{
    /// <summary>The target wants it open.</summary>
    Target,

    /// <summary>Its state was not known (restart, lost board, dropped out): open is the state that can be known.</summary>
    MakeKnown,

    /// <summary>It did not close in time, so its coil is released.</summary>
    DidNotClose,

    /// <summary>Emergency stop, without current.</summary>
    EmergencyStop,

    /// <summary>Emergency stop and the modules did not go off in time: opened under current as the last resort. The contactor needs an inspection.</summary>
    LastResort,
}

/// <summary>To the contactor: release the coil.</summary>
/// <param name="Contactor">Index of the contactor.</param>
/// <param name="Reason">Why.</param>
public sealed record OpenContactor(int Contactor, OpenReason Reason) : SequencerEffect;

/// <summary>To the contactor: energise the coil.</summary>
/// <param name="Contactor">Index of the contactor.</param>
public sealed record CloseContactor(int Contactor) : SequencerEffect;

/// <summary>To the gun's loop: this module is yours; start it at the island's voltage with little current, then use it.</summary>
/// <param name="Module">Index of the module.</param>
/// <param name="Gun">Index of the gun.</param>
public sealed record GiveModule(int Module, int Gun) : SequencerEffect;

/// <summary>To the module's driver: change the range now, then answer with <see cref="RangeChanged"/>. It is off and belongs to the site.</summary>
/// <param name="Module">Index of the module.</param>
public sealed record ChangeRange(int Module) : SequencerEffect;

/// <summary>How a contactor failed.</summary>
public enum ContactorFailure
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>Its auxiliary contact is closed where it was commanded open: treated as closed for ever.</summary>
    Welded,

    /// <summary>Its auxiliary contact is open where it was commanded closed: never used again.</summary>
    StuckOpen,
}

/// <summary>A contactor failed. It is out of the topology until <see cref="ContactorRepaired"/>; plan again without it.</summary>
/// <param name="Contactor">Index of the contactor.</param>
/// <param name="Failure">How it failed.</param>
public sealed record ContactorFault(int Contactor, ContactorFailure Failure) : SequencerEffect;

/// <summary>What is wrong with a module, as far as switching sees it.</summary>
public enum ModuleTrouble
{
    /// <summary>The gun's loop did not give it back in time; the site took it.</summary>
    NotReleased,

    /// <summary>It does not measure as off in time; nothing around it opens until it does.</summary>
    NotOff,

    /// <summary>Its range change took too long; it goes on in its old range.</summary>
    RangeNotChanged,

    /// <summary>It neither discharges nor reaches the voltage of the island that it is to join.</summary>
    NotMatched,
}

/// <summary>A module holds up the switching. Reported once per occurrence; the switching goes on when it recovers.</summary>
/// <param name="Module">Index of the module.</param>
/// <param name="Why">What is wrong.</param>
public sealed record ModuleFault(int Module, ModuleTrouble Why) : SequencerEffect;

/// <summary>Contactors that closed without a command join two guns. Both must open their output contactors at once; every module of both is being switched off.</summary>
/// <param name="First">Index of one gun.</param>
/// <param name="Second">Index of the other.</param>
public sealed record GunsJoined(int First, int Second) : SequencerEffect;

/// <summary>A target was refused and the old one stays.</summary>
/// <param name="Why">Which entry is wrong, its value and what is allowed.</param>
public sealed record TargetRefused(string Why) : SequencerEffect;

/// <summary>The target is reached. Once per target, and again when it is reached anew after a disturbance.</summary>
public sealed record Settled : SequencerEffect;

/// <summary>The journal has changed: write <see cref="SequencerState.Journal"/>. No safety hangs on when; a late one costs an older target and wear count.</summary>
public sealed record JournalChanged : SequencerEffect;
