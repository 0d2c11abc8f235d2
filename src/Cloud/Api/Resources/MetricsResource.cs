using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/metrics</c> for Prometheus. No login: it holds sums only, no ids.</summary>
internal static class MetricsResource
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints
        .MapGet(ApiRoutes.Metrics, (MetricsCollector collector) => Results.Text(PrometheusText.Write(collector), PrometheusText.ContentType))
        .WithTags("Operations").AllowAnonymous().WithName("getMetrics").WithSummary("Metrics in Prometheus's text format.")
        .Produces<string>(StatusCodes.Status200OK, "text/plain");
}
