using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Fit;

/// <summary>What telemetry is held against. Immutable.</summary>
public sealed record CleaningRules
{
    /// <summary>A pause longer than this ends a window, s; null (the default) is ten times the median distance of rows, from 60 to a day.</summary>
    public double? GapS { get; init; }

    /// <summary>A single voltage that stands out from both neighbours by more than this while the current does not move is a spike, V; default 0.05.</summary>
    public double SpikeV { get; init; } = 0.05;

    /// <summary>Temperature of the cell where none was measured, K; null (the default) is the set's reference temperature.</summary>
    public double? TemperatureK { get; init; }

    /// <summary>Windows of fewer rows than this are left out; default 10.</summary>
    public int LeastRows { get; init; } = 10;
}

/// <summary>
/// Takes from telemetry what cannot have happened: values that are no numbers, times twice (unless the current jumps there) or backwards, values that no cell has, single spikes. Nothing
/// is smoothed or filled in, except a temperature that is missing: there the last good one stays. What is merely unlikely is left to the robust loss
/// of the fit.
/// </summary>
public static class TelemetryCleaner
{
    private const int MostNotes = 1000;

    /// <summary>Windows that can be used, and what was left out.</summary>
    /// <param name="rows">The rows in the order in which they came.</param>
    /// <param name="cell">The cell that they are said to be from: its limits say what cannot have happened.</param>
    /// <param name="rules">The rules; null takes the defaults.</param>
    public static CleanTelemetry Clean(IReadOnlyList<TelemetryRow> rows, CellParameters cell, CleaningRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(cell);
        rules ??= new CleaningRules();
        var (notes, faults) = (new List<TelemetryNote>(), 0);
        void Note(int number, string reason)
        {
            faults++;
            if (notes.Count < MostNotes) notes.Add(new TelemetryNote(number, reason));
        }
        var good = Possible(rows, cell, rules, Note);
        good = WithoutSpikes(good, cell, rules, Note);
        var gap = rules.GapS ?? Math.Clamp(10 * MedianStep(good), 60, 86400);
        var windows = new List<TelemetryWindow>();
        var kept = 0;
        for (var from = 0; from < good.Count;)
        {
            var to = from + 1;
            while (to < good.Count && good[to].TimeS - good[to - 1].TimeS <= gap) to++;
            if (to < good.Count) Note(good[to].Number, $"timeS is {good[to].TimeS}, {good[to].TimeS - good[to - 1].TimeS:0.###} s after the row before; the gap begins a new window.");
            if (to - from < rules.LeastRows) Note(good[from].Number, $"the window that begins here has {to - from} rows, fewer than {rules.LeastRows}; it was left out.");
            else
            {
                windows.Add(Window(good, from, to));
                kept += to - from;
            }
            from = to;
        }
        notes.Sort((a, b) => a.Number.CompareTo(b.Number));
        return new CleanTelemetry(windows, notes, rows.Count, kept, faults);
    }

