using System.Globalization;
using System.Text;
using Busbar.Core.Anomaly;

namespace Busbar.Lab.Anomaly;

/// <summary>A trace file that cannot be read.</summary>
/// <param name="line">Line, from 1.</param>
/// <param name="column">Column, from 1; 0 for the line as a whole.</param>
/// <param name="text">What is wrong: the column's name, the value and what is allowed.</param>
public sealed class TraceFormatException(int line, int column, string text)
    : Exception(column > 0 ? $"Line {line}, column {column}: {text}" : $"Line {line}: {text}")
{
    /// <summary>Line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column, from 1; 0 for the line as a whole.</summary>
    public int Column { get; } = column;
}

/// <summary>Reads and writes labelled traces as comma-separated text (<see cref="Help"/>). Thread safe.</summary>
public static class TraceCsv
{
    /// <summary>The format, for the help text of the command line.</summary>
    public const string Help = """
        A trace is a text file with a header line and one line a measurement, fields separated by commas, numbers with a
        decimal point; empty lines and lines that begin with # are skipped. Columns, in any order:
          timeS     seconds from any origin (required)
          currentA  measured current in A, into the vehicle positive (required; NaN and Infinity are bad readings; empty
                    in a line that only holds a command)
          limitA    limit in force in A, empty when unknown (optional)
          label     what is wrong here: empty or normal, or Oscillation, HighVariance, Drift, StepWithoutCommand,
                    LimitViolation, Frozen; several joined with + (optional)
          command   start, stop, limit (to limitA) or other: a reason for the current to move (optional; without it a
                    start looks like a jump that nobody asked for)
        """;

    private static readonly string[] Columns = ["timeS", "currentA", "limitA", "label", "command"];

    /// <summary>Reads a file. The trace is named after it.</summary>
    /// <exception cref="TraceFormatException">The content is no trace.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LabelledTrace ReadFile(string path) => Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path));

    /// <summary>Reads a trace from text.</summary>
    /// <exception cref="TraceFormatException">The text is no trace; the message names line, column, value and what is allowed.</exception>
    public static LabelledTrace Parse(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[]? positions = null;
        var samples = new List<CurrentSample>();
        var commands = new List<TraceCommand>();
        var labels = new LabelRuns();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.IsWhiteSpace() || line.TrimStart().StartsWith('#')) continue;
            var fields = line.ToString().Split(',', StringSplitOptions.TrimEntries);
            if (positions is null)
            {
                positions = Header(fields, number);
                continue;
            }

