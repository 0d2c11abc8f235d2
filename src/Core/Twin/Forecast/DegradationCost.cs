using Busbar.Core.Battery;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Forecast;

/// <summary>What a worn cell costs. Immutable.</summary>
public sealed record DegradationPrice
{
    /// <summary>Price of a new battery per kWh of its nominal energy, in any currency; above 0.</summary>
    public required double PerKWh { get; init; }

    /// <summary>Where the price is from, for whoever asks why; not empty.</summary>
    public required string Source { get; init; }

    /// <summary>What the battery is still worth at its end, a share of its price, 0 to 0.9; default 0.</summary>
    public double ResidualShare { get; init; }

    /// <summary>Capacity over the new cell's at its end, 0.3 to 0.99; default 0.8.</summary>
    public double EndOfLifeShare { get; init; } = 0.8;

    /// <summary>Price of the energy that turns into heat, per kWh, 0 or more; default 0, where the coordinator counts losses itself.</summary>
    public double EnergyPerKWh { get; init; }
}

/// <summary>Cost of wear over power, of one cell.</summary>
/// <param name="PerHour">Currency per hour over power in W, positive charges, above what the cell costs at rest.</param>
/// <param name="RestPerHour">What it costs at rest, currency per hour: it ages whether it is used or not.</param>
/// <param name="GreatestGap">How far below what was simulated the convex function lies at most, currency per hour.</param>
/// <param name="Source">The price, its source, the law and the conditions.</param>
public sealed record DegradationCostReport(ConvexCost PerHour, double RestPerHour, double GreatestGap, string Source)
{
    /// <summary>Slope of a piece, currency per kWh: what one more kWh at that power wears off.</summary>
    public double PerKWh(int piece) => 1000 * PerHour.Slope(piece);
}

/// <summary>
/// Cost of wear as a convex piecewise linear function of power, for a coordinator's linear program or MPC: the reduced model holds each power for a while from
/// several states of charge, and what SEI binds beyond what it does at rest is priced by the capacity that it takes. The model's own function need not be
/// convex; the greatest convex one below it is, and the gap is told. The price per ampere hour is (price less residual value) over the capacity between new and
/// end of life, straight (Xu et al. 2018, IEEE Trans. Power Syst. 33 2249, price such a marginal cost for markets). Pure.
/// </summary>
public static class DegradationCost
{
    /// <summary>Makes the function.</summary>
    /// <param name="start">The cell; its state of charge is not used.</param>
    /// <param name="price">The price.</param>
    /// <param name="maxPowerW">Greatest power either way, W; null takes 1C at the middle of the voltage window.</param>
    /// <param name="socs">States of charge over which the cost is averaged; null takes 0.3, 0.5, 0.7, 0.9.</param>
    /// <param name="pieces">Most pieces, 2 to 40; default 6.</param>
    /// <param name="holdS">How long each power is held, s, 60 to 7200; default 900.</param>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public static DegradationCostReport Of(ForecastStart start, DegradationPrice price, double? maxPowerW = null, IReadOnlyList<double>? socs = null, int pieces = 6, double holdS = 900)
    {
        ForecastStart.Checked(start);
        ArgumentNullException.ThrowIfNull(price);
        void Within(string field, double value, double low, double high)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}.", nameof(price));
        }
        Within(nameof(price.PerKWh), price.PerKWh, 1e-6, 1e9);
        Within(nameof(price.ResidualShare), price.ResidualShare, 0, 0.9);
        Within(nameof(price.EndOfLifeShare), price.EndOfLifeShare, 0.3, 0.99);
        Within(nameof(price.EnergyPerKWh), price.EnergyPerKWh, 0, 1e9);
        Within(nameof(pieces), pieces, 2, 40);
        Within(nameof(holdS), holdS, 60, 7200);
        if (string.IsNullOrWhiteSpace(price.Source)) throw new ArgumentException("Source is empty; a price has one: an offer, an invoice, a study.", nameof(price));
        if (start.Model.Sei == SeiLaw.None) throw new ArgumentException("Sei is None: nothing ages, and wear costs nothing. Choose a law of SEI growth.", nameof(start));
        socs ??= [0.3, 0.5, 0.7, 0.9];
        var cell = new ReducedCell(start.Model);
        var set = start.Model.Cell;
        var health = start.Health;
        var middleV = 0.5 * (set.MinVoltageV + set.MaxVoltageV);
        var power = maxPowerW ?? set.NominalCapacityAh * middleV;
        Within(nameof(maxPowerW), power, 1e-6, 100 * set.NominalCapacityAh * middleV);
        var newAh = cell.Window(ReducedHealth.New).CapacityAh;
        var perAh = price.PerKWh * (1 - price.ResidualShare) * set.NominalCapacityAh * middleV / 1000 / ((1 - price.EndOfLifeShare) * newAh);
        // A lithium that is bound takes less than itself from the capacity.
        const double Move = 1e-3;
        var window = cell.Window(health);
        var perLithium = (window.CapacityAh - cell.Window(health with { LostLithium = health.LostLithium + Move }).CapacityAh) / (Move * health.CapacityFactor * cell.Window(ReducedHealth.New).LithiumAh);
        const int Half = 10;
        var (at, value, state) = (new double[2 * Half + 1], new double[2 * Half + 1], new double[cell.Count]);
        for (var i = 0; i < at.Length; i++)
        {
            at[i] = power * (i - Half) / Half;
            foreach (var soc in socs) value[i] += Rate(soc, at[i]) / socs.Count;
        }
        var rest = value[Half];
        for (var i = 0; i < value.Length; i++) value[i] -= rest;
        var cost = ConvexCost.Below(at, value, pieces);
        double gap = 0;
        for (var i = 0; i < at.Length; i++) gap = Math.Max(gap, Math.Abs(value[i] - cost.Of(at[i])));
        return new DegradationCostReport(cost, rest, gap,
            $"{price.PerKWh:0.##} per kWh ({price.Source}), residual value {100 * price.ResidualShare:0} %, end of life at {100 * price.EndOfLifeShare:0} %: {perAh:0.####} per Ah lost; "
            + $"{set.Name}, SEI {TwinWords.SeiLaws.First(w => w.Value == start.Model.Sei).Word}, {start.StartK - Physics.ZeroCelsiusK:0.#} degC, states of charge {string.Join(", ", socs)}, each power held for {holdS:0} s.");

        double Rate(double soc, double powerW)
        {
            cell.Rest(health, soc, start.StartK, state);
            var before = cell.SeiLostAh(state, health);
            var limits = new ReducedLimits(set.MinVoltageV, set.MaxVoltageV, 100 * set.NominalCapacityAh, 100 * set.NominalCapacityAh);
            double heatWh = 0;
            var steps = (int)Math.Ceiling(holdS / 15);
            for (var s = 0; s < steps; s++)
            {
                var current = cell.Current(state, health, TwinLoadKind.Power, powerW, limits).CurrentA;
                var open = cell.VoltageV(state, health, 0);
                heatWh += current * (cell.VoltageV(state, health, current) - open) * holdS / steps / 3600;
                cell.Step(state, health, current, holdS / steps, start.StartK);
            }
            var lostAh = cell.SeiLostAh(state, health) - before;
            return (lostAh * perLithium * perAh + heatWh / 1000 * price.EnergyPerKWh) * 3600 / holdS;
        }
    }
}
