using Busbar.ChargePoints.Internal;
using Busbar.Links.Lanes;
using Busbar.Links.Ocpp;
using Busbar.Links.Timing;
using Busbar.Links.WebSockets;
using Busbar.Wire.Ocpp;

namespace Busbar.ChargePoints;

/// <summary>
/// An OCPP 1.6 charge point over WebSocket: registration, authorization, transactions with an offline queue, meter values, smart
/// charging, reservations, all operations of the central system, reconnecting with jitter. One loop owns its state; everything
/// else sends it messages. Thread safe.
/// </summary>
public sealed class ChargePoint
{
    private const int MailboxCapacity = 4096;

    // Readings leave this much room for what must not be lost.
    private const int ReadingsUpTo = MailboxCapacity * 3 / 4;

    // An answer that the connection gave up on is not waited for any longer.
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);

    private readonly ChargePointOptions _options;
    private readonly IChargePointHardware _hardware;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly IChargePointMemory? _memory;
    private readonly StationLink _link;
    private readonly Lane<StationInput> _mailbox = new(MailboxCapacity, LanePolicy.Wait);
    private readonly Dictionary<MessageId, DueAnswer> _dueAnswers = [];
    private readonly long _start;
    private OcppConnection? _connection;
    private long _ticket;
    private long _eventsDropped;
    private volatile ChargePointView _view = new();

    /// <param name="options">How it is and behaves.</param>
    /// <param name="hardware">Its electric side; <see cref="RunAsync"/> runs it.</param>
    /// <param name="time">Its clock; may be scaled.</param>
    /// <param name="linkTime">The clock of sockets and deadlines, which must be real; null: the same as <paramref name="time"/>.</param>
    /// <param name="log">Lines for people who watch it; called from its loop; null: none.</param>
    /// <param name="memory">Keeps what must outlive the process; null: nothing is kept, and what was not delivered is lost with the process.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ChargePoint(
        ChargePointOptions options, IChargePointHardware hardware, TimeProvider time, TimeProvider? linkTime = null, Action<string>? log = null, IChargePointMemory? memory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentNullException.ThrowIfNull(time);
        ChargePointOptions.Check(options);
        _options = options;
        _hardware = hardware;
        _time = time;
        _log = log ?? (static _ => { });
        _memory = memory;
        _start = time.GetTimestamp();
        _link = new StationLink(options, linkTime ?? time, _mailbox, _log);
    }

    /// <summary>Its identity.</summary>
    public string Id => _options.Id;

    /// <summary>How it stands; a new instance after each change.</summary>
    public ChargePointView View => _view;

    /// <summary>Replaces the way to the central system, for tests over a pipe.</summary>
    internal Func<CancellationToken, Task<WebSocketConnection>>? Connect
    {
        init => _link.Connect = value;
    }

    private StationNow Now => new(_time.GetElapsedTime(_start), _time.GetUtcNow());

    /// <summary>
    /// Tells the charge point of something that happened at it, as its hardware does: a cable, a card, a button. Never waits; when the
    /// charge point is too busy, readings are dropped and counted.
    /// </summary>
    public void Raise(HardwareEvent happened)
    {
        if ((happened is Measured && _mailbox.Count > ReadingsUpTo) || !_mailbox.TryWrite(new Happened(happened))) Interlocked.Increment(ref _eventsDropped);
    }

    /// <summary>Runs it, its hardware and its connection until cancelled. Call once.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var station = new Station(_options, _hardware, Now, _log, _memory?.Load());
        _link.Password = () => station.Password;
        _link.PingInterval = () => station.PingInterval;
        Task[] parts = [LoopAsync(station, stop.Token), _hardware.RunAsync(Raise, stop.Token), _link.RunAsync(stop.Token)];
        await Task.WhenAny(parts);
        await stop.CancelAsync();
        try
        {
            await Task.WhenAll(parts);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task LoopAsync(Station station, CancellationToken ct)
    {
        Task<bool>? readable = null;
        while (!ct.IsCancellationRequested)
        {
            while (_mailbox.TryRead(out var input)) Take(station, input);
            station.Wake(Now);
            if (station.TakeReboot()) Reboot();
            Send(station);
            Publish(station);
            Keep(station);

            readable ??= _mailbox.WaitToReadAsync(ct).AsTask();
            var wait = station.NextDue is { } due ? due - Now.Elapsed : Timeout.InfiniteTimeSpan;
            if (wait > TimeSpan.Zero || wait == Timeout.InfiniteTimeSpan) await Waiting.ForEitherAsync(readable, wait, _time, ct);
            if (readable.IsCompleted) readable = null;
        }

        // What has happened counts still; nobody is to wait for an answer that will not come.
        while (_mailbox.TryRead(out var left))
            if (left is Called called) called.Answer.TrySetResult(OcppAnswer.Refuse(OcppErrorCode.InternalError, "This charge point is being switched off."));
            else if (_memory is not null && left is Happened or CallDone) Take(station, left);
        if (_memory is null) return;
        station.End(Now);
        Keep(station);
    }

    private void Keep(Station station)
    {
        if (_memory is not null && station.TakeKept() is { } kept) _memory.Save(kept);
    }

    private void Take(Station station, StationInput input)
    {
        switch (input)
        {
            case Happened happened:
                station.Notice(happened.Event, Now);
                break;
            case LinkUp up:
                _connection = up.Connection;
                station.Connected(Now);
                break;
            case LinkDown down when down.Connection == _connection:
                Lose(station);
                break;
            case Called called:
                Answer(station, called);
                break;
            case AnswerSent sent when _dueAnswers.Remove(sent.Id, out var due):
                station.RunAfter(due.After, Now);
                break;
            case CallDone done when done.Ticket == _ticket:
                station.CallEnded(done.Outcome, Now);
                break;
        }
    }

    private void Answer(Station station, Called called)
    {
        var answer = station.Answer(called.Request, Now, out var after);
        _dueAnswers[called.Id] = new DueAnswer(after, Now.Elapsed + AnswerPatience);
        called.Answer.TrySetResult(answer);
    }

    /// <summary>Whether an answer is not in the socket yet: until it is, nothing of ours may overtake it.</summary>
    private bool OwesAnswer(Station station)
    {
        foreach (var (id, due) in _dueAnswers)
        {
            if (due.Until > Now.Elapsed) return true;
            _dueAnswers.Remove(id);
            station.RunAfter(due.After, Now);
        }

        return false;
    }

    private void Lose(Station station)
    {
        _connection = null;
        _ticket++;
        station.Disconnected(Now);
        foreach (var due in _dueAnswers.Values.ToArray()) station.RunAfter(due.After, Now);
        _dueAnswers.Clear();
    }

    private void Reboot()
    {
        _ticket++;
        _connection = null;
        _dueAnswers.Clear();
        _link.Reboot();
    }

    private void Send(Station station)
    {
        if (_connection is not { } connection || OwesAnswer(station) || station.Next(Now) is not { } request) return;
        _ = CallAsync(connection, request, ++_ticket);
    }

    private async Task CallAsync(OcppConnection connection, OcppRequest request, long ticket)
    {
        var reply = await connection.CallAsync(request, _options.CallTimeout, CancellationToken.None);
        var result = reply.Kind switch
        {
            OcppReplyKind.Answered => new CallResult(CallEnd.Answered, reply.Response),
            OcppReplyKind.Refused => new CallResult(CallEnd.Failed, Text: $"{reply.ErrorCode}: {reply.ErrorText}"),
            OcppReplyKind.InvalidAnswer => new CallResult(CallEnd.Failed, Text: reply.ErrorText),
            OcppReplyKind.TimedOut => new CallResult(CallEnd.TimedOut, Text: reply.ErrorText),
            _ => new CallResult(CallEnd.Lost, Text: reply.ErrorText),
        };
        if (result.End != CallEnd.Answered) _log($"{request.Action.Name}: {reply.Kind}, {result.Text}");
        await _mailbox.WriteAsync(new CallDone(ticket, result), CancellationToken.None);
    }

    private void Publish(Station station) => _view = new ChargePointView
    {
        IsConnected = _connection is not null,
        Registration = station.RegistrationStatus,
        Connectors = [.. station.Connectors.Select(c => new ConnectorSnapshot(c.Id, c.Status, c.Fault, c.Transaction?.IdTag, c.Transaction?.Id, c.LimitA))],
        Waiting = station.Waiting,
        CallsSent = station.Statistics.CallsSent,
        CallsAnswered = station.Statistics.CallsAnswered,
        CallsRefused = station.Statistics.CallsRefused,
        CallsTimedOut = station.Statistics.CallsTimedOut,
        MeterValuesDropped = station.Statistics.MeterValuesDropped,
        MessagesGivenUp = station.Statistics.MessagesGivenUp,
        EventsDropped = Interlocked.Read(ref _eventsDropped),
    };

    /// <summary>An answer on its way to the socket, with what follows from it.</summary>
    private readonly record struct DueAnswer(IReadOnlyList<Action> After, TimeSpan Until);
}
