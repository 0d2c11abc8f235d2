using Busbar.Cloud.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Packs;

namespace Busbar.Cloud.Api;

/// <summary>What a run of a pack gave. The columns have one length; the first point is the pack at rest before the experiment.</summary>
/// <param name="TimeS">Time since the start, s.</param>
/// <param name="CurrentA">Current at the terminals, A; positive charges.</param>
/// <param name="VoltageV">Voltage at the terminals, V.</param>
/// <param name="SocPct">Charge until the first group is empty over that from empty to full, %.</param>
/// <param name="MinCellV">Voltage of the lowest cell, V.</param>
/// <param name="MaxCellV">Voltage of the highest cell, V.</param>
/// <param name="MinTemperatureC">Of the coldest cell, degC.</param>
/// <param name="MaxTemperatureC">Of the hottest cell, degC.</param>
/// <param name="ChargeLimitA">Greatest charge current, A.</param>
/// <param name="DischargeLimitA">Greatest discharge current, A.</param>
/// <param name="BleedingGroups">Groups that balancing bleeds.</param>
/// <param name="Ends">How each step ended.</param>
/// <param name="ChargeLimit">What holds the charge current at the end.</param>
/// <param name="DischargeLimit">What holds the discharge current at the end.</param>
/// <param name="Cells">Every cell at the end, at most 2,000 of them.</param>
/// <param name="CellCount">How many cells there are.</param>
/// <param name="EnergyWh">Energy into the terminals, less that out of them, Wh.</param>
/// <param name="WiringLossWh">Lost in tabs, bars and contactors, Wh.</param>
/// <param name="BleedLossWh">Lost in balancing, Wh.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record PackRunShape(
    double[] TimeS, double[] CurrentA, double[] VoltageV, double[] SocPct, double[] MinCellV, double[] MaxCellV, double[] MinTemperatureC, double[] MaxTemperatureC,
    double[] ChargeLimitA, double[] DischargeLimitA, int[] BleedingGroups, TwinStepShape[] Ends, PackLimitShape ChargeLimit, PackLimitShape DischargeLimit,
    PackCellShape[] Cells, int CellCount, double EnergyWh, double WiringLossWh, double BleedLossWh, double TookMs)
{
    private const int MostCells = 2000;

    public static PackRunShape Of(PackResult result)
    {
        var (moments, pack) = (result.Moments, result.Pack);
        return new(
            Column(m => m.Point.TimeS), Column(m => m.Point.CurrentA), Column(m => m.Point.VoltageV), Column(m => m.Point.SocPct), Column(m => m.Point.MinCellV), Column(m => m.Point.MaxCellV),
            Column(m => m.Point.MinTemperatureK - Physics.ZeroCelsiusK), Column(m => m.Point.MaxTemperatureK - Physics.ZeroCelsiusK),
            Column(m => m.Charge.CurrentA), Column(m => m.Discharge.CurrentA), [.. moments.Select(m => m.Point.BleedingGroups)],
            [.. result.Ends.Select(e => new TwinStepShape(e.Step, e.Reason, e.Text, e.Point.TimeS, e.Point.CurrentA, e.Point.VoltageV, e.Point.SocPct))],
            PackLimitShape.Of(moments[^1].Charge), PackLimitShape.Of(moments[^1].Discharge),
            [.. Enumerable.Range(0, Math.Min(MostCells, pack.CellCount)).Select(c => PackCellShape.Of(pack, c))], pack.CellCount,
            pack.EnergyWh, pack.WiringLossWh, pack.BleedLossWh, result.Took.TotalMilliseconds);

        double[] Column(Func<PackMoment, double> of) => [.. moments.Select(of)];
    }
}

/// <summary>A limit of a pack and what holds it.</summary>
/// <param name="CurrentA">The current, A.</param>
/// <param name="Bound">What holds it there.</param>
/// <param name="Cell">The cell that meets it first, as string/group/cell from 1.</param>
internal sealed record PackLimitShape(double CurrentA, PackBound Bound, string Cell)
{
    public static PackLimitShape Of(PackLimit limit) => new(limit.CurrentA, limit.Bound, Spell(limit.Cell));

    public static string Spell(PackPlace place) => $"{place.String + 1}/{place.Group + 1}/{place.Cell + 1}";
}

/// <summary>A cell of a pack.</summary>
/// <param name="Cell">Where it is: string/group/cell from 1.</param>
/// <param name="VoltageV">Its voltage, V.</param>
/// <param name="CurrentA">Its current, A; positive charges.</param>
/// <param name="TemperatureC">Its temperature, degC.</param>
/// <param name="SocPct">State of charge in its own window, %.</param>
/// <param name="CapacityAh">What it holds, Ah.</param>
internal sealed record PackCellShape(string Cell, double VoltageV, double CurrentA, double TemperatureC, double SocPct, double CapacityAh)
{
    public static PackCellShape Of(PackSimulator pack, int cell) => new(
        PackLimitShape.Spell(pack.PlaceOf(cell)), pack.CellVoltageV(cell), pack.CellCurrentA(cell), pack.CellTemperatureK(cell) - Physics.ZeroCelsiusK,
        pack.CellSocPct(cell), pack.CellCapacityAh(cell));
}
