using Busbar.Wire.Can.Modules;

namespace Busbar.Lab.Modules;

/// <summary>A simulated power module as it leaves the factory. Immutable.</summary>
public sealed record SimulatedModuleOptions
{
    /// <summary>Its address on the bus, within what its family allows.</summary>
    public required int Address { get; init; }

    /// <summary>Its group. Default 0, which counts as the first.</summary>
    public int Group { get; init; }

    /// <summary>Its serial number. Default 0x0001019D with the address added: each of a row has its own.</summary>
    public uint? Serial { get; init; }

    /// <summary>Most power, W. Default 40,000.</summary>
    public double MaxW { get; init; } = 40_000;

    /// <summary>Most current, A. Default 133.</summary>
    public double MaxA { get; init; } = 133;

    /// <summary>Lowest voltage, V. Default 50.</summary>
    public double MinV { get; init; } = 50;

    /// <summary>Highest voltage, V. Default 1,000.</summary>
    public double MaxV { get; init; } = 1000;

    /// <summary>How fast its voltage rises, V/s. Default 500.</summary>
    public double RampVPerS { get; init; } = 500;

    /// <summary>How fast its current rises, A/s; it falls ten times as fast. Default 50.</summary>
    public double RampAPerS { get; init; } = 50;

    /// <summary>Time from power to the first word. Default 1 s.</summary>
    public TimeSpan BootTime { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>What is wrong with a simulated module. Set from the loop of the lab, at any time; it takes effect at once.</summary>
public sealed class ModuleTroubles
{
    /// <summary>It hears and obeys, and says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Its bus cable is cut: it neither hears nor is heard, and goes on as it was told, as long as its family does.</summary>
    public bool IsCut { get; set; }

    /// <summary>It has no power.</summary>
    public bool IsDead { get; set; }

    /// <summary>Share of frames that are lost on the way, in either direction, 0 to 1.</summary>
    public double Loss { get; set; }

    /// <summary>How late its answers are.</summary>
    public TimeSpan AnswersLate { get; set; }

    /// <summary>What it tells of its voltage is this many times the truth. NaN: it tells no number where its family can.</summary>
    public double VoltageFactor { get; set; } = 1;

    /// <summary>What it tells of its current is this many times the truth.</summary>
    public double CurrentFactor { get; set; } = 1;

    /// <summary>What it tells of its capability, A; null: the truth.</summary>
    public double? CapabilityA { get; set; }

    /// <summary>Its temperature, degC; null: what its load makes of it. From 75 it gives less, from 90 it is off until it is below 70 again.</summary>
    public double? TemperatureC { get; set; }

    /// <summary>Errors that its status tells; a fault among them switches it off.</summary>
    public ModuleErrorSet Errors { get; set; }

    /// <summary>It answers commands and does not obey them.</summary>
    public bool IsStubborn { get; set; }

    /// <summary>It refuses what is set, where its family can say so.</summary>
    public bool Refuses { get; set; }

    /// <summary>Every frame that it sends is this many bytes short.</summary>
    public int ShortBy { get; set; }
}
