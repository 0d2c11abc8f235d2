using Busbar.Cloud.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Forecast;
using Busbar.Core.Twin.Reduced;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/twin/telemetry</c>: telemetry of a cell whose truth is known, to try a fit or a follower on.</summary>
internal static class TwinTelemetryResource
{
    private static readonly BodyField<string> Plan = new("plan", Rules.Text(1, 4000), TwinForecastFields.Plan.Description.Replace(" Instead of columns.", "", StringComparison.Ordinal), required: true);
    private static readonly BodyField<double> Soc = new("initialSoc", Rules.Number(0, 1), "State of charge at the start; default 0.9.");
    private static readonly BodyField<double> PeriodS = new("periodS", Rules.Number(0.1, 3600), "Time between rows, s; default 10.");
    private static readonly BodyField<double> VoltageNoiseV = new("voltageNoiseV", Rules.Number(0, 0.1), "Noise of the voltage, V; default 0.0015.");
    private static readonly BodyField<double> CurrentNoise = new("currentNoise", Rules.Number(0, 0.1), "Noise of the current, a share of it; default 0.005.");
    private static readonly BodyField<double> CurrentOffsetA = new("currentOffsetA", Rules.Number(-100, 100), "What the current sensor shows too much, A; default 0.");
    private static readonly BodyField<double> OutlierShare = new("outlierShare", Rules.Number(0, 0.5), "Share of the voltages that are 20 mV off; default 0.002.");
    private static readonly BodyField<double> GapFromS = new("gapFromS", Rules.Number(0, 1e8), "When the telemetry falls silent, s; without it never.");
    private static readonly BodyField<double> GapS = new("gapS", Rules.Number(0, 1e8), "For how long, s; the cell goes on meanwhile.");

    private static readonly BodyShape Simulate = new(
        "TwinTelemetry", TwinFields.Set, TwinFields.TemperatureC, Soc, TwinForecastFields.Capacity, TwinForecastFields.Resistance, TwinForecastFields.DiffusionTime, Plan, PeriodS, VoltageNoiseV,
        CurrentNoise, CurrentOffsetA, OutlierShare, GapFromS, GapS, TwinForecastFields.Seed);

    public static void Map(IEndpointRouteBuilder twin) =>
        twin.MapPost("/telemetry", (HttpContext http, TwinService service) => TwinFields.AnswerAsync(() => SimulateAsync(http, service), Plan.Name)).Takes(Simulate)
            .Describe<TwinTelemetryShape>("simulateTwinTelemetry", "Telemetry of a cell whose truth is known, with sensors that are off. Nothing is kept.", StatusCodes.Status429TooManyRequests);

    private static Task<TwinTelemetryShape> SimulateAsync(HttpContext http, TwinService service)
    {
        var set = TwinFields.Set.Read(http);
        var standard = new TelemetrySimulation { Model = new ReducedOptions { Cell = set }, Plan = ForecastPlan.Of(Plan.Read(http), set) };
        var simulation = TelemetrySimulation.Checked(standard with
        {
            Health = new ReducedHealth
            {
                CapacityFactor = TwinForecastFields.Capacity.Optional(http) ?? 1,
                ResistanceFactor = TwinForecastFields.Resistance.Optional(http) ?? 1,
                DiffusionTimeFactor = TwinForecastFields.DiffusionTime.Optional(http) ?? 1,
            },
            Soc = Soc.Optional(http) ?? standard.Soc,
            TemperatureK = TwinFields.TemperatureC.Optional(http) + Physics.ZeroCelsiusK,
            PeriodS = PeriodS.Optional(http) ?? standard.PeriodS,
            VoltageNoiseV = VoltageNoiseV.Optional(http) ?? standard.VoltageNoiseV,
            CurrentNoise = CurrentNoise.Optional(http) ?? standard.CurrentNoise,
            CurrentOffsetA = CurrentOffsetA.Optional(http) ?? standard.CurrentOffsetA,
            OutlierShare = OutlierShare.Optional(http) ?? standard.OutlierShare,
            GapFromS = GapFromS.Optional(http),
            GapS = GapS.Optional(http) ?? standard.GapS,
            Seed = TwinForecastFields.Seed.Optional(http) ?? standard.Seed,
        });
        service.Admit("rows", (long)(simulation.Plan.EndS / simulation.PeriodS));
        return service.WorkAsync(
            ct =>
            {
                var rows = new List<SimulatedRow>();
                foreach (var row in SimulatedTelemetry.Of(simulation))
                {
                    ct.ThrowIfCancellationRequested();
                    rows.Add(row);
                }
                return TwinTelemetryShape.Of(rows);
            },
            http.RequestAborted);
    }
}
