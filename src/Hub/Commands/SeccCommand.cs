using System.CommandLine;
using Busbar.Lab.Commands;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar lab secc</c>: vehicles and their SECCs against somebody's PECC.</summary>
internal static class SeccCommand
{
    private static readonly LabSeccOptions Defaults = new();

    public static Command Create()
    {
        var url = UriOption.Create("--url", "URL of the first gun; the number at its end is counted up for the others.", Defaults.Url.ToString());
        var guns = new Option<int>("--guns") { Description = "Guns, 1 to 1000.", DefaultValueFactory = _ => Defaults.Guns };
        var seconds = new Option<double>("--seconds") { Description = "How long each vehicle charges, in seconds.", DefaultValueFactory = _ => Defaults.Charge.TotalSeconds };
        var battery = new Option<double>("--battery") { Description = "Battery voltage of the vehicles, V.", DefaultValueFactory = _ => Defaults.BatteryV };
        var current = new Option<double>("--current") { Description = "Current that each asks for, A.", DefaultValueFactory = _ => Defaults.CurrentA };
        var repeat = new Option<bool>("--repeat") { Description = "Go on with the next vehicle until interrupted." };
        var attempts = new Option<int>("--attempts") { Description = "Attempts to connect, 10 s apart, after which a gun is given up; 0: never. The exit code is 1 unless every gun completed a session.", DefaultValueFactory = _ => Defaults.Attempts };
        var command = new Command("secc", "PEP-WS: SECCs with vehicles that charge at a PECC, and what they saw of it.") { url, guns, seconds, battery, current, repeat, attempts };
        command.SetAction((r, ct) => SeccCommands.RunAsync(
            new LabSeccOptions
            {
                Url = r.GetValue(url)!,
                Guns = r.GetValue(guns),
                Charge = TimeSpan.FromSeconds(Math.Clamp(r.GetValue(seconds), 0, 86_400)),
                BatteryV = r.GetValue(battery),
                CurrentA = r.GetValue(current),
                Repeat = r.GetValue(repeat),
                Attempts = r.GetValue(attempts),
            },
            r.InvocationConfiguration.Output, TimeProvider.System, ct));
        return command;
    }
}
