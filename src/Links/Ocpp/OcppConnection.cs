using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Busbar.Links.Timing;
using Busbar.Links.WebSockets;
using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>
/// One OCPP-J peer over one WebSocket, on either side: the server's end is the central system, the client's end the station. One
/// outstanding CALL per direction, the two directions independent; answers are matched by id only; every call of ours has a deadline and
/// one end; the peer's calls are answered one at a time in their order, while answers to ours get through. <see cref="RunAsync"/> reads;
/// everything else is thread safe.
/// </summary>
/// <remarks>
/// <para>Bad input. Text that is no readable frame is answered with a CALLERROR, under the id where one could be read and "-1" otherwise,
/// and the connection stays; <see cref="OcppConnectionOptions.MaxUndecodableInARow"/> in a row close it with 1007. Unreadable CALLRESULTs and
/// CALLERRORs count too but are not answered, so that two programs cannot argue for ever. Text that is not UTF-8 closes with 1007 at once
/// (RFC 6455, 8.1), binary messages with 1003.</para>
/// <para>A CALL repeated with the same bytes gets the same answer again; the same id with other content is a new call.</para>
/// </remarks>
public sealed partial class OcppConnection
{
    /// <summary>Answers of one batch are sent when so much has collected, so that a long batch neither delays nor piles them up.</summary>
    private const int FlushAtBytes = 16 * 1024;

    private static readonly TimeSpan FloodNoticeInterval = TimeSpan.FromMinutes(1);

    private static ulong s_sequence = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    private readonly WebSocketConnection _socket;
    private readonly OcppMessageSet _set;
    private readonly IOcppPeerHandler _handler;
    private readonly OcppConnectionOptions _options;
    private readonly TimeProvider _time;
    private readonly DeadlineWheel _wheel;
    private readonly long _origin;
    private readonly ActionSender _peerSends;
    private readonly OutgoingCalls _outgoing;
    private readonly IncomingCalls _incoming;
    private RateLimit _rate;
    private DeadlineEntry? _deadlines;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;
    private bool _leaving;
    private CancellationToken _runToken;
    private TimeSpan? _floodSince;
    private TimeSpan _floodTold = -FloodNoticeInterval;
    private int _undecodable;

    /// <summary>Takes over a socket that is past its handshake; call <see cref="RunAsync"/> next.</summary>
    /// <param name="socket">The socket; disposed by <see cref="RunAsync"/>.</param>
    /// <param name="version">Version of the messages.</param>
    /// <param name="handler">Answers the peer's calls.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">Clock of all deadlines.</param>
    /// <exception cref="ArgumentOutOfRangeException">The version has no message set.</exception>
    public OcppConnection(WebSocketConnection socket, OcppVersion version, IOcppPeerHandler handler, OcppConnectionOptions options, TimeProvider time)
    {
        _socket = socket;
        _set = OcppMessageSet.For(version);
        _handler = handler;
        _options = options;
        _time = time;
        _wheel = DeadlineWheel.For(time);
        _origin = time.GetTimestamp();
        _peerSends = socket.Role == WebSocketRole.Server ? ActionSender.Station : ActionSender.Central;
        _outgoing = new OutgoingCalls(options.MaxWaitingCalls);
        _incoming = new IncomingCalls(options.MaxWaitingPeerCalls);
        _rate = new RateLimit(options.MessagesPerSecond, options.MessageBurst);
        Version = version;
    }

    /// <summary>Version of the messages.</summary>
    public OcppVersion Version { get; }

    /// <summary>The socket below, for its counters and its end.</summary>
    public WebSocketConnection Socket => _socket;

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Reads and answers until the connection has ended, then disposes the socket; our calls that are still under way end as
    /// <see cref="OcppReplyKind.Disconnected"/>. Does not throw for what the peer or the link does. Call it once.</summary>
    /// <param name="ct">Closes the connection with 1001; also handed to the handler.</param>
    public async Task RunAsync(CancellationToken ct)
    {
        _runToken = ct;
        using var stop = ct.CanBeCanceled ? ct.UnsafeRegister(static c => ((OcppConnection)c!).CloseGoingAway(), this) : default;
        try
        {
            while (await _socket.WaitToReadAsync())
            {
                while (_socket.TryRead(out var message))
                {
                    if (message.Type == WebSocketMessageType.Text) OnFrame(message.Payload.Span);
                    else await CloseAsync(WebSocketCloseCode.UnsupportedData, "OCPP-J messages are text.");
                    if (_socket.UnflushedBytes >= FlushAtBytes) await _socket.FlushAsync();
                    if (!_rate.IsOff && _rate.Take(Now) is var pause) await KeepPaceAsync(pause);
                    if (LaneIsFull(out var room)) await WaitForRoomAsync(room);
                }
            }
        }
        catch (Exception e) when (WebSocketConnection.IsLinkFailure(e))
        {
            _socket.Abort(e.Message);
        }
        finally
        {
            EndCalls();
            await _socket.DisposeAsync();
        }
    }

