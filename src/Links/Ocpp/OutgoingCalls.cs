using System.Diagnostics.CodeAnalysis;
using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>One of our calls, from its making to its end.</summary>
internal sealed class OutgoingCall(OcppRequest request, MessageId id, TimeSpan deadline)
    : TaskCompletionSource<OcppReply>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public OcppRequest Request { get; } = request;

    public MessageId Id { get; } = id;

    /// <summary>On the connection's clock.</summary>
    public TimeSpan Deadline { get; } = deadline;

    /// <summary>On the connection's clock; null while it waits.</summary>
    public TimeSpan? SentAt { get; set; }

    /// <summary>Wall clock of the sending, for the message log.</summary>
    public DateTimeOffset SentAtUtc { get; set; }

    /// <summary>Payload as sent, kept for the message log only; empty otherwise.</summary>
    public ReadOnlyMemory<byte> Payload { get; set; }

    public void End(OcppReplyKind kind, OcppResponse? response, string? errorCode, string? errorText, TimeSpan now) =>
        TrySetResult(new OcppReply(kind, response, errorCode, errorText, now - (SentAt ?? now)));
}

/// <summary>What an answer belongs to.</summary>
internal enum AnswerMatch
{
    /// <summary>The outstanding call.</summary>
    Outstanding,

    /// <summary>A call whose deadline has passed.</summary>
    Late,

    /// <summary>No call of ours.</summary>
    Nothing,
}

/// <summary>
/// Our half of the RPC: one outstanding call, a bounded queue behind it, deadlines, matching by id only. No I/O and no clock; time is a
/// <see cref="TimeSpan"/> on the connection's own scale. Not thread safe.
/// </summary>
internal sealed class OutgoingCalls(int maxWaiting)
{
    private readonly LinkedList<OutgoingCall> _waiting = new();
    private MessageId _lastExpired = MessageId.None;

    /// <summary>The call that the peer has to answer; null when there is none.</summary>
    public OutgoingCall? Outstanding { get; private set; }

    /// <summary>Calls that were not answered within their deadline since the last answer.</summary>
    public int TimeoutsInARow { get; private set; }

    /// <summary>The connection has ended; nothing is taken any more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The next deadline; null when nothing is under way.</summary>
    public TimeSpan? NearestDeadline
    {
        get
        {
            var nearest = Outstanding?.Deadline;
            foreach (var call in _waiting)
                if (nearest is null || call.Deadline < nearest) nearest = call.Deadline;
            return nearest;
        }
    }

    /// <summary>Takes a call; false when the queue is full. <see cref="Next"/> says what to send.</summary>
    public bool TryAdd(OutgoingCall call)
    {
        if (_waiting.Count >= maxWaiting) return false;
        _waiting.AddLast(call);
        return true;
    }

    /// <summary>Makes the oldest waiting call the outstanding one, to be sent now; false when there is nothing to send.</summary>
    public bool Next(TimeSpan now, [NotNullWhen(true)] out OutgoingCall? call)
    {
        call = null;
        while (Outstanding is null && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            if (first.Value.Task.IsCompleted) continue;
            first.Value.SentAt = now;
            Outstanding = call = first.Value;
        }

        return call is not null;
    }

    /// <summary>Matches an answer by its id; a match ends the call's being outstanding.</summary>
    public AnswerMatch Match(MessageId id, out OutgoingCall? call)
    {
        call = null;
        if (Outstanding is { } outstanding && outstanding.Id == id)
        {
            call = outstanding;
            Outstanding = null;
            TimeoutsInARow = 0;
            return AnswerMatch.Outstanding;
        }

        return id == _lastExpired && id != MessageId.None ? AnswerMatch.Late : AnswerMatch.Nothing;
    }

    /// <summary>Takes out every call whose deadline has come.</summary>
    public void Expire(TimeSpan now, List<OutgoingCall> expired)
    {
        if (Outstanding is { } outstanding && outstanding.Deadline <= now)
        {
            Outstanding = null;
            _lastExpired = outstanding.Id;
            TimeoutsInARow++;
            expired.Add(outstanding);
        }

        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Deadline <= now)
            {
                _waiting.Remove(node);
                expired.Add(node.Value);
            }

            node = next;
        }
    }

    /// <summary>Ends everything: what is outstanding and what waits.</summary>
    public List<OutgoingCall> Close()
    {
        IsClosed = true;
        List<OutgoingCall> all = [.. _waiting];
        if (Outstanding is not null) all.Insert(0, Outstanding);
        Outstanding = null;
        _waiting.Clear();
        return all;
    }
}
