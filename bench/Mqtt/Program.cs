using System.CommandLine;
using System.Net.Sockets;
using Busbar.Bench.Mqtt.Commands;

var root = new RootCommand("Measures MQTT brokers beside each other: messages per second of the broker's CPU time, latency, memory.")
{
    FanCommand.Create(),
    LatencyCommand.Create(),
    IdleCommand.Create(),
    ServeCommand.Create(),
};
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or SocketException)
{
    await Console.Error.WriteLineAsync($"bench: {e.Message}");
    return 1;
}
