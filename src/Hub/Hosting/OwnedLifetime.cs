using Microsoft.Extensions.Hosting;

namespace Busbar.Hub.Hosting;

/// <summary>
/// The web host leaves signals to the command that owns it. Its own way with SIGTERM is to begin its end at once, which cuts the live view before a drain
/// has turned readiness false and told anybody.
/// </summary>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
