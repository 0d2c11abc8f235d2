using Busbar.Core.Battery;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Fit;

/// <summary>What was found out about one parameter. Values are over those of the new cell, but for lost lithium, which is a share of all.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Value">Its value; where it was refused, the one that the search began with.</param>
/// <param name="Low">Lower end of the 95 % interval; where the parameter was refused it bounds nothing.</param>
/// <param name="High">Upper end of the 95 % interval; where the parameter was refused it bounds nothing.</param>
/// <param name="StandardDeviation">Of the parameter where it is fitted as such (resistance, lost lithium), else of its logarithm.</param>
/// <param name="Refusal">Why the telemetry does not show it, and what load would; null when it does.</param>
public sealed record FitEstimate(FitParameter Parameter, double Value, double Low, double High, double StandardDeviation, string? Refusal)
{
    /// <summary>True when the telemetry shows it.</summary>
    public bool IsShown => Refusal is null;
}

/// <summary>State of charge at the start of a window.</summary>
/// <param name="StartS">When the window begins, s.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Used">How many of them count; those before the cell forgot where it came from do not.</param>
/// <param name="SocPct">State of charge at the start, %.</param>
/// <param name="SocSdPct">Its standard deviation, %.</param>
/// <param name="RmseV">Root of the mean square of the residuals, V.</param>
public sealed record FitWindow(double StartS, int Rows, int Used, double SocPct, double SocSdPct, double RmseV);

/// <summary>What a fit found.</summary>
public sealed record FitReport
{
    /// <summary>An estimate for every parameter that was looked for, in that order.</summary>
    public required IReadOnlyList<FitEstimate> Estimates { get; init; }

    /// <summary>The cell by these estimates; what was refused is as at the start.</summary>
    public required ReducedHealth Health { get; init; }

    /// <summary>Capacity between the open-circuit voltages at 0 and 100 %, Ah; null when it was refused or not looked for.</summary>
    public required double? CapacityAh { get; init; }

    /// <summary>Ends of its interval, Ah.</summary>
    public required (double Low, double High)? CapacityIntervalAh { get; init; }

    /// <summary>Covariance of the estimates in the units of <see cref="FitEstimate.StandardDeviation"/>, row by row.</summary>
    public required double[] Covariance { get; init; }

    /// <summary>The current sensor's factor and zero that fit best: true = measured (1 + gain) + offset. Both have what was believed of them in them.</summary>
    public required (double Gain, double OffsetA) CurrentSensor { get; init; }

    /// <summary>What the current was taken to do between two rows.</summary>
    public required CurrentBetween Between { get; init; }

    /// <summary>The windows.</summary>
    public required IReadOnlyList<FitWindow> Windows { get; init; }

    /// <summary>Measured less modelled voltage of every row, V, by window.</summary>
    public required IReadOnlyList<double[]> ResidualV { get; init; }

    /// <summary>Noise of the voltage as it was estimated robustly, V.</summary>
    public required double NoiseV { get; init; }

    /// <summary>Share of the rows that lie so far off that the robust loss weakens them.</summary>
    public required double WeakenedShare { get; init; }

    /// <summary>By how much the residuals' memory inflates the covariance, 1 or more: 1 where they are white, and then the model fits.</summary>
    public required double MemoryFactor { get; init; }

    /// <summary>Steps of the search.</summary>
    public required int Iterations { get; init; }

    /// <summary>True when the search came to an end by itself.</summary>
    public required bool IsConverged { get; init; }

    /// <summary>Likelihood profiles, one per parameter in the same order; empty where they were not asked for.</summary>
    public IReadOnlyList<FitProfile> Profiles { get; init; } = [];

    /// <summary>Correlation of two estimates, -1 to 1.</summary>
    public double Correlation(int first, int second)
    {
        var n = Estimates.Count;
        var size = Math.Sqrt(Covariance[first * n + first] * Covariance[second * n + second]);
        return size > 0 ? Covariance[first * n + second] / size : 0;
    }
}
