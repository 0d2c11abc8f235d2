using System.Buffers;
using Busbar.Links.WebSockets;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Lab.Pep;

/// <summary>
/// The SECC's end of one PEP connection: asks, one request at a time (R5, R6), answers what the PECC asks (R3, R15 to R17), keeps the newest
/// status and reports what changed, once (R24, R26). Pings are answered by the socket, but never sent: a dead PECC is known by its status (R35). Thread safe.
/// </summary>
public sealed class SeccConnection : IAsyncDisposable
{
    private readonly SeccOptions _options;
    private readonly WebSocketConnection _socket;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, PepIoValue> _outputs = new(StringComparer.Ordinal);
    private PepSequence _sequence;
    private volatile bool _isSessionRunning;
    private volatile bool _isStopRequested;
    private Asked? _pending;
    private PepNumbers? _numbers;
    private PepEvConnection? _reportedEv;
    private PepChargingSession _reportedSession;
    private long _statusAt;
    private PepStatus? _status;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Takes over a socket that is past its handshake; call <see cref="RunAsync"/> to serve it.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="options">Behaviour.</param>
    /// <param name="time">Clock.</param>
    /// <param name="lastSequence">Number before the first request's, to test the wrap.</param>
    public SeccConnection(WebSocketConnection socket, SeccOptions options, TimeProvider time, int lastSequence = 0)
    {
        _socket = socket;
        _options = options;
        _time = time;
        _sequence = new PepSequence(lastSequence);
        _statusAt = time.GetTimestamp();
    }

    /// <summary>The newest status; null before the first.</summary>
    public PepStatus? Status
    {
        get
        {
            lock (_gate) return _status;
        }
    }

    /// <summary>Statuses received.</summary>
    public long Statuses { get; private set; }

    /// <summary>Longest time between two statuses so far.</summary>
    public TimeSpan LongestStatusGap { get; private set; }

    /// <summary>Told of each status as it arrives, with its timestamp; on the read loop's thread. Null: nobody.</summary>
    public Action<long>? OnStatus { get; set; }

    /// <summary>Time since the last status, or since the connection began.</summary>
    public TimeSpan StatusAge => _time.GetElapsedTime(Volatile.Read(ref _statusAt));

    /// <summary>The PECC is silent: no status for <see cref="SeccOptions.StatusTimeout"/>.</summary>
    public bool IsPeccSilent => StatusAge >= _options.StatusTimeout;

    /// <summary>Whether a session runs that stopCharging can end (R17). Set by who runs the session; its end takes <see cref="IsStopRequested"/> back.</summary>
    public bool IsSessionRunning
    {
        get => _isSessionRunning;
        set
        {
            if (_isSessionRunning == value) return;
            _isSessionRunning = value;
            if (!value) IsStopRequested = false;
        }
    }

    /// <summary>The PECC has asked to end the session that runs.</summary>
    public bool IsStopRequested
    {
        get => _isStopRequested;
        private set => _isStopRequested = value;
    }

