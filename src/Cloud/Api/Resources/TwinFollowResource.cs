using Busbar.Cloud.Twin;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Reduced;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/twin/follows</c>: a twin kept in step with telemetry that somebody brings, and how far it trusts itself.</summary>
internal static class TwinFollowResource
{
    internal static readonly BodyField<double> Soc = new("initialSoc", Rules.Number(0, 1), "State of charge at the start; without it read from the first voltage.");
    internal static readonly BodyField<double> SocSd = new("initialSocSd", Rules.Number(0.001, 0.5), "Its standard deviation; default 0.15.");
    internal static readonly BodyField<double> CapacitySd = new("capacitySd", Rules.Number(0, 0.5), "Standard deviation of the capacity at the start; default 0.1.");
    internal static readonly BodyField<double> ResistanceSd = new("resistanceSd", Rules.Number(0, 2), "Standard deviation of the resistance at the start; default 0.3.");
    internal static readonly BodyField<double> VoltageNoiseV = new("voltageNoiseV", Rules.Number(0.0001, 0.1), "Noise of the voltage with what the model is off, V; default 0.003.");
    internal static readonly BodyField<double> GapS = new("gapS", Rules.Number(1, 3600), "A longer pause is a gap, in which the current is not known, s; default 60.");

    private static readonly BodyShape Follow = new(
        "TwinFollow", TwinFields.Set, Soc, SocSd, TwinForecastFields.Capacity, CapacitySd, TwinForecastFields.Resistance, ResistanceSd, TwinForecastFields.DiffusionTime, VoltageNoiseV, GapS,
        TwinTelemetryFields.Csv, TwinTelemetryFields.TimeS, TwinTelemetryFields.CurrentA, TwinTelemetryFields.VoltageV, TwinTelemetryFields.TemperatureC)
    { MaxBytes = RequestBody.TelemetryBytes };

    public static void Map(IEndpointRouteBuilder twin) =>
        twin.MapPost("/follows", (HttpContext http, TwinService service, TimeProvider time) => TwinFields.AnswerAsync(() => FollowAsync(http, service, time), TwinTelemetryFields.Csv.Name))
            .Takes(Follow).Describe<TwinFollowShape>("followTwin", "A cell's state row by row along its telemetry, with bands, and how far it is to be trusted. Nothing is kept.", StatusCodes.Status429TooManyRequests);

    private static Task<TwinFollowShape> FollowAsync(HttpContext http, TwinService service, TimeProvider time)
    {
        var options = OptionsOf(http, new ReducedHealth
        {
            CapacityFactor = TwinForecastFields.Capacity.Optional(http) ?? 1,
            ResistanceFactor = TwinForecastFields.Resistance.Optional(http) ?? 1,
            DiffusionTimeFactor = TwinForecastFields.DiffusionTime.Optional(http) ?? 1,
        });
        var rows = TwinTelemetryFields.Read(http, service);
        return service.WorkAsync(
            ct =>
            {
                var began = time.GetTimestamp();
                return TwinFollowShape.Of(FollowRun.Of(rows, options, ct), time.GetElapsedTime(began));
            },
            http.RequestAborted);
    }

    /// <summary>How a cell is followed, be it alone or in a pack.</summary>
    internal static FollowOptions OptionsOf(HttpContext http, ReducedHealth health)
    {
        var standard = new FollowOptions { Cell = TwinFields.Set.Read(http) };
        return FollowOptions.Checked(standard with
        {
            Health = health,
            InitialSoc = Soc.Optional(http),
            InitialSocSd = SocSd.Optional(http) ?? standard.InitialSocSd,
            CapacitySd = CapacitySd.Optional(http) ?? standard.CapacitySd,
            ResistanceSd = ResistanceSd.Optional(http) ?? standard.ResistanceSd,
            VoltageNoiseV = VoltageNoiseV.Optional(http) ?? standard.VoltageNoiseV,
            GapS = GapS.Optional(http) ?? standard.GapS,
        });
    }
}
