using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/sites</c> and <c>/packs</c>: no site controller or battery reports to this program, so the lists are empty.</summary>
internal static class SitesResource
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/sites", (HttpContext http) => Paging.Slice<SiteShape, SiteShape>(http, [], site => site.Id, site => site))
            .Takes(Paging.Limit, Paging.AfterText).WithTags("Sites").Describe<SiteShape[]>("listSites", "Sites.");
        api.MapGet("/sites/{id}", (string id) => Problems.NotFound($"No site has the id {Problems.Quote(id)}."))
            .WithTags("Sites").Describe<SiteShape>("getSite", "One site.", StatusCodes.Status404NotFound);
        api.MapGet("/packs", (HttpContext http) => Paging.Slice<PackShape, PackShape>(http, [], pack => pack.Id, pack => pack))
            .Takes(Paging.Limit, Paging.AfterText).WithTags("Sites").Describe<PackShape[]>("listPacks", "Battery packs.");
    }
}
