namespace Busbar.Lab.Vehicles;

/// <summary>A vehicle's battery as its charger sees it. Immutable.</summary>
public sealed record VehicleTraits
{
    /// <summary>Usable energy, more than 0 kWh.</summary>
    public required double CapacityKwh { get; init; }

    /// <summary>Most power that it takes, more than 0 kW.</summary>
    public required double MaxPowerKw { get; init; }

    /// <summary>Phases that its on-board charger uses on AC, 1 to 3; 1 for DC. Default 3.</summary>
    public int Phases { get; init; } = 3;

    /// <summary>State of charge at which constant current gives way to constant voltage, 0 to 100 %. Default 80.</summary>
    public double TaperFromPct { get; init; } = 80;

    /// <summary>State of charge at which it takes no more, up to 100 %. Default 100.</summary>
    public double TargetPct { get; init; } = 100;

    /// <summary>Least current that it charges with, A; below, it takes nothing (IEC 61851-1 on AC: 6 A). Default 6.</summary>
    public double MinCurrentA { get; init; } = 6;
}

/// <summary>
/// A vehicle that charges: full current up to the taper, then less and less (constant current, constant voltage), and nothing
/// once it is full. Its battery voltage rises with the state of charge on DC. Pure but for its own state; not thread safe.
/// </summary>
/// <param name="traits">The vehicle.</param>
/// <param name="socPct">State of charge on arrival, 0 to 100 %.</param>
public sealed class Vehicle(VehicleTraits traits, double socPct)
{
    // The last of the taper: constant voltage ends where the current is a twentieth (C/20), as chargers cut off.
    private const double CutOff = 0.05;

    /// <summary>State of charge, 0 to 100 %.</summary>
    public double SocPct { get; private set; } = Math.Clamp(socPct, 0, 100);

    /// <summary>Whether it takes no more.</summary>
    public bool IsFull => SocPct >= traits.TargetPct - 1e-9;

    /// <summary>The current that it takes, per phase on AC.</summary>
    /// <param name="offeredA">Current offered, A; per phase on AC.</param>
    /// <param name="voltageV">Voltage of the supply, V; per phase on AC.</param>
    public double CurrentA(double offeredA, double voltageV)
    {
        if (IsFull || offeredA < traits.MinCurrentA) return 0;
        var fullA = traits.MaxPowerKw * 1000 / (voltageV * traits.Phases);
        var wantedA = SocPct <= traits.TaperFromPct
            ? fullA
            : fullA * Math.Max(CutOff, (100 - SocPct) / (100 - traits.TaperFromPct));
        return Math.Min(offeredA, wantedA);
    }

    /// <summary>Charges for a while with what <see cref="CurrentA"/> gives.</summary>
    /// <returns>Power taken, W.</returns>
    public double Charge(double offeredA, double voltageV, TimeSpan during)
    {
        var powerW = CurrentA(offeredA, voltageV) * voltageV * traits.Phases;
        SocPct = Math.Min(traits.TargetPct, SocPct + (powerW * during.TotalHours / (traits.CapacityKwh * 10)));
        return powerW;
    }
}
