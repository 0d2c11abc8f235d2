using Busbar.Cloud.Cms;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/chargers</c>: the stations, live, and what is kept of each.</summary>
internal static class ChargersResource
{
    private static readonly QueryParameter<string> Search =
        new("search", Rules.Text(1, Rules.MaxSearch), "Part of id, name, location, vendor, model, serial number or id tag, without case.");

    private static readonly QueryParameter<Func<StationView, bool>> Status =
        new("status", Rules.OneOf(ChargerStatus.Choices), "Only stations in this state.");

    private static readonly QueryParameterOr<RowSort<StationView>> Sort =
        new("sort", Rules.OneOf(ChargerSort.Choices), ChargerSort.ById, "id", "What to order by; rows that are equal there are ordered by id.");

    private static readonly BodyField<Registration> RegistrationField = new("registration", Rules.Choice<Registration>(), "Whether it may connect and charge.");
    private static readonly BodyField<string> DisplayName = new("displayName", Rules.Text(0, 200), "Name for people; empty removes it.");
    private static readonly BodyField<string> Location = new("location", Rules.Text(0, 200), "Where it stands; empty removes it.");
    private static readonly BodyField<string> Password = new("password", Rules.Secret(0, 128), "HTTP basic password that it must connect with; empty removes it.");

    private static readonly BodyField<IReadOnlyList<string>> Leniency = new(
        "leniency",
        Rules.ListOf(Rules.OneOf([.. LeniencyNames.All.Append("All").Select(name => (name, name))]), LeniencyNames.All.Length + 1),
        "Deviations from OCPP's schemas that are let pass for this station.");

    private static readonly BodyShape Edit = new("ChargerEdit", RegistrationField, DisplayName, Location, Password, Leniency) { MayBeEmpty = true };

    public static void Map(IEndpointRouteBuilder api)
    {
        var chargers = api.MapGroup("/chargers").WithTags("Stations");
        chargers.MapGet("", List).Takes(Search, Status, Sort, RowSorts.Descending, Paging.Limit, Paging.AfterText)
            .Describe<StationView[]>("listChargers", "Stations with their connectors and last measured values.");
        chargers.MapGet("/{id}", Get).Describe<StationView>("getCharger", "One station.", StatusCodes.Status404NotFound);
        chargers.MapPut("/{id}", SaveAsync).Takes(Edit).ForAdmins()
            .Describe<StationView>("saveCharger", "Adds a station or changes what people may set of it; fields that are absent or null stay as they are.");
        chargers.MapDelete("/{id}", DeleteAsync).ForAdmins()
            .DescribeEmpty("deleteCharger", "Forgets a station; its transactions and meter values stay.", StatusCodes.Status404NotFound);
        chargers.MapGet("/{id}/connectors", GetConnectors)
            .Describe<ConnectorView[]>("listConnectors", "Connectors of a station.", StatusCodes.Status404NotFound);
        chargers.MapGet("/{id}/configuration", GetConfigurationAsync)
            .Describe<ConfigurationKeyRow[]>("listConfiguration", "Configuration keys as last read from the station.", StatusCodes.Status404NotFound);
        chargers.MapGet("/{id}/profiles", GetProfilesAsync)
            .Describe<ProfileShape[]>("listProfiles", "Charging profiles that the station has accepted.", StatusCodes.Status404NotFound);
        chargers.MapGet("/{id}/reservations", GetReservationsAsync)
            .Describe<ReservationRow[]>("listReservations", "Active reservations at the station.", StatusCodes.Status404NotFound);
        chargers.MapGet("/{id}/local-list", GetLocalListAsync)
            .Describe<LocalListRow>("getLocalList", "The local authorisation list as it was sent; 404 when none ever was.", StatusCodes.Status404NotFound);
    }

    /// <summary>404 that names the station.</summary>
    public static IResult Unknown(string id) => Problems.NotFound($"No station has the id {Problems.Quote(id)}.");

    private static IResult List(HttpContext http, ICms cms)
    {
        IEnumerable<StationView> stations = cms.Stations;
        if (Search.Optional(http) is { } search) stations = stations.Where(station => Matches(station, search));
        if (Status.TryRead(http, out var hasStatus)) stations = stations.Where(hasStatus);
        return Sort.Read(http).Page(http, stations, static station => station);
    }

    private static bool Matches(StationView station, string search)
    {
        return Has(station.Id) || Has(station.DisplayName) || Has(station.Location) || Has(station.Vendor) || Has(station.Model)
            || Has(station.SerialNumber) || station.Connectors.Any(connector => Has(connector.IdTag));

        bool Has(string? text) => text?.Contains(search, StringComparison.OrdinalIgnoreCase) ?? false;
    }

    private static IResult Get(string id, ICms cms) => cms.FindStation(id) is { } station ? Results.Json(station) : Unknown(id);

    private static async Task<IResult> SaveAsync(string id, HttpContext http, ICms cms)
    {
        var edit = new StationEdit(
            RegistrationField.Optional(http), DisplayName.Optional(http), Location.Optional(http), Password.Optional(http), Leniency.Optional(http));
        try
        {
            return Results.Json(await cms.SaveStationAsync(id, edit, http.RequestAborted));
        }
        catch (StationEditException e)
        {
            return Problems.BadInput(e.Field, e.Message);
        }
    }

    private static async Task<IResult> DeleteAsync(string id, ICms cms, CancellationToken ct) =>
        await cms.DeleteStationAsync(id, ct) ? Results.NoContent() : Unknown(id);

    private static IResult GetConnectors(string id, ICms cms) =>
        cms.FindStation(id) is { } station ? Results.Json(station.Connectors) : Unknown(id);

    private static async Task<IResult> GetConfigurationAsync(string id, ICms cms, IStationStore store, CancellationToken ct) =>
        cms.FindStation(id) is null ? Unknown(id) : Results.Json(await store.ReadConfigurationAsync(id, ct));

    private static async Task<IResult> GetProfilesAsync(string id, ICms cms, IRecordStore store, CancellationToken ct) =>
        cms.FindStation(id) is null ? Unknown(id) : Results.Json((await store.ReadProfilesAsync(id, ct)).Select(ProfileShape.Of).ToArray());

    private static async Task<IResult> GetReservationsAsync(string id, ICms cms, IRecordStore store, CancellationToken ct) =>
        cms.FindStation(id) is null ? Unknown(id) : Results.Json(await store.ReadReservationsAsync(id, all: false, ct));

    private static async Task<IResult> GetLocalListAsync(string id, ICms cms, IRecordStore store, CancellationToken ct)
    {
        if (cms.FindStation(id) is null) return Unknown(id);
        return await store.ReadLocalListAsync(id, ct) is { } list
            ? Results.Json(list)
            : Problems.NotFound($"No local list has been sent to {Problems.Quote(id)}; SendLocalList does that.");
    }
}
