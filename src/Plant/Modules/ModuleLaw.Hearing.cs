using Busbar.Plant.Modules.Families;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Modules;

/// <summary>What the answers of a module mean.</summary>
internal sealed partial class ModuleLaw
{
    private static readonly TimeSpan LateAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DeafAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusalShows = TimeSpan.FromSeconds(5);

    // Two in a row, since one may be an answer from before the module was told on.
    private const int OffsToBelieve = 2;

    private readonly IdentityWatch _identity = new();
    private readonly string?[] _serialParts = new string?[3];
    private TimeSpan _heardAt;
    private bool _isOnline;
    private bool _isReady;
    private bool? _isOn;
    private bool _isConfirmedOn;
    private bool _mayRun;
    private TimeSpan _seenOnAt;
    private int _offSeen;
    private ModuleErrorSet? _reported;
    private ModuleErrorSet _latched;
    private ModuleMode _reportedMode;
    private double? _voltageV;
    private double? _currentA;
    private TimeSpan _voltageAt = -TimeSpan.FromDays(1);
    private TimeSpan _currentAt = -TimeSpan.FromDays(1);
    private TimeSpan _pairedAt = -TimeSpan.FromDays(1);
    private TimeSpan _measuredAt;
    private bool _isVoltageBad;
    private bool _isCurrentBad;
    private bool _isLying;
    private bool _isDisobedient;
    private TimeSpan _hearsSince = -TimeSpan.FromDays(1);
    private TimeSpan? _lieSince;
    private double? _capabilityA;
    private bool _isCapabilityBad;
    private double? _temperatureC;
    private double? _hottestC;
    private TimeSpan? _refusedAt;
    private bool _isBusOff;
    private ModuleCounters _counters;

    /// <summary>Whether it obeys.</summary>
    public bool IsUsable => _isOnline && _isReady && !_needsOff && !_isBusOff && !Errors.Codes().Any(c => ModuleErrors.SeverityOf(c) == ModuleSeverity.Fault);

    private ModuleErrorSet Errors
    {
        get
        {
            var all = (_reported ?? default).Union(_latched);
            if (!_isOnline) all = all.With(ModuleErrorCode.Lost);
            if (_isBusOff) all = all.With(ModuleErrorCode.BusOff);
            if (_identity.IsDuplicate) all = all.With(ModuleErrorCode.DuplicateAddress);
            if (HasWrongSerial) all = all.With(ModuleErrorCode.WrongSerial);
            if (_isLying) all = all.With(ModuleErrorCode.MeasurementImplausible);
            if (_isDisobedient) all = all.With(ModuleErrorCode.DoesNotObey);
            if (_isCapabilityBad) all = all.With(ModuleErrorCode.CapabilityImplausible);
            if (_refusedAt is not null) all = all.With(ModuleErrorCode.Refused);
            return all;
        }
    }

    private string? Serial => _serialParts[0] ?? (_serialParts[1] is { } low && _serialParts[2] is { } high ? high + low : null);

    private bool HasWrongSerial => _config.Serial is { } mine && Serial is { } heard && !string.Equals(mine.Trim(), heard, StringComparison.OrdinalIgnoreCase);

    public void Take(in ModuleReply reply, TimeSpan now)
    {
        _isStale = true;
        _heardAt = now;
        if (!_isOnline) ComeOnline(now);
        var askedAt = CountAnswer(reply.Answers, now);
        if (reply.Mark is { } mark) Identify(mark, now);
        if (reply.Serial is { } serial)
        {
            _serialParts[reply.SerialPart] = serial;
            if (_told.IsOn && HasWrongSerial) Drop(now);
        }

        if (reply.IsRefusal)
        {
            _refusedAt = now;
            _counters = _counters with { Refusals = _counters.Refusals + 1 };
        }

        if (reply.Mode is { } mode && _mode.Phase != ModePhase.Told) _reportedMode = mode;
        else if (reply.Mode is { } told && askedAt >= _mode.Since) _reportedMode = told;
        if (reply.TemperatureC is { } celsius && double.IsFinite(celsius)) TakeTemperature(celsius);
        if (reply.CapabilityA is { } capabilityA) TakeCapability(capabilityA);
        if (reply.Errors is { } errors) _reported = errors;
        if (reply.IsOn is { } isOn) TakeIsOn(isOn, askedAt, now);
        var measuredAt = reply.Answers >= 0 ? _ledgers[reply.Answers].Answer(now) ?? now - AskLedger.Longest : now;
        if (reply.VoltageV is { } voltageV) TakeVoltage(voltageV, measuredAt, now);
        if (reply.CurrentA is { } currentA) TakeCurrent(currentA, measuredAt, now);
        if (_told.IsOn && Errors.Codes().Any(c => ModuleErrors.SeverityOf(c) == ModuleSeverity.Fault)) Drop(now);
        Plan(now);
    }

