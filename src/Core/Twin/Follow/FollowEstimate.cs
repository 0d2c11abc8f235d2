namespace Busbar.Core.Twin.Follow;

/// <summary>How far a follower trusts itself.</summary>
public enum FollowTrust
{
    /// <summary>Too little was seen yet, or the state of charge is not known to 5 % either way.</summary>
    Settling,

    /// <summary>What is measured scatters around what is expected as it should.</summary>
    Trusted,

    /// <summary>It scatters more than it should: the bands are widened by as much.</summary>
    Doubtful,

    /// <summary>The model does not fit to what is measured; its numbers are not to be used.</summary>
    Lost,
}

/// <summary>What became of a measured voltage.</summary>
public enum FollowVerdict
{
    /// <summary>It was taken in.</summary>
    Taken,

    /// <summary>It was too far off, and was left out.</summary>
    Outlier,

    /// <summary>There was none, or it was no number a cell can have.</summary>
    Missing,

    /// <summary>Its time was not after the last one; nothing was done.</summary>
    Late,

    /// <summary>Too many in a row were too far off: the state of charge was opened up again, to be found anew.</summary>
    Reacquired,
}

/// <summary>What a follower believes after a measurement. Bands are 95 %: the value lies within plus and minus that much.</summary>
/// <param name="TimeS">Time of the measurement, s.</param>
/// <param name="SocPct">State of charge, %.</param>
/// <param name="SocBandPct">Its band, %.</param>
/// <param name="CapacityFactor">Capacity over the new cell's.</param>
/// <param name="CapacityBand">Its band.</param>
/// <param name="ResistanceFactor">Resistance over the new cell's.</param>
/// <param name="ResistanceBand">Its band.</param>
/// <param name="BiasA">What is to be added to the measured current, A.</param>
/// <param name="BiasBandA">Its band, A.</param>
/// <param name="TemperatureK">Temperature, K.</param>
/// <param name="ExpectedV">Voltage that was expected, V.</param>
/// <param name="InnovationV">Measured less expected, V; NaN where nothing was measured.</param>
/// <param name="Nis">Square of the innovation over the variance that was expected of it: 1 on average when model and noise are right.</param>
/// <param name="Verdict">What became of the voltage.</param>
/// <param name="Trust">How far all this is to be trusted.</param>
public readonly record struct FollowEstimate(
    double TimeS, double SocPct, double SocBandPct, double CapacityFactor, double CapacityBand, double ResistanceFactor, double ResistanceBand,
    double BiasA, double BiasBandA, double TemperatureK, double ExpectedV, double InnovationV, double Nis, FollowVerdict Verdict, FollowTrust Trust);

/// <summary>Everything a follower knows, to go on after a restart to the last bit. The arrays are copies.</summary>
/// <param name="Set">Name of the parameter set.</param>
/// <param name="Values">State, parameters and bias.</param>
/// <param name="Covariance">Their covariance, row by row.</param>
/// <param name="Memory">What the tests of consistency and the clock remember.</param>
public sealed record FollowSnapshot(string Set, double[] Values, double[] Covariance, double[] Memory);
