using System.CommandLine;
using Busbar.Lab.Commands;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar lab ...</c>: what the lab can play, each against a hub or a bus that runs already.</summary>
internal static class LabCommand
{
    private static readonly Option<Uri> Url = UriOption.Create("--url", "Where stations connect; the identity is appended.", "ws://127.0.0.1:9000/ocpp");

    private static readonly Option<double> Speed = new("--speed") { Description = "Lab seconds per real second, 0.01 to 1000.", DefaultValueFactory = _ => 1 };

    private static readonly Option<string?> Password = new("--password") { Description = "Password of the station (HTTP basic)." };

    public static Command Create() => new("lab", "Play modules, stations, worlds and swarms, and score the detectors.")
    {
        Anomaly(), Module(), ModulesCommand.Create(), ChargePoint(), Sniff(), World(), LabSiteCommand.Create(), SwarmCommand.Create(), ScoreCommand.Create(), SeccCommand.Create(),
    };

    private static Command Anomaly()
    {
        var api = UriOption.Create("--api", "The hub's REST interface.", "http://127.0.0.1:8080");
        var user = new Option<string?>("--user") { Description = "User of the REST interface; none is needed for a demo on this machine." };
        var userPassword = new Option<string?>("--user-password") { Description = "Password of that user." };
        var bus = new Option<string>("--bus") { Description = "CAN bus between station and module.", DefaultValueFactory = _ => "memory:lab" };
        var noModule = new Option<bool>("--no-module") { Description = "Somebody else plays the module on the bus." };
        var id = new Option<string>("--id") { Description = "Identity of the station.", DefaultValueFactory = _ => "LAB-1" };
        var tag = new Option<string>("--tag") { Description = "Id tag of the transactions.", DefaultValueFactory = _ => "DEMO" };
        var rounds = new Option<int?>("--rounds") { Description = "Rounds of the cycle; until interrupted when not given." };
        var command = new Command("anomaly", "Module, station and the cycle that swings its current.") { Url, api, user, userPassword, bus, noModule, id, tag, rounds, Speed, Password };
        command.SetAction((r, ct) => LabCommands.RunAsync(
            new LabAnomalyOptions
            {
                Url = r.GetValue(Url)!,
                Api = r.GetValue(api)!,
                ApiUser = r.GetValue(user),
                ApiPassword = r.GetValue(userPassword),
                Bus = r.GetValue(bus)!,
                HasModule = !r.GetValue(noModule),
                Id = r.GetValue(id)!,
                IdTag = r.GetValue(tag)!,
                Rounds = r.GetValue(rounds),
                Speed = r.GetValue(Speed),
                Password = r.GetValue(Password),
            },
            r.InvocationConfiguration.Output, TimeProvider.System, ct));
        return command;
    }

    private static Command Module()
    {
        var bus = BusOption();
        var command = new Command("module", "The charger module alone on a CAN bus.") { bus, Speed };
        command.SetAction((r, ct) => LabCommands.RunAsync(
            new LabModuleOptions { Bus = r.GetValue(bus)!, Speed = r.GetValue(Speed) }, r.InvocationConfiguration.Output, TimeProvider.System, ct));
        return command;
    }

    private static Command ChargePoint()
    {
        var id = new Option<string>("--id") { Description = "Identity of the station.", Required = true };
        var bus = new Option<string?>("--bus") { Description = "CAN bus with its module; without one, simulated vehicles come and go." };
        var command = new Command("chargepoint", "One OCPP 1.6 station.") { id, Url, bus, Password, Speed };
        command.SetAction((r, ct) => LabCommands.RunAsync(
            new LabChargePointOptions { Id = r.GetValue(id)!, Url = r.GetValue(Url)!, Bus = r.GetValue(bus), Password = r.GetValue(Password), Speed = r.GetValue(Speed) },
            r.InvocationConfiguration.Output, TimeProvider.System, ct));
        return command;
    }

    private static Command Sniff()
    {
        var bus = BusOption();
        var plot = new Option<bool>("--plot") { Description = "Draw the currents of 0x300 as bars instead of printing frames." };
        var count = new Option<int?>("--count") { Description = "End after so many frames." };
        var command = new Command("sniff", "Show what is on a CAN bus.") { bus, plot, count };
        command.SetAction((r, ct) => LabCommands.RunAsync(
            new LabSniffOptions { Bus = r.GetValue(bus)!, Plot = r.GetValue(plot), Count = r.GetValue(count) }, r.InvocationConfiguration.Output, TimeProvider.System, ct));
        return command;
    }

    private static Command World()
    {
        var api = UriOption.Create("--api", "The hub's REST interface; without it no anomaly cycle runs.");
        var pep = UriOption.Create("--pep", "Where the controller of the world's sites listens for SECCs, e.g. ws://127.0.0.1:8765; without it no vehicle charges at a site.");
        var world = new Option<string>("--world") { Description = "demo, idle-site, or a JSON file.", DefaultValueFactory = _ => "demo" };
        var chargers = new Option<int?>("--chargers") { Description = "Simulated charge points in place of the world's own number." };
        var tag = new Option<string>("--tag") { Description = "Id tag of all drivers.", DefaultValueFactory = _ => "DEMO" };
        var command = new Command("world", "A world of stations and vehicles against a hub.") { Url, api, pep, world, chargers, tag, Speed };
        command.SetAction((r, ct) => LabCommands.RunAsync(
            new LabWorldOptions
            {
                Url = r.GetValue(Url)!,
                Api = r.GetValue(api),
                Pep = r.GetValue(pep),
                World = r.GetValue(world)!,
                Chargers = r.GetValue(chargers),
                IdTag = r.GetValue(tag)!,
                Speed = r.GetResult(Speed) is { Implicit: false } ? r.GetValue(Speed) : null,
            },
            r.InvocationConfiguration.Output, TimeProvider.System, ct));
        return command;
    }

    private static Option<string> BusOption() => new("--bus") { Description = "CAN bus, e.g. udp:239.74.163.2:43113.", Required = true };
}
