namespace Busbar.Core.Power.Switching;

/// <summary>Where a contactor is.</summary>
public enum ContactorPhase
{
    /// <summary>Not known: counts as closed, carries nobody's current, and is opened as soon as that can be done without current.</summary>
    Unknown,

    /// <summary>Open, commanded so and seen so.</summary>
    Open,

    /// <summary>Commanded open, not yet confirmed.</summary>
    Opening,

    /// <summary>Commanded closed, not yet confirmed.</summary>
    Closing,

    /// <summary>Closed, commanded so and seen so (or welded: see <see cref="ContactorState.Failure"/>).</summary>
    Closed,
}

/// <summary>What is known of a contactor. Times are "not before", on the caller's clock; 0 is past.</summary>
public record struct ContactorState
{
    /// <summary>Where it is.</summary>
    public ContactorPhase Phase { get; set; }

    /// <summary>Latched until repaired.</summary>
    public ContactorFailure Failure { get; set; }

    /// <summary>The auxiliary contact; null when its board is silent.</summary>
    public bool? Seen { get; set; }

    /// <summary>The confirmation of this command waits for the deadline: the contact showed the wanted position already before the command.</summary>
    public bool Settles { get; set; }

    /// <summary>It is closing with voltage on the side that joins: until it is confirmed, nobody may start to drive its island.</summary>
    public bool JoinsLive { get; set; }

    /// <summary>When the command in flight must be confirmed.</summary>
    public TimeSpan ConfirmBy { get; set; }

    /// <summary>Until then it does not move again.</summary>
    public TimeSpan DwellUntil { get; set; }

    /// <summary>Until then a busbar at it without a meter counts as live.</summary>
    public TimeSpan LiveUntil { get; set; }

    /// <summary>Operations so far: openings and closings commanded.</summary>
    public long Operations { get; set; }

    /// <summary>It may conduct.</summary>
    public readonly bool MayBeClosed => Phase != ContactorPhase.Open || Failure == ContactorFailure.Welded;

    /// <summary>It conducts and obeys.</summary>
    public readonly bool IsSurelyClosed => Phase == ContactorPhase.Closed && Failure == ContactorFailure.None;

    /// <summary>A command is in flight.</summary>
    public readonly bool Moves => Phase is ContactorPhase.Opening or ContactorPhase.Closing;
}

/// <summary>What the sequencer has told a module that the site owns.</summary>
public enum ModuleOrder
{
    /// <summary>Nothing since the start.</summary>
    None,

    /// <summary>Be off.</summary>
    Off,

    /// <summary>Hold the voltage of the island to join, with 0 A.</summary>
    Match,
}

/// <summary>What is known of a module. Times are "not before", on the caller's clock; 0 is past.</summary>
public record struct ModuleState
{
    /// <summary>The gun whose loop sets it; -1: the site.</summary>
    public int Holder { get; set; }

    /// <summary>Its gun's loop has been asked for it.</summary>
    public bool ReleaseAsked { get; set; }

    /// <summary>What the site has told it.</summary>
    public ModuleOrder Order { get; set; }

    /// <summary>At <see cref="ModuleOrder.Match"/> the voltage ordered, in V; else 0.</summary>
    public double OrderedV { get; set; }

    /// <summary>Measured off and without current since it was told to be off; nobody can have switched it on since.</summary>
    public bool IsOff { get; set; }

    /// <summary>It answers, and <see cref="CurrentA"/> and <see cref="IsOn"/> are its values.</summary>
    public bool Answers { get; set; }

    /// <summary>Last measured.</summary>
    public bool IsOn { get; set; }

    /// <summary>Last measured, in A.</summary>
    public double CurrentA { get; set; }

    /// <summary>Last measured, in V.</summary>
    public double VoltageV { get; set; }

    /// <summary><see cref="VoltageV"/> is newer than the last movement of a contactor around it.</summary>
    public bool KnowsVoltage { get; set; }

