using Busbar.Core.Safety;
using Busbar.Plant.Modules.Families;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Modules;

/// <summary>Something to send to a module.</summary>
/// <param name="IsChange">Whether it tells something new: goes before repetitions and questions.</param>
/// <param name="Due">When.</param>
/// <param name="Part">Part of the order; none: a question.</param>
/// <param name="Poll">Index of the question.</param>
internal readonly record struct ModuleJob(bool IsChange, TimeSpan Due, OrderParts Part, int Poll);

/// <summary>
/// The laws of a module's driver, the same for every family: what it is told and when it forgets, what is sent next, what the answers mean. Without
/// clock, bus and lock; the same calls give the same result.
/// </summary>
internal sealed partial class ModuleLaw
{
    // Smaller rises are left to the next repetition: a regulator above us trembles. Falls always go.
    private const double SmallestRise = 0.05;

    private static readonly TimeSpan PollWhenLost = TimeSpan.FromSeconds(1);

    private readonly ModuleConfig _config;
    private readonly ModuleFamily _family;
    private readonly ModuleBusOptions _options;
    private readonly byte _address;
    private readonly byte _group;
    private readonly TimeSpan[] _pollAt;
    private readonly TimeSpan?[] _askedAt;
    private readonly AskLedger[] _ledgers;
    private SafeSetpoint _told;
    private bool _needsOff;
    private ModuleOrder _order;
    private OrderParts _changed = OrderParts.Switch;
    private OrderParts _again;
    private bool _currentFell;
    private TimeSpan _repeatAt;
    private TimeSpan _freeAt;
    private TimeSpan? _onSince;
    private TimeSpan? _onSentAt;
    private TimeSpan? _offSentAt;
    private ModeState _mode;

    public ModuleLaw(ModuleConfig config, ModuleFamily family, ModuleBusOptions options, TimeSpan now)
    {
        _config = config;
        _family = family;
        _options = options;
        _address = (byte)config.Address;
        _group = (byte)config.Group;
        _repeatAt = now + options.RepeatAfter;
        _pollAt = [.. family.Polls.Select((_, i) => now + TimeSpan.FromMilliseconds(20 * i))];
        _askedAt = new TimeSpan?[family.Polls.Count];
        _ledgers = [.. family.Polls.Select(_ => new AskLedger())];
        _heardAt = now;
        _view = new ModuleView { Id = config.Id };
    }

    public ModuleFamily Family => _family;

    public bool WantsOn => _told.IsOn;

    /// <summary>Takes a setpoint; see <see cref="IPowerModuleDriver.Set"/>.</summary>
    public bool Set(in SafeSetpoint setpoint, TimeSpan now)
    {
        _isStale = true;
        if (!setpoint.IsOn)
        {
            _needsOff = false;
            _latched = default;
            _told = SafeSetpoint.Off;
            Plan(now);
            return true;
        }

        if (!IsUsable) return false;
        _told = setpoint;
        Plan(now);
        return true;
    }

    /// <summary>Forgets what it was told; it must be told off before it obeys again.</summary>
    public void Drop(TimeSpan now)
    {
        _isStale = true;
        _told = SafeSetpoint.Off;
        _needsOff = true;
        Plan(now);
    }

    public void Recover(TimeSpan now)
    {
        _isLying = _isDisobedient = false;
        _lieSince = null;
        _identity.Forget();
        Set(SafeSetpoint.Off, now);
        if (_family.Resets(_address, _group).Any()) _changed |= OrderParts.Reset;
    }

    public void SetBusOff(bool isOff, TimeSpan now)
    {
        _isBusOff = isOff;
        if (isOff) Drop(now);
        else _changed |= OrderParts.Switch;
        _isStale = true;
    }

    /// <summary>The next thing to send; its time may be to come.</summary>
    public ModuleJob Next()
    {
        if (_changed != OrderParts.None) return new ModuleJob(IsChange: true, _freeAt, First(_changed), -1);
        var best = _again != OrderParts.None
            ? new ModuleJob(IsChange: false, _repeatAt - _options.RepeatAfter, First(_again), -1)
            : new ModuleJob(IsChange: false, _repeatAt, OrderParts.Switch, -1);
        for (var i = 0; i < _pollAt.Length; i++)
            if (_pollAt[i] < best.Due && (_isOnline || _family.Polls[i].WhenLost)) best = new ModuleJob(IsChange: false, _pollAt[i], OrderParts.None, i);
        return best.Due < _freeAt ? best with { Due = _freeAt } : best;
    }

    public IEnumerable<CanFrame> FramesOf(ModuleJob job) =>
        job.Part == OrderParts.None ? [_family.Ask(job.Poll, _address, _group)]
        : job.Part == OrderParts.Reset ? _family.Resets(_address, _group)
        : [_family.Tell(job.Part, _order, _address, _group)];

    /// <summary>The frame that switches it off, for those who cannot wait.</summary>
    public CanFrame OffFrame() => _family.Tell(OrderParts.Switch, _order with { IsOn = false }, _address, _group);

