using Busbar.Core.Battery;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Fit;

/// <summary>What can be found out about a cell from its telemetry.</summary>
public enum FitParameter
{
    /// <summary><see cref="ReducedHealth.CapacityFactor"/>: the material that takes part.</summary>
    Capacity,

    /// <summary><see cref="ReducedHealth.ResistanceFactor"/>.</summary>
    Resistance,

    /// <summary><see cref="ReducedHealth.DiffusionTimeFactor"/>.</summary>
    DiffusionTime,

    /// <summary><see cref="ReducedHealth.SeiRateFactor"/>; needs a law of SEI growth and windows far apart in time.</summary>
    SeiRate,

    /// <summary><see cref="ReducedHealth.LostLithium"/> at the start of the first window.</summary>
    LostLithium,
}

/// <summary>What the current does between two rows.</summary>
public enum CurrentBetween
{
    /// <summary>It goes straight from one to the other: right for a load that moves slowly, and for mean values.</summary>
    Linear,

    /// <summary>It stays until the next row: right for a load that is set in steps, sampled just after.</summary>
    Held,
}

/// <summary>What is fitted, and what is believed beforehand. Immutable.</summary>
public sealed record FitOptions
{
    /// <summary>The cell, when it was new.</summary>
    public required CellParameters Cell { get; init; }

    /// <summary>The law by which SEI grows; default none, and then its rate cannot be fitted.</summary>
    public SeiLaw Sei { get; init; }

    /// <summary>What is looked for; default capacity, resistance and diffusion time. The others stay as in <see cref="Start"/>.</summary>
    public IReadOnlyList<FitParameter> Parameters { get; init; } = [FitParameter.Capacity, FitParameter.Resistance, FitParameter.DiffusionTime];

    /// <summary>Where the search begins; default a new cell.</summary>
    public ReducedHealth Start { get; init; } = ReducedHealth.New;

    /// <summary>What the current does between two rows; null (the default) tries both and takes what leaves less. Where a row is sent at a jump (two rows
    /// of one time), both are the same.</summary>
    public CurrentBetween? Between { get; init; }

    /// <summary>Standard deviation of the current sensor's factor, 0 to 0.1; default 0.005. It goes straight into the interval of the capacity.</summary>
    public double CurrentGainSd { get; init; } = 0.005;

    /// <summary>Standard deviation of the current sensor's zero, A, 0 or more; null (the default) is a thousandth of the nominal capacity in one hour.</summary>
    public double? CurrentOffsetSdA { get; init; }

    /// <summary>Charge that the current sensor does not see (noise, digits, what happens between rows): its standard deviation after an hour over the nominal
    /// capacity, growing with the root of time; 0 to 0.05, default 0.0005.</summary>
    public double ChargeWander { get; init; } = 0.0005;

    /// <summary>Noise of the voltage that is not gone below, V; default 0.001. It stands for what the model is off: telemetry with less noise is not believed more.</summary>
    public double LeastNoiseV { get; init; } = 0.001;

    /// <summary>Share of the cases in which the truth is to be inside the intervals, 0.5 to 0.999; default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Longest step of the model, s; default 30. Longer pauses of the telemetry are divided.</summary>
    public double StepS { get; init; } = 30;

    /// <summary>Steps of the search after which it gives up, 1 to 1000; default 60.</summary>
    public int MaxIterations { get; init; } = 60;

    /// <summary>Whether the intervals of likelihood profiles are looked for too, beside those of the curvature; default false: they take several times as long.</summary>
    public bool Profiles { get; init; }

    /// <summary>Told of every step: its number and the root of the mean square of the residuals, V. Null for nobody.</summary>
    public Action<int, double>? Iterated { get; init; }

    /// <summary>Standard deviation of the current sensor's zero in use, A.</summary>
    internal double OffsetSdA => CurrentOffsetSdA ?? 0.001 * Cell.NominalCapacityAh;

    /// <summary>The options themselves, when nothing is wrong with them.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public static FitOptions Checked(FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CellParameters.Checked(options.Cell);
        ReducedHealth.Checked(options.Start);
        void Within(string field, double value, double low, double high, string reason)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}, {reason}.", nameof(options));
        }
        Within(nameof(CurrentGainSd), options.CurrentGainSd, 0, 0.1, "no current sensor is worse than a tenth");
        Within(nameof(CurrentOffsetSdA), options.OffsetSdA, 0, options.Cell.NominalCapacityAh, "an offset of 1C is no measurement");
        Within(nameof(ChargeWander), options.ChargeWander, 0, 0.05, "a share of the nominal capacity in one hour");
        Within(nameof(LeastNoiseV), options.LeastNoiseV, 1e-6, 0.1, "the noise of a voltage in volt");
        Within(nameof(Confidence), options.Confidence, 0.5, 0.999, "the share of cases in which an interval holds the truth");
        Within(nameof(StepS), options.StepS, 0.1, 300, "steps of the model in seconds");
        Within(nameof(MaxIterations), options.MaxIterations, 1, 1000, "steps of the search");
        if (options.Parameters.Count == 0) throw new ArgumentException("Parameters is empty; one at least is looked for.", nameof(options));
        if (options.Parameters.Distinct().Count() != options.Parameters.Count) throw new ArgumentException("Parameters names one twice.", nameof(options));
        return options;
    }
}
