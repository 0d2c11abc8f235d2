using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Forecast;

/// <summary>Where a forecast begins, and how well that is known. Standard deviations of 0 are what is known for sure. Immutable.</summary>
public sealed record ForecastStart
{
    /// <summary>The model.</summary>
    public required ReducedOptions Model { get; init; }

    /// <summary>The cell's health.</summary>
    public ReducedHealth Health { get; init; } = ReducedHealth.New;

    /// <summary>State of charge, 0 to 1; default 0.5.</summary>
    public double Soc { get; init; } = 0.5;

    /// <summary>Its standard deviation; default 0.</summary>
    public double SocSd { get; init; }

    /// <summary>Standard deviation of the capacity, a share of it; default 0.</summary>
    public double CapacitySd { get; init; }

    /// <summary>Standard deviation of the resistance factor; default 0.</summary>
    public double ResistanceSd { get; init; }

    /// <summary>Standard deviation of the diffusion time, a share of it; default 0.</summary>
    public double DiffusionTimeSd { get; init; }

    /// <summary>Standard deviation of the rate of SEI growth, a share of it; default 0.</summary>
    public double SeiRateSd { get; init; }

    /// <summary>Temperature of cell and surroundings, K; null (the default) is the set's reference temperature.</summary>
    public double? TemperatureK { get; init; }

    /// <summary>State, capacity and resistance as a follower has them, with their covariance; null (the default) where <see cref="Soc"/> and the standard
    /// deviations say it.</summary>
    public FollowSnapshot? Followed { get; init; }

    /// <summary>The temperature in use, K.</summary>
    internal double StartK => TemperatureK ?? Model.Cell.ReferenceTemperatureK;

    /// <summary>What a fit found; what it refused has the standard deviation that is given here.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="refusedSd">Standard deviation of a parameter that was looked for and not shown, a share; default 0.2.</param>
    public static ForecastStart From(ReducedOptions model, FitReport fit, double refusedSd = 0.2)
    {
        ArgumentNullException.ThrowIfNull(fit);
        double Sd(FitParameter parameter) => fit.Estimates.FirstOrDefault(e => e.Parameter == parameter) is { } e ? e.IsShown ? e.StandardDeviation : refusedSd : 0;
        return new ForecastStart
        {
            Model = model,
            Health = fit.Health,
            CapacitySd = Sd(FitParameter.Capacity),
            ResistanceSd = Sd(FitParameter.Resistance),
            DiffusionTimeSd = Sd(FitParameter.DiffusionTime),
            SeiRateSd = Sd(FitParameter.SeiRate),
        };
    }

    /// <summary>The start itself, when nothing is wrong with it.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public static ForecastStart Checked(ForecastStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        ReducedOptions.Checked(start.Model);
        ReducedHealth.Checked(start.Health);
        void Within(string field, double value, double low, double high, string reason)
        {
            if (!(value >= low && value <= high)) throw new ArgumentException($"{field} is {value}; allowed: {low} to {high}, {reason}.", nameof(start));
        }
        Within(nameof(Soc), start.Soc, 0, 1, "0 is the empty cell and 1 the full one");
        Within(nameof(SocSd), start.SocSd, 0, 0.5, "a share of the whole range");
        Within(nameof(CapacitySd), start.CapacitySd, 0, 1, "a share");
        Within(nameof(ResistanceSd), start.ResistanceSd, 0, 5, "a share of the new cell's resistance");
        Within(nameof(DiffusionTimeSd), start.DiffusionTimeSd, 0, 2, "a share");
        Within(nameof(SeiRateSd), start.SeiRateSd, 0, 2, "a share");
        Within(nameof(TemperatureK), start.StartK, 233.15, 353.15, "the fits of the sets hold between -40 and 80 degC at most");
        if (start.Followed is { } f && f.Set != start.Model.Cell.Name) throw new ArgumentException($"Followed is of {f.Set}; the forecast is of {start.Model.Cell.Name}.", nameof(start));
        return start;
    }
}
