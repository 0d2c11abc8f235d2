using Busbar.Cloud.Bus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Api;

/// <summary><c>/cluster</c>: which processes there are, how they do, and what waits between them.</summary>
internal static class ClusterResource
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/cluster", (Delegate)GetAsync).WithTags("Operations")
        .Describe<ClusterShape>("getCluster", "The processes that work together, their shards and stations, and what waits in the broker.");

    private static async Task<IResult> GetAsync(HttpContext http)
    {
        var (services, ct) = (http.RequestServices, http.RequestAborted);
        var self = services.GetService<ProcessSelf>();
        if (services.GetService<ICluster>() is not { } cluster)
            return Results.Json(new ClusterShape(false, 0, self is null ? [] : [ProcessShape.Of(await self.DescribeAsync(ct), TimeSpan.Zero, here: true)], []));
        var queues = await cluster.ReadQueuesAsync(ct);
        var processes = cluster.Processes.Select(one => ProcessShape.Of(one.News, one.Silent, one.News.Id == self?.Id)).ToArray();
        return Results.Json(new ClusterShape(true, cluster.Shards, processes, [.. queues]));
    }
}
