using System.Globalization;
using System.Text.Unicode;

namespace Busbar.Lab.Swarms;

/// <summary>How a station of a swarm spends its time.</summary>
internal enum SessionKind
{
    /// <summary>Heartbeats only.</summary>
    Idle,

    /// <summary>One to three minutes, one after another.</summary>
    Short,

    /// <summary>Ten to sixty minutes.</summary>
    Long,
}

/// <summary>
/// The script of a station: boot, statuses, and then sessions or heartbeats. Each step is one call, and its answer leads to the next. A session outlives its
/// connection, and its start and its stop are said again, as they were, until they are answered (OCPP 1.6, 3.7).
/// </summary>
internal sealed partial class SwarmStation
{
    /// <summary>A start or a stop that was refused so often is given up: TransactionMessageAttempts (OCPP 1.6, 9.1.36).</summary>
    private const int TransactionMessageAttempts = 10;

    /// <summary>Between the first attempts; times the number of attempts before: TransactionMessageRetryInterval (OCPP 1.6, 9.1.37).</summary>
    private static readonly TimeSpan TransactionMessageRetryInterval = TimeSpan.FromSeconds(5);

    private Step _step;
    private Step? _resumeAt;
    private int _refusals;
    private DateTimeOffset _saidAt;
    private bool _inSession;
    private bool _stopWanted;
    private long _transactionId;
    private long _sessionUntil;
    private double _energyWh;
    private DateTimeOffset _lastMeterAt;
    private long _meterSequence;

    private enum Step
    {
        Boot,
        MainStatus,
        Available,
        Idle,
        Heartbeat,
        Preparing,
        Authorize,
        Start,
        Charging,
        Meter,
        Stop,
        Finishing,
    }

    /// <summary>The next MeterValues of the pump; false when the station cannot send now.</summary>
    public bool SendMeter(MeterTemplate template)
    {
        lock (_gate)
        {
            if (!_isBooted || _isAwaiting || _isLeaving || !_unsent.IsEmpty || _socket is null) return false;
            var now = _swarm.Time.GetUtcNow();
            // One timestamp per message, so that each can be found again.
            _lastMeterAt = now.Ticks / TimeSpan.TicksPerMillisecond > _lastMeterAt.Ticks / TimeSpan.TicksPerMillisecond ? now : _lastMeterAt.AddMilliseconds(1);
            _number++;
            _meterSequence++;
            var frame = template.Fill(_number, _meterSequence, _lastMeterAt);
            _isAwaiting = true;
            _sentAt = _swarm.Time.GetTimestamp();
            _swarm.Statistics.Send();
            return Send(frame);
        }
    }

    private void OnUpgraded()
    {
        _resumeAt = _step switch
        {
            Step.Boot or Step.MainStatus => _resumeAt,
            Step.Start or Step.Stop => _step,
            Step.Charging or Step.Meter when _inSession => Step.Charging,
            _ => null,
        };
        if (_resumeAt is null) LeaveSession();
        _step = Step.Boot;
        Act();
    }

