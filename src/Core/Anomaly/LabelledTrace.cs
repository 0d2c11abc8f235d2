namespace Busbar.Core.Anomaly;

/// <summary>A command in a trace.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="LimitA">The new limit in A; null: the old one.</param>
public readonly record struct TraceCommand(TimeSpan At, CommandKind Kind, double? LimitA = null);

/// <summary>A stretch of a trace in which something is known to be wrong.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it is over; not before <paramref name="Start"/>.</param>
public readonly record struct LabelledInterval(FindingKind Kind, TimeSpan Start, TimeSpan End);

/// <summary>A recorded or generated current of which the truth is known.</summary>
/// <param name="Name">Names it in a report.</param>
/// <param name="Samples">As they arrived: may hold duplicates, gaps and bad values.</param>
/// <param name="Commands">In order of time.</param>
/// <param name="Labels">What is wrong where; empty for a normal trace.</param>
public sealed record LabelledTrace(
    string Name, IReadOnlyList<CurrentSample> Samples, IReadOnlyList<TraceCommand> Commands, IReadOnlyList<LabelledInterval> Labels)
{
    /// <summary>From the first sample to the last.</summary>
    public TimeSpan Duration => Samples.Count == 0 ? TimeSpan.Zero : Samples[^1].At - Samples[0].At;

    /// <summary>Plays the trace to a new monitor and gives back every finding as it was when it was raised.</summary>
    public IReadOnlyList<Finding> Replay(CurrentMonitorOptions? options = null)
    {
        var monitor = new CurrentMonitor(options);
        var raised = new List<Finding>();
        var next = 0;
        foreach (var sample in Samples)
        {
            for (; next < Commands.Count && Commands[next].At <= sample.At; next++)
                monitor.OnCommand(Commands[next].At, Commands[next].Kind, Commands[next].LimitA);
            foreach (var change in monitor.Step(sample))
                if (change.State == FindingState.Raised) raised.Add(change);
        }

        return raised;
    }
}
