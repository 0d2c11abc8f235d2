using Busbar.Cloud.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>What questions about cells and about packs share: their fields, and what a simulation that cannot be had is answered.</summary>
internal static class TwinFields
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    public static readonly BodyField<CellParameters> Set = new(
        "set", Rules.OneOf([.. ParameterSets.All.Select(set => (set.Name, set))]), "Parameter set of the cell.", required: true);

    public static readonly BodyField<TwinModel> Model = new("model", Rules.OneOf([.. TwinWords.Models]), "Default SPMe.");
    public static readonly BodyField<TwinThermal> Thermal = new("thermal", Rules.OneOf([.. TwinWords.Thermals]), "Default isothermal; a pack's cells have heat where the set has thermal data.");

    public static readonly BodyField<TwinMesh> Mesh = new(
        "mesh", Rules.OneOf([.. TwinWords.Meshes]), "std is as PyBaMM has it by default; default own, which is as right as fine with few unknowns.");

    public static readonly BodyField<SeiLaw> Sei = new("sei", Rules.OneOf([.. TwinWords.SeiLaws]), "What limits the growth of SEI; default none.");
    public static readonly BodyField<PlatingLaw> Plating = new("plating", Rules.OneOf([.. TwinWords.Platings]), "Whether lithium is plated on the negative particles; default none.");
    public static readonly BodyField<CrackGrowth> Cracks = new("cracks", Rules.OneOf([.. TwinWords.Cracks]), "Whether the negative particles crack; default none.");
    public static readonly BodyField<MaterialLoss> Lam = new("lam", Rules.OneOf([.. TwinWords.MaterialLosses]), "What takes active material out of reach; default none.");
    public static readonly BodyField<bool> PorosityChange = new("porosityChange", Rules.Flag, "Whether SEI and plated lithium narrow the pores; default false.");

    public static readonly BodyField<double> InitialSoc = new("initialSoc", Rules.Number(0, 1), "State of charge at the start; default 1.");
    public static readonly BodyField<double> TemperatureC = new("temperatureC", Rules.Number(-40, 80), "Of the surroundings, and of the cell at the start, degC; the set's own without it.");

    public static readonly BodyField<string> Experiment = new(
        "experiment", Rules.Text(1, 4000), "Sentences with semicolons between them, such as Discharge at C/5 until 2.5 V; Rest for 1 hour.", required: true);

    public static readonly BodyField<double> PeriodS = new("periodS", Rules.Number(0.001, 1e6), "Time between points, s; default 10.");

    /// <summary>The answer of a simulation, or why there is none.</summary>
    /// <param name="simulate">The simulation.</param>
    /// <param name="field">The field whose text may not be understood, or may ask for too much.</param>
    public static async Task<IResult> AnswerAsync<TShape>(Func<Task<TShape>> simulate, string field = "experiment")
    {
        try
        {
            return Results.Json(await simulate());
        }
        catch (FormatException e)
        {
            return Problems.BadInput(field, e.Message);
        }
        catch (ArgumentException e)
        {
            // .NET appends the name of a parameter, which means nothing over REST.
            return Problems.BadInput("body", e.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message);
        }
        catch (TwinTooLargeException e)
        {
            return Problems.BadInput(field, e.Message);
        }
        catch (TwinBusyException e)
        {
            return Problems.Later(StatusCodes.Status429TooManyRequests, "Too many simulations at once", e.Message, Retry);
        }
    }
}
