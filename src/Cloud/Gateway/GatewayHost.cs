using Busbar.Cloud.Bus;
using Busbar.Links.Transport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Gateway;

/// <summary>
/// Gives the gateway its port: a server of its own that hands raw connections to <see cref="OcppGateway.ServeAsync"/>, without the
/// HTTP pipeline. Starting binds the port; stopping drains. Thread safe.
/// </summary>
public sealed class GatewayHost : IHostedService, IDisposable
{
    private readonly OcppGateway _gateway;
    private readonly ConnectionServer _server;
    private readonly BoundPort _port;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private Task? _stopping;

    /// <summary>A host that is not started.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="gateway">Serves the connections.</param>
    /// <param name="bus">An <see cref="InProcessBus"/> gets the gateway attached as its gateway end.</param>
    /// <param name="services">For extensions of the endpoint such as TLS.</param>
    /// <param name="logs">Logs.</param>
    public GatewayHost(GatewayOptions options, OcppGateway gateway, IBus bus, IServiceProvider services, ILoggerFactory logs)
    {
        _gateway = gateway;
        _log = logs.CreateLogger<GatewayHost>();
        if (bus is InProcessBus inProcess) inProcess.Attach(gateway);
        _server = new ConnectionServer(services, logs);
        _port = _server.Listen(options.Address, options.Port, options.Listen, gateway.ServeAsync);
    }

    /// <summary>The port that is bound; the one of the settings before the start.</summary>
    public int Port => _port.Number;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(cancellationToken);
        _log.Listening(Port);
    }

    /// <summary>Takes no new connections, lets answers under way finish and closes every connection with 1001, at <see cref="GatewayOptions.DrainRate"/> or spread over
    /// <see cref="GatewayOptions.DrainSpread"/>; what is left when <paramref name="cancellationToken"/> fires is cut. Again: waits for the end of that.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _stopping ??= EndAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        // Kestrel stops listening at once and then waits for its connections, which the drain ends.
        var stopping = _server.StopAsync(cancellationToken);
        try
        {
            await _gateway.DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Out of time: Kestrel cuts what is left.
        }

        await stopping;
        _log.Stopped();
    }
}
