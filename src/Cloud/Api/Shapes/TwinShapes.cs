using Busbar.Cloud.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin;

namespace Busbar.Cloud.Api;

/// <summary>A cell that can be simulated.</summary>
/// <param name="Name">Its name in other requests.</param>
/// <param name="Source">Where its values come from.</param>
/// <param name="NominalCapacityAh">1C is this many ampere.</param>
/// <param name="CapacityAh">Capacity between its voltages when new.</param>
/// <param name="MinVoltageV">Lowest voltage of normal use.</param>
/// <param name="MaxVoltageV">Highest voltage of normal use.</param>
/// <param name="ReferenceTemperatureC">Temperature of a run that names none, degC.</param>
/// <param name="HasThermal">Whether it can be run with heat.</param>
internal sealed record TwinSetShape(
    string Name, string Source, double NominalCapacityAh, double CapacityAh, double MinVoltageV, double MaxVoltageV, double ReferenceTemperatureC, bool HasThermal)
{
    public static TwinSetShape Of(CellParameters cell) => new(
        cell.Name, cell.Source, cell.NominalCapacityAh, ElectrodeHealth.Of(cell).CapacityAh, cell.MinVoltageV, cell.MaxVoltageV,
        cell.ReferenceTemperatureK - Physics.ZeroCelsiusK, cell.Thermal is not null);
}

/// <summary>What a run gave. The columns have one length.</summary>
/// <param name="TimeS">Time since the start, s.</param>
/// <param name="CurrentA">Current, A; positive charges.</param>
/// <param name="VoltageV">Voltage at the terminals, V.</param>
/// <param name="TemperatureC">Temperature, degC.</param>
/// <param name="SocPct">State of charge, %.</param>
/// <param name="Ends">How each step of the experiment ended.</param>
/// <param name="IsRegular">False when a step could not go on; what came before it is good.</param>
/// <param name="DischargedAh">Charge taken out, Ah.</param>
/// <param name="ChargedAh">Charge put in, Ah.</param>
/// <param name="DischargedWh">Energy taken out, Wh.</param>
/// <param name="ChargedWh">Energy put in, Wh.</param>
/// <param name="Unknowns">Unknowns of the model.</param>
/// <param name="Steps">Steps of the integrator.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record TwinRunShape(
    double[] TimeS, double[] CurrentA, double[] VoltageV, double[] TemperatureC, double[] SocPct, TwinStepShape[] Ends, bool IsRegular,
    double DischargedAh, double ChargedAh, double DischargedWh, double ChargedWh, int Unknowns, long Steps, double TookMs)
{
    public static TwinRunShape Of(TwinResult result)
    {
        var points = result.Points;
        var (outAh, inAh, outWh, inWh) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 1; i < points.Count; i++)
        {
            var hours = (points[i].TimeS - points[i - 1].TimeS) / 3600;
            var (current, power) = (0.5 * (points[i].CurrentA + points[i - 1].CurrentA), 0.5 * (PowerW(points[i]) + PowerW(points[i - 1])));
            (outAh, inAh) = (outAh + Math.Max(0, -current) * hours, inAh + Math.Max(0, current) * hours);
            (outWh, inWh) = (outWh + Math.Max(0, -power) * hours, inWh + Math.Max(0, power) * hours);
        }

        return new(
            Column(p => p.TimeS), Column(p => p.CurrentA), Column(p => p.VoltageV), Column(p => p.TemperatureK - Physics.ZeroCelsiusK), Column(p => p.SocPct),
            [.. result.Ends.Select(TwinStepShape.Of)], result.IsRegular, outAh, inAh, outWh, inWh, result.Unknowns, result.Steps, result.Took.TotalMilliseconds);

        double[] Column(Func<TwinPoint, double> of) => [.. points.Select(of)];

        static double PowerW(in TwinPoint p) => p.CurrentA * p.VoltageV;
    }
}

/// <summary>How a step of an experiment ended.</summary>
/// <param name="Step">Its sentence.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Text">The same in words, with values.</param>
/// <param name="TimeS">When, s since the start.</param>
/// <param name="CurrentA">Current then, A; positive charges.</param>
/// <param name="VoltageV">Voltage then, V.</param>
/// <param name="SocPct">State of charge then, %.</param>
internal sealed record TwinStepShape(string Step, TwinEndReason Reason, string Text, double TimeS, double CurrentA, double VoltageV, double SocPct)
{
    public static TwinStepShape Of(TwinStepEnd end) =>
        new(end.Step, end.Reason, end.Text, end.Point.TimeS, end.Point.CurrentA, end.Point.VoltageV, end.Point.SocPct);
}

/// <summary>A cell under an experiment again and again.</summary>
/// <param name="NewCapacityAh">Capacity of the new cell, Ah.</param>
/// <param name="Cycles">What was left after each cycle.</param>
/// <param name="Ends">How the steps of the last cycle ended.</param>
/// <param name="IsRegular">False when a step could not go on; the cycles before it are good.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record TwinAgeingShape(double NewCapacityAh, TwinCycleShape[] Cycles, TwinStepShape[] Ends, bool IsRegular, double TookMs)
{
    public static TwinAgeingShape Of(CellParameters cell, TwinResult result) => new(
        ElectrodeHealth.Of(cell).CapacityAh, [.. result.Cycles.Select(TwinCycleShape.Of)], [.. result.Ends.Select(TwinStepShape.Of)], result.IsRegular, result.Took.TotalMilliseconds);
}

/// <summary>What is left of a cell after a cycle.</summary>
/// <param name="Cycle">Number, from 1.</param>
/// <param name="TimeS">Time since the start, s.</param>
/// <param name="CapacityAh">Capacity between its voltages, Ah.</param>
/// <param name="LithiumLossPct">Lithium that no longer takes part, %.</param>
/// <param name="SeiThicknessNm">Thickness of the SEI, nm.</param>
/// <param name="SeiAh">Lithium in the SEI, in cracks too, Ah.</param>
/// <param name="PlatedAh">Plated lithium, that which can be stripped and that which cannot, Ah.</param>
/// <param name="NegativeLossPct">Active material lost in the negative electrode, %.</param>
/// <param name="PositiveLossPct">Active material lost in the positive electrode, %.</param>
/// <param name="ThroughputAh">Charge moved so far, both ways, Ah.</param>
internal sealed record TwinCycleShape(
    int Cycle, double TimeS, double CapacityAh, double LithiumLossPct, double SeiThicknessNm, double SeiAh, double PlatedAh, double NegativeLossPct, double PositiveLossPct,
    double ThroughputAh)
{
    public static TwinCycleShape Of(TwinCycleEnd end)
    {
        var lost = end.Ageing;
        return new(
            end.Cycle, end.TimeS, end.Health.CapacityAh, end.LithiumLossPct, 1e9 * lost.SeiThicknessM, lost.SeiAh + lost.CrackSeiAh, lost.PlatedAh + lost.DeadAh,
            lost.NegativeLossPct, lost.PositiveLossPct, end.ThroughputAh);
    }
}
