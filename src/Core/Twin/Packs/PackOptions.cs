using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Packs;

/// <summary>A pack: what it is built of and how unlike its cells are. Immutable. <see cref="PackChecks"/> judges it.</summary>
public sealed record PackOptions
{
    /// <summary>The cell, when it was new.</summary>
    public required CellParameters Cell { get; init; }

    /// <summary>Strings in parallel, 1 to 100.</summary>
    public required IReadOnlyList<PackString> Strings { get; init; }

    /// <summary>The treatment of temperature; null (the default) is lumped per cell where the set has thermal data, else isothermal.</summary>
    public TwinThermal? Thermal { get; init; }

    /// <summary>The law by which SEI grows; default none.</summary>
    public SeiLaw Sei { get; init; }

    /// <summary>Capacity of the pack's mean cell over a new one's, 0.5 to 1; default 1. Below 1 it is a second-life pack, see <see cref="SecondLife"/>.</summary>
    public double StateOfHealth { get; init; } = 1;

    /// <summary>State of charge of the mean cell at the start, 0 to 1; default 0.5.</summary>
    public double InitialSoc { get; init; } = 0.5;

    /// <summary>Temperature of the surroundings and of the cells at the start, K, 233.15 to 353.15; null takes the set's reference temperature.</summary>
    public double? AmbientK { get; init; }

    /// <summary>How unlike its cells are; default not at all.</summary>
    public PackSpread Spread { get; init; } = new();

    /// <summary>Between a cell's tab and its group's bar, ohm, 0 to 1; default 0.1 milliohm, a good laser weld with its bar.</summary>
    public double TabOhm { get; init; } = 1e-4;

    /// <summary>Busbar from one group to the next, ohm, 0 to 1; default 0.05 milliohm.</summary>
    public double BarOhm { get; init; } = 5e-5;

    /// <summary>Contactors, fuse and cable of a string, ohm, 0 to 10; default 1 milliohm.</summary>
    public double ContactorOhm { get; init; } = 1e-3;

    /// <summary>The battery management's balancing; null for none.</summary>
    public PackBalancing? Balancing { get; init; }

    /// <summary>What the cells are held to.</summary>
    public PackBounds Bounds { get; init; } = new();

    /// <summary>The temperature in use, K.</summary>
    internal double StartK => AmbientK ?? Cell.ReferenceTemperatureK;
}

/// <summary>Cell-to-cell spread: standard deviations of normal distributions cut off at three of them. The same seed gives the same pack.</summary>
public sealed record PackSpread
{
    /// <summary>Of capacity over the mean cell's, 0 to 0.1; default 0. New cells of one batch: about 0.01; second life: 0.03 and more (Baumhöfer et al. 2014, J. Power Sources 247 332).</summary>
    public double Capacity { get; init; }

    /// <summary>Of resistance over the mean cell's, 0 to 0.3; default 0.</summary>
    public double Resistance { get; init; }

    /// <summary>Of the state of charge at the start, 0 to 0.1 of 1; default 0.</summary>
    public double Soc { get; init; }

    /// <summary>The surroundings of the last group of a string are this much warmer than those of the first, K, -20 to 20; default 0.</summary>
    public double TemperatureK { get; init; }

    /// <summary>Seed of all of it; default 1.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Passive balancing: a resistor across each group that is above the lowest one.</summary>
public sealed record PackBalancing
{
    /// <summary>The resistor, ohm, 0.1 to 1,000; default 33, about 0.1 A.</summary>
    public double BleedOhm { get; init; } = 33;

    /// <summary>A group this much above the lowest of its string is bled, V, 0.0005 to 0.5; default 5 mV. Half of it ends the bleeding.</summary>
    public double StartV { get; init; } = 0.005;

    /// <summary>No group below this is bled, V; null (the default) takes the voltage half way from the cell's lowest to its highest.</summary>
    public double? LeastV { get; init; }

    /// <summary>Nothing is bled while the pack carries more than this over its nominal capacity, 1/h, 0 to 20; default 0.05. Above it voltages tell resistance, not charge.</summary>
    public double MostC { get; init; } = 0.05;
}

/// <summary>What the cells are held to. A pack's limits follow from the cell that meets its bound first.</summary>
public sealed record PackBounds
{
    /// <summary>Greatest charge current of a cell over its nominal capacity, 1/h (a C-rate), 0.01 to 20; default 1.</summary>
    public double ChargeC { get; init; } = 1;

    /// <summary>Greatest discharge current of a cell over its nominal capacity, 1/h, 0.01 to 20; default 2.</summary>
    public double DischargeC { get; init; } = 2;

    /// <summary>Kept off the cell's highest and lowest voltage, V, 0 to 0.5; default 0.</summary>
    public double MarginV { get; init; }

    /// <summary>Greatest current that may flow from string to string when contactors close onto one bus, over the nominal capacity of the string, 1/h, 0.01 to 20;
    /// default 1. Above it they are refused: nothing but metal bounds that current, contactors weld and fuses blow.</summary>
    public double InrushC { get; init; } = 1;

    /// <summary>Share of the charge current that is allowed at a temperature, K, linear between and none outside: lithium plates on a cold graphite. Default: none at
    /// 0 degC, all from 10 to 45 degC, none at 55 degC.</summary>
    public IReadOnlyList<(double TemperatureK, double Share)> ChargeDerating { get; init; } = [(273.15, 0), (283.15, 1), (318.15, 1), (328.15, 0)];

    /// <summary>The same of the discharge current. Default: none at -20 degC, all from -10 to 50 degC, none at 60 degC.</summary>
    public IReadOnlyList<(double TemperatureK, double Share)> DischargeDerating { get; init; } = [(253.15, 0), (263.15, 1), (323.15, 1), (333.15, 0)];
}
