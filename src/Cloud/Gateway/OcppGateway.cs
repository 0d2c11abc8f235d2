using System.Security.Cryptography;
using Busbar.Cloud.Bus;
using Busbar.Links.Timing;
using Busbar.Links.WebSockets;
using Busbar.Links.WebSockets.Handshake;
using Busbar.Wire.Ocpp;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Gateway;

/// <summary>
/// Takes stations in from a transport, holds their sockets and passes their calls and events to the bus and the bus's commands to them. It knows no
/// business. Thread safe.
/// </summary>
public sealed class OcppGateway : IGatewayEndpoint
{
    private readonly GatewayContext _context;
    private readonly StationRegistry<StationLink> _registry = new();
    private readonly DeadlineWheel _wheel;
    private readonly ConnectionQuota _quota;
    private readonly TrustedProxies _proxies;
    private bool _draining;

    /// <summary>A gateway without a transport; <see cref="GatewayHost"/> gives it one.</summary>
    /// <param name="options">Settings; validated here.</param>
    /// <param name="bus">The bus to the CMS.</param>
    /// <param name="time">Clock of all deadlines and of Heartbeat answers.</param>
    /// <param name="metrics">Counters.</param>
    /// <param name="log">Log.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public OcppGateway(GatewayOptions options, IBus bus, TimeProvider time, GatewayMetrics metrics, ILogger<OcppGateway> log)
    {
        options.Validate();
        _context = new GatewayContext(options, bus, time, metrics, log);
        _wheel = DeadlineWheel.For(time);
        _quota = new ConnectionQuota(options);
        _proxies = new TrustedProxies(options.TrustedProxies);
        metrics.Connections = () => _registry.Count;
        metrics.ActiveHandshakes = () => _quota.Handshakes;
        metrics.OpenBytes = () => _registry.Links.Aggregate((0L, 0L), (sum, link) => (sum.Item1 + link.Socket.BytesReceived, sum.Item2 + link.Socket.BytesSent));
    }

    /// <summary>Stations that are connected.</summary>
    public int ConnectionCount => _registry.Count;

    /// <summary>Handshakes under way.</summary>
    public int ActiveHandshakes => _quota.Handshakes;

    private GatewayOptions Options => _context.Options;

    private ILogger Log => _context.Log;

    /// <inheritdoc/>
    public async ValueTask<CommandReply> OnCommandAsync(StationCommand command, CancellationToken ct)
    {
        var action = command.Request.Action;
        if (OcppJson.Validate(command.Request) is { } fault)
            return new CommandReply(CommandOutcome.Refused, null, OcppErrorCodes.Spell(fault.Code, action.Version), $"Not sent: {fault.Text}", TimeSpan.Zero);
        if (!_registry.TryFind(command.StationId, out var link))
            return new CommandReply(CommandOutcome.NotConnected, null, null, $"Station {command.StationId} is not connected.", TimeSpan.Zero);
        using var span = GatewayTrace.Command(action, command.StationId);
        var reply = await link.CommandAsync(command, ct);
        span?.SetTag("busbar.outcome", reply.Outcome.ToString());
        _context.Metrics.CommandEnded(action, reply.Outcome.ToString(), reply.Latency);
        return reply;
    }

