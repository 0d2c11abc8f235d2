namespace Busbar.Core.Twin.Packs;

/// <summary>Where a cell is: its string, its group in the string from the negative end, its place in the group; all from 0.</summary>
/// <param name="String">The string.</param>
/// <param name="Group">The group.</param>
/// <param name="Cell">The cell.</param>
public readonly record struct PackPlace(int String, int Group, int Cell);

/// <summary>What can be seen of a pack at one moment.</summary>
/// <param name="TimeS">Time since the start, s.</param>
/// <param name="CurrentA">Current at the terminals, A; positive charges.</param>
/// <param name="VoltageV">Voltage at the terminals, V.</param>
/// <param name="SocPct">Charge until the first group is empty over that from empty to full, %.</param>
/// <param name="MinCellV">Lowest voltage of a cell, V.</param>
/// <param name="MinCell">Which cell has it.</param>
/// <param name="MaxCellV">Highest voltage of a cell, V.</param>
/// <param name="MaxCell">Which cell has it.</param>
/// <param name="MinTemperatureK">Of the coldest cell, K.</param>
/// <param name="MaxTemperatureK">Of the hottest cell, K.</param>
/// <param name="Hottest">Which cell that is.</param>
/// <param name="BleedingGroups">Groups that are being bled.</param>
public readonly record struct PackPoint(
    double TimeS, double CurrentA, double VoltageV, double SocPct, double MinCellV, PackPlace MinCell, double MaxCellV, PackPlace MaxCell,
    double MinTemperatureK, double MaxTemperatureK, PackPlace Hottest, int BleedingGroups);

/// <summary>What holds a limit where it is.</summary>
public enum PackBound
{
    /// <summary>A cell's greatest current.</summary>
    CellCurrent,

    /// <summary>A cell's greatest current, less for its temperature.</summary>
    CellTemperature,

    /// <summary>A cell's highest or lowest voltage.</summary>
    CellVoltage,

    /// <summary>No string is connected.</summary>
    Contactors,
}

/// <summary>The greatest current that a pack may carry one way just now.</summary>
/// <param name="CurrentA">That current, A, 0 or more.</param>
/// <param name="Bound">What holds it there.</param>
/// <param name="Cell">The cell that meets it first.</param>
public readonly record struct PackLimit(double CurrentA, PackBound Bound, PackPlace Cell);
