using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Forecast;

/// <summary>How years ahead are forecast. Immutable.</summary>
public sealed record YearsForecastOptions
{
    /// <summary>Years, 0.1 to 50; default 10.</summary>
    public double Years { get; init; } = 10;

    /// <summary>State of charge at which each week begins, 0 to 1; default 0.5.</summary>
    public double WeekSoc { get; init; } = 0.5;

    /// <summary>Capacity over the new cell's at which the cell is at its end, 0.3 to 0.99; default 0.8.</summary>
    public double EndOfLifeShare { get; init; } = 0.8;

    /// <summary>Cells that are drawn, 1 to 1000; default 40. One alone is the most likely one, without bands.</summary>
    public int Members { get; init; } = 40;

    /// <summary>Where the draws begin. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Standard deviation of the weeks' load, a share of it that stays for years; 0 to 1, default 0.05.</summary>
    public double LoadSd { get; init; } = 0.05;

    /// <summary>Active material lost per year besides, a share; 0 to 0.5, default 0. The reduced model has no law for it: this is what the user knows.</summary>
    public double MaterialLossPerYear { get; init; }

    /// <summary>How far Euler's step may be from Heun's in one jump, a share of the new cell's lithium, besides three percent of what is lost in the jump; 1e-6 to 0.01,
    /// default 1e-4. Heun's step itself is far nearer.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Longest step of the model within a week, s; 10 to 3600, default 300.</summary>
    public double StepS { get; init; } = 300;

    /// <summary>Bounds within which the week is followed; null (the default) takes the set's voltages and ten times the nominal current.</summary>
    public ReducedLimits? Limits { get; init; }

    /// <summary>Told of the share that is done, 0 to 1; null for nobody.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>The options themselves, when nothing is wrong with them.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which.</exception>
    public static YearsForecastOptions Checked(YearsForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        void Within(string field, double value, double low, double high)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}.", nameof(options));
        }
        Within(nameof(Years), options.Years, 0.1, 50);
        Within(nameof(WeekSoc), options.WeekSoc, 0, 1);
        Within(nameof(EndOfLifeShare), options.EndOfLifeShare, 0.3, 0.99);
        Within(nameof(Members), options.Members, 1, 1000);
        Within(nameof(LoadSd), options.LoadSd, 0, 1);
        Within(nameof(MaterialLossPerYear), options.MaterialLossPerYear, 0, 0.5);
        Within(nameof(Tolerance), options.Tolerance, 1e-6, 0.01);
        Within(nameof(StepS), options.StepS, 10, 3600);
        return options;
    }
}

/// <summary>Years ahead.</summary>
/// <param name="Years">Times, years from now.</param>
/// <param name="Capacity">Capacity, % of the new cell's.</param>
/// <param name="Resistance">Resistance at half charge and rest, % of the new cell's.</param>
/// <param name="LifeYears">Years until the capacity meets the end of life, by the percentiles of <see cref="ForecastBands.Standard"/>; null where it is beyond the
/// horizon. The fifth percentile is the short life.</param>
/// <param name="WeeksRun">Weeks that were simulated, of all cells.</param>
/// <param name="WeeksStoodFor">Weeks that they stand for.</param>
/// <param name="WeekChargeAh">What the first week charges, Ah.</param>
/// <param name="WeekBoundShare">Share of the first week in which limits kept the cell from the plan.</param>
public sealed record YearsForecastReport(
    double[] Years, ForecastBands Capacity, ForecastBands Resistance, double?[] LifeYears, int WeeksRun, int WeeksStoodFor, double WeekChargeAh, double WeekBoundShare);

/// <summary>
/// Years ahead under a typical week, by cycle jumping (Cojocaru and Karlsson 2006, Int. J. Fatigue 28 1677): a week is simulated with all that happens in
/// it, its growth of SEI is taken as a rate, and weeks are jumped over by Heun's method with Euler's inside it, whose difference is the error and sets the
/// length of the jump. The variable that is carried on is the square of the film's thickness: where transport through the film limits it, its rate is steady,
/// and jumps are long. Pure; repeats to the last bit.
/// </summary>
public static class YearsForecast
{
    private const double WeeksPerYear = 365.25 / 7;
    private const double LongestJump = 104;

