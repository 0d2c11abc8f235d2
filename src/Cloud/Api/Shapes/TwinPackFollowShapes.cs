using Busbar.Core.Battery;
using Busbar.Core.Twin.Follow;

namespace Busbar.Cloud.Api;

/// <summary>What a pack's twin believed along telemetry. The columns have one length; bands are 95 %: plus and minus that much.</summary>
/// <param name="Sight">What could be told apart: Groups, Strings, or the Whole as one mean cell.</param>
/// <param name="TimeS">Time of every row that was not too late, s.</param>
/// <param name="SocPct">Charge until the first group of each string is empty over that from empty to full, %; where groups are not seen, that of the mean cells.</param>
/// <param name="SocBandPct">Its band, %.</param>
/// <param name="CapacityAh">Charge from the first group empty to the first group full, summed over the strings, Ah.</param>
/// <param name="CapacityBandAh">Its band, Ah.</param>
/// <param name="LowestSocPct">State of charge of the unit with least, %.</param>
/// <param name="HighestSocPct">State of charge of the unit with most, %.</param>
/// <param name="Units">Each string or group as it is at the end.</param>
/// <param name="Turns">How the trust changed; the last one is how it stands. It is that of the unit that trusts itself least.</param>
/// <param name="Late">Rows whose time was not after the one before.</param>
/// <param name="Summary">The trust at the end in words.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record TwinPackFollowShape(
    PackSight Sight, double[] TimeS, double[] SocPct, double[] SocBandPct, double[] CapacityAh, double[] CapacityBandAh, double[] LowestSocPct, double[] HighestSocPct,
    TwinPackUnitShape[] Units, TwinTurnShape[] Turns, int Late, string Summary, double TookMs)
{
    public static TwinPackFollowShape Of(PackFollowReport report, TimeSpan took)
    {
        double[] Column(Func<PackEstimate, double> of) => [.. report.Estimates.Select(of)];
        return new(
            report.Sight, Column(e => e.TimeS), Column(e => e.SocPct), Column(e => e.SocBandPct), Column(e => e.CapacityAh), Column(e => e.CapacityBandAh), Column(e => e.LowestSocPct),
            Column(e => e.HighestSocPct), [.. report.Units.Select(TwinPackUnitShape.Of)], [.. report.Turns.Select(t => new TwinTurnShape(t.TimeS, t.Trust, t.Reason))], report.Late,
            report.Summary, took.TotalMilliseconds);
    }
}

/// <summary>A string or a group of a pack as its twin has it.</summary>
/// <param name="String">The string, from 1; null for the mean cell of all.</param>
/// <param name="Group">The group in it, from 1; null for the mean cell of the string.</param>
/// <param name="SocPct">State of charge, %.</param>
/// <param name="SocBandPct">Its band, %.</param>
/// <param name="CapacityAh">Capacity of the cells in parallel, Ah.</param>
/// <param name="CapacityBandAh">Its band, Ah.</param>
/// <param name="Capacity">Capacity of the active material over the new cell's.</param>
/// <param name="CapacityBand">Its band.</param>
/// <param name="Resistance">Resistance over the new cell's.</param>
/// <param name="ResistanceBand">Its band.</param>
/// <param name="CurrentBiasA">What is to be added to the measured current, A, by the share of one cell.</param>
/// <param name="TemperatureC">Temperature, degC.</param>
/// <param name="Trust">How far it trusts itself.</param>
/// <param name="Reason">Why, in words.</param>
internal sealed record TwinPackUnitShape(
    int? String, int? Group, double SocPct, double SocBandPct, double CapacityAh, double CapacityBandAh, double Capacity, double CapacityBand, double Resistance, double ResistanceBand,
    double CurrentBiasA, double TemperatureC, FollowTrust Trust, string Reason)
{
    public static TwinPackUnitShape Of(PackUnit u)
    {
        var e = u.Estimate;
        return new(
            u.String < 0 ? null : u.String + 1, u.Group < 0 ? null : u.Group + 1, e.SocPct, e.SocBandPct, u.CapacityAh, u.CapacityBandAh, e.CapacityFactor, e.CapacityBand,
            e.ResistanceFactor, e.ResistanceBand, e.BiasA, e.TemperatureK - Physics.ZeroCelsiusK, e.Trust, u.Reason);
    }
}
