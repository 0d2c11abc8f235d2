using Busbar.Core.Twin.Arithmetic;

namespace Busbar.Core.Twin.Reduced;

/// <summary>The parameters of <see cref="ReducedHealth"/> that the voltage can be differentiated by, in the order of their columns.</summary>
public enum ReducedParameter
{
    /// <summary><see cref="ReducedHealth.CapacityFactor"/>.</summary>
    Capacity,

    /// <summary><see cref="ReducedHealth.ResistanceFactor"/>.</summary>
    Resistance,

    /// <summary><see cref="ReducedHealth.DiffusionTimeFactor"/>.</summary>
    DiffusionTime,

    /// <summary><see cref="ReducedHealth.SeiRateFactor"/>.</summary>
    SeiRate,
}

/// <summary>How far a cell is from a new one of its set. Immutable.</summary>
public sealed record ReducedHealth
{
    /// <summary>How many parameters <see cref="ReducedParameter"/> names.</summary>
    public const int Parameters = 4;

    /// <summary>A new cell.</summary>
    public static ReducedHealth New { get; } = new();

    /// <summary>Active material of both electrodes, with the lithium in it, over the new cell's: capacity goes with it. 0.2 to 2; default 1.</summary>
    public double CapacityFactor { get; init; } = 1;

    /// <summary>1 for a new cell; what is above it is an ohmic resistance besides, in units of <see cref="ReducedCell.ReferenceOhm"/>. 0 to 10; default 1.
    /// The SEI's own resistance, where it is followed, is not in it.</summary>
    public double ResistanceFactor { get; init; } = 1;

    /// <summary>Time of diffusion in both particles over the new cell's, R^2/D. 0.05 to 20; default 1.</summary>
    public double DiffusionTimeFactor { get; init; } = 1;

    /// <summary>Rate of growth of the SEI over the set's. 0 to 100; default 1.</summary>
    public double SeiRateFactor { get; init; } = 1;

    /// <summary>Share of the cyclable lithium that is lost to side reactions, 0 to 0.6; default 0. Where SEI is followed, its film has it.</summary>
    public double LostLithium { get; init; }

    /// <summary>The health itself, when nothing is wrong with it.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public static ReducedHealth Checked(ReducedHealth health)
    {
        ArgumentNullException.ThrowIfNull(health);
        void Within(string field, double value, double low, double high, string reason)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}, {reason}.", nameof(health));
        }
        Within(nameof(CapacityFactor), health.CapacityFactor, 0.2, 2, "1 is the material of a new cell");
        Within(nameof(ResistanceFactor), health.ResistanceFactor, 0, 10, "1 is the resistance of a new cell");
        Within(nameof(DiffusionTimeFactor), health.DiffusionTimeFactor, 0.05, 20, "1 is the time of a new cell");
        Within(nameof(SeiRateFactor), health.SeiRateFactor, 0, 100, "1 is the rate of the set");
        Within(nameof(LostLithium), health.LostLithium, 0, 0.6, "0 is a new cell, and beyond 0.6 nothing is left to cycle");
        return health;
    }
}

/// <summary>The parameters of a <see cref="ReducedHealth"/> as numbers of a kind.</summary>
internal readonly record struct HealthOf<T>(T Capacity, T Resistance, T DiffusionTime, T SeiRate)
    where T : struct, IArithmetic<T>
{
    internal static HealthOf<T> Of(ReducedHealth h) =>
        new(T.Of(h.CapacityFactor), T.Of(h.ResistanceFactor), T.Of(h.DiffusionTimeFactor), T.Of(h.SeiRateFactor));
}
