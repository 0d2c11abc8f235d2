using Busbar.Core.Twin.Fit;

namespace Busbar.Core.Twin.Follow;

/// <summary>The trust of a follower changed.</summary>
/// <param name="TimeS">When, s.</param>
/// <param name="Trust">What it is from then on.</param>
/// <param name="Reason">Why, in words, with the numbers that it comes from.</param>
public sealed record FollowTurn(double TimeS, FollowTrust Trust, string Reason);

/// <summary>What a follower believed along telemetry.</summary>
/// <param name="Estimates">What it believed after each row, in the order of the rows.</param>
/// <param name="Turns">How its trust changed, the first hundred times and the last; the first turn is its first row.</param>
/// <param name="Last">Everything that it knows at the end, for a forecast to begin with.</param>
/// <param name="Summary">Its trust at the end, why, and what became of the rows.</param>
public sealed record FollowReport(IReadOnlyList<FollowEstimate> Estimates, IReadOnlyList<FollowTurn> Turns, FollowSnapshot Last, string Summary);

/// <summary>Lets a follower go along telemetry that is there already. Pure.</summary>
public static class FollowRun
{
    private const int MostTurns = 100;

    /// <summary>Goes along the rows as they came; what is wrong with them is the follower's to find out.</summary>
    /// <exception cref="ArgumentException">There is no row, or an option is out of range; the message says which and why.</exception>
    public static FollowReport Of(IReadOnlyList<TelemetryRow> rows, FollowOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var follower = new CellFollower(options);
        if (rows.Count == 0) throw new ArgumentException("There is no row of telemetry to follow.", nameof(rows));
        var (estimates, turns) = (new FollowEstimate[rows.Count], new List<FollowTurn>());
        for (var i = 0; i < rows.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = rows[i];
            var e = estimates[i] = follower.Step(row.TimeS, row.CurrentA, row.VoltageV, row.TemperatureK);
            if (e.Verdict == FollowVerdict.Late || (turns.Count > 0 && turns[^1].Trust == e.Trust)) continue;
            if (turns.Count == MostTurns) turns.RemoveAt(MostTurns - 1);
            turns.Add(new FollowTurn(e.TimeS, e.Trust, follower.Reason()));
        }
        if (turns.Count == 0) throw new ArgumentException($"None of the {rows.Count} rows has a time; timeS is a number that rises from row to row.", nameof(rows));
        return new FollowReport(estimates, turns, follower.Save(), follower.Explain());
    }
}
