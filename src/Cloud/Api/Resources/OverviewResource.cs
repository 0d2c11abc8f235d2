using Busbar.Cloud.Cms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/overview</c>: the fleet in figures.</summary>
internal static class OverviewResource
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/overview", (ICms cms) => Results.Json(cms.Overview)).WithTags("Stations")
            .Describe<FleetOverview>("getOverview", "The fleet in figures, with the power of the last hour.");
}
