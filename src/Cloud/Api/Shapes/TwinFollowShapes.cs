using Busbar.Core.Battery;
using Busbar.Core.Twin.Follow;

namespace Busbar.Cloud.Api;

/// <summary>What a twin believed along telemetry. The columns have one length; bands are 95 %: plus and minus that much.</summary>
/// <param name="TimeS">Time of every row that was not too late, s.</param>
/// <param name="SocPct">State of charge, %.</param>
/// <param name="SocBandPct">Its band, %.</param>
/// <param name="Capacity">Capacity over the new cell's.</param>
/// <param name="CapacityBand">Its band.</param>
/// <param name="Resistance">Resistance over the new cell's.</param>
/// <param name="ResistanceBand">Its band.</param>
/// <param name="CurrentBiasA">What is to be added to the measured current, A.</param>
/// <param name="CurrentBiasBandA">Its band, A.</param>
/// <param name="TemperatureC">Temperature, degC.</param>
/// <param name="ExpectedV">Voltage that was expected, V.</param>
/// <param name="InnovationV">Measured less expected, V; null where nothing was measured.</param>
/// <param name="Counts">What became of the rows.</param>
/// <param name="Turns">How the trust changed; the last one is how it stands.</param>
/// <param name="Summary">The trust at the end in words.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record TwinFollowShape(
    double[] TimeS, double[] SocPct, double[] SocBandPct, double[] Capacity, double[] CapacityBand, double[] Resistance, double[] ResistanceBand, double[] CurrentBiasA,
    double[] CurrentBiasBandA, double[] TemperatureC, double[] ExpectedV, double[] InnovationV, TwinFollowCountsShape Counts, TwinTurnShape[] Turns, string Summary, double TookMs)
{
    public static TwinFollowShape Of(FollowReport report, TimeSpan took)
    {
        var rows = report.Estimates.Where(e => e.Verdict != FollowVerdict.Late).ToArray();
        double[] Column(Func<FollowEstimate, double> of) => Array.ConvertAll(rows, row => of(row));
        return new(
            Column(e => e.TimeS), Column(e => e.SocPct), Column(e => e.SocBandPct), Column(e => e.CapacityFactor), Column(e => e.CapacityBand), Column(e => e.ResistanceFactor),
            Column(e => e.ResistanceBand), Column(e => e.BiasA), Column(e => e.BiasBandA), Column(e => e.TemperatureK - Physics.ZeroCelsiusK), Column(e => e.ExpectedV),
            Column(e => e.InnovationV), TwinFollowCountsShape.Of(report), [.. report.Turns.Select(t => new TwinTurnShape(t.TimeS, t.Trust, t.Reason))], report.Summary, took.TotalMilliseconds);
    }
}

/// <summary>What became of the rows of telemetry.</summary>
/// <param name="Taken">Voltages that were taken in.</param>
/// <param name="Outliers">Voltages too far off, left out.</param>
/// <param name="Missing">Rows without a voltage that a cell can have.</param>
/// <param name="Late">Rows whose time was not after the one before.</param>
/// <param name="Reacquired">How often so many were off in a row that the state of charge was opened up again.</param>
internal sealed record TwinFollowCountsShape(int Taken, int Outliers, int Missing, int Late, int Reacquired)
{
    public static TwinFollowCountsShape Of(FollowReport report)
    {
        int Count(FollowVerdict verdict) => report.Estimates.Count(e => e.Verdict == verdict);
        return new(Count(FollowVerdict.Taken), Count(FollowVerdict.Outlier), Count(FollowVerdict.Missing), Count(FollowVerdict.Late), Count(FollowVerdict.Reacquired));
    }
}

/// <summary>The trust of a twin in itself changed.</summary>
/// <param name="TimeS">When, s.</param>
/// <param name="Trust">What it is from then on.</param>
/// <param name="Reason">Why, in words.</param>
internal sealed record TwinTurnShape(double TimeS, FollowTrust Trust, string Reason);
