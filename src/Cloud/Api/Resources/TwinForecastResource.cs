using Busbar.Cloud.Twin;
using Busbar.Core.Twin.Forecast;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Busbar.Cloud.Api.TwinForecastFields;

namespace Busbar.Cloud.Api;

/// <summary><c>/twin/forecasts</c>: what a cell will do in the next hours and in the next years, and what its wear costs.</summary>
internal static class TwinForecastResource
{
    /// <summary>Cells by points of one forecast, over <c>Twin:MaxPoints</c>: each holds four numbers while percentiles are made.</summary>
    private const int MostCellPoints = 40;

    private static readonly BodyField<int> HourMembers = new("members", Rules.Integer(1, 1000), "Cells that are drawn; default 200. One alone is the most likely one, without bands.");
    private static readonly BodyField<double> PeriodS = new("periodS", Rules.Number(1, 3600), "Time between points, s; default 60.");
    private static readonly BodyField<double> Years = new("years", Rules.Number(0.1, 50), "How many years; default 10.");
    private static readonly BodyField<int> YearMembers = new("members", Rules.Integer(1, 200), "Cells that are drawn; default 20. One alone is the most likely one, without bands.");
    private static readonly BodyField<double> MaterialLoss = new("materialLossPerYear", Rules.Number(0, 0.5), "Active material lost per year besides SEI, a share; default 0.");

    private static readonly BodyField<string> Cases = new(
        "cases", Rules.Text(1, 4000), "Ways to use the cell, each a rate, a temperature and a window of charge: 0.5C 25degC 20-80%; 1C 35degC 0-100%.", required: true);

    private static readonly BodyField<double> PricePerKWh = new("pricePerKWh", Rules.Number(1e-6, 1e9), "Price of a new battery per kWh of its nominal energy, in any currency.", required: true);
    private static readonly BodyField<string> PriceSource = new("priceSource", Rules.Text(1, 200), "Where the price is from: an offer, an invoice, a study.", required: true);
    private static readonly BodyField<double> ResidualShare = new("residualShare", Rules.Number(0, 0.9), "What the battery is still worth at its end, a share of its price; default 0.");
    private static readonly BodyField<double> EnergyPerKWh = new("energyPerKWh", Rules.Number(0, 1e9), "Price of the energy that turns into heat, per kWh; default 0.");
    private static readonly BodyField<double> MaxPowerW = new("maxPowerW", Rules.Number(1e-6, 1e6), "Greatest power either way, W; default 1C at the middle of the window of voltage.");
    private static readonly BodyField<int> Pieces = new("pieces", Rules.Integer(2, 40), "Most straight pieces; default 6.");

    private static readonly BodyShape Hours = new("TwinHours", [.. Cell, .. Planned, LoadSd, Seed, HourMembers, PeriodS]);
    private static readonly BodyShape Week = new("TwinYears", [.. Cell, .. Planned, LoadSd, Seed, YearMembers, Years, EndOfLife, MaterialLoss]);
    private static readonly BodyShape Ways = new("TwinWhatIf", [.. Cell, Cases, Years, EndOfLife, MaterialLoss]);
    private static readonly BodyShape Cost = new("TwinWearCost", [.. Cell, PricePerKWh, PriceSource, ResidualShare, EnergyPerKWh, EndOfLife, MaxPowerW, Pieces]);

