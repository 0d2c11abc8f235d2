using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Experiments;

/// <summary>
/// Experiments in the sentences that battery researchers use, separated by semicolons, commas or line ends: <c>Discharge at C/5 until 2.5 V; Rest for 1 hour;
/// Charge at 1C until 4.2 V; Hold at 4.2 V until C/50</c>, and repeated as <c>3 x (Discharge at 1C for 20 minutes; Rest for 10 min)</c>. A rate is
/// a C-rate (<c>1C</c>, <c>C/5</c>), a current (<c>2 A</c>, <c>500 mA</c>), a power (<c>10 W</c>) or, to discharge, a resistance (<c>2 ohm</c>).
/// It ends at a voltage, a state of charge (<c>20 %</c>) or a temperature that is reached from below (<c>45 degC</c>); a hold at a current, too. <c>for</c> and
/// <c>until</c> may stand together, and <c>until 2.5 V or 20 %</c>: whatever comes first. Where no voltage is named the set's own window ends a step.
/// </summary>
public static class Experiment
{
    private const int MostSteps = 100_000;

    /// <summary>Understands an experiment.</summary>
    /// <param name="text">The sentences.</param>
    /// <param name="cell">The cell: 1C is its nominal capacity, and its window is the default limit.</param>
    /// <exception cref="FormatException">A sentence is not understood; it is quoted, with what is allowed.</exception>
    public static IReadOnlyList<ExperimentStep> Parse(string text, CellParameters cell)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(cell);
        var steps = new List<ExperimentStep>();
        Add(text, cell, steps, 0);
        return steps.Count > 0 ? steps : throw new FormatException("The experiment is empty; it needs a sentence such as \"Discharge at 1C until 2.5 V\".");
    }

    private static void Add(string text, CellParameters cell, List<ExperimentStep> steps, int depth)
    {
        if (depth > 8) throw new FormatException("The experiment nests repeats more than 8 deep.");
        foreach (var part in Parts(text))
        {
            if (Repeat(part) is not var (times, inner))
            {
                steps.Add(ExperimentSentence.Parse(part, cell));
                if (steps.Count > MostSteps) throw new FormatException($"The experiment has more than {MostSteps} steps.");
                continue;
            }
            for (var i = 0; i < times; i++) Add(inner, cell, steps, depth + 1);
        }
    }

    /// <summary>Splits at semicolons, commas and line ends outside of brackets.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            var end = i == text.Length;
            if (!end && text[i] == '(') depth++;
            if (!end && text[i] == ')' && --depth < 0) throw new FormatException($"A bracket closes that was not opened: \"{text}\".");
            if (end && depth > 0) throw new FormatException($"A bracket is not closed: \"{text}\".");
            if (!end && (depth > 0 || text[i] is not (';' or ',' or '\n'))) continue;
            var part = text[start..i].Trim();
            start = i + 1;
            if (part.Length > 0) yield return part;
        }
    }

    /// <summary>Reads "3 x (...)" and "(...) x 3".</summary>
    private static (int Times, string Inner)? Repeat(string part)
    {
        var (open, close) = (part.IndexOf('(', StringComparison.Ordinal), part.LastIndexOf(')'));
        if (open < 0) return null;
        var count = string.Concat(part.AsSpan(0, open), part.AsSpan(close + 1)).Replace("x", "", StringComparison.OrdinalIgnoreCase).Replace("*", "", StringComparison.Ordinal).Trim();
        var inner = part[(open + 1)..close];
        if (count.Length == 0) return (1, inner);
        return int.TryParse(count, out var times) && times is >= 1 and <= MostSteps
            ? (times, inner)
            : throw new FormatException($"\"{part}\" is to be repeated \"{count}\" times; allowed: 1 to {MostSteps}, as in \"3 x (...)\".");
    }
}
