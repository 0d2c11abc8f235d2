using System.Buffers;
using Busbar.Links.WebSockets;
using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>The peer's calls.</summary>
public sealed partial class OcppConnection
{
    private IncomingCall _current;
    private ValueTask<OcppAnswer> _pending;
    private Action? _resume;
    private TimeSpan _handlerStartedAt;
    private long _pendingSince;

    private void OnCall(ref OcppFrame frame, ReadOnlySpan<byte> utf8)
    {
        var now = Now;
        var wants = _handler.WantsExchanges;
        var atUtc = wants ? _time.GetUtcNow() : default;
        var print = CallPrint.Of(frame.Id, utf8);
        Arrival arrival;
        lock (_incoming)
        {
            if (_leaving) return;
            arrival = _incoming.Arrive(print, now);
        }

        if (arrival is Arrival.RepeatInProgress or Arrival.RepeatAnswered)
        {
            _handler.OnTrouble(new OcppTrouble(OcppTroubleKind.Repeated, $"The CALL {frame.Id} was sent again.", frame.Action?.Name, Id: frame.Id));
            if (arrival == Arrival.RepeatAnswered) Send(_incoming.LastAnswer);
            return;
        }

        var request = ReadCall(ref frame, out var fault, out var used);

        // A call may break off behind a readable head: that, too, is not OCPP-J.
        if (fault?.Code == OcppErrorCode.RpcFrameworkError)
        {
            if (ClosesForGarbage(fault)) return;
        }
        else
        {
            _undecodable = 0;
        }

        if (used != Leniency.None && frame.Action is { } action) _handler.OnLeniency(action, used);
        if (request is null)
        {
            RefuseUnread(ref frame, fault!, isCurrent: arrival == Arrival.Process, now, atUtc, used);
            return;
        }

        if (arrival == Arrival.Wait)
        {
            var call = new IncomingCall(request, print, now, atUtc, wants ? frame.Payload.ToArray() : default, used);
            lock (_incoming)
            {
                if (_incoming.IsBusy)
                {
                    _incoming.Keep(call);
                    return;
                }

                // The one before was answered in the meantime.
                _incoming.Arrive(print, now);
            }

            _current = call;
            Start(call.Payload.Span);
            return;
        }

        _current = new IncomingCall(request, print, now, atUtc, default, used);
        Start(wants ? frame.Payload : default);
    }

    private OcppRequest? ReadCall(ref OcppFrame frame, out OcppFault? fault, out Leniency used)
    {
        if (frame.Action is null || frame.Action.Sender.HasFlag(_peerSends)) return OcppFrames.ReadRequest(ref frame, out fault, out used);
        used = Leniency.None;
        fault = new OcppFault(OcppErrorCode.NotSupported, "", $"{frame.Action.Name} is a call of the {(_peerSends == ActionSender.Station ? "central system" : "station")} and is not answered by it.");
        return null;
    }

    private void RefuseUnread(ref OcppFrame frame, OcppFault fault, bool isCurrent, TimeSpan now, DateTimeOffset atUtc, Leniency used)
    {
        var name = frame.Action?.Name ?? System.Text.Encoding.UTF8.GetString(frame.ActionName);
        _handler.OnTrouble(new OcppTrouble(OcppTroubleKind.Refused, fault.Text, name, fault.Code, frame.Id));
        var scratch = Scratch.Rent();
        WriteFault(scratch, frame.Id, fault);
        Send(scratch.WrittenSpan);
        if (isCurrent)
        {
            lock (_incoming)
            {
                _incoming.Answered(scratch.WrittenSpan, now);
                _incoming.Release();
            }
        }

        Scratch.Return(scratch);
        if (_handler.WantsExchanges) Report(name, frame.Id, atUtc, Now - now, frame.Payload, default, fault, used);
    }