    /// <summary>Starts the close handshake. Thread safe.</summary>
    /// <param name="code">Close code, see <see cref="WebSocketCloseCode"/>.</param>
    /// <param name="reason">Reason in words, at most 123 bytes.</param>
    public ValueTask CloseAsync(ushort code, string reason) => _socket.CloseAsync(code, reason);

    /// <summary>
    /// Closes as soon as the call of the peer that is being answered has its answer, at the latest after <paramref name="deadline"/>. Calls that
    /// arrive meanwhile are left to the peer to repeat. Thread safe.
    /// </summary>
    public async ValueTask CloseWhenIdleAsync(ushort code, string reason, TimeSpan deadline)
    {
        TaskCompletionSource? idle;
        lock (_incoming)
        {
            _leaving = true;
            idle = _idle ??= _incoming.IsBusy ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        }

        try
        {
            if (idle is not null) await idle.Task.WaitAsync(deadline, _time);
        }
        catch (TimeoutException)
        {
            // The deadline decides; the peer repeats what was not answered.
        }

        await CloseAsync(code, reason);
    }

    private void CloseGoingAway() => _ = CloseForAsync(WebSocketCloseCode.GoingAway, "Going away.");

    /// <summary>Slows a peer down that exceeds its rate: nobody else notices, and TCP tells the peer.</summary>
    private ValueTask KeepPaceAsync(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero) return SlowDownAsync(pause);
        _floodSince = null;
        return ValueTask.CompletedTask;
    }

    private async ValueTask SlowDownAsync(TimeSpan pause)
    {
        var now = Now;
        _floodSince ??= now;
        if (now - _floodTold >= FloodNoticeInterval)
        {
            _floodTold = now;
            _handler.OnTrouble(new OcppTrouble(
                OcppTroubleKind.Flood,
                $"More than {_options.MessageBurst} messages at once and then {_options.MessagesPerSecond} a second, for {now - _floodSince}; the socket is read at that rate."));
        }

        if (now - _floodSince >= _options.FloodLimit)
            await CloseAsync(WebSocketCloseCode.PolicyViolation, $"Flood: over {_options.MessagesPerSecond} messages a second for {_options.FloodLimit}.");
        await _socket.FlushAsync();
        await Task.Delay(pause, _time);
    }

    private bool LaneIsFull([NotNullWhen(true)] out Task? room)
    {
        room = null;
        if (_incoming.Waiting == 0) return false;
        lock (_incoming)
        {
            if (_incoming.IsFull) room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        return room is not null;
    }

    /// <summary>The peer has far more calls under way than it may: it is not read until one is answered.</summary>
    private async ValueTask WaitForRoomAsync(Task room)
    {
        await _socket.FlushAsync();
        await room;
    }

    private void OnFrame(ReadOnlySpan<byte> utf8)
    {
        var readable = OcppFrames.TryRead(utf8, _set, _options.Leniency, out var frame, out var fault);
        if (!readable)
        {
            OnUnreadable(frame.Type, frame.Id, fault!);
            return;
        }

        if (frame.Type == OcppFrameType.Call)
        {
            OnCall(ref frame, utf8);
            return;
        }

        _undecodable = 0;
        if (frame.Type == OcppFrameType.CallResult) OnResult(ref frame);
        else OnError(ref frame);
    }

    private void OnUnreadable(OcppFrameType type, MessageId id, OcppFault fault)
    {
        _handler.OnTrouble(new OcppTrouble(OcppTroubleKind.Undecodable, fault.Text, Code: fault.Code, Id: id));
        if (ClosesForGarbage(fault)) return;
        if (type is not (OcppFrameType.CallResult or OcppFrameType.CallError)) SendError(id, fault);
    }

    /// <summary>Counts a message that is not OCPP-J; true when it is one too many in a row and the connection closes.</summary>
    private bool ClosesForGarbage(OcppFault fault)
    {
        if (++_undecodable < _options.MaxUndecodableInARow) return false;
        var text = $"{_undecodable} messages in a row are not OCPP-J: {fault.Text}";
        _handler.OnTrouble(new OcppTrouble(OcppTroubleKind.Garbage, text));
        _ = CloseForAsync(WebSocketCloseCode.InvalidPayload, text);
        return true;
    }

    /// <summary>Closes from where nobody waits for it; <see cref="CloseAsync"/> itself deals with a broken link.</summary>
    private async Task CloseForAsync(ushort code, string reason) => await CloseAsync(code, reason);

    private static string NewReference() => Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLower(CultureInfo.InvariantCulture);
}
