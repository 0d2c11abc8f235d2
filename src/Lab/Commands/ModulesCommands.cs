using System.Globalization;
using Busbar.Lab.Modules;
using Busbar.Links.Can;

namespace Busbar.Lab.Commands;

/// <summary><c>busbar lab modules</c>: puts simulated power modules on a bus and says what is done to them.</summary>
public static class ModulesCommands
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the time is over or it is cancelled; 0 then.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="CanBusException">The bus cannot be opened.</exception>
    public static async Task<int> RunAsync(LabModulesOptions options, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var say = new LabOutput(output, time);
        SimulatedModule[] modules = [.. Enumerable.Range(0, options.Count).Select(i => Make(options, i))];
        await using var bus = CanBuses.Open(options.Bus, time);
        using var bench = new ModuleBench(bus, modules) { LoadOhm = options.LoadOhm, BatteryV = options.BatteryV };
        var last = modules[^1].Options.Address;
        say.Say(string.Create(CultureInfo.InvariantCulture,
            $"{options.Count} {options.Family} {(options.Count == 1 ? $"module with the address {last}" : $"modules with the addresses {options.Address} to {last}")} on {bus.Name}, each up to {options.MaxV:0} V, {options.MaxA:0} A and {options.MaxW / 1000:0.#} kW, into {options.LoadOhm:0.#} ohm and {options.BatteryV:0} V"));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (options.Duration is { } duration) stop.CancelAfter(duration);
        var faults = new FaultPlan(options.Faults, modules, say);
        var watch = new Watch(modules, say);
        await bench.RunAsync(time, now =>
        {
            faults.Turn(now);
            watch.Turn(now);
        }, stop.Token);
        foreach (var module in modules)
            if (module.Complaints > 0) say.Say($"module {module.Options.Address}: {module.Complaints} frames that it could not read, or that came at the wrong moment");
        if (bench.Unsent > 0) say.Say($"{bench.Unsent} answers were not taken by the bus");
        return 0;
    }

    private static void Check(LabModulesOptions options)
    {
        var (min, max) = SimulatedModules.Addresses(options.Family);
        That(options.Count is >= 1 and <= 60, "count", options.Count, "1 to 60");
        That(options.Address >= min && options.Address + options.Count - 1 <= max, "address", options.Address, $"{min} to {max - options.Count + 1} for {options.Count} modules of {options.Family}");
        That(options.Group is >= 0 and <= 15, "group", options.Group, "0 to 15");
        That(options.MaxW is > 0 and <= 1e6, "max-power", options.MaxW, "more than 0 W, to 1000000");
        That(options.MaxA is > 0 and <= 1e4, "max-current", options.MaxA, "more than 0 A, to 10000");
        That(options.MaxV is > 50 and <= 2000, "max-voltage", options.MaxV, "more than 50 V, to 2000");
        That(options.LoadOhm is >= 0.01 and <= 1e6, "load", options.LoadOhm, "0.01 to 1000000 ohm");
        That(options.BatteryV is >= 0 and <= 2000, "battery", options.BatteryV, "0 to 2000 V");
        foreach (var fault in options.Faults)
            That(fault.Address >= options.Address && fault.Address < options.Address + options.Count, "fault", fault.Address, "an address of one of the modules");
    }

    private static void That(bool isGood, string option, IFormattable value, string allowed)
    {
        if (!isGood) throw new ArgumentException($"--{option} is {value.ToString(null, CultureInfo.InvariantCulture)}; allowed: {allowed}.", nameof(option));
    }

    private static SimulatedModule Make(LabModulesOptions options, int index) => SimulatedModules.Create(options.Family, new SimulatedModuleOptions
    {
        Address = options.Address + index,
        Group = options.Group,
        Serial = options.Serial + (uint)index,
        MaxW = options.MaxW,
        MaxA = options.MaxA,
        MaxV = options.MaxV,
    });

    /// <summary>Begins and ends faults at their times.</summary>
    private sealed class FaultPlan(IReadOnlyList<ModuleFault> faults, SimulatedModule[] modules, LabOutput say)
    {
        private readonly List<ModuleFault> _coming = [.. faults];
        private readonly List<ModuleFault> _there = [];

        public void Turn(TimeSpan now)
        {
            Move(_coming, f => f.From <= now, isOn: true);
            Move(_there, f => f.Until <= now, isOn: false);
        }

        private void Move(List<ModuleFault> from, Func<ModuleFault, bool> isDue, bool isOn)
        {
            for (var i = from.Count - 1; i >= 0; i--)
            {
                var fault = from[i];
                if (!isDue(fault)) continue;
                from.RemoveAt(i);
                if (isOn) _there.Add(fault);
                fault.Apply(Array.Find(modules, m => m.Options.Address == fault.Address)!, isOn);
                say.Say($"module {fault.Address}: {fault.Kind} {(isOn ? "begins" : "ends")}");
            }
        }
    }

    /// <summary>Says once a second what has become of the modules that were told something.</summary>
    private sealed class Watch(SimulatedModule[] modules, LabOutput say)
    {
        private readonly (bool, double, double, double, double)[] _seen = new (bool, double, double, double, double)[modules.Length];
        private TimeSpan _next;

        public void Turn(TimeSpan now)
        {
            if (now < _next) return;
            _next = now + LookEvery;
            for (var i = 0; i < modules.Length; i++)
            {
                var module = modules[i];
                var seen = (module.IsOn, module.ToldVoltageV, module.ToldCurrentA, Math.Round(module.VoltageV), Math.Round(module.CurrentA));
                if (seen == _seen[i]) continue;
                _seen[i] = seen;
                say.Say(string.Create(CultureInfo.InvariantCulture,
                    $"module {module.Options.Address}: {(module.IsOn ? "on" : "off")}, told {module.ToldVoltageV:0.0} V {module.ToldCurrentA:0.0} A, gives {module.VoltageV:0.0} V {module.CurrentA:0.0} A, {module.TemperatureC:0} degC"));
            }
        }
    }
}
