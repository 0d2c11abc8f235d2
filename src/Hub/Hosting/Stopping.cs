using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Busbar.Hub.Hosting;

/// <summary>Whether this process is about to stop: from then on it is not ready, so that nobody new is sent to it. Thread safe.</summary>
internal sealed class Stopping : IHealthCheck
{
    private volatile bool _began;

    /// <summary>It has been asked to stop.</summary>
    public void Begin() => _began = true;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        _began ? HealthCheckResult.Unhealthy("It is being stopped and hands over what it has.") : HealthCheckResult.Healthy("It runs."));
}