    /// <summary>Hands <see cref="_current"/> to the handler and answers it, now or when the handler is done. <paramref name="payload"/> is its payload for the
    /// message log where that lies in a buffer that will be reused.</summary>
    private void Start(ReadOnlySpan<byte> payload)
    {
        var pending = Invoke(_current.At);
        if (!pending.IsCompleted)
        {
            if (!payload.IsEmpty && _current.Payload.IsEmpty) _current = _current with { Payload = payload.ToArray() };
            ResumeLater(pending);
            return;
        }

        Answer(Result(pending), payload);
        _current = default;
        lock (_incoming)
        {
            // Nothing can have come to wait: only this thread reads.
            _incoming.Release();
            _idle?.TrySetResult();
        }
    }

    private ValueTask<OcppAnswer> Invoke(TimeSpan now)
    {
        _handlerStartedAt = now;
        try
        {
            return _handler.OnCallAsync(_current.Request, _current.Print.Id, _runToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<OcppAnswer>(e);
        }
    }

    private void ResumeLater(in ValueTask<OcppAnswer> pending)
    {
        _pending = pending;
        if (_options.HandlerTimeout > TimeSpan.Zero)
        {
            Volatile.Write(ref _pendingSince, Math.Max(1, _handlerStartedAt.Ticks));
            _wheel.ScheduleNoLaterThan(Deadlines, _options.HandlerTimeout);
        }

        _pending.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
    }

    /// <summary>Answers in place of a handler that takes too long; its own answer is dropped when it comes. Returns the time left to the one at work, null for none.</summary>
    private TimeSpan? JudgeHandler(TimeSpan now)
    {
        var since = Volatile.Read(ref _pendingSince);
        if (since == 0) return null;
        var left = _options.HandlerTimeout - (now - TimeSpan.FromTicks(since));
        if (left > TimeSpan.Zero) return left;
        lock (Deadlines)
        {
            // Whoever takes the mark answers the call. Resume, when it does not find it, waits here before it goes on to the next.
            if (Interlocked.CompareExchange(ref _pendingSince, 0, since) != since) return null;
            Answer(Fail($"{_current.Request.Action} was not answered by the handler within {_options.HandlerTimeout}.", null), _current.Payload.Span);
        }

        Flush();
        return null;
    }

    /// <summary>Runs where the handler completed: answers the call and goes on with those that wait.</summary>
    private void Resume()
    {
        var mayAnswer = _options.HandlerTimeout <= TimeSpan.Zero || Interlocked.Exchange(ref _pendingSince, 0) != 0;
        var answer = Result(_pending);
        if (mayAnswer)
        {
            Answer(answer, _current.Payload.Span);
        }
        else
        {
            // Too late: the wheel's thread answers, or has.
            lock (Deadlines) _current = default;
        }

        GoOn();
    }

    private void GoOn()
    {
        while (true)
        {
            TaskCompletionSource? room;
            lock (_incoming)
            {
                if (!_incoming.TryNext(out _current))
                {
                    _pending = default;
                    _idle?.TrySetResult();
                    break;
                }

                room = _room;
                _room = null;
            }

            room?.TrySetResult();
            if (_socket.UnflushedBytes >= FlushAtBytes)
            {
                _ = FlushAndStartAsync();
                return;
            }

            var pending = Invoke(Now);
            if (!pending.IsCompleted)
            {
                ResumeLater(pending);
                break;
            }

            Answer(Result(pending), _current.Payload.Span);
        }

        Flush();
    }

    private async Task FlushAndStartAsync()
    {
        try
        {
            await _socket.FlushAsync();
        }
        catch (Exception e) when (WebSocketConnection.IsLinkFailure(e))
        {
            _socket.Abort(e.Message);
        }

        var pending = Invoke(Now);
        if (!pending.IsCompleted)
        {
            ResumeLater(pending);
            return;
        }

        Answer(Result(pending), _current.Payload.Span);
        GoOn();
    }

    private OcppAnswer Result(in ValueTask<OcppAnswer> completed)
    {
        try
        {
            var answer = completed.GetAwaiter().GetResult();
            if (answer.Response is not null || answer.Fault is not null) return answer;
            return Fail("The handler gave no answer.", null);
        }
        catch (Exception e)
        {
            return Fail(e.Message, e);
        }
    }

    private OcppAnswer Fail(string why, Exception? exception)
    {
        var reference = NewReference();
        _handler.OnTrouble(new OcppTrouble(
            OcppTroubleKind.HandlerFailed, why, _current.Request.Action.Name, OcppErrorCode.InternalError, _current.Print.Id, reference, exception));
        return OcppAnswer.Refuse(OcppErrorCode.InternalError, $"Internal error; reference {reference}.");
    }

    private void Answer(in OcppAnswer answer, ReadOnlySpan<byte> payload)
    {
        var call = _current;
        var scratch = Scratch.Rent();
        if (answer.Response is { } response) OcppFrames.WriteResult(scratch, call.Print.Id, response);
        else WriteFault(scratch, call.Print.Id, answer.Fault!);
        Send(scratch.WrittenSpan);
        _handler.OnAnswered(call.Request, answer);
        var now = Now;
        if (_handler.WantsExchanges)
            Report(call.Request.Action.Name, call.Print.Id, call.AtUtc, now - call.At, payload, scratch.WrittenSpan, answer.Fault, call.Used);

        lock (_incoming) _incoming.Answered(scratch.WrittenSpan, now);
        Scratch.Return(scratch);
    }

    private void WriteFault(IBufferWriter<byte> to, MessageId id, OcppFault fault) =>
        OcppFrames.WriteError(to, id, Version, fault.Code, fault.Text, DetailsOf(fault));

    private static string? DetailsOf(OcppFault fault) =>
        fault.Path.Length == 0 ? null : $"{{\"path\":\"{System.Text.Json.JsonEncodedText.Encode(fault.Path)}\"}}";

    private void SendError(MessageId id, OcppFault fault)
    {
        var scratch = Scratch.Rent();
        WriteFault(scratch, id, fault);
        Send(scratch.WrittenSpan);
        Scratch.Return(scratch);
    }

    private void Report(
        string action, MessageId id, DateTimeOffset at, TimeSpan latency, ReadOnlySpan<byte> request, ReadOnlySpan<byte> answerFrame, OcppFault? fault, Leniency used)
    {
        ReadOnlySpan<byte> response = default;
        if (fault is null && OcppFrames.TryRead(answerFrame, _set, Leniency.None, out var frame, out _)) response = frame.Payload;
        var exchange = new OcppExchange
        {
            Action = action,
            Id = id,
            FromPeer = true,
            At = at,
            Latency = latency,
            Request = request,
            Response = response,
            ErrorCode = fault is null ? null : OcppErrorCodes.Spell(fault.Code, Version),
            ErrorText = fault?.Text,
            LenienciesUsed = used,
        };
        _handler.OnExchange(exchange);
    }

    /// <summary>Frames a message; it leaves with the next flush. Behind a sender that waits for the peer it queues for itself.</summary>
    private void Send(ReadOnlySpan<byte> frame)
    {
        if (_socket.TryBuffer(frame) == BufferOutcome.Busy) _ = SendLaterAsync(frame.ToArray());
    }

    private async Task SendLaterAsync(byte[] frame)
    {
        try
        {
            await _socket.SendAsync(frame);
        }
        catch (Exception e) when (WebSocketConnection.IsLinkFailure(e))
        {
            _socket.Abort(e.Message);
        }
    }

    private void Flush()
    {
        var flush = _socket.FlushAsync();
        if (!flush.IsCompletedSuccessfully) _ = FinishAsync(flush);

        async Task FinishAsync(ValueTask flush)
        {
            try
            {
                await flush;
            }
            catch (Exception e) when (WebSocketConnection.IsLinkFailure(e))
            {
                _socket.Abort(e.Message);
            }
        }
    }
}