    private static List<TelemetryRow> Possible(IReadOnlyList<TelemetryRow> rows, CellParameters cell, CleaningRules rules, Action<int, string> note)
    {
        var good = new List<TelemetryRow>(rows.Count);
        var (lowV, highV, mostA) = (cell.MinVoltageV - 1, cell.MaxVoltageV + 0.5, 50 * cell.NominalCapacityAh);
        var temperature = rules.TemperatureK ?? cell.ReferenceTemperatureK;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (!double.IsFinite(row.TimeS)) note(row.Number, $"timeS is {row.TimeS}; the row was left out.");
            else if (good.Count > 0 && row.TimeS == good[^1].TimeS && !IsJump(good, row, cell)) note(row.Number, $"timeS is {row.TimeS} again; the first row with it counts.");
            else if (good.Count > 0 && row.TimeS < good[^1].TimeS) note(row.Number, $"timeS is {row.TimeS} after {good[^1].TimeS}; time does not run backwards, the row was left out.");
            else if (IsAhead(rows, i, good)) note(row.Number, $"timeS is {row.TimeS} before {rows[i + 1].TimeS}; the clock stood wrong for one row, which was left out.");
            else if (!(Math.Abs(row.CurrentA) <= mostA)) note(row.Number, $"currentA is {row.CurrentA}; allowed: {-mostA} to {mostA}, fifty times the nominal capacity. The row was left out.");
            else if (!(row.VoltageV >= lowV && row.VoltageV <= highV)) note(row.Number, $"voltageV is {row.VoltageV}; allowed: {lowV:0.###} to {highV:0.###}, one cell of the set with a margin. The row was left out.");
            else
            {
                if (row.TemperatureK is >= 223.15 and <= 373.15) temperature = row.TemperatureK;
                else if (!double.IsNaN(row.TemperatureK)) note(row.Number, $"temperatureK is {row.TemperatureK}; allowed: 223.15 to 373.15. The last good one stays, {temperature}.");
                good.Add(row with { TemperatureK = temperature });
            }
        }
        return good;
    }

    /// <summary>Two rows of one time whose currents differ are both sides of a jump, as a run of the twin has them.</summary>
    private static bool IsJump(List<TelemetryRow> good, TelemetryRow row, CellParameters cell) =>
        Math.Abs(row.CurrentA - good[^1].CurrentA) > 0.02 * cell.NominalCapacityAh && (good.Count == 1 || good[^2].TimeS < row.TimeS);

    /// <summary>True when this row alone is ahead of time: the next one fits to the last good one, and not to this.</summary>
    private static bool IsAhead(IReadOnlyList<TelemetryRow> rows, int i, List<TelemetryRow> good) =>
        i + 1 < rows.Count && rows[i + 1].TimeS < rows[i].TimeS && (good.Count == 0 || rows[i + 1].TimeS > good[^1].TimeS);

    /// <summary>A row that stands out from both neighbours alone: in voltage while the current is steady, in current while the voltage is.</summary>
    private static List<TelemetryRow> WithoutSpikes(List<TelemetryRow> rows, CellParameters cell, CleaningRules rules, Action<int, string> note)
    {
        var good = new List<TelemetryRow>(rows.Count);
        var (smallA, greatA) = (0.05 * cell.NominalCapacityAh, 0.5 * cell.NominalCapacityAh);
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0 && i + 1 < rows.Count)
            {
                var (before, row, after) = (good.Count > 0 ? good[^1] : rows[i - 1], rows[i], rows[i + 1]);
                var volts = Spike(before.VoltageV, row.VoltageV, after.VoltageV);
                var amperes = Spike(before.CurrentA, row.CurrentA, after.CurrentA);
                if (volts > rules.SpikeV && amperes < smallA && Math.Abs(after.CurrentA - before.CurrentA) < smallA)
                {
                    note(row.Number, $"voltageV is {row.VoltageV} between {before.VoltageV} and {after.VoltageV} while the current stays; a spike, left out.");
                    continue;
                }
                if (amperes > greatA && volts < 0.003 && Math.Abs(after.VoltageV - before.VoltageV) < 0.003)
                {
                    note(row.Number, $"currentA is {row.CurrentA} between {before.CurrentA} and {after.CurrentA} while the voltage stays; a spike, left out.");
                    continue;
                }
            }
            good.Add(rows[i]);
        }
        return good;
    }

    /// <summary>How far the middle value is above both others, or below both; 0 when it lies between them.</summary>
    private static double Spike(double before, double value, double after) =>
        Math.Max(0, Math.Max(value - Math.Max(before, after), Math.Min(before, after) - value));

    private static double MedianStep(List<TelemetryRow> rows)
    {
        if (rows.Count < 2) return 1;
        var steps = new double[rows.Count - 1];
        for (var i = 0; i < steps.Length; i++) steps[i] = rows[i + 1].TimeS - rows[i].TimeS;
        Array.Sort(steps);
        return steps[steps.Length / 2];
    }

    private static TelemetryWindow Window(List<TelemetryRow> rows, int from, int to)
    {
        double[] Column(Func<TelemetryRow, double> value)
        {
            var column = new double[to - from];
            for (var i = 0; i < column.Length; i++) column[i] = value(rows[from + i]);
            return column;
        }
        return new TelemetryWindow { TimeS = Column(r => r.TimeS), CurrentA = Column(r => r.CurrentA), VoltageV = Column(r => r.VoltageV), TemperatureK = Column(r => r.TemperatureK) };
    }
}
