namespace Busbar.Plant.Vesec;

/// <summary>What the topics of a gun without an SECC say now. Every number is finite and within its range. Immutable; thread safe.</summary>
internal sealed record VesecDemand
{
    /// <summary>Power that the device asks for, W, 0 to 10,000,000; 0 while <see cref="Status"/> is one that ends the charge. Limits of the gun are not applied yet.</summary>
    public required double DemandW { get; init; }

    /// <summary>State of charge, %, 0 to 100; null: not told, or too long ago.</summary>
    public double? SocPct { get; init; }

    /// <summary>The vehicle's state in the device's words, 1 to 64 characters; null: not told, or too long ago.</summary>
    public string? Status { get; init; }

    /// <summary>Voltage to drive, V, within the gun's range; null: not told, the site decides.</summary>
    public double? VoltageV { get; init; }

    /// <summary>When the demand was measured or, where the device does not say, received; UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether energy is asked for.</summary>
    public bool WantsPower => DemandW > 0;
}
