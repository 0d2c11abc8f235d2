namespace Busbar.Core.Battery;

/// <summary>
/// Electrode state of health: where each electrode stands at 0 and 100 % of the cell, and what the cell holds in between (Mohtat et al. 2019,
/// J. Power Sources 427 101). Lost lithium and lost active material change the three capacities it is made from; the rest follows.
/// </summary>
public sealed record ElectrodeHealth
{
    /// <summary>Capacity of the negative electrode from stoichiometry 0 to 1, Ah.</summary>
    public required double NegativeCapacityAh { get; init; }

    /// <summary>Capacity of the positive electrode from stoichiometry 0 to 1, Ah.</summary>
    public required double PositiveCapacityAh { get; init; }

    /// <summary>Cyclable lithium, Ah.</summary>
    public required double LithiumAh { get; init; }

    /// <summary>Stoichiometry of the negative electrode at 0 %.</summary>
    public required double X0 { get; init; }

    /// <summary>Stoichiometry of the negative electrode at 100 %.</summary>
    public required double X100 { get; init; }

    /// <summary>Stoichiometry of the positive electrode at 0 %.</summary>
    public required double Y0 { get; init; }

    /// <summary>Stoichiometry of the positive electrode at 100 %.</summary>
    public required double Y100 { get; init; }

    /// <summary>What the cell gives between its two open-circuit voltages, Ah.</summary>
    public double CapacityAh => (X100 - X0) * NegativeCapacityAh;

    /// <summary>Stoichiometries of both electrodes at a state of charge of <paramref name="soc"/> (0 to 1; a little beyond is allowed).</summary>
    public (double Negative, double Positive) At(double soc) => (X0 + soc * (X100 - X0), Y0 - soc * (Y0 - Y100));

    /// <summary>The state of charge at which the negative electrode has stoichiometry <paramref name="negative"/>, 0 to 1.</summary>
    public double Soc(double negative) => (negative - X0) / (X100 - X0);

    /// <summary>State of health of a new cell of this set.</summary>
    /// <exception cref="ArgumentException">The electrodes cannot reach both voltages with that lithium.</exception>
    public static ElectrodeHealth Of(CellParameters cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var negative = CapacityOfAh(cell, cell.Negative);
        var positive = CapacityOfAh(cell, cell.Positive);
        var lithium = negative * cell.Negative.InitialConcentrationMolPerM3 / cell.Negative.MaxConcentrationMolPerM3
            + positive * cell.Positive.InitialConcentrationMolPerM3 / cell.Positive.MaxConcentrationMolPerM3;
        return Of(cell, negative, positive, lithium);
    }

    /// <summary>State of health of a cell with the curves of this set and capacities of its own, Ah.</summary>
    /// <exception cref="ArgumentException">The electrodes cannot reach both voltages with that lithium.</exception>
    public static ElectrodeHealth Of(CellParameters cell, double negativeAh, double positiveAh, double lithiumAh)
    {
        ArgumentNullException.ThrowIfNull(cell);
        Positive(negativeAh, nameof(negativeAh));
        Positive(positiveAh, nameof(positiveAh));
        Positive(lithiumAh, nameof(lithiumAh));
        var (low, high) = Range(negativeAh, positiveAh, lithiumAh);
        if (!(low < high))
            throw new ArgumentException($"lithiumAh is {lithiumAh}, more than both electrodes hold ({negativeAh} and {positiveAh} Ah): no state of the cell has that much lithium.", nameof(lithiumAh));
        double Y(double x) => (lithiumAh - x * negativeAh) / positiveAh;
        double Voltage(double x) => OpenCircuitV(cell, x, Y(x));
        var x100 = Root(Voltage, cell.MaxVoltageV, low, high, cell.Name);
        var x0 = Root(Voltage, cell.MinVoltageV, low, high, cell.Name);
        return new ElectrodeHealth
        {
            NegativeCapacityAh = negativeAh,
            PositiveCapacityAh = positiveAh,
            LithiumAh = lithiumAh,
            X0 = x0,
            X100 = x100,
            Y0 = Y(x0),
            Y100 = Y(x100),
        };
    }

    /// <summary>Open-circuit voltage of the cell with its electrodes at these stoichiometries, at the set's reference temperature, V.</summary>
    public static double OpenCircuitV(CellParameters cell, double negative, double positive)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var t = cell.ReferenceTemperatureK;
        return cell.Positive.PotentialV(positive, t, t) - cell.Negative.PotentialV(negative, t, t);
    }

    /// <summary>Capacity of an electrode from stoichiometry 0 to 1, Ah.</summary>
    public static double CapacityOfAh(CellParameters cell, ElectrodeParameters electrode)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(electrode);
        return Physics.Faraday * electrode.MaxConcentrationMolPerM3 * electrode.ActiveFraction * electrode.ThicknessM * cell.AreaM2 / 3600;
    }

    private static void Positive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value))) throw new ArgumentException($"{name} is {value}; a capacity is above 0 Ah.", name);
    }

    /// <summary>The negative stoichiometries at which both electrodes are between empty and full.</summary>
    private static (double Low, double High) Range(double negative, double positive, double lithium)
    {
        const double Edge = 1e-9;
        return (Math.Max(Edge, (lithium - positive * (1 - Edge)) / negative), Math.Min(1 - Edge, (lithium - positive * Edge) / negative));
    }

    /// <summary>The x with voltage(x) = target, by halving: the open-circuit voltage rises with the filling of the negative electrode.</summary>
    private static double Root(Func<double, double> voltage, double targetV, double low, double high, string name)
    {
        var (atLow, atHigh) = (voltage(low), voltage(high));
        if (!(atLow < targetV && targetV < atHigh))
            throw new ArgumentException($"Parameter set {name}: the open-circuit voltage runs from {atLow:0.###} to {atHigh:0.###} V with this lithium and cannot reach {targetV} V.", nameof(targetV));
        for (var i = 0; i < 80 && high - low > 1e-15; i++)
        {
            var middle = 0.5 * (low + high);
            if (voltage(middle) < targetV) low = middle;
            else high = middle;
        }
        return 0.5 * (low + high);
    }
}
