using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Experiments;

namespace Busbar.Core.Twin.Forecast;

/// <summary>A load over time, in steps: each value holds until the next. Positive charges. Immutable.</summary>
public sealed class ForecastPlan
{
    /// <summary>A week, s.</summary>
    public const double WeekS = 7 * 86400;

    private readonly double[] _timeS;
    private readonly double[] _value;

    /// <summary>Makes a plan.</summary>
    /// <param name="kind">Current or power.</param>
    /// <param name="timeS">When each value begins, s; from 0 on, rising.</param>
    /// <param name="value">The values, A or W; positive charges.</param>
    /// <param name="endS">When the last value ends, s; after the last time.</param>
    /// <exception cref="ArgumentException">The plan is empty, runs backwards, or holds a value that is no number; the row is named.</exception>
    public ForecastPlan(TwinLoadKind kind, ReadOnlySpan<double> timeS, ReadOnlySpan<double> value, double endS)
    {
        if (kind is not (TwinLoadKind.Current or TwinLoadKind.Power)) throw new ArgumentException($"kind is {kind}; a plan is of Current or Power.", nameof(kind));
        if (timeS.Length != value.Length || timeS.IsEmpty) throw new ArgumentException($"A plan needs a row at least, with time and value; this one has {timeS.Length} times and {value.Length} values.", nameof(timeS));
        for (var i = 0; i < timeS.Length; i++)
        {
            if (!double.IsFinite(value[i])) throw new ArgumentException($"Row {i}: the value is {value[i]}; it is a finite number of {(kind == TwinLoadKind.Power ? "watt" : "ampere")}.", nameof(value));
            if (i == 0 && timeS[0] != 0) throw new ArgumentException($"Row 0: timeS is {timeS[0]}; a plan begins at 0 s.", nameof(timeS));
            if (i > 0 && !(timeS[i] > timeS[i - 1])) throw new ArgumentException($"Row {i}: timeS is {timeS[i]} after {timeS[i - 1]}; times rise.", nameof(timeS));
        }
        if (!(endS > timeS[^1] && double.IsFinite(endS))) throw new ArgumentException($"endS is {endS}; a plan ends after its last row at {timeS[^1]} s.", nameof(endS));
        (Kind, _timeS, _value, EndS) = (kind, timeS.ToArray(), value.ToArray(), endS);
    }

    /// <summary>What is planned.</summary>
    public TwinLoadKind Kind { get; }

    /// <summary>When each value begins, s.</summary>
    public ReadOnlySpan<double> TimeS => _timeS;

    /// <summary>The values, A or W.</summary>
    public ReadOnlySpan<double> Values => _value;

    /// <summary>When the plan ends, s.</summary>
    public double EndS { get; }

    /// <summary>A plan in the sentences of an experiment: <c>Discharge at 4 W for 2 hours; Rest for 1 hour; Charge at 3 W for 3 hours</c>. Each has a duration, and no other
    /// end: a forecast keeps the set's window by itself.</summary>
    /// <param name="text">The sentences.</param>
    /// <param name="cell">The cell: 1C is its nominal capacity.</param>
    /// <exception cref="FormatException">A sentence is not understood, or cannot be planned; it is quoted, with the reason.</exception>
    public static ForecastPlan Of(string text, CellParameters cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var (times, values, time, kind) = (new List<double>(), new List<double>(), 0.0, (TwinLoadKind?)null);
        foreach (var step in Experiment.Parse(text, cell))
        {
            if (step.Load.Kind is not (TwinLoadKind.Current or TwinLoadKind.Power)) throw new FormatException($"\"{step.Text}\" cannot be planned: a plan has currents, powers and rests.");
            if (step.Stop.DurationS is not { } lasts) throw new FormatException($"\"{step.Text}\" has no duration; a plan says how long, as in \"Discharge at 1C for 20 minutes\".");
            // A sentence that names no voltage ends at the set's own.
            var open = new TwinStop { DurationS = lasts };
            var own = open with { MinVoltageV = step.Stop.MinVoltageV is null ? null : cell.MinVoltageV, MaxVoltageV = step.Stop.MaxVoltageV is null ? null : cell.MaxVoltageV };
            if (step.Stop != open && step.Stop != own)
                throw new FormatException($"\"{step.Text}\" has an end besides its duration; a plan goes on, and the cell keeps to {cell.MinVoltageV} to {cell.MaxVoltageV} V by itself.");
            if (step.Load.Value != 0)
            {
                kind ??= step.Load.Kind;
                if (kind != step.Load.Kind) throw new FormatException($"\"{step.Text}\" is of {step.Load.Kind}, and what came before of {kind}; a plan has currents or powers, not both.");
            }
            times.Add(time);
            values.Add(step.Load.Value);
            time += lasts;
        }
        return new ForecastPlan(kind ?? TwinLoadKind.Current, times.ToArray(), values.ToArray(), time);
    }

    /// <summary>Reads a plan with columns <c>timeS</c> and <c>currentA</c> or <c>powerW</c>; others are left aside. The last value lasts as long as the one before it,
    /// an hour when there is only one, and not beyond <paramref name="endS"/>.</summary>
    /// <exception cref="FormatException">A column is missing or a value is no number; the line is named.</exception>
    /// <exception cref="ArgumentException">The plan cannot be driven; the row is named.</exception>
    public static ForecastPlan Parse(IEnumerable<string> lines, double? endS = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var (times, values, kind, number) = (new List<double>(), new List<double>(), TwinLoadKind.Current, 0);
        (int Time, int Value)? at = null;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#')) continue;
            var fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (at is null)
            {
                int Column(string name) => Array.FindIndex(fields, f => string.Equals(f, name, StringComparison.OrdinalIgnoreCase));
                var (time, current, power) = (Column("timeS"), Column("currentA"), Column("powerW"));
                if (time < 0 || (current < 0) == (power < 0)) throw new FormatException($"Line {number}: the header is \"{line}\"; it needs timeS and one of currentA and powerW.");
                (at, kind) = ((time, Math.Max(current, power)), power >= 0 ? TwinLoadKind.Power : TwinLoadKind.Current);
                continue;
            }
            times.Add(Number(at.Value.Time, "timeS"));
            values.Add(Number(at.Value.Value, kind == TwinLoadKind.Power ? "powerW" : "currentA"));

            double Number(int column, string name)
            {
                var field = column < fields.Length ? fields[column] : "";
                return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : throw new FormatException($"Line {number}: {name} is \"{field}\"; it is a number.");
            }
        }
        if (times.Count == 0) throw new FormatException("The file has no rows; it begins with a header that has timeS and one of currentA and powerW.");
        var end = endS ?? times[^1] + (times.Count > 1 ? times[^1] - times[^2] : 3600);
        return new ForecastPlan(kind, times.ToArray(), values.ToArray(), end);
    }
}
