using Busbar.Core.Anomaly;
using Busbar.Lab.Anomaly;

namespace Busbar.Lab.Tests.Anomaly;

public sealed class TraceCsvTests
{
    [Theory]
    [InlineData("", 1, 0, "no header")]
    [InlineData("# nothing\n\n", 3, 0, "no header")]
    [InlineData("timeS,currentA\n", 2, 0, "no measurement")]
    [InlineData("timeS,limitA\n0,1", 1, 0, "the column currentA is missing")]
    [InlineData("timeS,currentA,voltage\n", 1, 3, "'voltage' is no column; allowed: timeS, currentA, limitA, label, command.")]
    [InlineData("timeS,currentA,TIMES\n", 1, 3, "'TIMES' stands twice")]
    [InlineData("timeS,currentA\n0,1\nx,2", 3, 1, "timeS is 'x'; allowed: a number such as 12.5.")]
    [InlineData("timeS,currentA\n0,1\n,2", 3, 1, "timeS is ''; allowed: a number such as 12.5.")]
    [InlineData("timeS,currentA\nNaN,1", 2, 1, "timeS is 'NaN'; allowed: seconds, at most 10000000000")]
    [InlineData("timeS,currentA\n1e99,1", 2, 1, "timeS is '1e99'; allowed: seconds, at most 10000000000")]
    [InlineData("timeS,currentA\n0,12;5", 2, 2, "currentA is '12;5'; allowed: a number such as 12.5.")]
    [InlineData("currentA,timeS\n12;5,0", 2, 1, "currentA is '12;5'")]
    [InlineData("timeS,currentA\n0,12,5", 2, 3, "the line has 3 fields; allowed: 2, as in the header.")]
    [InlineData("timeS,currentA,limitA\n0,12", 2, 2, "the line has 2 fields; allowed: 3, as in the header.")]
    [InlineData("timeS,currentA,limitA\n0,12,-1", 2, 3, "limitA is '-1'; allowed: 0 or more, or empty.")]
    [InlineData("timeS,currentA,limitA\n0,12,NaN", 2, 3, "limitA is 'NaN'; allowed: 0 or more, or empty.")]
    [InlineData("timeS,currentA,label\n0,12,odd", 2, 3, "label is 'odd'; allowed: normal, Oscillation, HighVariance, Drift, StepWithoutCommand, LimitViolation, Frozen, several joined with +.")]
    [InlineData("timeS,currentA,label\n0,12,1", 2, 3, "label is '1'")]
    [InlineData("timeS,currentA,label\n0,12,Drift+", 2, 3, "label is 'Drift+'")]
    [InlineData("timeS,currentA,command\n0,12,go", 2, 3, "command is 'go'; allowed: start, stop, limit, other, or empty.")]
    [InlineData("timeS,currentA,limitA,command\n0,12,,limit", 2, 3, "limitA is ''; allowed: a limit, because the command is limit.")]
    [InlineData("timeS,currentA,command\n0,,", 2, 2, "currentA is ''")]
    public void What_cannot_be_read_is_refused_with_line_column_value_and_what_is_allowed(string text, int line, int column, string says)
    {
        var refusal = Assert.Throws<TraceFormatException>(() => TraceCsv.Parse("t", text));
        Assert.Equal((line, column), (refusal.Line, refusal.Column));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Line {line}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_currents_limits_labels_and_commands_are_read()
    {
        var trace = TraceCsv.Parse("t", """
            # recorded at gun 3
            label, currentA, timeS, LimitA, command
            normal, 0, 0, 32,
            , , 0.5, 32, start

            Drift, 12.5, 1, 32,
            drift+Frozen, NaN, 2, ,
            , 1e1, 3, , stop
            Frozen, -5, 4, 16, limit
            """);
        Assert.Equal([0.0, 1, 2, 3, 4], trace.Samples.Select(s => s.At.TotalSeconds));
        Assert.Equal([0, 12.5, double.NaN, 10, -5], trace.Samples.Select(s => s.CurrentA));
        Assert.Equal([32, 32, null, null, 16.0], trace.Samples.Select(s => s.LimitA));
        Assert.Equal([new(S(0.5), CommandKind.Start, 32), new(S(3), CommandKind.Stop), new(S(4), CommandKind.Limit, 16)], trace.Commands);
        Assert.Equal([new(FindingKind.Drift, S(1), S(2)), new(FindingKind.Frozen, S(2), S(2)), new(FindingKind.Frozen, S(4), S(4))], trace.Labels);
    }

    [Fact]
    public void Windows_line_ends_are_read() => Assert.Equal(2, TraceCsv.Parse("t", "timeS,currentA\r\n0,1\r\n1,2\r\n").Samples.Count);

    [Fact]
    public void What_was_written_is_read_again()
    {
        foreach (var kind in Enum.GetValues<TraceKind>())
        {
            var trace = TraceGenerator.Generate(kind, 11);
            var read = TraceCsv.Parse(trace.Name, TraceCsv.Write(trace));
            Assert.Equal(trace.Samples, read.Samples);
            Assert.Equal(trace.Commands.Where(c => c.At <= trace.Samples[^1].At), read.Commands);
            Assert.Equal(trace.Labels.Select(l => l.Kind).Distinct(), read.Labels.Select(l => l.Kind).Distinct());
            Assert.Equal(trace.Replay(), read.Replay());
        }
    }

    [Fact]
    public void A_file_is_read_and_named()
    {
        var path = Path.Combine(Path.GetTempPath(), $"busbar-{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, "timeS,currentA\n0,1\n");
        try
        {
            Assert.Equal(Path.GetFileNameWithoutExtension(path), TraceCsv.ReadFile(path).Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_help_names_every_column_and_label()
    {
        foreach (var word in new[] { "timeS", "currentA", "limitA", "label", "command" }.Concat(Enum.GetNames<FindingKind>()))
            Assert.Contains(word, TraceCsv.Help, StringComparison.Ordinal);
    }

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
