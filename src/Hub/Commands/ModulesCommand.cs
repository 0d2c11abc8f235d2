using System.CommandLine;
using System.Globalization;
using Busbar.Lab.Commands;
using Busbar.Lab.Modules;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar lab modules</c>: power modules for somebody's controller.</summary>
internal static class ModulesCommand
{
    private static readonly LabModulesOptions Defaults = new() { Bus = "" };

    public static Command Create()
    {
        var bus = new Option<string>("--bus") { Description = "CAN bus, e.g. udp:239.74.163.2:43113 or slcan:/dev/ttyACM0.", Required = true };
        var family = new Option<string>("--family") { Description = $"Family: {string.Join(", ", SimulatedModules.Families)}.", DefaultValueFactory = _ => Defaults.Family };
        var count = new Option<int>("--count") { Description = "Modules, 1 to 60.", DefaultValueFactory = _ => Defaults.Count };
        var address = new Option<int>("--address") { Description = "Address of the first; the others follow.", DefaultValueFactory = _ => Defaults.Address };
        var group = new Option<int>("--group") { Description = "Group of all.", DefaultValueFactory = _ => Defaults.Group };
        var serial = new Option<string?>("--serial") { Description = "Serial number of the first, up to 8 hexadecimal digits; the others follow." };
        var maxPower = new Option<double>("--max-power") { Description = "Most power of each, W.", DefaultValueFactory = _ => Defaults.MaxW };
        var maxCurrent = new Option<double>("--max-current") { Description = "Most current of each, A.", DefaultValueFactory = _ => Defaults.MaxA };
        var maxVoltage = new Option<double>("--max-voltage") { Description = "Highest voltage of each, V.", DefaultValueFactory = _ => Defaults.MaxV };
        var load = new Option<double>("--load") { Description = "Load of each, ohm.", DefaultValueFactory = _ => Defaults.LoadOhm };
        var battery = new Option<double>("--battery") { Description = "Voltage behind the load of each, V; 0 for a resistor alone.", DefaultValueFactory = _ => Defaults.BatteryV };
        var fault = new Option<string[]>("--fault")
        {
            Description = $"What goes wrong, as ADDRESS:KIND[=VALUE][@FROM[-UNTIL]] with times in seconds, e.g. 2:silent@10-20. Kinds: {ModuleFault.Kinds}.",
            AllowMultipleArgumentsPerToken = true,
        };
        var duration = DurationOption.Create("--duration", "How long it runs, e.g. 30s; until interrupted when not given.");
        var command = new Command("modules", "Power modules of a family on a CAN bus, for any controller.")
        {
            bus, family, count, address, group, serial, maxPower, maxCurrent, maxVoltage, load, battery, fault, duration,
        };
        command.SetAction((r, ct) => ModulesCommands.RunAsync(
            new LabModulesOptions
            {
                Bus = r.GetValue(bus)!,
                Family = r.GetValue(family)!,
                Count = r.GetValue(count),
                Address = r.GetValue(address),
                Group = r.GetValue(group),
                Serial = SerialOf(r.GetValue(serial)),
                MaxW = r.GetValue(maxPower),
                MaxA = r.GetValue(maxCurrent),
                MaxV = r.GetValue(maxVoltage),
                LoadOhm = r.GetValue(load),
                BatteryV = r.GetValue(battery),
                Faults = [.. (r.GetValue(fault) ?? []).Select(ModuleFault.Parse)],
                Duration = r.GetValue(duration),
            },
            r.InvocationConfiguration.Output, TimeProvider.System, ct));
        return command;
    }

    private static uint? SerialOf(string? text) => text is null ? null
        : uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var serial) ? serial
        : throw new ArgumentException($"--serial is '{text}'; allowed: 1 to 8 hexadecimal digits.", nameof(text));
}
