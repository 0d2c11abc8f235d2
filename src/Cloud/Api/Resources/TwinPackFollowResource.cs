using Busbar.Cloud.Twin;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Packs;
using Busbar.Core.Twin.Reduced;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/twin/packs/follows</c>: a pack's twin kept in step with telemetry that somebody brings.</summary>
internal static class TwinPackFollowResource
{
    /// <summary>Rows times units over the rows of one cell that one request may bring: a unit takes some 20 microseconds a row.</summary>
    private const int MostUnitRows = 10;

    private static readonly BodyField<int> Series = new("series", Rules.Integer(1, 1000), "Groups in series.", required: true);
    private static readonly BodyField<int> Parallel = new("parallel", Rules.Integer(1, 1000), "Cells in parallel in each group; default 1.");
    private static readonly BodyField<int> Strings = new("strings", Rules.Integer(1, 100), "Strings in parallel; default 1.");
    private static readonly BodyField<double> StateOfHealth = new("stateOfHealth", Rules.Number(0.5, 1), "What is believed of the cells' capacity at the start, over a new one's; default 1. Most of the loss is taken for lithium.");
    private static readonly BodyField<double> TabOhm = new("tabOhm", Rules.Number(0, 1), "Between a cell's tab and its group's bar, ohm; default 0.0001.");
    private static readonly BodyField<double> BarOhm = new("barOhm", Rules.Number(0, 1), "Busbar from one group to the next, ohm; default 0.00005.");
    private static readonly BodyField<double> ContactorOhm = new("contactorOhm", Rules.Number(0, 10), "Contactors, fuse and cable of a string, ohm; default 0.001.");

    private static readonly BodyField<string> Csv = new(
        "csv", Rules.Document(RequestBody.TelemetryBytes),
        "Lines with a header: timeS, currentA (positive charges), voltageV and, if measured, temperatureK; currentA[2] and temperatureK[2] of the second string; voltageV[2/17] of its 17th group.",
        required: true);

    private static readonly BodyShape Follow = new(
        "TwinPackFollow", TwinFields.Set, Series, Parallel, Strings, StateOfHealth, TabOhm, BarOhm, ContactorOhm, TwinFollowResource.Soc, TwinFollowResource.SocSd,
        TwinFollowResource.CapacitySd, TwinFollowResource.ResistanceSd, TwinFollowResource.VoltageNoiseV, TwinFollowResource.GapS, Csv) { MaxBytes = RequestBody.TelemetryBytes };

    public static void Map(IEndpointRouteBuilder twin) =>
        twin.MapPost("/packs/follows", (HttpContext http, TwinService service, TimeProvider time) => TwinFields.AnswerAsync(() => FollowAsync(http, service, time), Csv.Name)).Takes(Follow)
            .Describe<TwinPackFollowShape>(
                "followTwinPack", "A pack's charge and capacity along its telemetry, and those of each string or group, as far as it is measured. Nothing is kept.", StatusCodes.Status429TooManyRequests);

    private static Task<TwinPackFollowShape> FollowAsync(HttpContext http, TwinService service, TimeProvider time)
    {
        var cell = TwinFields.Set.Read(http);
        var each = TwinFollowResource.OptionsOf(http, SecondLife.Of(new ReducedCell(new ReducedOptions { Cell = cell }), StateOfHealth.Optional(http) ?? 1));
        var options = new PackFollowOptions { Each = each, Series = Series.Read(http), Parallel = Parallel.Optional(http) ?? 1, Strings = Strings.Optional(http) ?? 1 };
        options = PackFollowOptions.Checked(options with
        {
            TabOhm = TabOhm.Optional(http) ?? options.TabOhm,
            BarOhm = BarOhm.Optional(http) ?? options.BarOhm,
            ContactorOhm = ContactorOhm.Optional(http) ?? options.ContactorOhm,
        });
        var text = Csv.Read(http);
        service.Admit("lines", text.AsSpan().Count('\n'));
        var telemetry = PackTelemetryCsv.Read(text.ReplaceLineEndings("\n").Split('\n'), options.Strings, options.Series);
        service.Admit("rows times strings or groups", (long)telemetry.Rows.Count * PackFollower.CountOf(options, telemetry.Sight), MostUnitRows);
        return service.WorkAsync(
            ct =>
            {
                var began = time.GetTimestamp();
                return TwinPackFollowShape.Of(PackFollowRun.Of(telemetry, options, ct), time.GetElapsedTime(began));
            },
            http.RequestAborted);
    }
}