    /// <inheritdoc/>
    public ValueTask<bool> OnDisconnectAsync(string stationId, string reason, CancellationToken ct)
    {
        if (!_registry.TryFind(stationId, out var link)) return ValueTask.FromResult(false);
        _ = link.CloseAsync(WebSocketCloseCode.PolicyViolation, reason);
        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public ValueTask<long?> OnFindConnectionAsync(string stationId, CancellationToken ct) =>
        ValueTask.FromResult<long?>(_registry.TryFind(stationId, out var link) ? link.Epoch : 0);

    /// <inheritdoc/>
    public ValueTask<bool> OnReplacedAsync(string stationId, long newerEpoch, CancellationToken ct)
    {
        if (!_registry.TryFind(stationId, out var link) || link.Epoch >= newerEpoch) return ValueTask.FromResult(false);
        Log.Replaced(stationId, link.Epoch);
        _context.Metrics.Replaced();
        _ = link.CloseAsync(WebSocketCloseCode.PolicyViolation, "Replaced by a newer connection of this station.");
        return ValueTask.FromResult(true);
    }

    /// <summary>Serves one transport connection from its first byte to its end. Does not throw for what the peer does.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        var caller = new Caller(connection.RemoteEndPoint, _proxies, _quota);
        try
        {
            var link = await AdmitAsync(connection, caller);
            if (link is null) return;
            try
            {
                await link.RunAsync();
            }
            finally
            {
                await LeaveAsync(link);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Log.HandshakeBroken(caller, e.Message);
            _context.Metrics.Handshake(0);
        }
        catch (Exception e)
        {
            Log.ConnectionFailed(caller, e);
        }
        finally
        {
            caller.Leave();
        }
    }

    /// <summary>Takes no more stations and closes those that are connected, each when its call under way is answered, at <see cref="GatewayOptions.DrainRate"/> or
    /// spread over <see cref="GatewayOptions.DrainSpread"/>. Again: closes what is left.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        const int Steps = 20;
        Volatile.Write(ref _draining, true);
        var closing = new List<Task>();
        var asked = new HashSet<StationLink>(ReferenceEqualityComparer.Instance);

        // Whose handshake was under way when this began comes in the next round.
        while (_registry.Links.Where(link => !asked.Contains(link)).ToArray() is { Length: > 0 } links)
        {
            var step = Options.DrainRate > 0 ? Math.Max(1, Options.DrainRate / Steps) : Math.Max(1, (links.Length + Steps - 1) / Steps);
            var pause = Options.DrainRate > 0 ? TimeSpan.FromSeconds((double)step / Options.DrainRate) : Options.DrainSpread / Steps;
            Log.Draining(links.Length, pause * (links.Length / step));
            for (var at = 0; at < links.Length; at += step)
            {
                closing.AddRange(links.Skip(at).Take(step).Where(asked.Add).Select(link => link.DrainAsync(Options.DrainTimeout)));
                if (at + step < links.Length) await Task.Delay(pause, _context.Time, ct);
            }
        }

        await Task.WhenAll(closing).WaitAsync(ct);
    }

    private static string NewReference() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>The handshake: null when there will be no WebSocket.</summary>
    private async ValueTask<StationLink?> AdmitAsync(ConnectionContext connection, Caller caller)
    {
        var deadline = new HandshakeDeadline(connection);
        _wheel.Schedule(deadline, Options.HandshakeTimeout);
        using var permit = _quota.Enter();
        try
        {
            var (request, rejection) = await ServerHandshake.ReadAsync(connection.Transport.Input);
            var admitted = default(Admitted);
            if (request is not null)
            {
                caller.Forwarded(request.ForwardedFor);
                (admitted, rejection) = await DecideAsync(request, permit, caller);
            }

            if (rejection is not null)
            {
                await RejectAsync(connection, caller, request?.Path ?? "", rejection, deadline);
                return null;
            }

            ServerHandshake.Accept(connection.Transport.Output, request!, admitted.Echo);
            _context.Metrics.Handshake(101);
            return await EnterAsync(connection, admitted, caller);
        }
        finally
        {
            _wheel.Cancel(deadline);
        }
    }