    /// <summary>Runs the forecast.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or no law of growth is chosen; the message says which and why.</exception>
    public static YearsForecastReport Of(ForecastStart start, ForecastPlan week, YearsForecastOptions options, CancellationToken cancellationToken = default)
    {
        ForecastStart.Checked(start);
        ArgumentNullException.ThrowIfNull(week);
        YearsForecastOptions.Checked(options);
        if (start.Model.Sei == SeiLaw.None && options.MaterialLossPerYear == 0)
            throw new ArgumentException("Sei is None and MaterialLossPerYear is 0: nothing ages. Choose a law of SEI growth.", nameof(start));
        var cell = new ReducedCell(start.Model);
        var set = start.Model.Cell;
        var limits = options.Limits ?? new ReducedLimits(set.MinVoltageV, set.MaxVoltageV, 10 * set.NominalCapacityAh, 10 * set.NominalCapacityAh);
        var run = new WeekRun(cell, week, limits, options.WeekSoc, start.StartK, options.StepS);
        var ensemble = new ForecastEnsemble(start with { Followed = null }, cell, options.Seed);
        var weeks = options.Years * WeeksPerYear;
        var count = (int)Math.Ceiling(weeks / 4) + 1;
        var times = Enumerable.Range(0, count).Select(i => Math.Min(weeks, 4.0 * i)).ToArray();
        double[][] Empty() => [.. Enumerable.Range(0, count).Select(_ => new double[options.Members])];
        var (capacity, resistance) = (Empty(), Empty());
        var lives = new double[options.Members];
        var (newAh, newOhm) = run.Look(ReducedHealth.New);
        var state = new double[cell.Count];
        (double Lost, double ChargedAh, double BoundShare) first = default;
        for (var member = 0; member < options.Members; member++)
        {
            var health = ensemble.Draw(likely: member == 0, state);
            var load = member == 0 ? 1 : Math.Max(0, 1 + options.LoadSd * ensemble.Normal());
            var lost = Losses(run, health, load, times, options, out var firstWeek, cancellationToken);
            if (member == 0) first = firstWeek;
            var (life, before) = (double.PositiveInfinity, double.NaN);
            for (var i = 0; i < count; i++)
            {
                var (ah, ohm) = run.Look(Aged(health, lost[i], times[i], options));
                capacity[i][member] = 100 * ah / newAh;
                resistance[i][member] = 100 * ohm / newOhm;
                var (share, end) = (ah / newAh, options.EndOfLifeShare);
                if (double.IsInfinity(life) && share <= end)
                    life = i == 0 ? 0 : (times[i - 1] + (times[i] - times[i - 1]) * (before - end) / (before - share)) / WeeksPerYear;
                before = share;
            }
            lives[member] = life;
            options.Progress?.Invoke((member + 1.0) / options.Members);
        }
        Array.Sort(lives);
        return new YearsForecastReport(
            Array.ConvertAll(times, t => t / WeeksPerYear), ForecastBands.Of("Capacity, % of new", "capacityPct", capacity), ForecastBands.Of("Resistance, % of new", "resistancePct", resistance),
            [.. ForecastBands.Standard.Select(p => Quantiles.Of(lives, p)).Select(l => double.IsFinite(l) ? l : (double?)null)],
            run.Runs, (int)Math.Ceiling(weeks) * options.Members, first.ChargedAh, first.BoundShare);
    }

    /// <summary>Lost lithium at the given times, weeks: jumps as long as the error allows.</summary>
    internal static double[] Losses(
        WeekRun run, ReducedHealth health, double load, double[] times, YearsForecastOptions options, out (double Lost, double ChargedAh, double BoundShare) first, CancellationToken cancellationToken)
    {
        // The film over a new cell's, by the lithium in it: a cell that lost nothing has thickness 1 of its own.
        var film = run.FilmPerLoss;
        var lost = new double[times.Length];
        (lost[0], first) = (health.LostLithium, default);
        if (film == 0)
        {
            Array.Fill(lost, health.LostLithium);
            first = run.Of(health, load);
            return lost;
        }
        double Square(double share) => Math.Pow(1 + film * share, 2);
        double Share(double square) => Math.Clamp((Math.Sqrt(Math.Max(1, square)) - 1) / film, 0, 0.6);
        double Rate(double square, double time)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var share = Share(square);
            var week = run.Of(Aged(health, share, time, options), load);
            return Square(share + week.Lost) - square;
        }
        var (now, at, next, jump) = (0.0, Square(health.LostLithium), 1, 4.0);
        first = run.Of(health, load);
        var rate = Rate(at, 0);
        while (next < times.Length)
        {
            jump = Math.Min(Math.Min(jump, LongestJump), times[^1] - now);
            var euler = at + jump * rate;
            // The last week of the jump begins a week before its end: so a jump of one week is that week, and nothing else.
            var then = jump > 1 ? Rate(at + (jump - 1) * rate, now + jump - 1) : rate;
            var heun = at + 0.5 * jump * (rate + then);
            var error = Math.Abs(Share(heun) - Share(euler));
            var allowed = options.Tolerance + 0.03 * (Share(heun) - Share(at));
            if (error > allowed && jump > 1)
            {
                jump = Math.Max(1, jump * Math.Max(0.2, 0.9 * Math.Sqrt(allowed / error)));
                continue;
            }
            for (; next < times.Length && times[next] <= now + jump + 1e-9; next++)
            {
                var part = (times[next] - now) / jump;
                lost[next] = Share(at + jump * part * (rate + 0.5 * part * (then - rate)));
            }
            (now, at) = (now + jump, heun);
            if (Share(at) >= 0.6)
            {
                for (; next < times.Length; next++) lost[next] = 0.6;
                break;
            }
            jump *= Math.Clamp(0.9 * Math.Sqrt(allowed / Math.Max(error, 1e-12)), 0.5, 4);
            if (next < times.Length) rate = Rate(at, now);
        }
        return lost;
    }

    private static ReducedHealth Aged(ReducedHealth health, double lost, double weeks, YearsForecastOptions options) => health with
    {
        LostLithium = Math.Clamp(lost, 0, 0.6),
        CapacityFactor = Math.Max(0.2, health.CapacityFactor * (1 - options.MaterialLossPerYear * weeks / WeeksPerYear)),
    };
}
