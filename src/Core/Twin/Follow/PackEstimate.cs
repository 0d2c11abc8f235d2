namespace Busbar.Core.Twin.Follow;

/// <summary>What is followed by itself in a pack: a group, the mean cell of a string, or the mean cell of all.</summary>
/// <param name="String">The string, from 0; -1 for all of them.</param>
/// <param name="Group">The group in its string, from 0; -1 for all of them.</param>
/// <param name="CapacityAh">Capacity of it between the open-circuit voltages at 0 and 100 %, Ah: that of the cells in parallel.</param>
/// <param name="CapacityBandAh">Its 95 % band, Ah.</param>
/// <param name="Estimate">The rest, for one of its cells.</param>
/// <param name="Reason">Why its trust is what it is, in words.</param>
public sealed record PackUnit(int String, int Group, double CapacityAh, double CapacityBandAh, FollowEstimate Estimate, string Reason)
{
    /// <summary>Where it is, counted from 1: "string 2, group 17", "string 2", "the pack".</summary>
    public string Place => Group >= 0 ? $"string {String + 1}, group {Group + 1}" : String >= 0 ? $"string {String + 1}" : "the pack";
}

/// <summary>What is believed of a pack after a measurement. Bands are 95 %: the value lies within plus and minus that much.</summary>
/// <param name="TimeS">Time of the measurement, s.</param>
/// <param name="SocPct">Charge until the first group of each string is empty over that from empty to full, %; where groups are not seen, that of the mean cells.</param>
/// <param name="SocBandPct">Its band, %: that of the groups that bound it.</param>
/// <param name="CapacityAh">Charge from the first group empty to the first group full, summed over the strings, Ah.</param>
/// <param name="CapacityBandAh">Its band, Ah.</param>
/// <param name="LowestSocPct">State of charge of the unit that has least, %.</param>
/// <param name="Lowest">Which unit that is, in the order of <see cref="PackFollower.Units"/>.</param>
/// <param name="HighestSocPct">State of charge of the unit that has most, %.</param>
/// <param name="Highest">Which unit that is.</param>
/// <param name="WorstUnit">The unit that trusts itself least.</param>
/// <param name="IsLate">The time was not after the last one; nothing was done.</param>
/// <param name="Trust">Its trust, and with it that of the pack.</param>
public readonly record struct PackEstimate(
    double TimeS, double SocPct, double SocBandPct, double CapacityAh, double CapacityBandAh, double LowestSocPct, int Lowest, double HighestSocPct, int Highest,
    int WorstUnit, bool IsLate, FollowTrust Trust);
