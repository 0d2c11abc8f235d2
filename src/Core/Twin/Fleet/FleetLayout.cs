namespace Busbar.Core.Twin.Fleet;

/// <summary>Where the numbers of a pack are. Eight packs make a block; a block is a row of eight lanes for each of the numbers below, so that whatever
/// a step needs of eight packs lies together.</summary>
/// <param name="States">Unknowns of the model; they come first.</param>
internal readonly record struct FleetLayout(int States)
{
    internal int Capacity => States;
    internal int Resistance => States + 1;
    internal int DiffusionTime => States + 2;
    internal int SeiRate => States + 3;

    /// <summary>Cells in series, and one over the cells in parallel.</summary>
    internal int InSeries => States + 4;
    internal int PerParallel => States + 5;

    /// <summary>The pack's resistance as each cell carries it, ohm.</summary>
    internal int CellOhm => States + 6;

    /// <summary>Greatest currents of a cell, A.</summary>
    internal int MaxDischarge => States + 7;
    internal int MaxCharge => States + 8;

    /// <summary>1 when the load is a power, 0 when it is a current; and the pack's load, W or A.</summary>
    internal int IsPower => States + 9;
    internal int Load => States + 10;
    internal int Ambient => States + 11;

    /// <summary>Place of the negative electrode at 0 %, and 100 over the way to 100 %.</summary>
    internal int Empty => States + 12;
    internal int PctPerFilling => States + 13;

    /// <summary>What came out: the pack's voltage and current, and the bound that bit.</summary>
    internal int Voltage => States + 14;
    internal int Current => States + 15;
    internal int Bound => States + 16;

    /// <summary>Numbers per pack.</summary>
    internal int Count => States + 17;
}
