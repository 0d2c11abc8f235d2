using Busbar.Cloud.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Busbar.Cloud.Api;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: every registered check passes; 503 when not. No login, no secrets.</summary>
internal static class HealthResource
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup(ApiRoutes.Health).WithTags("Operations").AllowAnonymous();
        health.MapGet("/live", () => Results.Json(new HealthShape(nameof(HealthStatus.Healthy), [])))
            .Describe<HealthShape>("getLiveness", "Whether the process answers.");
        health.MapGet("/ready", GetReadinessAsync)
            .Describe<HealthShape>("getReadiness", "Whether it can do its work: the store takes writes, the gateway listens.")
            .Produces<HealthShape>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> GetReadinessAsync(HealthCheckService checks, CancellationToken ct)
    {
        var report = await checks.CheckHealthAsync(ct);
        var shape = new HealthShape(
            report.Status.ToString(),
            [.. report.Entries.Select(entry => new HealthCheckShape(entry.Key, entry.Value.Status.ToString(), entry.Value.Description))]);
        return Results.Json(shape, statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}

/// <summary>The store takes writes.</summary>
internal sealed class StoreHealthCheck(IStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = store.Health;
        return Task.FromResult(health.Writable
            ? HealthCheckResult.Healthy($"{health.QueuedWrites} writes wait.")
            : HealthCheckResult.Unhealthy(health.Reason ?? "It takes no writes."));
    }
}
