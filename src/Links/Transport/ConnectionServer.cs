using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Busbar.Links.Transport;

/// <summary>
/// TCP ports whose connections go straight to a handler, without an HTTP pipeline: a Kestrel server on <see cref="SocketTransport"/>. Starting
/// binds every port; stopping takes no new connections and waits for those there are. Thread safe.
/// </summary>
public sealed class ConnectionServer : IDisposable
{
    private readonly KestrelServerOptions _options;
    private readonly ILoggerFactory _logs;
    private KestrelServer? _server;

    /// <summary>A server without ports; add them with <see cref="Listen"/>.</summary>
    /// <param name="services">For extensions of an endpoint such as TLS.</param>
    /// <param name="logs">Logs.</param>
    public ConnectionServer(IServiceProvider services, ILoggerFactory logs)
    {
        _options = new KestrelServerOptions { ApplicationServices = services };
        _logs = logs;
    }

    /// <summary>Adds a port; call it before <see cref="StartAsync"/>.</summary>
    /// <param name="address">An IP address, or <c>*</c> for every address of the machine.</param>
    /// <param name="port">TCP port, 0 to 65535; 0 takes a free one.</param>
    /// <param name="configure">More of the endpoint, TLS for example; null for none.</param>
    /// <param name="serve">Serves one connection from its first byte to its end.</param>
    public BoundPort Listen(string address, int port, Action<ListenOptions>? configure, Func<ConnectionContext, Task> serve)
    {
        var bound = new BoundPort(port);
        if (address == "*") _options.ListenAnyIP(port, Configure);
        else _options.Listen(new IPEndPoint(IPAddress.Parse(address), port), Configure);
        return bound;

        void Configure(ListenOptions endpoint)
        {
            bound.EndPoint = endpoint;
            configure?.Invoke(endpoint);
            endpoint.Run(context => serve(context));
        }
    }

    /// <summary>Binds every port.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        _server = new KestrelServer(Options.Create(_options), new SocketTransport(), _logs);
        await _server.StartAsync(new NoHttp(), ct);
    }

    /// <summary>Stops listening at once, then waits for the connections; those left when <paramref name="ct"/> fires are cut.</summary>
    public Task StopAsync(CancellationToken ct) => _server?.StopAsync(ct) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _server?.Dispose();

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

/// <summary>A port of a <see cref="ConnectionServer"/>.</summary>
public sealed class BoundPort
{
    private readonly int _wanted;

    internal BoundPort(int wanted) => _wanted = wanted;

    /// <summary>The port that is bound; the one that was asked for until then.</summary>
    public int Number => (EndPoint?.EndPoint as IPEndPoint)?.Port ?? _wanted;

    internal ListenOptions? EndPoint { get; set; }
}
