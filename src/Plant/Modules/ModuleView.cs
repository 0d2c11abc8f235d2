using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Modules;

/// <summary>One error of a module.</summary>
/// <param name="Code">Which one.</param>
/// <param name="Text">In words.</param>
/// <param name="Severity">How much it matters.</param>
public sealed record ModuleError(ModuleErrorCode Code, string Text, ModuleSeverity Severity);

/// <summary>Range or direction that a module works in, where its family has such.</summary>
public enum ModuleMode
{
    /// <summary>Not known, or the family has none.</summary>
    Unknown,

    /// <summary>Low range: up to 500 V with more current.</summary>
    Low,

    /// <summary>High range: up to the highest voltage.</summary>
    High,

    /// <summary>From the grid to the output.</summary>
    Rectifier,

    /// <summary>From the output to the grid.</summary>
    Inverter,
}

/// <summary>A power module as its driver knows it. Immutable; a new one is made with every change.</summary>
public sealed record ModuleView
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is heard.</summary>
    public bool IsOnline { get; init; }

    /// <summary>Whether its output is on, by its own word; null: it has not said so since it is online.</summary>
    public bool? IsOn { get; init; }

    /// <summary>
    /// It is silent, was on, and may drive its output still: until the time has passed after which its family switches itself off (InfyPower 10 s), or,
    /// where no such time is known, until it is heard again. Its share must not be asked from others meanwhile, nor its contactors opened as if there was no current.
    /// </summary>
    public bool MayStillRun { get; init; }

    /// <summary>Whether it obeys: online, the right serial number, alone at its address, without fault, told off since it was lost or restarted.</summary>
    public bool IsUsable { get; init; }

    /// <summary>It was lost, restarted or cut off by the bus: what it was told is forgotten, and it obeys again once it is told off (<see cref="IPowerModuleDriver.Set"/>, <see cref="IPowerModuleDriver.Recover"/>).</summary>
    public bool NeedsOff { get; init; }

    /// <summary>Whether it is to be on, as told and not yet forgotten.</summary>
    public bool SetOn { get; init; }

    /// <summary>Voltage that it was told, V; 0 when off.</summary>
    public double SetVoltageV { get; init; }

    /// <summary>Current that it was told, A; into the vehicle is positive; 0 when off.</summary>
    public double SetCurrentA { get; init; }

    /// <summary>Voltage at its output, V; null: no measurement for <see cref="ModuleBusOptions.MeasurementMaxAge"/>. A gap is not a value.</summary>
    public double? VoltageV { get; init; }

    /// <summary>Current of its output, A; into the vehicle is positive; null as above.</summary>
    public double? CurrentA { get; init; }

    /// <summary>
    /// When voltage and current were asked for, the older of both, by <see cref="TimeProvider.GetTimestamp"/> of the bus's clock: not later than they were measured,
    /// however late the module answers. It changes when both are newer than the measurement before.
    /// </summary>
    public long MeasuredAt { get; init; }

    /// <summary>Current that it says it could give now, A; null: it has not said. It moves with voltage and heat, and it never raises what was told.</summary>
    public double? CapabilityA { get; init; }

    /// <summary>Power that it could give now, W: its envelope, less what derating takes.</summary>
    public double AvailableW { get; init; }

    /// <summary>Current that it could give now, A: the envelope's, or less by its own word. What its power allows depends on the voltage at the output: <see cref="AvailableW"/>.</summary>
    public double AvailableA { get; init; }

    /// <summary>It gives less than its envelope, by its own word.</summary>
    public bool IsDerated { get; init; }

    /// <summary>The hottest temperature that it tells, degC; null: none.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>Range or direction that it works in.</summary>
    public ModuleMode Mode { get; init; }

    /// <summary>It is off for a while, because its mode is being changed.</summary>
    public bool IsChangingMode { get; init; }

    /// <summary>Serial number that answers at the address; null: not told yet.</summary>
    public string? Serial { get; init; }

    /// <summary>What is wrong, worst first.</summary>
    public IReadOnlyList<ModuleError> Errors { get; init; } = [];

    /// <summary>What has been counted.</summary>
    public ModuleCounters Counters { get; init; }
}

/// <summary>What a driver has counted since it was opened.</summary>
/// <param name="Asked">Questions sent.</param>
/// <param name="LostFrames">Questions that stayed without answer.</param>
/// <param name="LateAnswers">Answers that came later than half a second.</param>
/// <param name="Losses">Times that it was lost.</param>
/// <param name="Restarts">Times that it went off by itself.</param>
/// <param name="Refusals">Times that it refused a command.</param>
/// <param name="Malformed">Frames from its address that could not be read.</param>
public readonly record struct ModuleCounters(long Asked, long LostFrames, long LateAnswers, long Losses, long Restarts, long Refusals, long Malformed);
