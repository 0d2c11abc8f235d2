using System.Collections.Frozen;
using System.Net;
using System.Runtime.CompilerServices;
using Busbar.Cloud.Bus;
using Busbar.Links.Ocpp;
using Busbar.Links.WebSockets;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Gateway;

/// <summary>One admitted station's connection: routes its calls to the bus and the bus's commands to it. Thread safe, except that the station's calls come one
/// at a time.</summary>
internal sealed class StationLink : IOcppPeerHandler, IStationLink
{
    private readonly GatewayContext _context;
    private readonly FrozenDictionary<OcppAction, OcppRoute> _routes;
    private readonly OcppConnection _connection;
    private readonly long _openedAt;
    private TaskCompletionSource? _bootAwaited;
    private bool _bootAnswered;

    public StationLink(GatewayContext context, string stationId, Admission admission, OcppVersion version, WebSocketConnection socket)
    {
        _context = context;
        StationId = stationId;
        Epoch = admission.Epoch;
        _bootAnswered = admission.BootKnown;
        _routes = OcppRouting.For(version);
        _openedAt = context.Time.GetTimestamp();
        _connection = new OcppConnection(socket, version, this, context.ConnectionOptionsFor(admission.Leniency), context.Time);
    }

    /// <inheritdoc/>
    public string StationId { get; }

    /// <inheritdoc/>
    public long Epoch { get; }

    /// <inheritdoc/>
    public bool WantsExchanges => _context.Options.PublishExchanges;

    public WebSocketConnection Socket => _connection.Socket;

    /// <summary>Serves the station until its connection has ended.</summary>
    public Task RunAsync() => _connection.RunAsync(CancellationToken.None);

    /// <summary>Closes from where nobody waits for it.</summary>
    public async Task CloseAsync(ushort code, string reason) => await _connection.CloseAsync(code, reason);

    /// <summary>Closes when the call under way is answered, after <paramref name="deadline"/> at the latest.</summary>
    public async Task DrainAsync(TimeSpan deadline) =>
        await _connection.CloseWhenIdleAsync(WebSocketCloseCode.GoingAway, "The central system is restarting; please connect again.", deadline);

    /// <inheritdoc/>
    public ValueTask<OcppAnswer> OnCallAsync(OcppRequest request, MessageId id, CancellationToken ct) =>
        GatewayTrace.Source.HasListeners() ? AnswerTracedAsync(request, id, ct) : AnswerAsync(request, id, ct);

    private async ValueTask<OcppAnswer> AnswerTracedAsync(OcppRequest request, MessageId id, CancellationToken ct)
    {
        using var span = GatewayTrace.Call(request.Action, StationId, id);
        var answer = await AnswerAsync(request, id, ct);
        GatewayTrace.Answered(span, answer);
        return answer;
    }

    private ValueTask<OcppAnswer> AnswerAsync(OcppRequest request, MessageId id, CancellationToken ct)
    {
        var now = _context.Time.GetUtcNow();
        if (!_routes.TryGetValue(request.Action, out var route))
            return new(OcppAnswer.Refuse(OcppErrorCode.NotSupported, $"{request.Action.Name} is not served."));

        _context.Metrics.Received(route);
        if (route.FixedAnswer is { } answer)
        {
            var published = _context.Bus.PublishAsync(new StationReported(StationId, Epoch, now, request, id), ct);
            return published.IsCompletedSuccessfully ? new(OcppAnswer.Of(answer(now))) : WhenDurableAsync(published, answer);
        }

        var asked = _context.Bus.CallAsync(new StationCall(StationId, Epoch, request, id, now), ct);
        return asked.IsCompletedSuccessfully && !_context.Metrics.MeasuresCms ? new(Take(asked.GetAwaiter().GetResult())) : WhenAnsweredAsync(asked, request.Action);
    }

    /// <inheritdoc/>
    public void OnAnswered(OcppRequest request, in OcppAnswer answer)
    {
        if (answer.Response is BootNotificationResponse boot) OnBootAnswered(boot);
    }

    /// <inheritdoc/>
    public void OnExchange(in OcppExchange exchange)
    {
        var copy = new StationExchanged(
            StationId, Epoch, exchange.At, exchange.FromPeer, exchange.Action, exchange.Id.ToString(), exchange.Request.ToArray(), exchange.Response.ToArray(),
            exchange.ErrorCode, exchange.ErrorText, exchange.Latency, exchange.LenienciesUsed);
        _context.Publish(copy);
    }

    /// <inheritdoc/>
    public void OnLeniency(OcppAction action, Leniency used) => _context.Metrics.Leniency(used);

