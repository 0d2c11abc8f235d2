using Busbar.Cloud.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Experiments;
using Busbar.Core.Twin.Packs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/twin/packs</c>: packs of cells, simulated for those who ask.</summary>
internal static class TwinPackResource
{
    private static readonly BodyField<int> Series = new("series", Rules.Integer(1, 1000), "Groups in series; default 96.");
    private static readonly BodyField<int> Parallel = new("parallel", Rules.Integer(1, 1000), "Cells in parallel in each group; default 1.");
    private static readonly BodyField<int> Strings = new("strings", Rules.Integer(1, 100), "Strings in parallel, each with contactors of its own; default 1.");
    private static readonly BodyField<double> StateOfHealth = new("stateOfHealth", Rules.Number(0.5, 1), "Capacity of the mean cell over a new one's; default 1.");
    private static readonly BodyField<double> CapacitySpread = new("capacitySpread", Rules.Number(0, 0.1), "Standard deviation over the mean; default 0.01.");
    private static readonly BodyField<double> ResistanceSpread = new("resistanceSpread", Rules.Number(0, 0.3), "Standard deviation over the mean; default 0.03.");
    private static readonly BodyField<double> SocSpread = new("socSpread", Rules.Number(0, 0.1), "Standard deviation of the state of charge at the start; default 0.005.");
    private static readonly BodyField<double> TemperatureSpreadK = new("temperatureSpreadK", Rules.Number(-20, 20), "How much warmer the last group of a string has it than the first, K; default 0.");
    private static readonly BodyField<int> Seed = new("seed", Rules.Integer(1, int.MaxValue), "The same seed gives the same pack; default 1.");
    private static readonly BodyField<bool> Balancing = new("balancing", Rules.Flag, "Whether a resistor across each group evens the groups out; default true.");
    private static readonly BodyField<bool> KeepsBounds = new("keepsBounds", Rules.Flag, "Whether loads are cut to the pack's limits; default true.");

    private static readonly BodyShape Run = new(
        "TwinPackRun", TwinFields.Set, TwinFields.Thermal, TwinFields.InitialSoc, TwinFields.TemperatureC, TwinFields.Experiment, TwinFields.PeriodS, Series, Parallel, Strings,
        StateOfHealth, CapacitySpread, ResistanceSpread, SocSpread, TemperatureSpreadK, Seed, Balancing, KeepsBounds);

    public static void Map(IEndpointRouteBuilder twin) =>
        twin.MapPost("/packs/runs", RunAsync).Takes(Run)
            .Describe<PackRunShape>("runTwinPack", "A pack of cells under an experiment, which is written for one of its cells. Nothing is kept.", StatusCodes.Status429TooManyRequests);

    private static Task<IResult> RunAsync(HttpContext http, TwinService service) => TwinFields.AnswerAsync(async () =>
    {
        var steps = Experiment.Parse(TwinFields.Experiment.Read(http), TwinFields.Set.Read(http));
        var order = new PackOrder(PackChecks.Checked(OptionsOf(http)), steps, TwinFields.PeriodS.Optional(http) ?? 10, KeepsBounds.Optional(http) ?? true);
        return PackRunShape.Of(await service.RunPackAsync(order, http.RequestAborted));
    });

    private static PackOptions OptionsOf(HttpContext http) => new()
    {
        Cell = TwinFields.Set.Read(http),
        Strings = [.. Enumerable.Repeat(PackString.Of(Series.Optional(http) ?? 96, Parallel.Optional(http) ?? 1), Strings.Optional(http) ?? 1)],
        Thermal = TwinFields.Thermal.Optional(http),
        StateOfHealth = StateOfHealth.Optional(http) ?? 1,
        InitialSoc = TwinFields.InitialSoc.Optional(http) ?? 1,
        AmbientK = TwinFields.TemperatureC.Optional(http) + Physics.ZeroCelsiusK,
        Balancing = Balancing.Optional(http) ?? true ? new PackBalancing() : null,
        Spread = new PackSpread
        {
            Capacity = CapacitySpread.Optional(http) ?? 0.01,
            Resistance = ResistanceSpread.Optional(http) ?? 0.03,
            Soc = SocSpread.Optional(http) ?? 0.005,
            TemperatureK = TemperatureSpreadK.Optional(http) ?? 0,
            Seed = (ulong)(Seed.Optional(http) ?? 1),
        },
    };
}
