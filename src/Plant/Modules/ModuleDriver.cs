using Busbar.Core.Safety;
using Busbar.Plant.Modules.Families;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Modules;

/// <summary>One module: its law under a lock, since setpoints come from other threads than frames.</summary>
internal sealed class ModuleDriver : IPowerModuleDriver
{
    private readonly ModuleBus _bus;
    private readonly ModuleLaw _law;
    private readonly Lock _gate = new();
    private volatile ModuleView _view;
    private bool _isRaised;
    private bool _wasOnline;
    private string _loggedErrors = "";

    public ModuleDriver(ModuleBus bus, ModuleConfig config, ModuleFamily family, ModuleBusOptions options)
    {
        _bus = bus;
        Config = config;
        _law = new ModuleLaw(config, family, options, bus.Now);
        _view = _law.View(bus.Now, bus.TimestampOf, out _);
    }

    public event Action<ModuleView>? Changed;

    public string Id => Config.Id;

    public ModuleConfig Config { get; }

    public ModuleView View => _view;

    public ModuleFamily Family => _law.Family;

    public bool Set(in SafeSetpoint setpoint)
    {
        lock (_gate)
        {
            var now = _bus.Now;
            var wasOn = _law.WantsOn;
            var isTaken = _law.Set(setpoint, now);
            if (!setpoint.IsOn && wasOn) SendOff(now);
            _view = _law.View(now, _bus.TimestampOf, out var isNew);
            _isRaised &= !isNew;
            return isTaken;
        }
    }

    public void Recover()
    {
        lock (_gate)
        {
            var now = _bus.Now;
            _law.Recover(now);
            SendOff(now);
        }
    }

    public void DropNow()
    {
        lock (_gate)
        {
            var now = _bus.Now;
            _law.Drop(now);
            SendOff(now);
        }
    }

    public void SetBusOff(bool isOff)
    {
        lock (_gate) _law.SetBusOff(isOff, _bus.Now);
    }

    public ModuleJob Next()
    {
        lock (_gate) return _law.Next();
    }

    /// <summary>Sends a job; false when the bus did not take it.</summary>
    public bool Send(ModuleJob job)
    {
        lock (_gate)
        {
            // What is to be sent may have changed since it was chosen: an order to go off has come between.
            if (job.Part != OrderParts.None && _law.Next() is { Part: not OrderParts.None } newest) job = newest;
            foreach (var frame in _law.FramesOf(job))
                if (!_bus.Send(frame)) return false;
            _law.Sent(job, _bus.Now);
            return true;
        }
    }

    public CanFault? Take(in CanFrame frame)
    {
        lock (_gate)
        {
            if (!_law.Family.TryRead(frame, out var reply, out var fault))
            {
                _law.CountMalformed();
                return fault;
            }

            _law.Take(reply, _bus.Now);
            return null;
        }
    }

    public void Tick(TimeSpan now)
    {
        lock (_gate) _law.Tick(now);
    }

    /// <summary>Makes the view and says what has changed; from the loop only.</summary>
    public void Publish(TimeSpan now)
    {
        ModuleView view;
        lock (_gate)
        {
            view = _law.View(now, _bus.TimestampOf, out var isNew);
            if (!isNew && _isRaised) return;
            _isRaised = true;
            _view = view;
        }

        Log(view);
        try
        {
            Changed?.Invoke(view);
        }
        catch (Exception x)
        {
            // A listener that fails must not stop the bus.
            _bus.Logger.ModuleListenerFailed(x, Id);
        }
    }

    private void SendOff(TimeSpan now)
    {
        if (_bus.Send(_law.OffFrame())) _law.Sent(new ModuleJob(IsChange: true, now, OrderParts.Switch, -1), now);
    }

    private void Log(ModuleView view)
    {
        if (view.IsOnline != _wasOnline)
        {
            _wasOnline = view.IsOnline;
            if (view.IsOnline) _bus.Logger.ModuleHeard(Id, _bus.Name);
            else _bus.Logger.ModuleLost(Id, _bus.Name);
        }

        var errors = string.Join(", ", view.Errors.Where(e => e.Code != ModuleErrorCode.Lost && e.Severity > ModuleSeverity.Info).Select(e => e.Text));
        if (string.Equals(errors, _loggedErrors, StringComparison.Ordinal)) return;
        _loggedErrors = errors;
        if (errors.Length > 0) _bus.Logger.ModuleErrors(Id, _bus.Name, errors);
        else _bus.Logger.ModuleWell(Id, _bus.Name);
    }
}
