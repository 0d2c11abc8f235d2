using Busbar.Wire.Ocpp;

namespace Busbar.ChargePoints.Internal;

/// <summary>How a call ended.</summary>
internal enum CallEnd
{
    /// <summary>With the response that belongs to it.</summary>
    Answered,

    /// <summary>With a CALLERROR, or an answer that cannot be read.</summary>
    Failed,

    /// <summary>Without an answer in time.</summary>
    TimedOut,

    /// <summary>Never sent, or the connection went before the answer came.</summary>
    Lost,
}

/// <summary>The end of a call.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Response">The response, when answered.</param>
/// <param name="Text">The error, for the log; null when answered.</param>
internal readonly record struct CallResult(CallEnd End, OcppResponse? Response = null, string? Text = null);

/// <summary>
/// All that the station has to say to the central system, one call at a time. Two queues: what is prompt (boot, authorize,
/// status, heartbeat) is of the moment and is lost with the connection; what belongs to transactions is kept in order until it is
/// acknowledged, under a new message id each time (OCPP 1.6, 3.7). While nothing is held back they go out in the order in
/// which they were made; after an outage the prompt ones overtake the backlog. Not thread safe.
/// </summary>
internal sealed class Outbox
{
    private const int PromptCapacity = 256;

    private readonly Queue<Prompt> _prompts = new();
    private readonly LinkedList<TransactionMessage> _messages = [];
    private readonly ConfigurationTable _configuration;
    private readonly StationTimer _retry;
    private readonly StationStatistics _statistics;
    private readonly int _capacity;
    private readonly Action<TransactionMessage, CallResult> _onMessageEnd;
    private Prompt? _promptInFlight;
    private TransactionMessage? _messageInFlight;
    private long _sequence;
    private long _backlogEnd;
    private bool _isForced;
    private int _openTransactions;

    /// <param name="configuration">For attempts and intervals.</param>
    /// <param name="timers">For retries.</param>
    /// <param name="statistics">Counts.</param>
    /// <param name="capacity">Most transaction messages kept.</param>
    /// <param name="onMessageEnd">Told the response to a transaction message, or that it was given up.</param>
    public Outbox(ConfigurationTable configuration, StationTimers timers, StationStatistics statistics, int capacity, Action<TransactionMessage, CallResult> onMessageEnd)
    {
        _configuration = configuration;
        _statistics = statistics;
        _capacity = capacity;
        _onMessageEnd = onMessageEnd;
        _retry = timers.Create(static () => { });
    }

    /// <summary>Whether a connection is there.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Whether the registration allows messages besides BootNotification.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether a prompt message would go out now rather than be lost.</summary>
    public bool IsOnline => IsConnected && (IsOpen || _isForced);

    /// <summary>When the last call was sent; monotonic.</summary>
    public TimeSpan LastSent { get; private set; }

    /// <summary>Transaction messages not yet acknowledged.</summary>
    public int Waiting => _messages.Count;

    public bool IsIdle => _promptInFlight is null && _messageInFlight is null && _prompts.Count == 0;

    /// <summary>Whether a new transaction's start and stop are sure of a place.</summary>
    public bool HasRoomForTransaction => _messages.Count(m => !m.MayBeDropped) + _openTransactions + 2 <= _capacity;

    /// <summary>Says something of the moment; <paramref name="onEnd"/> hears how it went, always.</summary>
    /// <param name="request">The request.</param>
    /// <param name="onEnd">Called once.</param>
    /// <param name="beforeOpen">Whether it may go out before the registration is accepted.</param>
    public void Say(OcppRequest request, Action<CallResult>? onEnd = null, bool beforeOpen = false)
    {
        beforeOpen |= _isForced;
        if (!IsConnected || (!IsOpen && !beforeOpen))
        {
            onEnd?.Invoke(new CallResult(CallEnd.Lost, Text: "not connected"));
            return;
        }

        if (_prompts.Count == PromptCapacity)
        {
            _statistics.PromptDropped++;
            _prompts.Dequeue().OnEnd?.Invoke(new CallResult(CallEnd.Lost, Text: "gave way to newer messages"));
        }

        _prompts.Enqueue(new Prompt(request, onEnd, beforeOpen, _sequence++));
    }

    /// <summary>Lets what is said within <paramref name="action"/> go out even while the registration is pending.</summary>
    public void WhileOpen(Action action)
    {
        _isForced = true;
        try
        {
            action();
        }
        finally
        {
            _isForced = false;
        }
    }

    /// <summary>Keeps a message until it is acknowledged. A start takes places for itself and its stop.</summary>
    public void Keep(TransactionMessage message)
    {
        if (message is StartMessage) _openTransactions++;
        if (message is StopMessage) _openTransactions--;
        if (_messages.Count + 1 + _openTransactions > _capacity && !DropOldestReading() && message.MayBeDropped)
        {
            _statistics.MeterValuesDropped++;
            return;
        }

        message.Sequence = _sequence++;
        _messages.AddLast(message);
    }

