using Busbar.Core.Battery;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Forecast;

/// <summary>How hours ahead are forecast. Immutable.</summary>
public sealed record DayForecastOptions
{
    /// <summary>Cells that are drawn, 1 to 10000; default 200. One alone is the most likely one, without bands.</summary>
    public int Members { get; init; } = 200;

    /// <summary>Where the draws begin; the same number gives the same forecast. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Standard deviation of the load, a share of it; 0 to 1, default 0.05.</summary>
    public double LoadSd { get; init; } = 0.05;

    /// <summary>Time after which the load has forgotten how far off it was, s; above 0, default one hour.</summary>
    public double LoadMemoryS { get; init; } = 3600;

    /// <summary>Time between points of the forecast, s; 1 to 3600, default 60.</summary>
    public double PeriodS { get; init; } = 60;

    /// <summary>Longest step of the model, s; 0.1 to 300, default 10.</summary>
    public double StepS { get; init; } = 10;

    /// <summary>Bounds within which the plan is followed; null (the default) takes the set's voltages and ten times the nominal current.</summary>
    public ReducedLimits? Limits { get; init; }

    /// <summary>Told of the share that is done, 0 to 1; null for nobody.</summary>
    public Action<double>? Progress { get; init; }
}

/// <summary>Hours ahead.</summary>
/// <param name="TimeS">Times, s from now.</param>
/// <param name="Bands">Voltage, current, temperature, state of charge.</param>
/// <param name="BoundShare">Share of the cells that cannot follow the plan, by time.</param>
/// <param name="FirstBound">What keeps most of those cells from it; none when all can follow.</param>
public sealed record DayForecastReport(double[] TimeS, IReadOnlyList<ForecastBands> Bands, double[] BoundShare, ReducedBound FirstBound);

/// <summary>
/// One to 24 hours ahead under a planned load, by an ensemble: cells drawn from what is known of state and parameters each run through the plan, under a
/// load that wanders around it (Ornstein and Uhlenbeck's process). The percentiles are those of the cells; no shape of their distribution is assumed, and limits
/// cut them off as they do in life. Pure; repeats to the last bit.
/// </summary>
public static class DayForecast
{
    private const double LongestS = 14 * 86400;

    /// <summary>Runs the forecast.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public static DayForecastReport Of(ForecastStart start, ForecastPlan plan, DayForecastOptions options, CancellationToken cancellationToken = default)
    {
        ForecastStart.Checked(start);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        void Within(string field, double value, double low, double high)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}.", nameof(options));
        }
        Within(nameof(options.Members), options.Members, 1, 10_000);
        Within(nameof(options.LoadSd), options.LoadSd, 0, 1);
        Within(nameof(options.LoadMemoryS), options.LoadMemoryS, 1, 1e7);
        Within(nameof(options.PeriodS), options.PeriodS, 1, 3600);
        Within(nameof(options.StepS), options.StepS, 0.1, 300);
        if (plan.EndS > LongestS) throw new ArgumentException($"The plan ends at {plan.EndS} s; allowed: {LongestS} s, for more there is the forecast of years.", nameof(plan));
        var cell = new ReducedCell(start.Model);
        var set = start.Model.Cell;
        var limits = options.Limits ?? new ReducedLimits(set.MinVoltageV, set.MaxVoltageV, 10 * set.NominalCapacityAh, 10 * set.NominalCapacityAh);
        var ensemble = new ForecastEnsemble(start, cell, options.Seed);
        var count = (int)Math.Floor(plan.EndS / options.PeriodS) + 1;
        double[][] Empty() => [.. Enumerable.Range(0, count).Select(_ => new double[options.Members])];
        var (voltage, current, temperature, soc, bound) = (Empty(), Empty(), Empty(), Empty(), new double[count]);
        var kinds = new int[Enum.GetValues<ReducedBound>().Length];
        var state = new double[cell.Count];
        for (var member = 0; member < options.Members; member++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var health = ensemble.Draw(likely: member == 0, state);
            var window = cell.Window(health with { CapacityFactor = 1 });
            var (time, row, off) = (0.0, 0, member == 0 ? 0 : options.LoadSd * ensemble.Normal());
            for (var point = 0; point < count; point++)
            {
                while (true)
                {
                    while (row + 1 < plan.TimeS.Length && plan.TimeS[row + 1] <= time + 1e-9) row++;
                    var now = cell.Current(state, health, plan.Kind, plan.Values[row] * (1 + off), limits);
                    var until = Math.Min(point * options.PeriodS, row + 1 < plan.TimeS.Length ? plan.TimeS[row + 1] : plan.EndS);
                    if (time >= point * options.PeriodS - 1e-9)
                    {
                        voltage[point][member] = cell.VoltageV(state, health, now.CurrentA);
                        current[point][member] = now.CurrentA;
                        temperature[point][member] = state[cell.TemperatureAt] - Physics.ZeroCelsiusK;
                        soc[point][member] = 100 * window.Soc(state[0]);
                        if (now.Bound == ReducedBound.None) break;
                        bound[point] += 1.0 / options.Members;
                        kinds[(int)now.Bound]++;
                        break;
                    }
                    var dt = Math.Min(options.StepS, until - time);
                    cell.Step(state, health, now.CurrentA, dt, start.StartK);
                    time += dt;
                    if (member == 0) continue;
                    var keep = Math.Exp(-dt / options.LoadMemoryS);
                    off = keep * off + options.LoadSd * Math.Sqrt(1 - keep * keep) * ensemble.Normal();
                }
            }
            options.Progress?.Invoke((member + 1.0) / options.Members);
        }
        var most = Array.IndexOf(kinds, kinds.Max());
        return new DayForecastReport(
            [.. Enumerable.Range(0, count).Select(i => i * options.PeriodS)],
            [ForecastBands.Of("Voltage, V", "voltageV", voltage), ForecastBands.Of("Current, A (positive charges)", "currentA", current), ForecastBands.Of("Temperature, degC", "temperatureC", temperature), ForecastBands.Of("State of charge, %", "socPct", soc)],
            bound, kinds[most] == 0 ? ReducedBound.None : (ReducedBound)most);
    }
}