    /// <summary>The last two voltages differ by a quarter of <see cref="SequencerSettings.MatchV"/> at most: it will not have run away before a contactor has closed.</summary>
    public bool IsSteady { get; set; }

    /// <summary>The present trouble has been reported.</summary>
    public bool Reported { get; set; }

    /// <summary>It shall change its range.</summary>
    public bool RangeWanted { get; set; }

    /// <summary>It is changing its range.</summary>
    public bool RangeRuns { get; set; }

    /// <summary>Release, off, match or range change must be done by then, whichever it is at.</summary>
    public TimeSpan DoneBy { get; set; }

    /// <summary>Readings prove it off from then on.</summary>
    public TimeSpan CountsFrom { get; set; }

    /// <summary>Until then it may discharge by itself.</summary>
    public TimeSpan DischargesUntil { get; set; }

    /// <summary>Silent, it counts as on until then.</summary>
    public TimeSpan SilentOnUntil { get; set; }

    /// <summary><see cref="VoltageV"/> is too old from then on.</summary>
    public TimeSpan FreshUntil { get; set; }
}

/// <summary>The last reading of a gun's meter.</summary>
public record struct GunState
{
    /// <summary>In V.</summary>
    public double VoltageV { get; set; }

    /// <summary>In A; null without a current meter, or when a module around it was switched off or fell silent since.</summary>
    public double? CurrentA { get; set; }

    /// <summary>The last two voltages differ by a quarter of <see cref="SequencerSettings.MatchV"/> at most.</summary>
    public bool IsSteady { get; set; }

    /// <summary>The reading is too old from then on, on the caller's clock; 0: there is none.</summary>
    public TimeSpan FreshUntil { get; set; }
}

/// <summary>
/// All that the sequencer knows between two steps. Made by <see cref="Sequencer.Recover"/>, changed by <see cref="Sequencer.Step"/> only. Not thread safe:
/// it belongs to the site's loop; others get <see cref="Clone"/>s.
/// </summary>
public sealed class SequencerState
{
    /// <summary>A time that never comes.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    internal SequencerState(ContactorState[] contactors, ModuleState[] modules, GunState[] guns, int[] targetGun, bool[] targetClosed)
    {
        Contactors = contactors;
        Modules = modules;
        Guns = guns;
        TargetGun = targetGun;
        TargetClosed = targetClosed;
    }

    /// <summary>Per contactor.</summary>
    public ContactorState[] Contactors { get; }

    /// <summary>Per module.</summary>
    public ModuleState[] Modules { get; }

    /// <summary>Per gun.</summary>
    public GunState[] Guns { get; }

    /// <summary>The target: per module its gun, or -1.</summary>
    public int[] TargetGun { get; }

    /// <summary>The target: per contactor whether it is to be closed.</summary>
    public bool[] TargetClosed { get; }

    /// <summary>The target is reached.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Emergency stop is active.</summary>
    public bool EmergencyStop { get; set; }

    /// <summary>In an emergency stop contactors open under current from then on.</summary>
    public TimeSpan ForcedFrom { get; set; }

    /// <summary>Until then a gun's last module waits for the next one.</summary>
    public TimeSpan TakeOverUntil { get; set; }

    /// <summary>When the sequencer wants to be stepped at the latest, on the caller's clock; null: only when something happens.</summary>
    public TimeSpan? NextDeadline { get; set; }

    /// <summary>What has to outlive a crash.</summary>
    public SequencerJournal Journal => new([.. TargetGun], [.. TargetClosed], [.. Contactors.Select(c => c.Failure)], [.. Contactors.Select(c => c.Operations)]);

    /// <summary>An independent copy.</summary>
    public SequencerState Clone() => new([.. Contactors], [.. Modules], [.. Guns], [.. TargetGun], [.. TargetClosed])
    {
        IsSettled = IsSettled,
        EmergencyStop = EmergencyStop,
        ForcedFrom = ForcedFrom,
        TakeOverUntil = TakeOverUntil,
        NextDeadline = NextDeadline,
    };
}