    /// <summary>Does what the present step wants.</summary>
    private void Act()
    {
        if (!_isUpgraded) return;
        var scratch = Scratch()[PayloadAt..];
        var written = 0;
        var status = (ReadOnlySpan<char>)"";
        switch (_step)
        {
            case Step.Boot:
                Utf8.TryWrite(scratch, CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"BootNotification",{"chargePointVendor":"Busbar","chargePointModel":"Swarm","chargePointSerialNumber":"{{(Id.Length > 25 ? Id[..25] : Id)}}"}]""", out written);
                break;
            case Step.MainStatus:
                WriteStatus(scratch, 0, "Available", out written);
                break;
            case Step.Available:
                status = "Available";
                break;
            case Step.Idle:
                Idle();
                return;
            case Step.Heartbeat:
                Utf8.TryWrite(scratch, CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"Heartbeat",{}]""", out written);
                break;
            case Step.Preparing:
                status = "Preparing";
                break;
            case Step.Authorize:
                Utf8.TryWrite(scratch, CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"Authorize",{"idTag":"{{_swarm.Options.IdTag}}"}]""", out written);
                break;
            case Step.Start:
                Utf8.TryWrite(scratch, CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"StartTransaction",{"connectorId":1,"idTag":"{{_swarm.Options.IdTag}}","meterStart":{{(long)_energyWh}},"timestamp":{{Clock(_saidAt)}}}]""", out written);
                break;
            case Step.Charging:
                status = "Charging";
                break;
            case Step.Meter:
                _energyWh += 11_000 * _swarm.Options.MeterInterval.TotalHours;
                Utf8.TryWrite(scratch, CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"MeterValues",{"connectorId":1,"transactionId":{{_transactionId}},"meterValue":[{"timestamp":{{Clock()}},"sampledValue":[{"value":"{{15.5 + _random.NextDouble():F2}}","measurand":"Current.Import","unit":"A"},{"value":"{{_energyWh:F1}}","measurand":"Energy.Active.Import.Register","unit":"Wh"},{"value":"11000","measurand":"Power.Active.Import","unit":"W"}]}]}]""", out written);
                break;
            case Step.Stop:
                Utf8.TryWrite(scratch, CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"StopTransaction",{"transactionId":{{_transactionId}},"meterStop":{{(long)_energyWh}},"timestamp":{{Clock(_saidAt)}},"reason":"Local"}]""", out written);
                break;
            case Step.Finishing:
                status = "Finishing";
                break;
        }

        if (!status.IsEmpty) WriteStatus(scratch, 1, status, out written);
        SendCall(written);
    }

    private void WriteStatus(Span<byte> scratch, int connectorId, ReadOnlySpan<char> status, out int written) =>
        Utf8.TryWrite(scratch, CultureInfo.InvariantCulture, $$"""[2,{{NextId()}},"StatusNotification",{"connectorId":{{connectorId}},"errorCode":"NoError","status":"{{status}}","timestamp":{{Clock()}}}]""", out written);

    /// <summary>The answer to the present step's call has come.</summary>
    private void OnAnswer(ReadOnlySpan<byte> rest)
    {
        if (_swarm.Meters is { } meters && _isBooted)
        {
            meters.Acknowledge(this, Id, _meterSequence, _lastMeterAt);
            return;
        }

        _refusals = 0;
        switch (_step)
        {
            case Step.Boot when rest.IndexOf("\"Accepted\""u8) < 0:
                Wait(TimeSpan.FromSeconds(10));
                return;
            case Step.Boot:
                Volatile.Write(ref _isBooted, true);
                _swarm.Statistics.Boot(1);
                if (_swarm.Meters is { } pump)
                {
                    pump.Ready(this);
                    Wait(_swarm.Options.CallTimeout);
                    return;
                }

                if (HasOwnRhythm)
                {
                    Misbehave();
                    return;
                }

                break;
            case Step.MainStatus when _resumeAt is { } step:
                (_step, _resumeAt) = (step, null);
                Act();
                return;
            case Step.Start:
                _transactionId = SwarmReply.NumberAfter(rest, "\"transactionId\":"u8) ?? 0;
                break;
            case Step.Charging:
                Enter(Step.Meter, _swarm.Options.MeterInterval);
                return;
            case Step.Meter:
                if (!_stopWanted && _swarm.Time.GetTimestamp() < _sessionUntil)
                {
                    Enter(Step.Meter, _swarm.Options.MeterInterval);
                    return;
                }

                break;
            case Step.Heartbeat:
                Enter(Step.Idle, TimeSpan.Zero);
                return;
            case Step.Finishing:
                LeaveSession();
                Enter(Step.Available, Between(3, 10));
                return;
        }

        Enter(
            _step switch
            {
                Step.Available => Step.Idle,
                Step.Start => EnterSession(),
                _ => _step + 1,
            }, TimeSpan.Zero);
    }

    /// <summary>The present step's call was refused: a well-behaved station says a start or a stop again, and goes on as if anything else had not been said.</summary>
    private void OnRefusal()
    {
        if (_swarm.Meters is { } meters && _isBooted) meters.Ready(this);
        else if (_step == Step.Boot) Wait(TimeSpan.FromSeconds(10));
        else if (_isBooted && HasOwnRhythm) return;
        else if (_step is Step.Start or Step.Stop && ++_refusals < TransactionMessageAttempts) Wait(TransactionMessageRetryInterval * _refusals);
        else if (_inSession && _step is Step.Charging or Step.Meter) Enter(Step.Meter, _swarm.Options.MeterInterval);
        else
        {
            _refusals = 0;
            _resumeAt = null;
            LeaveSession();
            Enter(Step.Idle, TimeSpan.FromSeconds(5));
        }
    }

    private void OnCommand(ReadOnlySpan<byte> id, ReadOnlySpan<byte> action, ReadOnlySpan<byte> rest)
    {
        if (_misbehaviour == Misbehaviour.LateReplies)
        {
            _late = id.ToArray();
            return;
        }

        Reply(id, SwarmReply.AnswerTo(action));
        if (action.SequenceEqual("RemoteStartTransaction"u8) && IsResting)
        {
            _sessionUntil = 0;
            Enter(Step.Preparing, TimeSpan.Zero);
        }
        else if (action.SequenceEqual("RemoteStopTransaction"u8) && SwarmReply.NumberAfter(rest, "\"transactionId\":"u8) == _transactionId)
        {
            _stopWanted = true;
            if (_step == Step.Meter && !_isAwaiting) Enter(Step.Stop, TimeSpan.Zero);
        }
    }

    /// <summary>Whether it waits for the next vehicle or heartbeat.</summary>
    private bool IsResting => !_isAwaiting && !_inSession && (_step is Step.Idle or Step.Heartbeat or Step.Preparing);

    private void Reply(ReadOnlySpan<byte> id, ReadOnlySpan<byte> payload)
    {
        var scratch = Scratch();
        var at = PayloadAt;
        Append(scratch, "[3,\""u8, ref at);
        Append(scratch, id.Length > 36 ? id[..36] : id, ref at);
        Append(scratch, "\","u8, ref at);
        Append(scratch, payload, ref at);
        Append(scratch, "]"u8, ref at);
        var begin = SwarmFrames.Finish(scratch, PayloadAt, at - PayloadAt);
        Send(scratch[begin..at]);

        static void Append(Span<byte> to, ReadOnlySpan<byte> what, ref int at)
        {
            what.CopyTo(to[at..]);
            at += what.Length;
        }
    }

    private void SendCall(int payloadBytes)
    {
        if (payloadBytes == 0) return;
        var begin = SwarmFrames.Finish(Scratch(), PayloadAt, payloadBytes);
        _isAwaiting = true;
        _sentAt = _swarm.Time.GetTimestamp();
        _swarm.Statistics.Send();
        Send(Scratch()[begin..(PayloadAt + payloadBytes)]);
        Wait(_unsent.IsEmpty ? _swarm.Options.CallTimeout : TimeSpan.FromMilliseconds(100));
    }

    private void Idle()
    {
        var wait = _kind switch
        {
            SessionKind.Short => Between(5, 60),
            SessionKind.Long => Between(10, 600),
            _ => _swarm.Options.HeartbeatInterval,
        };
        if (_kind == SessionKind.Idle || wait > _swarm.Options.HeartbeatInterval) Enter(Step.Heartbeat, wait < _swarm.Options.HeartbeatInterval ? wait : _swarm.Options.HeartbeatInterval);
        else Enter(Step.Preparing, wait);
    }

    private Step EnterSession()
    {
        _inSession = true;
        _stopWanted = false;
        var length = _kind == SessionKind.Long ? Between(600, 3600) : Between(60, 180);
        _sessionUntil = _swarm.Time.GetTimestamp() + (long)(length.TotalSeconds * _swarm.Time.TimestampFrequency);
        _swarm.Statistics.Charge(1);
        return Step.Charging;
    }

    private void LeaveSession()
    {
        if (!_inSession) return;
        _inSession = false;
        _swarm.Statistics.Charge(-1);
    }

    private void Enter(Step step, TimeSpan after)
    {
        if (step != _step && step is Step.Start or Step.Stop) _saidAt = _swarm.Time.GetUtcNow();
        _step = step;
        if (after > TimeSpan.Zero) Wait(after);
        else Act();
    }

    /// <summary>The next message id as it stands in the frame: a number in text, or what the misbehaviour makes of it.</summary>
    private MessageNumber NextId()
    {
        if (_misbehaviour != Misbehaviour.DuplicateIds || _number == 0) _number++;
        return new MessageNumber(_number, IsQuoted: _misbehaviour != Misbehaviour.NumericIds);
    }

    /// <summary>The time as it stands in the frame.</summary>
    private StationClock Clock(DateTimeOffset? at = null)
    {
        var now = at ?? _swarm.Time.GetUtcNow();
        return _misbehaviour switch
        {
            Misbehaviour.ClockSkew => new StationClock(_random.Next(3) == 0 ? DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(_random.Next(100_000)) : now.AddHours(_random.Next(-30, 30)), HasZone: true),
            Misbehaviour.NoZoneDates => new StationClock(now, HasZone: false),
            _ => new StationClock(now, HasZone: true),
        };
    }

    private readonly record struct MessageNumber(long Number, bool IsQuoted) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) => IsQuoted
            ? Utf8.TryWrite(utf8Destination, provider, $"\"{Number}\"", out bytesWritten)
            : Number.TryFormat(utf8Destination, out bytesWritten, default, provider);
    }

    private readonly record struct StationClock(DateTimeOffset At, bool HasZone) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) => HasZone
            ? Utf8.TryWrite(utf8Destination, provider, $"\"{At:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"", out bytesWritten)
            : Utf8.TryWrite(utf8Destination, provider, $"\"{At:yyyy-MM-dd'T'HH:mm:ss}\"", out bytesWritten);
    }
}