    /// <summary>Transaction messages not yet acknowledged, in order.</summary>
    public IEnumerable<TransactionMessage> Kept => _messages;

    /// <summary>Brings back what an earlier process had not delivered.</summary>
    /// <param name="messages">In order.</param>
    /// <param name="openTransactions">Transactions whose stop is still to be kept.</param>
    public void Restore(IEnumerable<TransactionMessage> messages, int openTransactions)
    {
        _openTransactions += openTransactions;
        foreach (var message in messages)
        {
            message.Sequence = _sequence++;
            _messages.AddLast(message);
        }
    }

    /// <summary>What to send next; null when a call is out, or nothing may go. The caller must report its end with <see cref="Ended"/>.</summary>
    public OcppRequest? Next(TimeSpan now)
    {
        if (!IsConnected || _promptInFlight is not null || _messageInFlight is not null) return null;
        var message = IsOpen ? _messages.First?.Value : null;
        if (message is not null && message.NotBefore > now)
        {
            _retry.Arm(message.NotBefore);
            message = null;
        }

        var prompt = PeekPrompt();
        if (prompt is null && message is null) return null;
        LastSent = now;
        _statistics.CallsSent++;
        if (prompt is not null && (message is null || prompt.Sequence < message.Sequence || message.Sequence < _backlogEnd))
        {
            _promptInFlight = _prompts.Dequeue();
            return prompt.Request;
        }

        _messageInFlight = message;
        return message!.Build();
    }

    /// <summary>The call that <see cref="Next"/> gave out has ended.</summary>
    public void Ended(CallResult result, TimeSpan now)
    {
        Count(result);
        if (_promptInFlight is { } prompt)
        {
            _promptInFlight = null;
            prompt.OnEnd?.Invoke(result);
        }
        else if (_messageInFlight is { } message)
        {
            _messageInFlight = null;
            Settle(message, result, now);
        }
    }

    public void Connected()
    {
        IsConnected = true;
        _backlogEnd = _sequence;
    }

    /// <summary>The connection has gone: what was prompt is lost, what belongs to transactions stays.</summary>
    public void Disconnected(TimeSpan now)
    {
        if (!IsConnected) return;
        IsConnected = false;
        var lost = new CallResult(CallEnd.Lost, Text: "the connection went");
        if (_promptInFlight is not null || _messageInFlight is not null) Ended(lost, now);
        foreach (var prompt in _prompts.ToArray())
        {
            _prompts.Dequeue();
            prompt.OnEnd?.Invoke(lost);
        }
    }

    /// <summary>The next prompt message that may go; one that the registration has shut out meanwhile is lost.</summary>
    private Prompt? PeekPrompt()
    {
        while (_prompts.TryPeek(out var prompt))
        {
            if (IsOpen || prompt.BeforeOpen) return prompt;
            _prompts.Dequeue().OnEnd?.Invoke(new CallResult(CallEnd.Lost, Text: "not registered"));
        }

        return null;
    }

    private void Settle(TransactionMessage message, CallResult result, TimeSpan now)
    {
        switch (result.End)
        {
            case CallEnd.Answered:
                _messages.Remove(message);
                _onMessageEnd(message, result);
                break;
            case CallEnd.Lost:
                break;
            case CallEnd.TimedOut:
                // It may have been processed and may be again: the central system recognises repeats by content.
                message.NotBefore = now + _configuration.Seconds(ConfigurationKeys.TransactionMessageRetryInterval);
                break;
            default:
                message.Failures++;
                if (message.Failures >= _configuration.Integer(ConfigurationKeys.TransactionMessageAttempts))
                {
                    _messages.Remove(message);
                    _statistics.MessagesGivenUp++;
                    _onMessageEnd(message, result);
                }
                else
                {
                    message.NotBefore = now + (_configuration.Seconds(ConfigurationKeys.TransactionMessageRetryInterval) * message.Failures);
                }

                break;
        }
    }

    private bool DropOldestReading()
    {
        for (var node = _messages.First; node is not null; node = node.Next)
        {
            if (!node.Value.MayBeDropped || node.Value == _messageInFlight) continue;
            _messages.Remove(node);
            _statistics.MeterValuesDropped++;
            return true;
        }

        return false;
    }

    private void Count(CallResult result)
    {
        switch (result.End)
        {
            case CallEnd.Answered:
                _statistics.CallsAnswered++;
                break;
            case CallEnd.Failed:
                _statistics.CallsRefused++;
                break;
            case CallEnd.TimedOut:
                _statistics.CallsTimedOut++;
                break;
        }
    }

    private sealed record Prompt(OcppRequest Request, Action<CallResult>? OnEnd, bool BeforeOpen, long Sequence);
}