    /// <summary>The bus has taken it.</summary>
    public void Sent(ModuleJob job, TimeSpan now)
    {
        _freeAt = now + _options.ModuleGap;
        if (job.Part == OrderParts.None)
        {
            CountQuestion(job.Poll, now);
            var pause = _ledgers[job.Poll].Ask(now) ? AskLedger.Longest : TimeSpan.Zero;
            _pollAt[job.Poll] = now + pause + (_isOnline ? _family.Polls[job.Poll].Period : PollWhenLost);
            return;
        }

        var parts = job.Part;
        if (_family.SetsBothAtOnce && (parts & (OrderParts.Voltage | OrderParts.Current)) != OrderParts.None) parts |= OrderParts.Voltage | OrderParts.Current;
        _changed &= ~parts;
        _again &= ~parts;
        if (job.Part == OrderParts.Mode) _mode = _mode with { Since = now };
        if (job.Part != OrderParts.Switch) return;
        if (_order.IsOn)
        {
            _onSentAt ??= now;
            _mayRun = true;
        }
        else
        {
            _offSentAt ??= now;
        }
    }

    /// <summary>Lets time pass: what is late, lost, due to be repeated.</summary>
    public void Tick(TimeSpan now)
    {
        if (now >= _repeatAt)
        {
            _repeatAt = now + _options.RepeatAfter;
            // On is repeated until the module says that it is on, and never after: a module that has restarted must not start again by itself.
            _again |= !_order.IsOn ? OrderParts.Switch
                : OrderParts.Voltage | OrderParts.Current | (_isConfirmedOn ? OrderParts.None : OrderParts.Switch);
        }

        Watch(now);
        Plan(now);
    }

    private OrderParts First(OrderParts parts)
    {
        if (!_order.IsOn && Has(OrderParts.Switch)) return OrderParts.Switch;
        if (Has(OrderParts.Reset)) return OrderParts.Reset;
        if (Has(OrderParts.Mode)) return OrderParts.Mode;
        if (Has(OrderParts.Current) && _currentFell) return OrderParts.Current;
        if (Has(OrderParts.Voltage)) return OrderParts.Voltage;
        return Has(OrderParts.Current) ? OrderParts.Current : OrderParts.Switch;

        bool Has(OrderParts part) => (parts & part) != OrderParts.None;
    }

    private void Plan(TimeSpan now)
    {
        var wanted = Bounded(_told);
        var facts = new ModeFacts(_told.IsOn ? _family.ModeFor(wanted) : ModuleMode.Unknown, _told.IsOn, _reportedMode, OffSince);
        (_mode, var advice) = ModeSequence.Step(_mode, facts, now);
        wanted = wanted with { IsOn = wanted.IsOn && advice.MayRun };
        if (advice.Tell is not null)
        {
            _reportedMode = ModuleMode.Unknown;
            _changed |= OrderParts.Mode;
        }

        if (wanted == _order) return;
        _isStale = true;
        if (wanted.IsOn != _order.IsOn)
        {
            _isConfirmedOn = false;
            _offSeen = 0;
            _onSentAt = _offSentAt = null;
            _onSince = wanted.IsOn ? now : null;
            _changed = wanted.IsOn ? _changed | OrderParts.Voltage | OrderParts.Current | OrderParts.Switch : (_changed & OrderParts.Reset) | OrderParts.Switch;
            _again = OrderParts.None;
            _order = wanted;
            return;
        }

        if (!wanted.IsOn)
        {
            _order = wanted;
            return;
        }

        var (voltageV, currentA) = (_order.VoltageV, _order.CurrentA);
        if (IsNews(voltageV, wanted.VoltageV))
        {
            voltageV = wanted.VoltageV;
            _changed |= OrderParts.Voltage;
        }

        if (IsNews(Math.Abs(currentA), Math.Abs(wanted.CurrentA)))
        {
            _currentFell = Math.Abs(wanted.CurrentA) < Math.Abs(currentA);
            currentA = wanted.CurrentA;
            _changed |= OrderParts.Current;
        }

        _order = new ModuleOrder(IsOn: true, voltageV, currentA);
    }

    private static bool IsNews(double before, double after) => after < before || after - before >= SmallestRise;

    // The last word is Safety's; this is the module's own envelope once more, since a share may have been made for another module.
    private ModuleOrder Bounded(in SafeSetpoint told)
    {
        if (!told.IsOn) return default;
        var envelope = _config.Envelope;
        var lowestA = _family.IsBidirectional ? -Math.Max(0, envelope.MaxDischargeA) : 0;
        return new ModuleOrder(IsOn: true, Math.Min(told.VoltageV, envelope.MaxV), Math.Clamp(told.CurrentA, lowestA, Math.Max(0, envelope.MaxA)));
    }

    private TimeSpan? OffSince => !_order.IsOn && _offSentAt is { } sent && _isOn != true ? sent > _seenOnAt ? sent : _seenOnAt : null;
}
