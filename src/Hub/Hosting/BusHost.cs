using Busbar.Cloud.Bus;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Hub.Hosting;

/// <summary>
/// Connects this process to the broker. A broker that is away does not keep the process from starting: it is tried for, and readiness says so. One that was
/// set up for other settings ends the process, because trying again does not help.
/// </summary>
/// <param name="start">Connects; completes when that has succeeded.</param>
/// <param name="isReady">Whether messages go through now.</param>
/// <param name="drain">What is handed over before the end; null for nothing.</param>
/// <param name="drainDeadline">How long that may take.</param>
/// <param name="lifetime">Asked to stop when the broker is unfit.</param>
/// <param name="log">Log.</param>
internal sealed class BusHost(
    Func<CancellationToken, Task> start, Func<bool> isReady, Func<CancellationToken, Task>? drain, TimeSpan drainDeadline, IHostApplicationLifetime lifetime,
    ILogger<BusHost> log)
    : IHostedService, IHealthCheck, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _starting = Task.CompletedTask;

    /// <summary>Why this broker cannot be used; null while nothing speaks against it.</summary>
    public string? Unfit { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _starting = ConnectAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken);
        await _stop.CancelAsync();
        await _starting;
    }

    /// <summary>Hands over what this process has. Again: waits for the end of that. What is left after its deadline is lost to others at once.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        if (drain is null || !isReady()) return;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(drainDeadline);
        try
        {
            await drain(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            log.HandOverCut(drainDeadline);
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        isReady() ? HealthCheckResult.Healthy("RabbitMQ takes messages.") : HealthCheckResult.Unhealthy("RabbitMQ is away, or takes no messages now."));

    public void Dispose() => _stop.Dispose();

    private async Task ConnectAsync()
    {
        try
        {
            await start(_stop.Token);
        }
        catch (BusUnfitException e)
        {
            Unfit = e.Message;
            log.ProcessEnds(e.Message);
            lifetime.StopApplication();
        }
        catch (OperationCanceledException)
        {
            // It stops before the broker was ever there.
        }
    }
}