            var row = new Row(fields, positions, number);
            var at = row.Time();
            var limit = row.Limit();
            var command = row.Command(at, limit);
            if (command is { } c) commands.Add(c);
            if (row.IsEmpty(1) && command is not null) continue;
            samples.Add(new CurrentSample(at, row.Current(), limit));
            labels.Add(at, row.Labels());
        }

        if (positions is null) throw new TraceFormatException(Math.Max(1, number), 0, $"no header; the first line names the columns, such as {string.Join(',', Columns)}.");
        if (samples.Count == 0) throw new TraceFormatException(number, 0, "no measurement; at least one line after the header must have one.");
        return new LabelledTrace(name, samples, [.. commands.OrderBy(c => c.At)], labels.Close());
    }

    /// <summary>Writes a trace so that <see cref="Parse"/> reads the same samples and commands; a label reaches from the first to the last sample inside it. Commands after the last sample are left out.</summary>
    public static string Write(LabelledTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var text = new StringBuilder().AppendJoin(',', Columns).Append('\n');
        var next = 0;
        foreach (var sample in trace.Samples)
        {
            for (; next < trace.Commands.Count && trace.Commands[next].At <= sample.At; next++)
            {
                var c = trace.Commands[next];
                var kind = c.Kind switch { CommandKind.Start => "start", CommandKind.Stop => "stop", CommandKind.Limit when c.LimitA is not null => "limit", _ => "other" };
                text.Append(CultureInfo.InvariantCulture, $"{c.At.TotalSeconds},,{c.LimitA},,{kind}\n");
            }

            var labels = trace.Labels.Where(l => sample.At >= l.Start && sample.At <= l.End).Select(l => l.Kind).Distinct();
            text.Append(CultureInfo.InvariantCulture, $"{sample.At.TotalSeconds},{sample.CurrentA},{sample.LimitA},{string.Join('+', labels)},\n");
        }

        return text.ToString();
    }

    private static int[] Header(string[] fields, int line)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (!Array.Exists(Columns, c => c.Equals(fields[i], StringComparison.OrdinalIgnoreCase)))
                throw new TraceFormatException(line, i + 1, $"'{fields[i]}' is no column; allowed: {string.Join(", ", Columns)}.");
            if (Array.FindIndex(fields, f => f.Equals(fields[i], StringComparison.OrdinalIgnoreCase)) < i)
                throw new TraceFormatException(line, i + 1, $"'{fields[i]}' stands twice.");
        }

        var positions = Array.ConvertAll(Columns, c => Array.FindIndex(fields, f => f.Equals(c, StringComparison.OrdinalIgnoreCase)));
        foreach (var required in new[] { 0, 1 })
            if (positions[required] < 0) throw new TraceFormatException(line, 0, $"the column {Columns[required]} is missing.");
        return positions;
    }

    private readonly struct Row
    {
        private readonly string[] _fields;
        private readonly int[] _positions;
        private readonly int _line;

        public Row(string[] fields, int[] positions, int line)
        {
            var width = positions.Count(p => p >= 0);
            if (fields.Length != width)
                throw new TraceFormatException(line, Math.Min(fields.Length, width + 1), $"the line has {fields.Length} fields; allowed: {width}, as in the header.");
            (_fields, _positions, _line) = (fields, positions, line);
        }

        public bool IsEmpty(int column) => Field(column).Length == 0;

        public TimeSpan Time()
        {
            var seconds = Number(0);
            return double.IsFinite(seconds) && Math.Abs(seconds) <= 1e10
                ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
                : throw Bad(0, "seconds, at most 10000000000 in either direction");
        }

        public double Current() => Number(1);

        public double? Limit()
        {
            if (IsEmpty(2)) return null;
            var limit = Number(2);
            return double.IsFinite(limit) && limit >= 0 ? limit : throw Bad(2, "0 or more, or empty");
        }

        public IEnumerable<FindingKind> Labels()
        {
            var field = Field(3);
            if (field.Length == 0 || field.Equals("normal", StringComparison.OrdinalIgnoreCase)) return [];
            var row = this;
            return field.Split('+', StringSplitOptions.TrimEntries).Select(name =>
                Enum.TryParse<FindingKind>(name, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !char.IsAsciiDigit(name[0])
                    ? kind
                    : throw row.Bad(3, $"normal, {string.Join(", ", Enum.GetNames<FindingKind>())}, several joined with +"));
        }

        public TraceCommand? Command(TimeSpan at, double? limitA) => Field(4).ToUpperInvariant() switch
        {
            "" => null,
            "START" => new TraceCommand(at, CommandKind.Start, limitA),
            "STOP" => new TraceCommand(at, CommandKind.Stop, limitA),
            "LIMIT" when limitA is null => throw Bad(2, "a limit, because the command is limit"),
            "LIMIT" => new TraceCommand(at, CommandKind.Limit, limitA),
            "OTHER" => new TraceCommand(at, CommandKind.Other, limitA),
            _ => throw Bad(4, "start, stop, limit, other, or empty"),
        };

        private string Field(int column) => _positions[column] < 0 ? "" : _fields[_positions[column]];

        private double Number(int column) =>
            double.TryParse(Field(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw Bad(column, "a number such as 12.5");

        private TraceFormatException Bad(int column, string allowed) =>
            new(_line, _positions[column] + 1, $"{Columns[column]} is '{Field(column)}'; allowed: {allowed}.");
    }

    // Neighbouring lines with the same label are one interval.
    private sealed class LabelRuns
    {
        private readonly Dictionary<FindingKind, LabelledInterval> _open = [];
        private readonly List<LabelledInterval> _closed = [];

        public void Add(TimeSpan at, IEnumerable<FindingKind> kinds)
        {
            var now = kinds.ToHashSet();
            foreach (var ended in _open.Keys.Where(k => !now.Contains(k)).ToList())
            {
                _closed.Add(_open[ended]);
                _open.Remove(ended);
            }

            foreach (var kind in now)
                _open[kind] = _open.TryGetValue(kind, out var run) ? run with { End = at > run.End ? at : run.End } : new LabelledInterval(kind, at, at);
        }

        public IReadOnlyList<LabelledInterval> Close() => [.. _closed.Concat(_open.Values).OrderBy(l => l.Start).ThenBy(l => l.Kind)];
    }
}
