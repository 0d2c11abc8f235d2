using Busbar.Links.Timing;
using Busbar.Links.WebSockets;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Plant.Pep;

/// <summary>One SECC's connection: reads, judges, passes on; its other parts answer and send. The read loop is one task, everything else is thread safe.</summary>
internal sealed partial class PepLink
{
    /// <summary>A flood is held back when it is this much ahead, so that a timer is not spent on every message.</summary>
    private static readonly TimeSpan FloodStep = TimeSpan.FromMilliseconds(20);

    private readonly PepGunPort _port;
    private readonly PepContext _context;
    private readonly WebSocketConnection _socket;
    private readonly MessageBudget _budget;
    private readonly PepRequestQueue _ours;
    private readonly AnswerWatch _answerWatch;
    private PepChargingSession _session;
    private bool _flooding;

    public PepLink(PepGunPort port, PepContext context, WebSocketConnection socket)
    {
        _port = port;
        _context = context;
        _socket = socket;
        _budget = new MessageBudget(context.Options.MessagesPerSecond, context.Options.MessageBurst, context.Time);
        _ours = new PepRequestQueue(context, Send, text =>
        {
            port.Counters.AddStale();
            context.Log.Stale(port.Path, text);
        });
        _answerWatch = new AnswerWatch(this);
        _wheel = DeadlineWheel.For(context.Time);
    }

    /// <summary>Time since the peer was last heard, pongs included.</summary>
    public TimeSpan Silence => _socket.Silence;

    private PepNumbers Numbers => _port.Gun.Configuration.Numbers;

    /// <summary>Serves the connection until its end.</summary>
    public async Task RunAsync()
    {
        _port.Enter(this);
        StatusDue();
        try
        {
            while (await _socket.WaitToReadAsync())
            {
                _port.Heard(this);
                while (_socket.TryRead(out var message))
                {
                    if (_budget.Take() is var wait && wait > FloodStep) await HoldBackAsync(wait);
                    Handle(message);
                    if (RoomAsync() is { IsCompleted: false } room) await WaitForRoomAsync(room);
                }
            }
        }
        finally
        {
            var why = _socket.Closure?.ToString() ?? "The connection has ended.";
            _port.Leave(this, why);
            _wheel.Cancel(_answerWatch);
            _ours.End(why);
            _context.Log.Disconnected(_port.Path, why);
        }
    }

    /// <summary>Closes because a newer connection has taken the gun.</summary>
    public async Task CloseAsReplacedAsync() => await _socket.CloseAsync(WebSocketCloseCode.PolicyViolation, "Replaced by a newer connection to this gun.");

    /// <summary>Closes because the server stops.</summary>
    public async Task CloseAsync() => await _socket.CloseAsync(WebSocketCloseCode.GoingAway, "The power controller is stopping.");

    /// <summary>Queues a request of ours.</summary>
    public Task<PepReply> AskAsync(PepKind kind, object? payload) => _ours.AskAsync(kind, payload);

    /// <summary>Tells of an event.</summary>
    public bool Raise(string details) => Send(new Outgoing(PepType.Info, PepKind.Event, 0, details));

    private async Task HoldBackAsync(TimeSpan wait)
    {
        if (!_flooding)
        {
            _port.Counters.AddFlood();
            _context.Log.Flood(_port.Path, _context.Options.MessagesPerSecond);
        }

        _flooding = true;
        await Task.Delay(wait, _context.Time);
    }

    private async Task WaitForRoomAsync(Task room)
    {
        try
        {
            await room.WaitAsync(_context.Options.WriteTimeout, _context.Time);
        }
        catch (TimeoutException)
        {
            _socket.Abort($"The peer did not read for {_context.Options.WriteTimeout}.");
        }
    }

    private void Handle(in WebSocketMessage message)
    {
        _port.Counters.AddReceived();
        if (message.Type != WebSocketMessageType.Text)
        {
            Refuse(new PepFault(PepErrorCategory.Format, "error", 0, "The message is binary; allowed: text with one JSON object."));
            return;
        }

        if (!PepFrames.TryRead(message.Payload.Span, PepRole.Pecc, out var envelope, out var fault))
        {
            if (fault!.Type is PepType.Response or PepType.Error) _ours.OnBroken(fault);
            else Refuse(fault);
            return;
        }

        Note(envelope.Findings, envelope);
        switch (envelope.Type)
        {
            case PepType.Request:
                OnRequest(envelope);
                break;
            case PepType.Info:
                OnInfo(envelope);
                break;
            default:
                Note(_ours.OnReply(envelope, Numbers), envelope);
                break;
        }
    }

    private void OnInfo(in PepEnvelope envelope)
    {
        if (envelope.Kind == PepKind.EvConnectionState)
        {
            if (PepFrames.TryReadPayload<PepEvConnection>(envelope, Numbers, out var connection, out var fault))
                _port.Deliver(this, 0, connection, static (IPepGun gun, long _, in PepEvConnection info) => gun.OnEvConnection(info));
            else Refuse(fault!);
            return;
        }

        if (PepFrames.TryReadPayload<PepChargingSession>(envelope, Numbers, out var session, out var wrong))
        {
            _session = session.After(_session);
            _port.Deliver(this, 0, _session, static (IPepGun gun, long _, in PepChargingSession info) => gun.OnChargingSession(info));
        }
        else Refuse(wrong!);
    }

    private void Note(PepFindings findings, in PepEnvelope envelope)
    {
        if (findings == PepFindings.None) return;
        _port.Counters.AddFindings(findings);
        _context.Log.Deviates(_port.Path, PepKinds.Name(envelope.Kind), envelope.Sequence, findings.ToString());
    }

    private void Refuse(PepFault fault)
    {
        _port.Counters.AddError();
        _context.Log.Refused(_port.Path, fault.Kind, fault.Sequence, PepError.Spell(fault.Category), fault.Details);
        Send(new Outgoing(PepType.Error, PepKind.Error, fault.Sequence, fault));
    }
}