    /// <inheritdoc/>
    public void OnTrouble(OcppTrouble trouble)
    {
        _context.Metrics.Trouble(trouble.Kind);
        if (trouble.Code is { } code) _context.Metrics.Fault(code);
        switch (trouble.Kind)
        {
            case OcppTroubleKind.HandlerFailed:
                _context.Log.CallFailed(StationId, trouble.Action, trouble.Id.ToString(), trouble.Text, trouble.Reference, trouble.Exception);
                break;
            case OcppTroubleKind.Flood:
                Tell("flood", trouble);
                break;
            case OcppTroubleKind.Garbage:
                Tell("undecodable", trouble);
                break;
            case OcppTroubleKind.LinkRenewed:
                Tell("call-timeouts", trouble);
                break;
            default:
                _context.Log.Odd(StationId, trouble.Kind, trouble.Action, trouble.Id.ToString(), trouble.Text);
                break;
        }
    }

    /// <summary>Sends a command and brings back the station's own answer.</summary>
    public async ValueTask<CommandReply> CommandAsync(StationCommand command, CancellationToken ct)
    {
        var deadline = command.Deadline ?? _context.Options.CommandTimeout;
        var began = _context.Time.GetTimestamp();
        if (!Volatile.Read(ref _bootAnswered)) await BootAnsweredAsync(deadline, ct);
        var left = deadline - _context.Time.GetElapsedTime(began);
        if (left <= TimeSpan.Zero)
            return new CommandReply(CommandOutcome.TimedOut, null, null, "The station's BootNotification was not answered yet.", TimeSpan.Zero);
        var reply = await _connection.CallAsync(command.Request, left, ct);
        return new CommandReply(OutcomeOf(reply.Kind), reply.Response, reply.ErrorCode, reply.ErrorText, reply.Latency);
    }

    private static CommandOutcome OutcomeOf(OcppReplyKind kind) => kind switch
    {
        OcppReplyKind.Answered => CommandOutcome.Answered,
        OcppReplyKind.Refused => CommandOutcome.Refused,
        OcppReplyKind.InvalidAnswer => CommandOutcome.InvalidAnswer,
        OcppReplyKind.TimedOut => CommandOutcome.TimedOut,
        OcppReplyKind.QueueFull => CommandOutcome.Busy,
        _ => CommandOutcome.NotConnected,
    };

    /// <summary>Stations that are called before their BootNotification is answered restart their boot, some for ever. So calls wait for it, but not for long: a
    /// station that reconnects need not send one.</summary>
    private async ValueTask BootAnsweredAsync(TimeSpan atMost, CancellationToken ct)
    {
        var wait = _context.Options.BootWait - _context.Time.GetElapsedTime(_openedAt);
        if (wait > atMost) wait = atMost;
        if (wait <= TimeSpan.Zero) return;
        var awaited = Volatile.Read(ref _bootAwaited);
        if (awaited is null)
        {
            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited = Interlocked.CompareExchange(ref _bootAwaited, fresh, null) ?? fresh;
        }

        if (Volatile.Read(ref _bootAnswered)) return;
        try
        {
            await awaited.Task.WaitAsync(wait, _context.Time, ct);
        }
        catch (TimeoutException)
        {
            // It has not booted in this time, and perhaps never will on this connection: call it all the same.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<OcppAnswer> WhenDurableAsync(ValueTask published, Func<DateTimeOffset, OcppResponse> answer)
    {
        try
        {
            await published;
        }
        catch (EventRefusedException e)
        {
            _context.Metrics.Fault(e.Fault.Code);
            return OcppAnswer.Refuse(e.Fault);
        }

        return OcppAnswer.Of(answer(_context.Time.GetUtcNow()));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<OcppAnswer> WhenAnsweredAsync(ValueTask<CallAnswer> asked, OcppAction action)
    {
        var began = _context.Time.GetTimestamp();
        var answer = await asked;
        _context.Metrics.CmsAnswered(action, _context.Time.GetElapsedTime(began));
        return Take(answer);
    }

    private OcppAnswer Take(in CallAnswer answer)
    {
        if (answer.Fault is { } refusal)
        {
            _context.Metrics.Fault(refusal.Code);
            return OcppAnswer.Refuse(refusal);
        }

        if (answer.Response is not { } response) return default;
        if (OcppJson.Validate(response) is { } fault)
        {
            _context.Log.InvalidAnswer(StationId, response.Action.Name, fault.Text);
            return default;
        }

        return OcppAnswer.Of(response);
    }

    /// <summary>A pending station may be configured by calls (OCPP 1.6, 4.2); a rejected one may not be called.</summary>
    private void OnBootAnswered(BootNotificationResponse boot)
    {
        if (boot.Interval > 0) _connection.Socket.SilenceLimitWithoutPong = TimeSpan.FromSeconds(boot.Interval) * GatewayContext.MissedHeartbeats;
        if (boot.Status == BootNotificationStatus.Rejected) return;
        Volatile.Write(ref _bootAnswered, true);
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _bootAwaited)?.TrySetResult();
    }

    private void Tell(string kind, OcppTrouble trouble)
    {
        _context.Log.Trouble(StationId, trouble.Kind, trouble.Text);
        _context.Publish(new StationLinkTrouble(StationId, Epoch, _context.Time.GetUtcNow(), kind, trouble.Text));
    }
}
