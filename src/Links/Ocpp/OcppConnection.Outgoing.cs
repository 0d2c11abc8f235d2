using System.Text;
using Busbar.Links.Timing;
using Busbar.Links.WebSockets;
using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>Our calls.</summary>
public sealed partial class OcppConnection
{
    /// <summary>
    /// Calls the peer. The call waits behind the one that is outstanding; the queue is bounded. Ends in exactly one <see cref="OcppReply"/>.
    /// What is sent is trusted to be valid: <see cref="OcppJson.Validate"/> judges it. Thread safe.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="deadline">From now to the answer, waiting included; greater than zero. Judged to within 100 ms.</param>
    /// <param name="ct">Gives up waiting; a call that was sent still keeps its place until the peer answers or the deadline comes.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public ValueTask<OcppReply> CallAsync(OcppRequest request, TimeSpan deadline, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero);
        ct.ThrowIfCancellationRequested();
        var call = new OutgoingCall(request, MessageId.FromSequence(Interlocked.Increment(ref s_sequence)), Now + deadline);
        OutgoingCall? toSend;
        lock (_outgoing)
        {
            if (_outgoing.IsClosed) return Ended(OcppReplyKind.Disconnected, "The connection has ended.");
            if (!_outgoing.TryAdd(call)) return Ended(OcppReplyKind.QueueFull, $"{_options.MaxWaitingCalls} calls wait for this peer already.");
            _outgoing.Next(Now, out toSend);
        }

        _wheel.ScheduleNoLaterThan(Deadlines, deadline);
        if (toSend is not null) SendCall(toSend);
        return ct.CanBeCanceled ? WithCancellation(call, ct) : new ValueTask<OcppReply>(call.Task);