    public static void Map(IEndpointRouteBuilder twin)
    {
        Add<TwinHoursShape>("hours", Hours, "forecastTwinHours", "Hours ahead under a plan, in percentiles. Nothing is kept.", HoursAsync, Plan.Name);
        Add<TwinYearsShape>("years", Week, "forecastTwinYears", "Years ahead under a typical week, in percentiles, with the useful life. Nothing is kept.", YearsAsync, Plan.Name);
        Add<TwinWhatIfShape>("what-if", Ways, "compareTwinUses", "What becomes of a cell under each of several ways to use it. Nothing is kept.", WaysAsync, Cases.Name);
        Add<TwinWearCostShape>("wear-cost", Cost, "priceTwinWear", "Cost of wear over power, in convex straight pieces, for a linear program. Nothing is kept.", CostAsync, "body");

        void Add<TShape>(string path, BodyShape body, string name, string summary, Func<HttpContext, TwinService, TimeProvider, Task<TShape>> answer, string field) =>
            twin.MapPost($"/forecasts/{path}", (HttpContext http, TwinService service, TimeProvider time) => TwinFields.AnswerAsync(() => answer(http, service, time), field))
                .Takes(body).Describe<TShape>(name, summary, StatusCodes.Status429TooManyRequests);
    }

    private static Task<TwinHoursShape> HoursAsync(HttpContext http, TwinService service, TimeProvider time)
    {
        var (start, plan) = (Start(http), PlanOf(http));
        var options = new DayForecastOptions
        {
            Members = HourMembers.Optional(http) ?? 200, Seed = Seed.Optional(http) ?? 1, LoadSd = LoadSd.Optional(http) ?? 0.05, PeriodS = PeriodS.Optional(http) ?? 60,
        };
        service.Admit("points", (long)(plan.EndS / options.PeriodS));
        service.Admit("cells by points", options.Members * (long)(plan.EndS / options.PeriodS), MostCellPoints);
        return TimedAsync(http, service, time, ct => DayForecast.Of(start, plan, options, ct), TwinHoursShape.Of);
    }

    private static Task<TwinYearsShape> YearsAsync(HttpContext http, TwinService service, TimeProvider time)
    {
        var (start, plan) = (Start(http), PlanOf(http));
        var options = Ageing(http) with { WeekSoc = start.Soc, Members = YearMembers.Optional(http) ?? 20, Seed = Seed.Optional(http) ?? 1, LoadSd = LoadSd.Optional(http) ?? 0.05 };
        return TimedAsync(http, service, time, ct => YearsForecast.Of(start, plan, options, ct), TwinYearsShape.Of);
    }

    private static Task<TwinWhatIfShape> WaysAsync(HttpContext http, TwinService service, TimeProvider time)
    {
        var (start, ways, options) = (Start(http), WhatIf.Parse(Cases.Read(http)), Ageing(http));
        return TimedAsync(http, service, time, ct => WhatIf.Of(start, ways, options, ct), TwinWhatIfShape.Of);
    }

    private static Task<TwinWearCostShape> CostAsync(HttpContext http, TwinService service, TimeProvider time)
    {
        var start = Start(http);
        var price = new DegradationPrice
        {
            PerKWh = PricePerKWh.Read(http),
            Source = PriceSource.Read(http),
            ResidualShare = ResidualShare.Optional(http) ?? 0,
            EndOfLifeShare = EndOfLife.Optional(http) ?? 0.8,
            EnergyPerKWh = EnergyPerKWh.Optional(http) ?? 0,
        };
        var (power, pieces) = (MaxPowerW.Optional(http), Pieces.Optional(http) ?? 6);
        return TimedAsync(http, service, time, _ => DegradationCost.Of(start, price, power, pieces: pieces), TwinWearCostShape.Of);
    }

    private static YearsForecastOptions Ageing(HttpContext http) => YearsForecastOptions.Checked(new YearsForecastOptions
    {
        Years = Years.Optional(http) ?? 10, EndOfLifeShare = EndOfLife.Optional(http) ?? 0.8, MaterialLossPerYear = MaterialLoss.Optional(http) ?? 0,
    });

    private static Task<TShape> TimedAsync<TReport, TShape>(
        HttpContext http, TwinService service, TimeProvider time, Func<CancellationToken, TReport> forecast, Func<TReport, double, TShape> shape) => service.WorkAsync(
        ct =>
        {
            var began = time.GetTimestamp();
            var report = forecast(ct);
            return shape(report, time.GetElapsedTime(began).TotalMilliseconds);
        },
        http.RequestAborted);
}
