namespace Busbar.Lab.Sites;

/// <summary>A vehicle with a DC inlet. Immutable.</summary>
public sealed record EvTraits
{
    /// <summary>Its identity, such as a MAC address. Default empty.</summary>
    public string Id { get; init; } = "";

    /// <summary>Usable energy, kWh, more than 0. Default 70.</summary>
    public double CapacityKwh { get; init; } = 70;

    /// <summary>Most power that it asks for, W. Default 150 kW.</summary>
    public double MaxPowerW { get; init; } = 150_000;

    /// <summary>Most current that it asks for, A. Default 400.</summary>
    public double MaxCurrentA { get; init; } = 400;

    /// <summary>Open-circuit voltage when empty, V. Default 320.</summary>
    public double EmptyV { get; init; } = 320;

    /// <summary>Open-circuit voltage when full, V. Default 400.</summary>
    public double FullV { get; init; } = 400;

    /// <summary>Highest voltage that it allows, V; it asks for this one while it charges. Default 420.</summary>
    public double MaxVoltageV { get; init; } = 420;

    /// <summary>Inner resistance, ohm, more than 0. Default 0.05.</summary>
    public double ResistanceOhm { get; init; } = 0.05;

    /// <summary>State of charge from which the power falls, %. Default 55.</summary>
    public double TaperFromPct { get; init; } = 55;

    /// <summary>Share of the power that is left at 100 %. Default 0.1.</summary>
    public double TaperTo { get; init; } = 0.1;

    /// <summary>Resistance of its inlet to protective earth, kOhm. Default 5,000.</summary>
    public double IsolationKOhm { get; init; } = 5000;

    // Share of the way from empty to full: steep at the ends, flat between, as cells with a nickel cathode are.
    private static readonly (double Pct, double Share)[] Shape = [(0, 0), (10, 0.3), (30, 0.46), (50, 0.58), (70, 0.72), (90, 0.9), (100, 1)];

    /// <summary>Open-circuit voltage at a state of charge, V; rises strictly.</summary>
    public double OpenCircuitV(double socPct)
    {
        var pct = Math.Clamp(socPct, 0, 100);
        var i = 1;
        while (Shape[i].Pct < pct) i++;
        var (from, to) = (Shape[i - 1], Shape[i]);
        var share = from.Share + ((pct - from.Pct) / (to.Pct - from.Pct) * (to.Share - from.Share));
        return EmptyV + (share * (FullV - EmptyV));
    }

    /// <summary>Power that it asks for at a state of charge, W.</summary>
    public double DemandW(double socPct) => socPct <= TaperFromPct
        ? MaxPowerW
        : MaxPowerW * (1 - ((1 - TaperTo) * Math.Clamp((socPct - TaperFromPct) / (100 - TaperFromPct), 0, 1)));

    /// <summary>Current that it asks for, A: by its curve, its own limit and its highest voltage.</summary>
    public double DemandA(double socPct)
    {
        var openV = OpenCircuitV(socPct);
        return Math.Max(0, Math.Min(Math.Min(MaxCurrentA, DemandW(socPct) / openV), (MaxVoltageV - openV) / ResistanceOhm));
    }
}

/// <summary>A vehicle at a gun: its battery and its own contactors. Moved by the physics.</summary>
/// <param name="traits">The vehicle.</param>
/// <param name="socPct">State of charge on arrival, 0 to 100 %.</param>
public class Ev(EvTraits traits, double socPct)
{
    /// <summary>The vehicle.</summary>
    public EvTraits Traits => traits;

    /// <summary>State of charge, %.</summary>
    public double SocPct { get; private set; } = Math.Clamp(socPct, 0, 100);

    /// <summary>Whether its own contactors are closed. Set by the vehicle's player before a step.</summary>
    public bool IsConnected { get; set; }

    /// <summary>Open-circuit voltage of its battery, V.</summary>
    public virtual double OpenCircuitV => traits.OpenCircuitV(SocPct);

    /// <summary>Current into the battery, A.</summary>
    public double CurrentA { get; internal set; }

    /// <summary>Voltage at its inlet, V.</summary>
    public double InletV { get; internal set; }

    /// <summary>Energy that has come in at its inlet, J.</summary>
    public double EnergyJ { get; internal set; }

    internal bool WasConnected { get; set; }

    internal void Store(double dtS) =>
        SocPct = Math.Clamp(SocPct + (OpenCircuitV * CurrentA * dtS / (traits.CapacityKwh * 36_000)), 0, 100);
}
