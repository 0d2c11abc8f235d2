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

/// <summary>
/// The store takes writes and answers: a process that only reads would not know otherwise that its database is away. One question at a time is under way. Thread safe.
/// </summary>
internal sealed class StoreHealthCheck(IStore store, TimeProvider time) : IHealthCheck
{
    /// <summary>How long a check waits for the answer. One that comes later, behind long reads or out of a dead link, is for the next check; until then the one before counts.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<string?> _answer = Task.FromResult<string?>(null);
    private volatile string? _trouble;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = store.Health;
        if (!health.Writable) return HealthCheckResult.Unhealthy(health.Reason ?? "It takes no writes.");
        return await TroubleAsync(cancellationToken) is { } trouble
            ? HealthCheckResult.Unhealthy(trouble)
            : HealthCheckResult.Healthy($"{health.QueuedWrites} writes wait.");
    }

    private async Task<string?> TroubleAsync(CancellationToken ct)
    {
        Task<string?> answer;
        lock (_gate)
        {
            if (_answer.IsCompleted) _answer = AskAsync();
            answer = _answer;
        }

        try
        {
            return await answer.WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException)
        {
            return _trouble;
        }
    }

    /// <summary>Ends by the database's own timeout.</summary>
    private async Task<string?> AskAsync()
    {
        try
        {
            await store.ProbeAsync(CancellationToken.None);
            return _trouble = null;
        }
        catch (Exception e)
        {
            return _trouble = e.Message;
        }
    }
}