    public void CountMalformed() => _counters = _counters with { Malformed = _counters.Malformed + 1 };

    private void ComeOnline(TimeSpan now)
    {
        _isOnline = true;
        _isDisobedient = false;
        _isReady = false;
        _isOn = null;
        _reported = null;
        _offSeen = 0;
        _reportedMode = ModuleMode.Unknown;
        _mode = default;
        _changed |= OrderParts.Switch;
        Array.Clear(_askedAt);
        foreach (var ledger in _ledgers) ledger.Forget();
        for (var i = 0; i < _pollAt.Length; i++) _pollAt[i] = now + TimeSpan.FromMilliseconds(20 * i);
    }

    private void Identify(ulong mark, TimeSpan now)
    {
        switch (_identity.Hear(mark, now))
        {
            case IdentityFinding.Replaced:
                Array.Clear(_serialParts);
                _isReady = false;
                _counters = _counters with { Restarts = _counters.Restarts + 1 };
                if (_told.IsOn) _latched = _latched.With(ModuleErrorCode.Restarted);
                if (_told.IsOn) Drop(now);
                // Ask at once who it is.
                Array.Fill(_pollAt, now);
                break;
            case IdentityFinding.Duplicate when _told.IsOn:
                Drop(now);
                break;
            default:
                break;
        }
    }

    private void TakeIsOn(bool isOn, TimeSpan? askedAt, TimeSpan now)
    {
        _isOn = isOn;
        if (isOn)
        {
            _offSeen = 0;
            _seenOnAt = now;
            _mayRun = true;
            if (_order.IsOn && _onSentAt is { } sent && askedAt >= sent) _isConfirmedOn = true;
            return;
        }

        _mayRun = _order.IsOn && !_isConfirmedOn;
        if (!_order.IsOn) _isReady = true;
        if (!_isConfirmedOn || ++_offSeen < OffsToBelieve) return;
        _counters = _counters with { Restarts = _counters.Restarts + 1 };
        _latched = _latched.With(ModuleErrorCode.Restarted);
        Drop(now);
    }

    private void TakeTemperature(double celsius)
    {
        // A family may tell several; the view has the hottest of a round.
        _hottestC = _hottestC is { } hottest && Math.Abs(hottest - celsius) < 200 ? Math.Max(celsius, hottest - 0.5) : celsius;
        _temperatureC = _hottestC;
    }

    private void TakeCapability(double capabilityA)
    {
        _isCapabilityBad = !(capabilityA >= 0 && capabilityA <= 2 * _config.Envelope.MaxA);
        if (!_isCapabilityBad) _capabilityA = capabilityA;
    }

    private void TakeVoltage(double voltageV, TimeSpan measuredAt, TimeSpan now)
    {
        _isVoltageBad = !(voltageV >= -5 && voltageV <= (1.25 * _config.Envelope.MaxV) + 50);
        if (!_isVoltageBad)
        {
            _voltageV = voltageV;
            _voltageAt = measuredAt;
            PairUp();
        }

        JudgeMeasurement(now);
    }

    private void TakeCurrent(double currentA, TimeSpan measuredAt, TimeSpan now)
    {
        // A family that counts the other way back is turned here: the amount and the direction that it was set to.
        if (_family.IsBidirectional && _mode.Mode == ModuleMode.Inverter) currentA = -Math.Abs(currentA);
        _isCurrentBad = !(Math.Abs(currentA) <= (1.5 * _config.Envelope.MaxA) + 10);
        if (!_isCurrentBad)
        {
            _currentA = currentA;
            _currentAt = measuredAt;
            PairUp();
        }

        JudgeMeasurement(now);
    }

