using Busbar.Cloud.Twin;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Fit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/twin/fits</c>: parameters of a cell from telemetry that somebody brings.</summary>
internal static class TwinFitResource
{
    private static readonly BodyField<IReadOnlyList<FitParameter>> Parameters = new(
        "parameters", Rules.ListOf(Rules.OneOf([.. TwinWords.FitParameters]), TwinWords.FitParameters.Count), "What is looked for; default capacity, resistance and diffusion-time.");

    private static readonly BodyField<CurrentBetween> Between = new(
        "between", Rules.OneOf([.. TwinWords.CurrentsBetween]), "What the current does between rows; without it both are tried, and what leaves less is taken.");

    private static readonly BodyField<double> CurrentGainSd = new(
        "currentGainSd", Rules.Number(0, 0.1), "Standard deviation of the current sensor's factor; default 0.005. It goes straight into the interval of the capacity.");

    private static readonly BodyField<double> CurrentOffsetSdA = new(
        "currentOffsetSdA", Rules.Number(0, 1000), "Standard deviation of the current sensor's zero, A; default a thousandth of 1C.");

    private static readonly BodyField<bool> Profiles = new(
        "profiles", Rules.Flag, "Whether the intervals of likelihood profiles are looked for too, which takes several times as long; default false.");

    private static readonly BodyShape Fit = new(
        "TwinFit", TwinFields.Set, TwinFields.Sei, Parameters, Between, CurrentGainSd, CurrentOffsetSdA, Profiles, TwinTelemetryFields.Csv, TwinTelemetryFields.TimeS, TwinTelemetryFields.CurrentA,
        TwinTelemetryFields.VoltageV, TwinTelemetryFields.TemperatureC) { MaxBytes = RequestBody.TelemetryBytes };

    public static void Map(IEndpointRouteBuilder twin) =>
        twin.MapPost("/fits", (HttpContext http, TwinService service, TimeProvider time) => TwinFields.AnswerAsync(() => FitAsync(http, service, time), TwinTelemetryFields.Csv.Name))
            .Takes(Fit).Describe<TwinFitShape>("fitTwin", "Parameters of a cell from its telemetry, with intervals, and what the telemetry cannot show. Nothing is kept.", StatusCodes.Status429TooManyRequests);

    private static Task<TwinFitShape> FitAsync(HttpContext http, TwinService service, TimeProvider time)
    {
        var options = new FitOptions
        {
            Cell = TwinFields.Set.Read(http),
            Sei = TwinFields.Sei.Optional(http) ?? SeiLaw.None,
            Between = Between.Optional(http),
            CurrentGainSd = CurrentGainSd.Optional(http) ?? 0.005,
            CurrentOffsetSdA = CurrentOffsetSdA.Optional(http),
            Profiles = Profiles.Optional(http) ?? false,
        };
        if (Parameters.Optional(http) is { } wanted) options = options with { Parameters = wanted };
        FitOptions.Checked(options);
        var rows = TwinTelemetryFields.Read(http, service);
        return service.WorkAsync(
            ct =>
            {
                var began = time.GetTimestamp();
                var clean = TelemetryCleaner.Clean(rows, options.Cell);
                return TwinFitShape.Of(clean, CellFit.Of(clean.Windows, options, ct), time.GetElapsedTime(began));
            },
            http.RequestAborted);
    }
}
