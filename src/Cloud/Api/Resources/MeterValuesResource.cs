using Busbar.Cloud.Cms;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary>Measured values of a station and the schedule that its limits add up to.</summary>
internal static class MeterValuesResource
{
    private static readonly QueryParameter<int> Connector = new("connectorId", Rules.Integer(0, 1_000_000), "Only this connector.");
    private static readonly QueryParameter<long> Transaction = new("transactionId", Rules.Long(-1, long.MaxValue), "Only this transaction.");

    private static readonly QueryParameter<string> Measurand =
        new("measurand", Rules.Text(1, 50), "Only this quantity, as OCPP spells it, such as Current.Import.");

    private static readonly QueryParameter<TimeSpan> Resolution = new(
        "resolution", Rules.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(31)),
        "Mean, least and greatest value per step of this length, in seconds or as ISO 8601 duration; every sample without it.");

    private static readonly QueryParameterOr<TimeSpan> Duration = new(
        "duration", Rules.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(31)), TimeSpan.FromDays(1), "86400", "Length of the schedule.");

    private static readonly QueryParameterOr<string> Unit =
        new("unit", Rules.OneOf(("A", "A"), ("W", "W")), "A", "A", "Unit of the limits: amperes per phase, or watts.");

    private static readonly QueryParameter<DateTimeOffset> From = new("from", Rules.Time, "Start of the schedule; now without it.");

    public static void Map(IEndpointRouteBuilder api)
    {
        var charger = api.MapGroup("/chargers/{id}").WithTags("Stations");
        charger.MapGet("/meter-values", ListAsync)
            .Takes(Connector, Transaction, Measurand, TimeRange.From, TimeRange.To, Resolution, Paging.Limit, Paging.After)
            .Describe<MeterPoint[]>("listMeterValues", "Measured values, oldest first, in SI units. Those of a forgotten station are kept.");
        charger.MapGet("/connectors/{connectorId:int}/schedule", GetScheduleAsync).Takes(Duration, Unit, From)
            .Describe<ScheduleShape>("getSchedule", "What the accepted charging profiles allow over time, as computed here.", StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(string id, HttpContext http, ITransactionStore store)
    {
        if (!TimeRange.TryRead(http, out var from, out var to, out var refusal)) return refusal;
        var limit = Paging.Limit.Read(http);
        var query = new MeterQuery(
            id, Connector.Optional(http), Transaction.Optional(http), Measurand.Optional(http), from, to, Resolution.Optional(http), limit + 1,
            Paging.After.Optional(http));
        return Paging.Page(http, await store.ReadMeterValuesAsync(query, http.RequestAborted), limit, row => row.Key, row => row);
    }

    private static async Task<IResult> GetScheduleAsync(string id, int connectorId, HttpContext http, ICms cms, TimeProvider time)
    {
        var from = From.Optional(http) ?? time.GetUtcNow();
        var schedule = await cms.ComposeScheduleAsync(id, connectorId, from, Duration.Read(http), Unit.Read(http), http.RequestAborted);
        if (schedule is not null) return Results.Json(ScheduleShape.Of(schedule));
        return cms.FindStation(id) is null ? ChargersResource.Unknown(id) : Problems.NotFound($"Station {Problems.Quote(id)} has no connector {connectorId}.");
    }
}