    // Families answer voltage and current one by one: a measurement is new when both are newer than the one before.
    private void PairUp()
    {
        var older = _voltageAt < _currentAt ? _voltageAt : _currentAt;
        if (older > _pairedAt) (_measuredAt, _pairedAt) = (older, _voltageAt > _currentAt ? _voltageAt : _currentAt);
    }

    // Tolerances of IEC 61851-23 (2.5 A or 5 %), and 10 V or 2 %: beyond them for long, no regulator is at work, or the measurement lies.
    private bool IsFarOff()
    {
        if (_isVoltageBad || _isCurrentBad) return true;
        var currentA = Math.Abs(_currentA ?? 0);
        if (!_order.IsOn) return _isOn == false && _isReady && currentA > 5;
        if (!_isConfirmedOn) return false;
        var setA = Math.Abs(_order.CurrentA);
        if (currentA > setA + Math.Max(2.5, 0.05 * setA)) return true;
        return _currentA > 1 && _voltageV > _order.VoltageV + Math.Max(10, 0.02 * _order.VoltageV);
    }

    private void JudgeMeasurement(TimeSpan now)
    {
        if (!IsFarOff())
        {
            _lieSince = null;
            return;
        }

        _lieSince ??= now;
        if (now - _lieSince < _options.LieAfter) return;
        _isLying = true;
        if (_told.IsOn) Drop(now);
    }

    private TimeSpan? CountAnswer(int poll, TimeSpan now)
    {
        if (poll < 0) return null;
        var askedAt = _askedAt[poll];
        _askedAt[poll] = null;
        if (askedAt is { } at && now - at > LateAfter) _counters = _counters with { LateAnswers = _counters.LateAnswers + 1 };
        return askedAt;
    }

    private void CountQuestion(int poll, TimeSpan now)
    {
        var isUnanswered = _askedAt[poll] is not null;
        _counters = _counters with { Asked = _counters.Asked + 1, LostFrames = _counters.LostFrames + (isUnanswered ? 1 : 0) };
        _askedAt[poll] = now;
    }

    private void Watch(TimeSpan now)
    {
        var silence = now - _heardAt;
        if (_isOnline && silence > _family.LostAfter)
        {
            _isOnline = false;
            _isStale = true;
            _isOn = null;
            _reported = null;
            _isReady = false;
            _isConfirmedOn = false;
            _identity.Forget();
            Array.Clear(_serialParts);
            _counters = _counters with { Losses = _counters.Losses + 1 };
            Drop(now);
        }

        if (_refusedAt is { } refused && now - refused > RefusalShows)
        {
            _refusedAt = null;
            _isStale = true;
        }

        if (_voltageV is not null && now - _voltageAt > _options.MeasurementMaxAge)
        {
            _voltageV = null;
            _isStale = true;
        }

        if (_currentA is not null && now - _currentAt > _options.MeasurementMaxAge)
        {
            _currentA = null;
            _isStale = true;
        }

        var mayStillRun = IsSilentlyOn(now);
        if (mayStillRun != _view.MayStillRun) _isStale = true;
        WatchObedience(now);
    }

    private bool IsSilentlyOn(TimeSpan now)
    {
        var silence = now - _heardAt;
        return _mayRun && silence > _options.MeasurementMaxAge && (_family.SelfOffAfter is not { } selfOff || silence <= selfOff);
    }

    private void WatchObedience(TimeSpan now)
    {
        if (!_isOnline) return;
        // Who is silent may not hear either: that is no disobedience.
        if (now - _heardAt > DeafAfter) _hearsSince = now;
        var neverStarted = _order.IsOn && !_isConfirmedOn && _onSince is { } on && IsLong(on);
        var neverStopped = !_order.IsOn && _isOn == true && _offSentAt is { } off && IsLong(off);
        if ((!neverStarted && !neverStopped) || _isDisobedient) return;
        _isDisobedient = true;
        _isStale = true;
        Drop(now);

        bool IsLong(TimeSpan since) => now - (since > _hearsSince ? since : _hearsSince) > _options.ObeyWithin;
    }
}
