using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Forecast;
using Busbar.Core.Twin.Reduced;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>Where a forecast begins and what is planned: the fields that all forecasts share. What a fit found goes in by the parameters' names.</summary>
internal static class TwinForecastFields
{
    public static readonly BodyField<double> Soc = new("initialSoc", Rules.Number(0, 1), "State of charge now, and at the begin of each week; default 0.5.");
    public static readonly BodyField<double> SocSd = new("socSd", Rules.Number(0, 0.5), "Its standard deviation; default 0.02.");
    public static readonly BodyField<double> Capacity = new("capacity", Rules.Number(0.2, 2), "Material that takes part, over the new cell's; default 1.");
    public static readonly BodyField<double> CapacitySd = new("capacitySd", Rules.Number(0, 1), "Its standard deviation, a share; default 0.");
    public static readonly BodyField<double> Resistance = new("resistance", Rules.Number(0, 10), "Over the new cell's; default 1.");
    public static readonly BodyField<double> ResistanceSd = new("resistanceSd", Rules.Number(0, 5), "Its standard deviation; default 0.");
    public static readonly BodyField<double> DiffusionTime = new("diffusionTime", Rules.Number(0.05, 20), "Over the new cell's; default 1.");
    public static readonly BodyField<double> DiffusionTimeSd = new("diffusionTimeSd", Rules.Number(0, 2), "Its standard deviation, a share; default 0.");
    public static readonly BodyField<double> SeiRate = new("seiRate", Rules.Number(0, 100), "Rate at which SEI grows, over the set's; default 1.");
    public static readonly BodyField<double> SeiRateSd = new("seiRateSd", Rules.Number(0, 2), "Its standard deviation, a share; default 0.");
    public static readonly BodyField<double> LostLithium = new("lostLithium", Rules.Number(0, 0.6), "Share of the lithium that is lost already; default 0.");
    public static readonly BodyField<SeiLaw> Sei = new("sei", Rules.OneOf([.. TwinWords.SeiLaws]), "What limits the growth of SEI; default solvent-diffusion-limited.");

    public static readonly BodyField<string> Plan = new(
        "plan", Rules.Text(1, 4000), "Sentences, each with a duration: Discharge at 4 W for 2 hours; Rest for 1 hour; Charge at C/4 for 2 hours. Instead of columns.");

    public static readonly BodyField<IReadOnlyList<double>> TimeS = new("timeS", Rules.Column, "When each value of the plan begins, s, from 0 on; each holds until the next.");
    public static readonly BodyField<IReadOnlyList<double>> PowerW = new("powerW", Rules.Column, "Planned power, W; positive charges.");
    public static readonly BodyField<IReadOnlyList<double>> CurrentA = new("currentA", Rules.Column, "Planned current, A, instead of power; positive charges.");
    public static readonly BodyField<double> EndS = new("endS", Rules.Number(1, 1e8), "When the plan ends, s; without it the last value lasts as long as the one before.");

    public static readonly BodyField<double> LoadSd = new("loadSd", Rules.Number(0, 1), "Standard deviation of the load, a share of it; default 0.05.");
    public static readonly BodyField<int> Seed = new("seed", Rules.Integer(1, int.MaxValue), "The same seed gives the same forecast; default 1.");
    public static readonly BodyField<double> EndOfLife = new("endOfLife", Rules.Number(0.3, 0.99), "Capacity over the new cell's at which it is at its end; default 0.8.");

    /// <summary>Fields of the cell and of its health.</summary>
    public static BodyField[] Cell { get; } =
    [
        TwinFields.Set, TwinFields.Thermal, Sei, TwinFields.TemperatureC, Soc, SocSd, Capacity, CapacitySd, Resistance, ResistanceSd, DiffusionTime, DiffusionTimeSd, SeiRate, SeiRateSd,
        LostLithium,
    ];

    /// <summary>Fields of a plan.</summary>
    public static BodyField[] Planned { get; } = [Plan, TimeS, PowerW, CurrentA, EndS];

    /// <summary>The start.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the set lacks what is asked of it.</exception>
    public static ForecastStart Start(HttpContext http) => ForecastStart.Checked(new ForecastStart
    {
        Model = new ReducedOptions { Cell = TwinFields.Set.Read(http), Thermal = TwinFields.Thermal.Optional(http), Sei = Sei.Optional(http) ?? SeiLaw.SolventDiffusionLimited },
        Health = new ReducedHealth
        {
            CapacityFactor = Capacity.Optional(http) ?? 1,
            ResistanceFactor = Resistance.Optional(http) ?? 1,
            DiffusionTimeFactor = DiffusionTime.Optional(http) ?? 1,
            SeiRateFactor = SeiRate.Optional(http) ?? 1,
            LostLithium = LostLithium.Optional(http) ?? 0,
        },
        Soc = Soc.Optional(http) ?? 0.5,
        SocSd = SocSd.Optional(http) ?? 0.02,
        CapacitySd = CapacitySd.Optional(http) ?? 0,
        ResistanceSd = ResistanceSd.Optional(http) ?? 0,
        DiffusionTimeSd = DiffusionTimeSd.Optional(http) ?? 0,
        SeiRateSd = SeiRateSd.Optional(http) ?? 0,
        TemperatureK = TwinFields.TemperatureC.Optional(http) + Physics.ZeroCelsiusK,
    });

    /// <summary>The plan.</summary>
    /// <exception cref="FormatException">A sentence is not understood.</exception>
    /// <exception cref="ArgumentException">There is none, there are two, or it cannot be driven.</exception>
    public static ForecastPlan PlanOf(HttpContext http)
    {
        var (text, time, power, current) = (Plan.Optional(http), TimeS.Optional(http), PowerW.Optional(http), CurrentA.Optional(http));
        if ((text is null) == (time is null)) throw new ArgumentException($"plan and timeS are {(text is null ? "both missing" : "both there")}. Give one of them.", nameof(http));
        if (text is not null) return ForecastPlan.Of(text, TwinFields.Set.Read(http));
        if ((power is null) == (current is null)) throw new ArgumentException($"powerW and currentA are {(power is null ? "both missing" : "both there")}. Give one of them with timeS.", nameof(http));
        var times = time!.ToArray();
        var last = times.Length > 1 ? 2 * times[^1] - times[^2] : 3600;
        return new ForecastPlan(power is null ? TwinLoadKind.Current : TwinLoadKind.Power, times, [.. power ?? current!], EndS.Optional(http) ?? last);
    }
}
