using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Fleet;

/// <summary>What one pack of a fleet is: so many of the fleet's cells in series and in parallel, all alike. Immutable.</summary>
public sealed record FleetPack
{
    /// <summary>How far its cells are from new ones; default new.</summary>
    public ReducedHealth Health { get; init; } = ReducedHealth.New;

    /// <summary>Cells, or groups of parallel cells, in series, 1 to 1000; default 1.</summary>
    public int InSeries { get; init; } = 1;

    /// <summary>Cells in parallel, 1 to 10,000; default 1.</summary>
    public int InParallel { get; init; } = 1;

    /// <summary>Contactors and busbars of the whole pack, ohm, 0 to 10; default 0.</summary>
    public double SeriesOhm { get; init; }

    /// <summary>Greatest charge current of the pack, A, 0 or more; null for 3C.</summary>
    public double? MaxChargeA { get; init; }

    /// <summary>Greatest discharge current of the pack, A, 0 or more; null for 3C.</summary>
    public double? MaxDischargeA { get; init; }

    /// <summary>The pack itself, when nothing is wrong with it.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public static FleetPack Checked(FleetPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ReducedHealth.Checked(pack.Health);
        void Within(string field, double value, double low, double high, string reason)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}, {reason}.", nameof(pack));
        }
        Within(nameof(InSeries), pack.InSeries, 1, 1000, "a pack has one cell at least");
        Within(nameof(InParallel), pack.InParallel, 1, 10_000, "a pack has one cell at least");
        Within(nameof(SeriesOhm), pack.SeriesOhm, 0, 10, "a resistance of copper and contacts");
        Within(nameof(MaxChargeA), pack.MaxChargeA ?? 0, 0, 1e6, "an amount without a sign");
        Within(nameof(MaxDischargeA), pack.MaxDischargeA ?? 0, 0, 1e6, "an amount without a sign");
        return pack;
    }
}

/// <summary>What is seen of a pack after a step.</summary>
/// <param name="VoltageV">Voltage at its terminals, V.</param>
/// <param name="CurrentA">Current, A; positive charges.</param>
/// <param name="SocPct">State of charge between the places at 0 and 100 % that it had when it was put in, %.</param>
/// <param name="TemperatureK">Temperature of its cells, K.</param>
/// <param name="SeiGrowth">Thickness of the SEI over that of a new cell, less 1.</param>
/// <param name="Bound">What kept its load from being followed.</param>
public readonly record struct FleetPoint(double VoltageV, double CurrentA, double SocPct, double TemperatureK, double SeiGrowth, ReducedBound Bound);
