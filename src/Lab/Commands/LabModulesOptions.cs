using Busbar.Lab.Modules;

namespace Busbar.Lab.Commands;

/// <summary><c>busbar lab modules</c>: power modules of a family on a bus, for controllers of others.</summary>
public sealed record LabModulesOptions
{
    /// <summary>The CAN bus.</summary>
    public required string Bus { get; init; }

    /// <summary>One of <see cref="SimulatedModules.Families"/>. Default <c>uugreen</c>.</summary>
    public string Family { get; init; } = "uugreen";

    /// <summary>How many, 1 to 60. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Address of the first; the others follow. Default 1.</summary>
    public int Address { get; init; } = 1;

    /// <summary>Group of all. Default 0.</summary>
    public int Group { get; init; }

    /// <summary>Serial number of the first; the others follow. Null: made of the address.</summary>
    public uint? Serial { get; init; }

    /// <summary>Most power of each, W, more than 0. Default 40,000.</summary>
    public double MaxW { get; init; } = 40_000;

    /// <summary>Most current of each, A, more than 0. Default 133.</summary>
    public double MaxA { get; init; } = 133;

    /// <summary>Highest voltage of each, V, more than 50. Default 1,000.</summary>
    public double MaxV { get; init; } = 1000;

    /// <summary>Load of each, ohm, more than 0. Default 10.</summary>
    public double LoadOhm { get; init; } = 10;

    /// <summary>Voltage behind the load of each, V. Default 0: a resistor alone.</summary>
    public double BatteryV { get; init; }

    /// <summary>What goes wrong, and when.</summary>
    public IReadOnlyList<ModuleFault> Faults { get; init; } = [];

    /// <summary>How long it runs; null: until interrupted.</summary>
    public TimeSpan? Duration { get; init; }
}
