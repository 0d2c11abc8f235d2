using Busbar.Lab.Sites;
using Busbar.Lab.Time;
using Busbar.Links.Can;
using Busbar.Wire.Can;

namespace Busbar.Lab.Modules;

/// <summary>
/// Simulated modules on a bus, each with a load of its own: a resistor, or a battery behind it. For people who have a controller and no modules, and for
/// tests of drivers. <see cref="Step"/> moves it, or <see cref="RunAsync"/> does by a clock; all else is done from that one loop, or between steps.
/// </summary>
public sealed class ModuleBench : IDisposable
{
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(5);

    private readonly ICanBus _bus;
    private readonly CanSubscription _frames;
    private readonly SiteSource[] _terminals;
    private readonly Action<CanFrame> _send;
    private TimeSpan _now;
    private long _unsent;

    /// <summary>Puts modules on a bus.</summary>
    /// <param name="bus">The bus; stays the caller's.</param>
    /// <param name="modules">The modules.</param>
    public ModuleBench(ICanBus bus, IReadOnlyList<SimulatedModule> modules)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(modules);
        _bus = bus;
        _frames = bus.Subscribe(4096);
        Modules = modules;
        _terminals = [.. modules.Select(m => new SiteSource(new SiteModuleTraits("M", m.Options.MaxW, m.Options.MaxA, m.Options.MaxV)))];
        _send = frame =>
        {
            if (!_bus.TrySend(frame)) Interlocked.Increment(ref _unsent);
        };
    }

    /// <summary>The modules.</summary>
    public IReadOnlyList<SimulatedModule> Modules { get; }

    /// <summary>Load of each module, ohm, more than 0. Default 10.</summary>
    public double LoadOhm { get; set; } = 10;

    /// <summary>Voltage behind the load of each module, V; 0: a resistor alone. Default 0.</summary>
    public double BatteryV { get; set; }

    /// <summary>Frames that the bus did not take.</summary>
    public long Unsent => Interlocked.Read(ref _unsent);

    /// <summary>Lets time pass.</summary>
    public void Step(TimeSpan dt)
    {
        _now += dt;
        while (_frames.TryRead(out var received))
            foreach (var module in Modules) module.Take(received.Frame, _now);
        for (var i = 0; i < Modules.Count; i++)
        {
            Modules[i].Step(_now, _terminals[i], _send);
            Load(Modules[i], _terminals[i]);
        }
    }

    /// <summary>Runs by a clock until cancelled.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="onStep">Called before each step with the time that it begins at; may change what is wrong with the modules.</param>
    /// <param name="ct">Ends it.</param>
    public Task RunAsync(TimeProvider time, Action<TimeSpan>? onStep, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(time);
        return StepLoop.RunAsync(time, StepTime, () =>
        {
            onStep?.Invoke(_now);
            Step(StepTime);
        }, ct);
    }

    /// <summary>Ends its subscription.</summary>
    public void Dispose() => _frames.Dispose();

    private void Load(SimulatedModule module, SiteSource terminals)
    {
        if (!terminals.IsOn)
        {
            terminals.CurrentA = 0;
            terminals.VoltageV = BatteryV;
            return;
        }

        var most = Math.Min(terminals.SetCurrentA, terminals.Traits.MaxA);
        if (module.IsInverting)
        {
            terminals.CurrentA = -Math.Min(most, BatteryV / LoadOhm);
            terminals.VoltageV = BatteryV + (terminals.CurrentA * LoadOhm);
            return;
        }

        terminals.CurrentA = Math.Clamp((terminals.SetVoltageV - BatteryV) / LoadOhm, 0, most);
        terminals.VoltageV = Math.Max(BatteryV + (terminals.CurrentA * LoadOhm), 0);
    }
}
