using System.Collections.Frozen;
using Busbar.Links.Timing;
using Busbar.Links.Transport;
using Busbar.Links.WebSockets;
using Busbar.Links.WebSockets.Handshake;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Pep;

/// <summary>
/// The PECC's end of PEP-WS 1.8: one port, one path per gun, one timer for all statuses. It knows no charging law: guns do (<see cref="IPepGun"/>). Thread safe.
/// </summary>
public sealed class PepServer : IAsyncDisposable
{
    /// <summary>How long a refused peer may take to read its answer.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly PepContext _context;
    private readonly ServiceProvider? _tls;
    private readonly ConnectionServer _server;
    private readonly BoundPort _port;
    private readonly FrozenDictionary<string, PepGunPort> _byPath;
    private readonly DeadlineWheel _wheel;
    private readonly WebSocketOptions _socketOptions;
    private readonly HashSet<PepLink> _links = [];
    private StatusPacer? _pacer;
    private int _connections;
    private bool _stopping;

    /// <summary>A server that is not started.</summary>
    /// <param name="options">Settings; validated here.</param>
    /// <param name="guns">Path without its slash, and gun behind it. Paths are letters, digits and - _ . ~, each once.</param>
    /// <param name="time">Clock of everything.</param>
    /// <param name="logs">Logs.</param>
    /// <exception cref="ArgumentException">A setting or a path is wrong.</exception>
    public PepServer(PepOptions options, IEnumerable<(string Path, IPepGun Gun)> guns, TimeProvider time, ILoggerFactory logs)
    {
        options.Validate();
        _context = new PepContext(options, time, logs.CreateLogger<PepServer>());
        var ports = new List<PepGunPort>();
        foreach (var (path, gun) in guns)
        {
            if (path.Length is 0 or > 64 || !path.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~'))
                throw new ArgumentException($"The gun path \"{path}\" must be 1 to 64 letters, digits, or - _ . ~, such as GUN1.", nameof(guns));
            if (ports.Exists(p => p.Path == path)) throw new ArgumentException($"The gun path \"{path}\" is given twice; each gun has its own.", nameof(guns));
            ports.Add(new PepGunPort(path, gun, _context));
        }

        Guns = ports;
        _byPath = ports.ToFrozenDictionary(p => p.Path, StringComparer.Ordinal);
        _wheel = DeadlineWheel.For(time);
        _socketOptions = new WebSocketOptions
        {
            MaxMessageBytes = options.MaxMessageBytes,
            PingInterval = options.PingInterval,
            SilenceLimit = options.CutTimeout,
            SilenceLimitWithoutPong = options.CutTimeout,
            WriteTimeout = options.WriteTimeout,
        };
        _tls = options.Certificate is null ? null : KestrelServices.For(logs);
        _server = new ConnectionServer(_tls ?? (IServiceProvider)NoServices.Instance, logs);
        _port = _server.Listen(options.Address, options.Port, options.Certificate is null ? null : Tls, ServeAsync);
    }

    /// <summary>The guns' ports, in the order in which they were given.</summary>
    public IReadOnlyList<PepGunPort> Guns { get; }

    /// <summary>The port that is bound; the one of the settings before the start.</summary>
    public int Port => _port.Number;

    /// <summary>Binds the port and begins to send statuses.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        await _server.StartAsync(ct);
        BeginStatuses();
        _context.Log.Listening(Port, Guns.Count);
    }

