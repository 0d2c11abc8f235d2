using Busbar.Cloud.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Experiments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/twin</c>: lithium-ion cells, simulated for those who ask. It knows no station and changes nothing.</summary>
internal static class TwinResource
{
    private const int MostCycles = 2000;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private static readonly BodyField<CellParameters> Set = new(
        "set", Rules.OneOf([.. ParameterSets.All.Select(set => (set.Name, set))]), "Parameter set of the cell.", required: true);

    private static readonly BodyField<TwinModel> Model = new("model", Rules.OneOf(("SPM", TwinModel.Spm), ("SPMe", TwinModel.Spme), ("DFN", TwinModel.Dfn)), "Default SPMe.");
    private static readonly BodyField<TwinThermal> Thermal = new("thermal", Rules.Choice<TwinThermal>(), "Default isothermal.");

    private static readonly BodyField<TwinMesh> Mesh = new(
        "mesh", Rules.OneOf(("std", TwinMesh.Standard), ("fine", TwinMesh.Fine), ("own", TwinMesh.Own)), "std is as PyBaMM has it by default; default own, which is as right as fine with few unknowns.");

    private static readonly BodyField<SeiLaw> Sei = new(
        "sei",
        Rules.OneOf(
            ("none", SeiLaw.None), ("reaction-limited", SeiLaw.ReactionLimited), ("solvent-diffusion-limited", SeiLaw.SolventDiffusionLimited),
            ("interstitial-diffusion-limited", SeiLaw.InterstitialDiffusionLimited), ("electron-migration-limited", SeiLaw.ElectronMigrationLimited),
            ("ec-reaction-limited", SeiLaw.EcReactionLimited)),
        "What limits the growth of SEI; default none.");

    private static readonly BodyField<double> InitialSoc = new("initialSoc", Rules.Number(0, 1), "State of charge at the start; default 1.");
    private static readonly BodyField<double> TemperatureC = new("temperatureC", Rules.Number(-40, 80), "Of the surroundings, and of the cell at the start, degC; the set's own without it.");

    private static readonly BodyField<string> Experiment = new(
        "experiment", Rules.Text(1, 4000), "Sentences with semicolons between them, such as Discharge at C/5 until 2.5 V; Rest for 1 hour.", required: true);

    private static readonly BodyField<double> PeriodS = new("periodS", Rules.Number(0.001, 1e6), "Time between points, s; default 10.");
    private static readonly BodyField<int> Cycles = new("cycles", Rules.Integer(1, MostCycles), "How often the experiment is run.", required: true);
    private static readonly BodyShape Run = new("TwinRun", Set, Model, Thermal, Mesh, Sei, InitialSoc, TemperatureC, Experiment, PeriodS);
    private static readonly BodyShape Age = new("TwinAgeing", Set, Model, Thermal, Mesh, Sei, InitialSoc, TemperatureC, Experiment, Cycles);

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
    }

    private static async Task<IResult> AnswerAsync<TShape>(HttpContext http, TwinService service, double periodS, int cycles, Func<TwinResult, TShape> shape)
    {
        TwinOrder order;
        try
        {
            order = new TwinOrder(TwinOptions.Checked(OptionsOf(http)), Core.Twin.Experiments.Experiment.Parse(Experiment.Read(http), Set.Read(http)), periodS, cycles);
        }
        catch (FormatException e)
        {
            return Problems.BadInput(Experiment.Name, e.Message);
        }
        catch (ArgumentException e)
        {
            return Problems.BadInput("body", e.Message);
        }

        try
        {
            return Results.Json(shape(await service.RunAsync(order, http.RequestAborted)));
        }
        catch (TwinTooLargeException e)
        {
            return Problems.BadInput(Experiment.Name, e.Message);
        }
        catch (TwinBusyException e)
        {
            return Problems.Later(StatusCodes.Status429TooManyRequests, "Too many simulations at once", e.Message, Retry);
        }
    }

    private static TwinOptions OptionsOf(HttpContext http) => new()
    {
        Cell = Set.Read(http),
        Model = Model.Optional(http) ?? TwinModel.Spme,
        Thermal = Thermal.Optional(http) ?? TwinThermal.Isothermal,
        Mesh = Mesh.Optional(http) ?? TwinMesh.Own,
        Sei = Sei.Optional(http) ?? SeiLaw.None,
        InitialSoc = InitialSoc.Optional(http) ?? 1,
        TemperatureK = TemperatureC.Optional(http) + Physics.ZeroCelsiusK,
    };
}