        static ValueTask<OcppReply> Ended(OcppReplyKind kind, string text) => new(new OcppReply(kind, null, null, text, TimeSpan.Zero));
    }

    private DeadlineEntry Deadlines => _deadlines ?? Interlocked.CompareExchange(ref _deadlines, new DeadlineEntry(this), null) ?? _deadlines;

    private static async ValueTask<OcppReply> WithCancellation(OutgoingCall call, CancellationToken ct)
    {
        using var registration = ct.UnsafeRegister(static (c, token) => ((OutgoingCall)c!).TrySetCanceled(token), call);
        return await call.Task;
    }

    private void SendCall(OutgoingCall call)
    {
        var scratch = Scratch.Rent();
        OcppFrames.WriteCall(scratch, call.Id, call.Request);
        if (_handler.WantsExchanges)
        {
            call.SentAtUtc = _time.GetUtcNow();
            if (OcppFrames.TryRead(scratch.WrittenSpan, _set, Leniency.None, out var frame, out _)) call.Payload = frame.Payload.ToArray();
        }

        Send(scratch.WrittenSpan);
        Scratch.Return(scratch);
        Flush();
    }

    private void SendNext()
    {
        OutgoingCall? next;
        lock (_outgoing) _outgoing.Next(Now, out next);
        if (next is not null) SendCall(next);
    }

    private bool TryMatch(MessageId id, out OutgoingCall? call)
    {
        AnswerMatch match;
        lock (_outgoing) match = _outgoing.Match(id, out call);
        if (match == AnswerMatch.Outstanding) return true;
        var trouble = match == AnswerMatch.Late
            ? new OcppTrouble(OcppTroubleKind.LateAnswer, $"The answer {id} came after its call's deadline and was dropped.", Id: id)
            : new OcppTrouble(OcppTroubleKind.AnswerToNothing, $"The answer {id} belongs to no call of ours and was dropped.", Id: id);
        _handler.OnTrouble(trouble);
        return false;
    }

    private void OnResult(ref OcppFrame frame)
    {
        if (!TryMatch(frame.Id, out var call)) return;
        var response = OcppFrames.ReadResponse(ref frame, call!.Request.Action, out var fault, out var used);
        if (used != Leniency.None) _handler.OnLeniency(call.Request.Action, used);
        var now = Now;
        Report(call, frame.Payload, fault is null ? null : OcppErrorCodes.Spell(fault.Code, Version), fault?.Text, used, now);
        if (response is not null) call.End(OcppReplyKind.Answered, response, null, null, now);
        else call.End(OcppReplyKind.InvalidAnswer, null, OcppErrorCodes.Spell(fault!.Code, Version), fault.Text, now);
        SendNext();
    }

    private void OnError(ref OcppFrame frame)
    {
        if (!TryMatch(frame.Id, out var call)) return;
        var code = Encoding.UTF8.GetString(frame.ErrorCode);
        var text = Encoding.UTF8.GetString(frame.ErrorDescription);
        var now = Now;
        Report(call!, frame.Payload, code, text, frame.Used, now);
        call!.End(OcppReplyKind.Refused, null, code, text, now);
        SendNext();
    }

    private void Report(OutgoingCall call, ReadOnlySpan<byte> response, string? errorCode, string? errorText, Leniency used, TimeSpan now)
    {
        if (!_handler.WantsExchanges) return;
        var exchange = new OcppExchange
        {
            Action = call.Request.Action.Name,
            Id = call.Id,
            FromPeer = false,
            At = call.SentAtUtc,
            Latency = now - (call.SentAt ?? now),
            Request = call.Payload.Span,
            Response = response,
            ErrorCode = errorCode,
            ErrorText = errorText,
            LenienciesUsed = used,
        };
        _handler.OnExchange(exchange);
    }

    private void OnDeadline()
    {
        List<OutgoingCall> expired = [];
        bool renew;
        TimeSpan? nearest;
        var now = Now;
        lock (_outgoing)
        {
            _outgoing.Expire(now, expired);
            renew = expired.Count > 0 && _options.MaxTimeoutsInARow > 0 && _outgoing.TimeoutsInARow >= _options.MaxTimeoutsInARow;
            nearest = _outgoing.NearestDeadline;
        }

        foreach (var call in expired) OnTimeout(call, now);
        if (JudgeHandler(now) is { } left) _wheel.ScheduleNoLaterThan(Deadlines, left);
        if (nearest is { } next) _wheel.ScheduleNoLaterThan(Deadlines, next - now);
        if (renew) Renew();
        else if (expired.Count > 0) SendNext();
    }

    private void OnTimeout(OutgoingCall call, TimeSpan now)
    {
        var text = call.SentAt is null ? "Not sent in time: the peer did not answer the calls before." : "No answer in time.";
        if (call.SentAt is not null)
        {
            _handler.OnTrouble(new OcppTrouble(OcppTroubleKind.CallTimedOut, $"{call.Request.Action} {call.Id} was not answered in time.", call.Request.Action.Name, Id: call.Id));
            Report(call, default, nameof(OcppReplyKind.TimedOut), text, Leniency.None, now);
        }

        call.End(OcppReplyKind.TimedOut, null, null, text, now);
    }

    private void Renew()
    {
        var text = $"{_options.MaxTimeoutsInARow} calls in a row were not answered; please connect again.";
        _handler.OnTrouble(new OcppTrouble(OcppTroubleKind.LinkRenewed, text));
        _ = CloseForAsync(WebSocketCloseCode.GoingAway, text);
    }

    private void EndCalls()
    {
        List<OutgoingCall> open;
        lock (_outgoing) open = _outgoing.Close();
        if (_deadlines is not null) _wheel.Cancel(_deadlines);
        var now = Now;
        foreach (var call in open)
        {
            if (call.SentAt is not null) Report(call, default, nameof(OcppReplyKind.Disconnected), _socket.Closure?.ToString(), Leniency.None, now);
            call.End(OcppReplyKind.Disconnected, null, null, $"The connection ended: {_socket.Closure}", now);
        }
    }

    /// <summary>The deadlines of our calls and of the handler on the wheel; made when first needed, so that a silent connection does without.</summary>
    private sealed class DeadlineEntry(OcppConnection owner) : DeadlineWheel.Entry
    {
        protected internal override void OnDue() => owner.OnDeadline();
    }
}