    private async ValueTask<(Admitted Admitted, UpgradeRejection? Rejection)> DecideAsync(UpgradeRequest request, ConnectionQuota.Permit permit, Caller caller)
    {
        if (Volatile.Read(ref _draining)) return Refuse(503, "The central system is restarting; please connect again.", "Retry-After: 5");
        if (permit.IsRefused) return Refuse(503, $"{Options.MaxHandshakes} handshakes are under way; please try again.", "Retry-After: 5");
        if (_quota.IsOver(caller.Address)) return Refuse(503, $"{Options.MaxConnectionsPerAddress} connections from {caller.Address} are open; no more are taken.", "Retry-After: 60");
        if (_registry.Count >= Options.MaxConnections) return Refuse(503, $"{Options.MaxConnections} stations are connected; no more are taken.", "Retry-After: 60");
        if (!StationPath.TryRead(request.Path, out var stationId, out var status, out var why)) return Refuse(status, why);
        var protocol = SubProtocolChoice.Of(request.SubProtocols, Options.DefaultSubProtocol);
        if (protocol.Refusal is not null) return Refuse(400, protocol.Refusal);
        if (protocol.Echo is null) Log.SubProtocolAssumed(stationId, caller, Options.DefaultSubProtocol);

        byte[]? password = null;
        if (request.TryGetBasicCredentials(out var user, out var given))
        {
            if (user != stationId) return Unauthorized("The user name of HTTP basic authentication must be the station id of the path.");
            password = given;
        }
        else if (request.Authorization is not null)
        {
            return Unauthorized("The Authorization header field must be HTTP basic: \"Basic\" and base64 of id:password.");
        }

        Admission admission;
        try
        {
            admission = await _context.Bus.AdmitAsync(new AdmissionRequest(stationId, protocol.Version, password, caller.Address), CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var reference = NewReference();
            Log.AdmissionFailed(stationId, reference, e);
            return Refuse(503, $"The central system cannot decide now; reference {reference}.", "Retry-After: 10");
        }

        return admission.Verdict switch
        {
            AdmissionVerdict.Accepted => (new Admitted(stationId, protocol.Version, protocol.Echo, admission), null),
            AdmissionVerdict.Unauthorized => Unauthorized($"Station {stationId} must log in with its id and its password."),
            AdmissionVerdict.Blocked => Refuse(403, $"Station {stationId} is blocked by the operator."),
            _ => Refuse(404, $"Station {stationId} is not known here."),
        };

        static (Admitted, UpgradeRejection?) Refuse(int status, string text, string? header = null) => (default, new UpgradeRejection(status, text, header));

        static (Admitted, UpgradeRejection?) Unauthorized(string text) => Refuse(401, text, "WWW-Authenticate: Basic realm=\"ocpp\", charset=\"UTF-8\"");
    }

    private async ValueTask RejectAsync(ConnectionContext connection, Caller caller, string path, UpgradeRejection rejection, HandshakeDeadline deadline)
    {
        Log.HandshakeRefused(caller, path, rejection.Status, rejection.Text);
        _context.Metrics.Handshake(rejection.Status);
        await ServerHandshake.RejectAsync(connection.Transport.Output, rejection);

        // The peer closes when it has read the answer. Closing first, with input unread, could reset the connection and lose the answer.
        _wheel.Schedule(deadline, HandshakeDeadline.Linger);
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync();
            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || result.IsCanceled) return;
        }
    }

    /// <summary>Makes the connection the station's, before the station sees its 101; an older one of the station is closed.</summary>
    private async ValueTask<StationLink> EnterAsync(ConnectionContext connection, Admitted admitted, Caller caller)
    {
        var socket = new WebSocketConnection(connection.Transport, WebSocketRole.Server, _context.SocketOptions, _context.Time, admitted.Echo, connection.Abort);
        var link = new StationLink(_context, admitted.StationId, admitted.Admission, admitted.Version, socket);
        if (_registry.Enter(link) is { } old)
        {
            Log.Replaced(old.StationId, old.Epoch);
            _context.Metrics.Replaced();
            _ = old.CloseAsync(WebSocketCloseCode.PolicyViolation, "Replaced by a newer connection of this station.");
        }

        Log.Connected(link.StationId, caller, OcppVersions.SubProtocol(admitted.Version), link.Epoch);
        await PublishAsync(new StationConnected(link.StationId, link.Epoch, _context.Time.GetUtcNow(), admitted.Version, caller.Address));
        return link;
    }

    private async ValueTask LeaveAsync(StationLink link)
    {
        _registry.Leave(link);
        var closure = link.Socket.Closure!;
        _context.Metrics.Closed(closure.Code, closure.ByPeer, link.Socket.BytesReceived, link.Socket.BytesSent);
        Log.Disconnected(link.StationId, link.Epoch, closure.ToString());
        await PublishAsync(new StationDisconnected(link.StationId, link.Epoch, _context.Time.GetUtcNow(), closure.ToString()));
    }

    /// <summary>Publishes a connection's begin or end; a CMS that cannot take it now must not cost the station its connection.</summary>
    private async ValueTask PublishAsync(StationEvent stationEvent)
    {
        try
        {
            await _context.Bus.PublishAsync(stationEvent, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.EventLost(stationEvent.StationId, stationEvent.GetType().Name, e);
        }
    }

    private readonly record struct Admitted(string StationId, OcppVersion Version, string? Echo, Admission Admission);

    /// <summary>Cuts a connection whose handshake takes too long.</summary>
    private sealed class HandshakeDeadline(ConnectionContext connection) : DeadlineWheel.Entry
    {
        /// <summary>How long a refused peer may take to read its answer.</summary>
        public static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

        protected override void OnDue() => connection.Abort(new ConnectionAbortedException("The handshake took too long."));
    }
}