    /// <summary>Takes no new connections and closes every connection with 1001; guns see their SECC go. What is left when <paramref name="ct"/> fires is cut.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        Volatile.Write(ref _stopping, true);
        var stopping = _server.StopAsync(ct);
        PepLink[] links;
        lock (_links) links = [.. _links];
        foreach (var link in links) await link.CloseAsync();
        await stopping;
        if (_pacer is { } pacer) await pacer.DisposeAsync();
        _context.Log.Stopped();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_pacer is { } pacer) await pacer.DisposeAsync();
        _server.Dispose();
        if (_tls is not null) await _tls.DisposeAsync();
    }

    /// <summary>Begins to send statuses without a port: for tests, with <see cref="ServeAsync"/> over connections in memory.</summary>
    internal void BeginStatuses() => _pacer = new StatusPacer(Guns, _context.Options.StatusInterval, _context.Time);

    /// <summary>Serves one transport connection from its first byte to its end. Does not throw for what the peer does.</summary>
    internal async Task ServeAsync(ConnectionContext connection)
    {
        try
        {
            if (Interlocked.Increment(ref _connections) > _context.Options.MaxConnections)
            {
                connection.Abort(new ConnectionAbortedException($"{_context.Options.MaxConnections} connections are open already."));
                return;
            }

            if (await AdmitAsync(connection) is not { } admitted) return;
            await using var socket = admitted.Socket;
            lock (_links) _links.Add(admitted.Link);
            try
            {
                await admitted.Link.RunAsync();
            }
            finally
            {
                lock (_links) _links.Remove(admitted.Link);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            _context.Log.HandshakeBroken(connection.RemoteEndPoint, e.Message);
        }
        catch (Exception e)
        {
            _context.Log.ConnectionFailed(connection.RemoteEndPoint, e);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private void Tls(ListenOptions endpoint) => endpoint.UseHttps(new HttpsConnectionAdapterOptions
    {
        ServerCertificate = _context.Options.Certificate,
        ServerCertificateChain = _context.Options.CertificateChain,
        HandshakeTimeout = _context.Options.HandshakeTimeout,
    });

    /// <summary>The handshake: null when there will be no WebSocket.</summary>
    private async ValueTask<(PepLink Link, WebSocketConnection Socket)?> AdmitAsync(ConnectionContext connection)
    {
        var deadline = new HandshakeDeadline(connection);
        _wheel.Schedule(deadline, _context.Options.HandshakeTimeout);
        try
        {
            var (request, rejection) = await ServerHandshake.ReadAsync(connection.Transport.Input);
            PepGunPort? port = null;
            string? echo = null;
            if (request is not null) (port, echo, rejection) = Decide(request);
            if (rejection is not null)
            {
                await RejectAsync(connection, request?.Path ?? "", rejection, deadline);
                return null;
            }

            ServerHandshake.Accept(connection.Transport.Output, request!, echo);
            var socket = new WebSocketConnection(connection.Transport, WebSocketRole.Server, _socketOptions, _context.Time, echo, connection.Abort);
            _context.Log.Connected(port!.Path, echo ?? "no sub-protocol");
            return (new PepLink(port, _context, socket), socket);
        }
        finally
        {
            _wheel.Cancel(deadline);
        }
    }

    private (PepGunPort? Port, string? Echo, UpgradeRejection? Rejection) Decide(UpgradeRequest request)
    {
        if (Volatile.Read(ref _stopping)) return (null, null, new UpgradeRejection(503, "The power controller is stopping; please connect again.", "Retry-After: 10"));
        if (!_byPath.TryGetValue(request.Path.Trim('/'), out var port))
            return (null, null, new UpgradeRejection(404, $"There is no gun at {Clip(request.Path)}; there are: {string.Join(", ", Guns.Take(12).Select(g => "/" + g.Path))}{(Guns.Count > 12 ? ", ..." : "")}."));
        return PepSubProtocol.TryChoose(request.SubProtocols, _context.Options.AcceptUnknownSubProtocols, out var echo, out var refusal)
            ? (port, echo, null)
            : (null, null, new UpgradeRejection(400, refusal!));
    }

    private async ValueTask RejectAsync(ConnectionContext connection, string path, UpgradeRejection rejection, HandshakeDeadline deadline)
    {
        _context.Log.HandshakeRefused(connection.RemoteEndPoint, Clip(path), rejection.Status, rejection.Text);
        await ServerHandshake.RejectAsync(connection.Transport.Output, rejection);

        // The peer closes when it has read the answer. Closing first, with input unread, could reset the connection and lose the answer.
        _wheel.Schedule(deadline, Linger);
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync();
            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || result.IsCanceled) return;
        }
    }

    private static string Clip(string text) => text.Length <= 80 ? text : text[..80] + "...";

    /// <summary>Cuts a connection whose handshake takes too long.</summary>
    private sealed class HandshakeDeadline(ConnectionContext connection) : DeadlineWheel.Entry
    {
        protected override void OnDue() => connection.Abort(new ConnectionAbortedException("The handshake took too long."));
    }

    /// <summary>Without TLS an endpoint asks for nothing.</summary>
    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
