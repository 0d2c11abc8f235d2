using System.Globalization;

namespace Busbar.Core.Twin.Follow;

/// <summary>What a follower of a pack believed along telemetry.</summary>
/// <param name="Sight">How far into the pack it saw.</param>
/// <param name="Estimates">What it believed after each row that was not late.</param>
/// <param name="Units">Each unit at the end.</param>
/// <param name="Turns">How its trust changed, the first hundred times and the last.</param>
/// <param name="Last">Everything that it knows at the end, unit by unit.</param>
/// <param name="Late">Rows whose time was not after the one before.</param>
/// <param name="Summary">Its trust at the end in words.</param>
public sealed record PackFollowReport(
    PackSight Sight, IReadOnlyList<PackEstimate> Estimates, IReadOnlyList<PackUnit> Units, IReadOnlyList<FollowTurn> Turns, IReadOnlyList<FollowSnapshot> Last, int Late, string Summary);

/// <summary>Lets a follower of a pack go along telemetry that is there already. Pure.</summary>
public static class PackFollowRun
{
    private const int MostTurns = 100;

    /// <summary>Goes along the rows as they came; what is wrong with them is the followers' to find out.</summary>
    /// <exception cref="ArgumentException">There is no row, or an option is out of range; the message says which and why.</exception>
    public static PackFollowReport Of(PackTelemetry telemetry, PackFollowOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(telemetry);
        var follower = new PackFollower(options, telemetry.Sight);
        var (rows, estimates, turns) = (telemetry.Rows, new List<PackEstimate>(), new List<FollowTurn>());
        if (rows.Count == 0) throw new ArgumentException("There is no row of telemetry to follow.", nameof(telemetry));
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var e = follower.Step(row);
            if (e.IsLate) continue;
            estimates.Add(e);
            if (turns.Count > 0 && turns[^1].Trust == e.Trust) continue;
            if (turns.Count == MostTurns) turns.RemoveAt(MostTurns - 1);
            var worst = follower.Unit(e.WorstUnit);
            turns.Add(new FollowTurn(e.TimeS, e.Trust, follower.Count == 1 ? worst.Reason : $"{Sentence(worst.Place)}: {worst.Reason}"));
        }
        if (estimates.Count == 0) throw new ArgumentException($"None of the {rows.Count} rows has a time; timeS is a number that rises from row to row.", nameof(telemetry));
        PackUnit[] units = [.. follower.Units()];
        return new PackFollowReport(telemetry.Sight, estimates, units, turns, follower.Save(), rows.Count - estimates.Count, Summary(estimates[^1], units));
    }

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string Summary(in PackEstimate last, PackUnit[] units)
    {
        var untrusted = units.Count(u => u.Estimate.Trust is FollowTrust.Doubtful or FollowTrust.Lost);
        var weakest = units.MinBy(u => u.CapacityAh)!;
        return string.Create(CultureInfo.InvariantCulture,
            $"{last.Trust}: {units.Length} followed by themselves, {untrusted} of them not to be trusted; state of charge within {last.SocBandPct:0.0} %; least capacity has {weakest.Place}, {weakest.CapacityAh:0.000} Ah (+-{weakest.CapacityBandAh:0.000}).");
    }
}
