using System.CommandLine;
using Busbar.Bench.Mqtt.Servers;

namespace Busbar.Bench.Mqtt.Commands;

/// <summary><c>serve</c>: the server of a measurement, in a process of its own; it says its port and ends with its standard input.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var port = Options.Number("--port", "Port of the loopback; 0 takes a free one.", 0);
        var bare = new Option<bool>("--bare") { Description = "Connections alone, without a broker." };
        var store = new Option<string?>("--store") { Description = "Folder of what must survive a restart; in memory when not given." };
        var command = new Command("serve", "Serves until the standard input ends.") { port, bare, store };
        command.SetAction((r, _) => r.GetValue(bare) ? BareServer.RunAsync(r.GetValue(port)) : BusbarServer.RunAsync(r.GetValue(port), r.GetValue(store)));
        return command;
    }
}
