using Busbar.Links.Timing;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Plant.Pep;

/// <summary>
/// Our own requests on one connection: one at a time, the next when the last is answered or its time is over (R5, R6), numbered from 1 (R27, R28, R30).
/// Those that wait are bounded; past that the newest is refused. Thread safe.
/// </summary>
internal sealed class PepRequestQueue : DeadlineWheel.Entry
{
    /// <summary>Requests that wait at once.</summary>
    public const int MaxWaiting = 16;

    private readonly Lock _gate = new();
    private readonly Queue<Asked> _waiting = new();
    private readonly PepContext _context;
    private readonly Func<Outgoing, bool> _send;
    private readonly Action<string> _stale;
    private readonly DeadlineWheel _wheel;
    private PepSequence _sequence;
    private Asked? _pending;
    private long _sentAt;
    private string? _ended;

    public PepRequestQueue(PepContext context, Func<Outgoing, bool> send, Action<string> stale, int lastSequence = 0)
    {
        _context = context;
        _send = send;
        _stale = stale;
        _sequence = new PepSequence(lastSequence);
        _wheel = DeadlineWheel.For(context.Time);
    }

    /// <summary>Asks, when those before have been answered.</summary>
    public Task<PepReply> AskAsync(PepKind kind, object? payload)
    {
        var asked = new Asked(kind, payload);
        lock (_gate)
        {
            if (_ended is { } why) return Task.FromResult(new PepReply(PepReplyKind.NotConnected, Text: why));
            if (_waiting.Count >= MaxWaiting) return Task.FromResult(new PepReply(PepReplyKind.QueueFull, Text: $"{MaxWaiting} requests to the SECC wait already."));
            _waiting.Enqueue(asked);
        }

        SendNext();
        return asked.Reply.Task;
    }

    /// <summary>A response or an error has come.</summary>
    public PepFindings OnReply(in PepEnvelope envelope, PepNumbers numbers)
    {
        var findings = PepFindings.None;
        if (Take(envelope.Sequence, envelope.Type == PepType.Error) is not { } asked)
        {
            _stale($"{envelope.Type} {PepKinds.Name(envelope.Kind)} {envelope.Sequence}");
            return findings;
        }

        if (envelope.Type == PepType.Error)
        {
            PepFrames.TryReadPayload<PepError>(envelope, numbers, out var error, out _, out findings);
            asked.End(new PepReply(PepReplyKind.Refused, error.Category, error.Details));
        }
        else if (envelope.Kind != asked.Kind)
            asked.End(new PepReply(PepReplyKind.InvalidAnswer, Text: $"kind is \"{PepKinds.Name(envelope.Kind)}\"; allowed: {PepKinds.Name(asked.Kind)}."));
        else if (asked.Kind != PepKind.GetInput) asked.End(new PepReply(PepReplyKind.Answered));
        else if (PepFrames.TryReadPayload<PepInputValues>(envelope, numbers, out var values, out var fault, out findings))
            asked.End(new PepReply(PepReplyKind.Answered, InputValues: values.InputValues));
        else asked.End(new PepReply(PepReplyKind.InvalidAnswer, Text: fault!.Details));
        SendNext();
        return findings;
    }

    /// <summary>A reply has come that breaks the protocol; replies are not replied to.</summary>
    public void OnBroken(PepFault fault)
    {
        if (Take(fault.Sequence, isError: fault.Type == PepType.Error) is { } asked)
        {
            asked.End(new PepReply(PepReplyKind.InvalidAnswer, Text: fault.Details));
            SendNext();
        }
        else _stale(fault.Details);
    }

    /// <summary>The connection has ended: nobody will answer.</summary>
    public void End(string why)
    {
        var left = new List<Asked>();
        lock (_gate)
        {
            _ended = why;
            if (_pending is { } pending) left.Add(pending);
            left.AddRange(_waiting);
            _pending = null;
            _waiting.Clear();
        }

        _wheel.Cancel(this);
        foreach (var asked in left) asked.End(new PepReply(PepReplyKind.NotConnected, Text: why));
    }

    /// <inheritdoc/>
    protected override void OnDue()
    {
        Asked? late;
        lock (_gate)
        {
            if (_pending is null) return;
            var left = _context.Options.RequestTimeout - _context.Time.GetElapsedTime(_sentAt);
            if (left > TimeSpan.Zero)
            {
                _wheel.ScheduleNoLaterThan(this, left);
                return;
            }

            late = _pending;
            _pending = null;
        }

        late.End(new PepReply(PepReplyKind.TimedOut, Text: $"The SECC did not answer within {_context.Options.RequestTimeout.TotalMilliseconds} ms."));
        SendNext();
    }

    /// <summary>The request that a reply belongs to. An error that could not tell the number is for the only request there is.</summary>
    private Asked? Take(int sequence, bool isError)
    {
        lock (_gate)
        {
            if (_pending is not { } asked || (asked.Sequence != sequence && !(isError && sequence == 0))) return null;
            _pending = null;
            return asked;
        }
    }

    private void SendNext()
    {
        Asked next;
        lock (_gate)
        {
            if (_pending is not null || !_waiting.TryDequeue(out next!)) return;
            next.Sequence = _sequence.Next();
            _pending = next;
            _sentAt = _context.Time.GetTimestamp();
        }

        _wheel.ScheduleNoLaterThan(this, _context.Options.RequestTimeout);
        _send(new Outgoing(PepType.Request, next.Kind, next.Sequence, next.Payload));
    }

    private sealed class Asked(PepKind kind, object? payload)
    {
        public PepKind Kind { get; } = kind;

        public object? Payload { get; } = payload;

        public int Sequence { get; set; }

        public TaskCompletionSource<PepReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End(PepReply reply) => Reply.TrySetResult(reply);
    }
}
