using Busbar.Core.Twin.Arithmetic;
using Busbar.Core.Twin.Forecast;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Fit;

/// <summary>A cell whose truth is known, and sensors that are off. Immutable.</summary>
public sealed record TelemetrySimulation
{
    /// <summary>The model that stands for the cell.</summary>
    public required ReducedOptions Model { get; init; }

    /// <summary>What it is put through, for a month at most.</summary>
    public required ForecastPlan Plan { get; init; }

    /// <summary>Its health; default new.</summary>
    public ReducedHealth Health { get; init; } = ReducedHealth.New;

    /// <summary>State of charge at the start, 0 to 1; default 0.9.</summary>
    public double Soc { get; init; } = 0.9;

    /// <summary>Temperature of the surroundings and of the cell at the start, K; null (the default) is the set's reference temperature.</summary>
    public double? TemperatureK { get; init; }

    /// <summary>Time between rows, s, 0.1 to 3600; default 10.</summary>
    public double PeriodS { get; init; } = 10;

    /// <summary>Noise of the voltage, V, 0 to 0.1; default 0.0015. It is told in steps of 1 mV.</summary>
    public double VoltageNoiseV { get; init; } = 0.0015;

    /// <summary>Noise of the current, share of the reading, 0 to 0.1; default 0.005. It is told in steps of 10 mA.</summary>
    public double CurrentNoise { get; init; } = 0.005;

    /// <summary>What the current sensor shows too much, A, -100 to 100; default 0.</summary>
    public double CurrentOffsetA { get; init; }

    /// <summary>Share of the voltages that are 20 mV off, 0 to 0.5; default 0.002.</summary>
    public double OutlierShare { get; init; } = 0.002;

    /// <summary>When the telemetry falls silent, s; null (the default) for never.</summary>
    public double? GapFromS { get; init; }

    /// <summary>For how long it is silent, s, 0 or more; the cell goes on meanwhile.</summary>
    public double GapS { get; init; }

    /// <summary>The same seed gives the same rows; default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The simulation itself, when nothing is wrong with it.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and what is allowed.</exception>
    public static TelemetrySimulation Checked(TelemetrySimulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ReducedOptions.Checked(simulation.Model);
        ReducedHealth.Checked(simulation.Health);
        void Within(string field, double value, double low, double high)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}.", nameof(simulation));
        }
        ArgumentNullException.ThrowIfNull(simulation.Plan, nameof(simulation));
        Within($"{nameof(Plan)}.{nameof(ForecastPlan.EndS)}", simulation.Plan.EndS, 0, 31 * 86400);
        Within(nameof(Soc), simulation.Soc, 0, 1);
        Within(nameof(TemperatureK), simulation.TemperatureK ?? 298.15, 233.15, 353.15);
        Within(nameof(PeriodS), simulation.PeriodS, 0.1, 3600);
        Within(nameof(VoltageNoiseV), simulation.VoltageNoiseV, 0, 0.1);
        Within(nameof(CurrentNoise), simulation.CurrentNoise, 0, 0.1);
        Within(nameof(CurrentOffsetA), simulation.CurrentOffsetA, -100, 100);
        Within(nameof(OutlierShare), simulation.OutlierShare, 0, 0.5);
        Within(nameof(GapFromS), simulation.GapFromS ?? 0, 0, 1e8);
        Within(nameof(GapS), simulation.GapS, 0, 1e8);
        return simulation;
    }
}

/// <summary>A row of telemetry with the truth behind it.</summary>
/// <param name="Row">What the sensors tell.</param>
/// <param name="SocPct">State of charge in truth, %.</param>
public readonly record struct SimulatedRow(TelemetryRow Row, double SocPct);

/// <summary>Telemetry of a cell that is known, to try a fit or a follower on. The cell keeps to the set's voltages and to ten times its nominal current. Pure; repeats to the last bit.</summary>
public static class SimulatedTelemetry
{
    private const double StepS = 1;

    /// <summary>The rows, one by one.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and what is allowed.</exception>
    public static IEnumerable<SimulatedRow> Of(TelemetrySimulation simulation)
    {
        TelemetrySimulation.Checked(simulation);
        return Rows(simulation, simulation.Plan);
    }

    private static IEnumerable<SimulatedRow> Rows(TelemetrySimulation s, ForecastPlan plan)
    {
        var (cell, set, health) = (new ReducedCell(s.Model), s.Model.Cell, s.Health);
        var limits = new ReducedLimits(set.MinVoltageV, set.MaxVoltageV, 10 * set.NominalCapacityAh, 10 * set.NominalCapacityAh);
        var (random, ambientK, state) = (new SeededNormal((ulong)s.Seed), s.TemperatureK ?? set.ReferenceTemperatureK, new double[cell.Count]);
        var window = cell.Window(health with { CapacityFactor = 1 });
        cell.Rest(health, s.Soc, ambientK, state);
        var (time, due, row, number) = (0.0, 0.0, 0, 0);
        while (true)
        {
            while (row + 1 < plan.TimeS.Length && plan.TimeS[row + 1] <= time + 1e-9) row++;
            var current = cell.Current(state, health, plan.Kind, plan.Values[row], limits).CurrentA;
            if (time >= due - 1e-9)
            {
                var isSilent = s.GapFromS is { } from && time >= from && time < from + s.GapS;
                if (!isSilent) yield return new SimulatedRow(Seen(number++, current), 100 * window.Soc(state[0]));
                due += s.PeriodS;
            }
            if (time >= plan.EndS - 1e-9) yield break;
            var until = Math.Min(Math.Min(due, plan.EndS), row + 1 < plan.TimeS.Length ? plan.TimeS[row + 1] : plan.EndS);
            var dt = Math.Min(StepS, until - time);
            cell.Step(state, health, current, dt, ambientK);
            time += dt;
        }

        TelemetryRow Seen(int at, double currentA)
        {
            var voltage = cell.VoltageV(state, health, currentA) + s.VoltageNoiseV * random.Next();
            if (random.Uniform() < s.OutlierShare) voltage += random.Uniform() < 0.5 ? 0.02 : -0.02;
            var seen = currentA + s.CurrentOffsetA + s.CurrentNoise * Math.Abs(currentA) * random.Next();
            return new TelemetryRow(at, time, 0.01 * Math.Round(seen / 0.01), 0.001 * Math.Round(voltage / 0.001), 0.1 * Math.Round(state[cell.TemperatureAt] / 0.1));
        }
    }
}
