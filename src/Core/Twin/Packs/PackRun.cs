using Busbar.Core.Twin.Experiments;

namespace Busbar.Core.Twin.Packs;

/// <summary>How a step of an experiment on a pack ended.</summary>
/// <param name="Step">The sentence.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Text">The same in words, with values.</param>
/// <param name="Point">What was seen then.</param>
public sealed record PackStepEnd(string Step, TwinEndReason Reason, string Text, PackPoint Point);

/// <summary>
/// An experiment, written for one cell, on a whole pack: currents times the cells in parallel, powers times all cells, voltages times the cells in series. A voltage that ends a
/// step is that of the first cell to meet it, as a management would have it. Pure.
/// </summary>
public static class PackRun
{
    /// <summary>Longest step of an experiment on a pack, s: as long as the division of its current is held.</summary>
    private const double LongestStepS = 5;

    /// <summary>Current over nominal capacity that counts as nothing, 1/h.</summary>
    private const double LeastRate = 1e-3;

    /// <summary>A step that nothing else ends is over after a year of 365 days, s.</summary>
    private const double MostS = 365 * 86_400.0;

    /// <summary>Runs one step.</summary>
    /// <param name="pack">The pack; it stays as the step leaves it.</param>
    /// <param name="options">What it was made from.</param>
    /// <param name="step">The step, for one cell.</param>
    /// <param name="periodS">Time between points, s, above 0. A step's end is found to within the lesser of it and five seconds.</param>
    /// <param name="noted">Told of every point.</param>
    /// <exception cref="ArgumentException">The load is a profile or a resistance, or the step could go on for ever.</exception>
    public static PackStepEnd Run(PackSimulator pack, PackOptions options, ExperimentStep step, double periodS, Action<PackPoint> noted)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(noted);
        if (!(periodS > 0 && double.IsFinite(periodS))) throw new ArgumentException($"periodS is {periodS}; it is above 0 s.", nameof(periodS));
        var beside = options.Strings.Sum(s => s.Groups[0].Cells);
        var load = Scaled(step.Load, options.Strings[0].Groups.Count, beside, pack.CellCount);
        var (startS, nextS) = (pack.TimeS, pack.TimeS + periodS);
        var endS = startS + (step.Stop.DurationS ?? MostS);
        while (true)
        {
            var dtS = Math.Min(Math.Min(nextS - pack.TimeS, LongestStepS), endS - pack.TimeS);
            if (dtS > 0) pack.Step(load, dtS);
            var now = pack.Now();
            var reason = Met(step.Stop, now, beside, now.TimeS >= endS - 1e-9) ?? Stalled(pack, load, now, beside * options.Cell.NominalCapacityAh);
            if (reason is null && now.TimeS < nextS - 1e-9) continue;
            noted(now);
            nextS = now.TimeS + periodS;
            if (reason is { } why) return new(step.Text, why, TextOf(why, now, now.TimeS - startS), now);
        }
    }

    private static TwinLoad Scaled(TwinLoad load, int series, int beside, int cells) => load switch
    {
        { Profile: not null } => throw new ArgumentException("A pack follows sentences, not a profile.", nameof(load)),
        { Kind: TwinLoadKind.Current } => TwinLoad.Current(load.Value * beside),
        { Kind: TwinLoadKind.Power } => TwinLoad.Power(load.Value * cells),
        { Kind: TwinLoadKind.Voltage } => TwinLoad.Voltage(load.Value * series),
        _ => throw new ArgumentException("A pack takes a current, a voltage or a power, not a resistance.", nameof(load)),
    };

    private static TwinEndReason? Met(TwinStop stop, in PackPoint now, int beside, bool isOver)
    {
        if (stop.MinVoltageV is { } low && now.MinCellV <= low) return TwinEndReason.MinVoltage;
        if (stop.MaxVoltageV is { } high && now.MaxCellV >= high && now.CurrentA >= 0) return TwinEndReason.MaxVoltage;
        if (stop.MinCurrentA is { } least && Math.Abs(now.CurrentA) <= least * beside) return TwinEndReason.MinCurrent;
        if (stop.MaxTemperatureK is { } hot && now.MaxTemperatureK >= hot) return TwinEndReason.MaxTemperature;
        if (stop.MinSocPct is { } empty && now.SocPct <= empty) return TwinEndReason.MinSoc;
        if (stop.MaxSocPct is { } full && now.SocPct >= full) return TwinEndReason.MaxSoc;
        if (!double.IsFinite(now.VoltageV)) return TwinEndReason.Impossible;
        return isOver ? TwinEndReason.Duration : null;
    }

    /// <summary>A pack that keeps its bounds comes ever closer to a voltage and never to it: it is there when next to nothing of the load is left.</summary>
    private static TwinEndReason? Stalled(PackSimulator pack, TwinLoad load, in PackPoint now, double nominalAh)
    {
        if (!pack.KeepsBounds || load.Kind == TwinLoadKind.Voltage || load.Value == 0 || Math.Abs(now.CurrentA) > LeastRate * nominalAh) return null;
        return load.Value > 0 ? TwinEndReason.MaxVoltage : TwinEndReason.MinVoltage;
    }

    private static string TextOf(TwinEndReason reason, in PackPoint now, double tookS) => reason switch
    {
        TwinEndReason.MinVoltage => $"Cell {Spell(now.MinCell)} fell to {now.MinCellV:0.000} V.",
        TwinEndReason.MaxVoltage => $"Cell {Spell(now.MaxCell)} rose to {now.MaxCellV:0.000} V.",
        TwinEndReason.MinCurrent => $"The current fell to {Math.Abs(now.CurrentA):0.###} A.",
        TwinEndReason.MaxTemperature => $"Cell {Spell(now.Hottest)} rose to {now.MaxTemperatureK:0.0} K.",
        TwinEndReason.MinSoc or TwinEndReason.MaxSoc => $"The state of charge came to {now.SocPct:0.0} %.",
        TwinEndReason.Duration => $"The time of {tookS:0.###} s was over.",
        _ => "The pack cannot carry this load on.",
    };

    private static string Spell(PackPlace place) => $"{place.String + 1}/{place.Group + 1}/{place.Cell + 1}";
}
