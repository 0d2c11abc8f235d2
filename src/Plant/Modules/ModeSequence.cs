namespace Busbar.Plant.Modules;

/// <summary>Where a change of mode stands.</summary>
internal enum ModePhase
{
    /// <summary>The module is in its mode.</summary>
    Steady,

    /// <summary>It is told off, and rests.</summary>
    Off,

    /// <summary>It was told the mode, and rests.</summary>
    Told,
}

/// <summary>How a change of mode stands. Immutable.</summary>
/// <param name="Phase">Where.</param>
/// <param name="Mode">The mode that the module is in, or was told.</param>
/// <param name="Since">When the phase began.</param>
internal readonly record struct ModeState(ModePhase Phase, ModuleMode Mode, TimeSpan Since);

/// <summary>What a module has to do for a mode.</summary>
/// <param name="MayRun">Whether it may be on.</param>
/// <param name="Tell">Mode to tell it now; null: none.</param>
internal readonly record struct ModeAdvice(bool MayRun, ModuleMode? Tell);

/// <summary>What the sequence knows of a module.</summary>
/// <param name="Wanted">The mode that the setpoint needs; <see cref="ModuleMode.Unknown"/>: any.</param>
/// <param name="WantsOn">Whether it shall be on.</param>
/// <param name="Reported">The mode that it says it is in, since it was last told one; unknown: it has not said.</param>
/// <param name="OffSince">Since when it has been off: told so, and not heard to be on; null: it is not.</param>
internal readonly record struct ModeFacts(ModuleMode Wanted, bool WantsOn, ModuleMode Reported, TimeSpan? OffSince);

/// <summary>
/// The change of range or direction of a module: OFF, 2 s, mode, 2 s, ON (public driver of UUGreenPower). It begins when the module shall be on
/// in another mode than it is in. A pure step.
/// </summary>
internal static class ModeSequence
{
    /// <summary>Rest before and after the mode is told (public driver of UUGreenPower).</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public static (ModeState State, ModeAdvice Advice) Step(ModeState state, in ModeFacts facts, TimeSpan now)
    {
        if (state.Phase == ModePhase.Told && now - state.Since >= Rest)
            state = facts.Reported == state.Mode || facts.Reported == ModuleMode.Unknown ? new(ModePhase.Steady, state.Mode, now) : new(ModePhase.Off, facts.Reported, now);
        if (state.Phase == ModePhase.Steady && facts.Reported != ModuleMode.Unknown) state = state with { Mode = facts.Reported };
        var mustChange = facts.WantsOn && facts.Wanted != ModuleMode.Unknown && facts.Wanted != state.Mode;
        switch (state.Phase)
        {
            case ModePhase.Steady when mustChange:
                state = new(ModePhase.Off, state.Mode, now);
                break;
            case ModePhase.Off when !mustChange:
                state = new(ModePhase.Steady, state.Mode, now);
                break;
            default:
                break;
        }

        if (state.Phase == ModePhase.Off && facts.OffSince is { } since && now - since >= Rest)
            return (new(ModePhase.Told, facts.Wanted, now), new(MayRun: false, facts.Wanted));
        return (state, new(MayRun: state.Phase == ModePhase.Steady, null));
    }
}