    /// <summary>Events of the PECC, newest last; at most 100.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            lock (_gate) return [.. EventList];
        }
    }

    /// <summary>What the PECC did wrong, newest last; at most 100.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_gate) return [.. _problems];
        }
    }

    /// <summary>Values that were set.</summary>
    public IReadOnlyDictionary<string, PepIoValue> Outputs
    {
        get
        {
            lock (_gate) return new Dictionary<string, PepIoValue>(_outputs, StringComparer.Ordinal);
        }
    }

    /// <summary>How it ended; null while it has not.</summary>
    public WebSocketClosure? Closure => _socket.Closure;

    private List<string> EventList { get; } = [];

    private PepNumbers Numbers => _numbers ?? PepNumbers.Integers;

    /// <summary>Serves the connection until its end.</summary>
    public async Task RunAsync()
    {
        while (await _socket.WaitToReadAsync())
            while (_socket.TryRead(out var message)) Handle(message.Payload.Span);
        Asked? left;
        lock (_gate)
        {
            left = _pending;
            _pending = null;
        }

        left?.Reply.TrySetResult(new SeccReply(SeccReplyKind.NotConnected));
        Signal();
    }

    /// <summary>Asks for the configuration, and from then on uses the numbers that it agrees to.</summary>
    public async Task<SeccReply> GetConfigurationAsync() => await AskAsync(PepKind.Configuration, to => PepFrames.WriteRequest(to.Buffer, PepKind.Configuration, to.Sequence));

    /// <summary>Asks for an isolation test.</summary>
    public Task<SeccReply> CableCheckAsync(double voltageV) => AskAsync(new PepCableCheck(voltageV));

    /// <summary>Opens or closes the output contactors.</summary>
    public Task<SeccReply> SetContactorsAsync(bool closed) => AskAsync(new PepContactorsStatus(closed));

    /// <summary>Asks for a voltage and a current.</summary>
    public Task<SeccReply> SetTargetAsync(PepTargetValues target) => AskAsync(target);

    /// <summary>Back to standby.</summary>
    public Task<SeccReply> ResetAsync() => AskAsync(PepKind.Reset, to => PepFrames.WriteRequest(to.Buffer, PepKind.Reset, to.Sequence));

    /// <summary>Tells of the vehicle at the outlet, if that has changed (R24).</summary>
    public async Task TellEvAsync(PepEvConnection ev)
    {
        lock (_gate)
        {
            if (_reportedEv == ev) return;
            _reportedEv = ev;
        }

        await TellAsync(to => PepFrames.WriteInfo(to, ev, Numbers));
    }

    /// <summary>Tells what the vehicle says of itself: the fields that have changed, if any (R26).</summary>
    public async Task TellSessionAsync(PepChargingSession session)
    {
        lock (_gate)
        {
            var now = session.After(_reportedSession);
            if (now == _reportedSession) return;
            _reportedSession = now;
        }

        await TellAsync(to => PepFrames.WriteInfo(to, session, Numbers));
    }

    /// <summary>Sends a text as it is: for tests of what a PECC does with it.</summary>
    public ValueTask<bool> SendRawAsync(ReadOnlyMemory<byte> utf8) => _socket.SendAsync(utf8);

    /// <summary>Cuts the connection without a word, as a SECC does that loses power.</summary>
    public void Vanish() => _socket.Abort("The SECC vanishes.");

    /// <summary>Closes in good order.</summary>
    public async Task CloseAsync() => await _socket.CloseAsync(WebSocketCloseCode.Normal, "");

    /// <summary>Waits until a status fulfils a condition. False: not in time, or the connection has ended.</summary>
    public async Task<bool> WaitForStatusAsync(Func<PepStatus, bool> condition, TimeSpan atMost, CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_status is { } status && condition(status)) return true;
                changed = _changed.Task;
            }

            var left = atMost - _time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || _socket.Closure is not null) return false;
            try
            {
                await changed.WaitAsync(left, _time, ct);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        _turn.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<SeccReply> AskAsync<T>(T payload)
        where T : IPepPayload<T> => AskAsync(T.Kind, to => PepFrames.WriteRequest(to.Buffer, to.Sequence, payload, Numbers));

    private async Task<SeccReply> AskAsync(PepKind kind, Action<(IBufferWriter<byte> Buffer, int Sequence)> write)
    {
        await _turn.WaitAsync();
        try
        {
            var asked = new Asked(kind, _time.GetTimestamp());
            var buffer = new ArrayBufferWriter<byte>(256);
            lock (_gate)
            {
                asked.Sequence = _sequence.Next();
                _pending = asked;
            }

            write((buffer, asked.Sequence));
            if (!await _socket.SendAsync(buffer.WrittenMemory)) return new SeccReply(SeccReplyKind.NotConnected);
            try
            {
                return await asked.Reply.Task.WaitAsync(_options.RequestTimeout, _time);
            }
            catch (TimeoutException)
            {
                return new SeccReply(SeccReplyKind.TimedOut, Details: $"{PepKinds.Name(kind)} {asked.Sequence} was not answered within {_options.RequestTimeout.TotalMilliseconds} ms.");
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return new SeccReply(SeccReplyKind.NotConnected, Details: e.Message);
        }
        finally
        {
            lock (_gate) _pending = null;
            _turn.Release();
        }
    }

    private async Task TellAsync(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        write(buffer);
        await _socket.SendAsync(buffer.WrittenMemory);
    }

    private void Handle(ReadOnlySpan<byte> utf8)
    {
        if (!PepFrames.TryRead(utf8, PepRole.Secc, out var envelope, out var fault))
        {
            Refuse(fault!);
            return;
        }

        switch (envelope.Type)
        {
            case PepType.Request:
                OnRequest(envelope);
                break;
            case PepType.Info:
                OnInfo(envelope);
                break;
            default:
                OnReply(envelope);
                break;
        }
    }

    private void OnInfo(in PepEnvelope envelope)
    {
        // Before the configuration is known nobody has agreed on integers.
        if (envelope.Kind == PepKind.Event)
        {
            if (!PepFrames.TryReadPayload<PepEvent>(envelope, PepNumbers.Floats, out var told, out var wrong)) Refuse(wrong!);
            else Keep(EventList, told.EventDetails);
            return;
        }

        if (!PepFrames.TryReadPayload<PepStatus>(envelope, _numbers ?? PepNumbers.Floats, out var status, out var fault))
        {
            Refuse(fault!);
            return;
        }

        var now = _time.GetTimestamp();
        if (Statuses++ > 0 && _time.GetElapsedTime(_statusAt, now) is var gap && gap > LongestStatusGap) LongestStatusGap = gap;
        Volatile.Write(ref _statusAt, now);
        lock (_gate) _status = status;
        OnStatus?.Invoke(now);
        Signal();
    }

    private void OnReply(in PepEnvelope envelope)
    {
        Asked? asked;
        lock (_gate)
        {
            asked = _pending;
            if (asked is null || (asked.Sequence != envelope.Sequence && !(envelope.Type == PepType.Error && envelope.Sequence == 0)))
            {
                Keep(_problems, $"A reply that nobody waits for: {PepKinds.Name(envelope.Kind)} {envelope.Sequence}.");
                return;
            }

            _pending = null;
        }

        var latency = _time.GetElapsedTime(asked.Since);
        if (envelope.Type == PepType.Error)
        {
            PepFrames.TryReadPayload<PepError>(envelope, PepNumbers.Floats, out var error, out _);
            asked.Reply.TrySetResult(new SeccReply(SeccReplyKind.Refused, error.Category, error.Details, Latency: latency));
        }
        else if (envelope.Kind != asked.Kind)
        {
            Keep(_problems, $"{PepKinds.Name(asked.Kind)} {asked.Sequence} was answered with {PepKinds.Name(envelope.Kind)}.");
            asked.Reply.TrySetResult(new SeccReply(SeccReplyKind.TimedOut, Details: "Answered with another kind."));
        }
        else if (envelope.Kind == PepKind.Configuration)
        {
            if (!PepFrames.TryReadPayload<PepConfiguration>(envelope, PepNumbers.Floats, out var configuration, out var fault)) Keep(_problems, fault!.Details);
            else _numbers = configuration.Numbers;
            asked.Reply.TrySetResult(new SeccReply(SeccReplyKind.Answered, Configuration: fault is null ? configuration : null, Latency: latency));
        }
        else asked.Reply.TrySetResult(new SeccReply(SeccReplyKind.Answered, Latency: latency));
    }

    private void OnRequest(in PepEnvelope envelope)
    {
        if (_options.Faults.HasFlag(SeccFaults.WithholdReplies)) return;
        if (_options.Faults.HasFlag(SeccFaults.WrongJson))
        {
            Post("{\"type\":\"response\",\"kind\":"u8);
            return;
        }

        var sequence = envelope.Sequence;
        var buffer = new ArrayBufferWriter<byte>(256);
        PepFault? fault = null;
        switch (envelope.Kind)
        {
            case PepKind.GetInput:
                if (!PepFrames.TryReadPayload<PepGetInput>(envelope, Numbers, out var asked, out fault)) break;
                fault = asked.InputIdentifiers.FirstOrDefault(i => !_options.Inputs.ContainsKey(i)) is { } unknown
                    ? new PepFault(PepErrorCategory.Value, "getInput", sequence, $"payload.inputIdentifiers holds \"{unknown}\"; allowed: {string.Join(", ", _options.Inputs.Keys)}.")
                    : null;
                if (fault is null)
                {
                    var values = asked.InputIdentifiers.Distinct(StringComparer.Ordinal).ToDictionary(i => i, i => new PepIoValue(_options.Inputs[i]), StringComparer.Ordinal);
                    PepFrames.WriteResponse(buffer, sequence, new PepInputValues(values), Numbers);
                }

                break;
            case PepKind.SetOutput:
                if (!PepFrames.TryReadPayload<PepSetOutput>(envelope, Numbers, out var set, out fault)) break;
                fault = set.OutputValues.Select(v => Judge(sequence, v.Key, v.Value)).FirstOrDefault(f => f is not null);
                if (fault is null)
                {
                    lock (_gate)
                        foreach (var (id, value) in set.OutputValues) _outputs[id] = value;
                    PepFrames.WriteResponse(buffer, PepKind.SetOutput, sequence);
                }

                break;
            default:
                if (IsSessionRunning) IsStopRequested = true;
                PepFrames.WriteResponse(buffer, PepKind.StopCharging, sequence);
                break;
        }

        if (fault is not null) Refuse(fault, isRequest: true);
        else Post(buffer.WrittenSpan);
    }

    private PepFault? Judge(int sequence, string id, PepIoValue value)
    {
        if (!_options.Outputs.Contains(id, StringComparer.Ordinal)) return new PepFault(PepErrorCategory.Value, "setOutput", sequence, $"payload.outputValues holds \"{id}\"; allowed: {string.Join(", ", _options.Outputs)}.");
        return value.Flag is null ? new PepFault(PepErrorCategory.Value, "setOutput", sequence, $"payload.outputValues.{id} is {value.Json}; allowed: true or false.") : null;
    }

    /// <summary>Answers a bad message with an error (R9, R18); a bad reply is kept as a problem only.</summary>
    private void Refuse(PepFault fault, bool isRequest = false)
    {
        if (!isRequest) Keep(_problems, fault.Details);
        if (fault.Type is PepType.Response or PepType.Error) return;
        var buffer = new ArrayBufferWriter<byte>(256);
        PepFrames.WriteError(buffer, fault);
        Post(buffer.WrittenSpan);
    }

    /// <summary>Sends with the next flush, which the read loop does when it waits again.</summary>
    private void Post(ReadOnlySpan<byte> utf8)
    {
        if (_socket.TryBuffer(utf8) == BufferOutcome.Busy) _ = SendLaterAsync(utf8.ToArray());
    }

    private async Task SendLaterAsync(byte[] utf8)
    {
        try
        {
            await _socket.SendAsync(utf8);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _socket.Abort(e.Message);
        }
    }

    private void Keep(List<string> list, string text)
    {
        lock (_gate)
        {
            if (list.Count >= 100) list.RemoveAt(0);
            list.Add(text);
        }
    }

    private void Signal()
    {
        TaskCompletionSource old;
        lock (_gate)
        {
            old = _changed;
            _changed = NewSignal();
        }

        old.TrySetResult();
    }

    private sealed class Asked(PepKind kind, long since)
    {
        public PepKind Kind { get; } = kind;

        public long Since { get; } = since;

        public int Sequence { get; set; }

        public TaskCompletionSource<SeccReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
