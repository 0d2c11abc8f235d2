using Busbar.Wire.Can;

namespace Busbar.Lab.Modules;

/// <summary>What the anomaly lab's charger module knows. Immutable.</summary>
/// <param name="IsRunning">Whether it has been started.</param>
/// <param name="LimitA">Highest current allowed, 0 to 65,535 A.</param>
/// <param name="TargetA">Where the current is going, A.</param>
/// <param name="CurrentA">The current, A.</param>
public sealed record ChargerModuleState(bool IsRunning, int LimitA, double TargetA, double CurrentA)
{
    /// <summary>A module fresh from the shelf: stopped, with its default limit of 32 A.</summary>
    public static ChargerModuleState Initial { get; } = new(IsRunning: false, ChargerModule.DefaultLimitA, 0, 0);

    /// <summary>The current as the module publishes it: the nearest whole ampere.</summary>
    public int PublishedA => (int)Math.Round(Math.Clamp(CurrentA, 0, LabModule.MaxCurrentA), MidpointRounding.AwayFromZero);
}

/// <summary>
/// The law of system 2's charger module: messages change its target, and every second its current moves a fifth of the
/// remaining way. Stopped, or limited to 0 A, its target is 0. Pure.
/// </summary>
public static class ChargerModule
{
    /// <summary>Limit of a module that has not been told one (system 2, data structures).</summary>
    public const int DefaultLimitA = 32;

    /// <summary>Share of the remaining way that one tick covers (system 2: 20 %).</summary>
    public const double ShareOfWay = 0.2;

    /// <summary>Time between two ticks, each with one message 0x300 (system 2: every second).</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Takes a message; what the module itself sends changes nothing.</summary>
    public static ChargerModuleState Apply(ChargerModuleState state, LabModuleMessage message) => WithTarget(message.Kind switch
    {
        LabModuleMessageKind.Start => state with { IsRunning = true },
        LabModuleMessageKind.Stop => state with { IsRunning = false },
        LabModuleMessageKind.Limit => state with { LimitA = message.CurrentA },
        _ => state,
    });

    /// <summary>One tick: a fifth of the way from the current to the target.</summary>
    public static ChargerModuleState Step(ChargerModuleState state) =>
        state with { CurrentA = state.CurrentA + ((state.TargetA - state.CurrentA) * ShareOfWay) };

    private static ChargerModuleState WithTarget(ChargerModuleState state) => state with { TargetA = state.IsRunning ? state.LimitA : 0 };
}
