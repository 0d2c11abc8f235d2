using Busbar.Cloud.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Busbar.Cloud.Api.TwinFields;

namespace Busbar.Cloud.Api;

/// <summary><c>/twin</c>: lithium-ion cells, simulated for those who ask. It knows no station and changes nothing.</summary>
internal static class TwinResource
{
    private const int MostCycles = 2000;
    private static readonly BodyField<int> Cycles = new("cycles", Rules.Integer(1, MostCycles), "How often the experiment is run.", required: true);
    private static readonly BodyShape Run = new("TwinRun", Set, Model, Thermal, Mesh, Sei, Plating, Cracks, Lam, PorosityChange, InitialSoc, TemperatureC, Experiment, PeriodS);
    private static readonly BodyShape Age = new("TwinAgeing", Set, Model, Thermal, Mesh, Sei, Plating, Cracks, Lam, PorosityChange, InitialSoc, TemperatureC, Experiment, Cycles);

    public static void Map(IEndpointRouteBuilder api)
    {
        var twin = api.MapGroup("/twin").WithTags("Twin");
        twin.MapGet("/sets", () => Results.Json(ParameterSets.All.Select(TwinSetShape.Of).ToArray()))
            .Takes().Describe<TwinSetShape[]>("listTwinSets", "Cells that can be simulated.");
        twin.MapPost("/runs", (HttpContext http, TwinService service) => AnswerAsync(http, service, PeriodS.Optional(http) ?? 10, 1, TwinRunShape.Of)).Takes(Run)
            .Describe<TwinRunShape>("runTwin", "One cell under an experiment, point by point. Nothing is kept.", StatusCodes.Status429TooManyRequests);
        twin.MapPost("/ageing", (HttpContext http, TwinService service) =>
                AnswerAsync(http, service, double.PositiveInfinity, Cycles.Read(http), result => TwinAgeingShape.Of(Set.Read(http), result))).Takes(Age)
            .Describe<TwinAgeingShape>("ageTwin", "One cell under an experiment again and again, with what is left of it after each time. Nothing is kept.", StatusCodes.Status429TooManyRequests);
        TwinPackResource.Map(twin);
        TwinPackFollowResource.Map(twin);
        TwinFitResource.Map(twin);
        TwinFollowResource.Map(twin);
        TwinForecastResource.Map(twin);
        TwinTelemetryResource.Map(twin);
    }

    private static Task<IResult> AnswerAsync<TShape>(HttpContext http, TwinService service, double periodS, int cycles, Func<TwinResult, TShape> shape) => TwinFields.AnswerAsync(async () =>
    {
        var steps = Core.Twin.Experiments.Experiment.Parse(Experiment.Read(http), Set.Read(http));
        return shape(await service.RunAsync(new TwinOrder(TwinOptions.Checked(OptionsOf(http)), steps, periodS, cycles), http.RequestAborted));
    });

    private static TwinOptions OptionsOf(HttpContext http) => new()
    {
        Cell = Set.Read(http),
        Model = Model.Optional(http) ?? TwinModel.Spme,
        Thermal = Thermal.Optional(http) ?? TwinThermal.Isothermal,
        Mesh = Mesh.Optional(http) ?? TwinMesh.Own,
        Sei = Sei.Optional(http) ?? SeiLaw.None,
        Plating = Plating.Optional(http) ?? PlatingLaw.None,
        Cracks = Cracks.Optional(http) ?? CrackGrowth.None,
        MaterialLoss = Lam.Optional(http) ?? MaterialLoss.None,
        PorosityChange = PorosityChange.Optional(http) ?? false,
        InitialSoc = InitialSoc.Optional(http) ?? 1,
        TemperatureK = TemperatureC.Optional(http) + Physics.ZeroCelsiusK,
    };
}
