using System.Net;
using Busbar.Cloud.Bus;
using Busbar.Links.WebSockets.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Busbar.Cloud.Gateway;

/// <summary>
/// Gives the gateway its port: a Kestrel server of its own whose only endpoint hands raw connections to <see cref="OcppGateway.ServeAsync"/>, without the
/// HTTP pipeline. Starting binds the port; stopping drains. Thread safe.
/// </summary>
public sealed class GatewayHost : IHostedService, IDisposable
{
    private readonly GatewayOptions _options;
    private readonly OcppGateway _gateway;
    private readonly KestrelServer _server;
    private readonly ILogger _log;
    private ListenOptions? _endpoint;

    /// <summary>A host that is not started.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="gateway">Serves the connections.</param>
    /// <param name="bus">An <see cref="InProcessBus"/> gets the gateway attached as its gateway end.</param>
    /// <param name="services">For extensions of the endpoint such as TLS.</param>
    /// <param name="logs">Logs.</param>
    public GatewayHost(GatewayOptions options, OcppGateway gateway, IBus bus, IServiceProvider services, ILoggerFactory logs)
    {
        _options = options;
        _gateway = gateway;
        _log = logs.CreateLogger<GatewayHost>();
        if (bus is InProcessBus inProcess) inProcess.Attach(gateway);
        var kestrel = new KestrelServerOptions { ApplicationServices = services };
        if (options.Address == "*") kestrel.ListenAnyIP(options.Port, Configure);
        else kestrel.Listen(new IPEndPoint(IPAddress.Parse(options.Address), options.Port), Configure);
        _server = new KestrelServer(Options.Create(kestrel), new SocketTransport(), logs);
    }

    /// <summary>The port that is bound; the one of the settings before the start.</summary>
    public int Port => (_endpoint?.EndPoint as IPEndPoint)?.Port ?? _options.Port;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(new NoHttp(), cancellationToken);
        _log.Listening(Port);
    }

    /// <summary>Takes no new connections, lets answers under way finish and closes every connection with 1001, spread over
    /// <see cref="GatewayOptions.DrainSpread"/>; what is left when <paramref name="cancellationToken"/> fires is cut.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
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

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private void Configure(ListenOptions endpoint)
    {
        _endpoint = endpoint;
        _options.Listen?.Invoke(endpoint);
        endpoint.Run(_gateway.ServeAsync);
    }

    /// <summary>Kestrel wants an HTTP application; no connection ever gets to it.</summary>
    private sealed class NoHttp : IHttpApplication<int>
    {
        public int CreateContext(IFeatureCollection contextFeatures) => 0;

        public void DisposeContext(int context, Exception? exception)
        {
        }

        public Task ProcessRequestAsync(int context) => Task.CompletedTask;
    }
}
