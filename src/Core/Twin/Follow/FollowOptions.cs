using Busbar.Core.Battery;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Follow;

/// <summary>What is followed, and how far model and sensors are believed. Immutable.</summary>
public sealed record FollowOptions
{
    /// <summary>The cell, when it was new.</summary>
    public required CellParameters Cell { get; init; }

    /// <summary>What is known of its health, from a fit for instance; default new.</summary>
    public ReducedHealth Health { get; init; } = ReducedHealth.New;

    /// <summary>State of charge at the start, 0 to 1; null (the default) is read from the first voltage.</summary>
    public double? InitialSoc { get; init; }

    /// <summary>Standard deviation of the state of charge at the start, 0.001 to 0.5; default 0.15.</summary>
    public double InitialSocSd { get; init; } = 0.15;

    /// <summary>Standard deviation of the capacity factor at the start, 0 to 0.5; default 0.1.</summary>
    public double CapacitySd { get; init; } = 0.1;

    /// <summary>Standard deviation of the resistance factor at the start, 0 to 2; default 0.3.</summary>
    public double ResistanceSd { get; init; } = 0.3;

    /// <summary>Standard deviation of the current sensor's zero at the start, in nominal capacities per hour, 0 to 0.1; default 0.003.</summary>
    public double BiasSdC { get; init; } = 0.003;

    /// <summary>White noise of the current, share of the reading, 0 to 0.1; default 0.005.</summary>
    public double CurrentNoise { get; init; } = 0.005;

    /// <summary>Noise of the voltage with what the model is off, V, 0.0001 to 0.1; default 0.003.</summary>
    public double VoltageNoiseV { get; init; } = 0.003;

    /// <summary>Noise of the temperature, K, 0.01 to 10; default 0.5.</summary>
    public double TemperatureNoiseK { get; init; } = 0.5;

    /// <summary>Drift of the capacity factor, per root of a day, 0 to 0.1; default 0.0005.</summary>
    public double CapacityDrift { get; init; } = 0.0005;

    /// <summary>Drift of the resistance factor, per root of a day, 0 to 1; default 0.02.</summary>
    public double ResistanceDrift { get; init; } = 0.02;

    /// <summary>Drift of the current sensor's zero, nominal capacities per hour per root of a day, 0 to 0.1; default 0.0005.</summary>
    public double BiasDriftC { get; init; } = 0.0005;

    /// <summary>A pause longer than this is a gap, in which the current is not known, s; default 60.</summary>
    public double GapS { get; init; } = 60;

    /// <summary>Standard deviation of the current in a gap, nominal capacities per hour, 0 to 5; default 0.3.</summary>
    public double GapCurrentC { get; init; } = 0.3;

    /// <summary>A voltage this many standard deviations from what was expected is an outlier, 3 to 20; default 5.</summary>
    public double Gate { get; init; } = 5;

    /// <summary>Temperature of the surroundings, K; null (the default) is the first that is measured.</summary>
    public double? AmbientK { get; init; }

    /// <summary>The options themselves, when nothing is wrong with them.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public static FollowOptions Checked(FollowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CellParameters.Checked(options.Cell);
        ReducedHealth.Checked(options.Health);
        void Within(string field, double value, double low, double high, string reason)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}, {reason}.", nameof(options));
        }
        Within(nameof(InitialSoc), options.InitialSoc ?? 0.5, 0, 1, "0 is the empty cell and 1 the full one");
        Within(nameof(InitialSocSd), options.InitialSocSd, 0.001, 0.5, "a share of the whole range");
        Within(nameof(CapacitySd), options.CapacitySd, 0, 0.5, "a share of the new cell's capacity");
        Within(nameof(ResistanceSd), options.ResistanceSd, 0, 2, "a share of the new cell's resistance");
        Within(nameof(BiasSdC), options.BiasSdC, 0, 0.1, "a sensor that is further off is no sensor");
        Within(nameof(CurrentNoise), options.CurrentNoise, 0, 0.1, "a share of the reading");
        Within(nameof(VoltageNoiseV), options.VoltageNoiseV, 0.0001, 0.1, "noise of one cell's voltage in volt");
        Within(nameof(TemperatureNoiseK), options.TemperatureNoiseK, 0.01, 10, "noise of a temperature in kelvin");
        Within(nameof(CapacityDrift), options.CapacityDrift, 0, 0.1, "per root of a day");
        Within(nameof(ResistanceDrift), options.ResistanceDrift, 0, 1, "per root of a day");
        Within(nameof(BiasDriftC), options.BiasDriftC, 0, 0.1, "per root of a day");
        Within(nameof(GapS), options.GapS, 1, 3600, "a pause in seconds");
        Within(nameof(GapCurrentC), options.GapCurrentC, 0, 5, "a C-rate");
        Within(nameof(Gate), options.Gate, 3, 20, "below, good measurements are lost; above, none is an outlier");
        Within(nameof(AmbientK), options.AmbientK ?? 298.15, 233.15, 353.15, "the fits of the sets hold between -40 and 80 degC at most");
        return options;
    }
}
