using System.CommandLine;
using Busbar.Bench.Mqtt.Load;
using Busbar.Bench.Mqtt.Servers;

namespace Busbar.Bench.Mqtt.Commands;

/// <summary><c>latency</c>: many clients, a QoS 1 message a second each, to themselves.</summary>
internal static class LatencyCommand
{
    public static Command Create()
    {
        var servers = Options.Servers("busbar", "mosquitto-nodelay");
        var clients = Options.Number("--clients", "Connected clients.", 20_000);
        var rate = new Option<double>("--rate") { Description = "Messages a second of each client.", DefaultValueFactory = _ => 1 };
        var payload = Options.Number("--payload", "Bytes of a message, 8 or more.", 64);
        var seconds = Options.Number("--seconds", "Length of the measurement.", 10);
        var protocol = Options.Protocol();
        var @short = Options.Short();
        var command = new Command("latency", "Times from the moment when a message was due to its PUBACK and to its arrival.") { servers, clients, rate, payload, seconds, protocol, @short };
        command.SetAction((r, _) =>
        {
            var isShort = r.GetValue(@short);
            var count = isShort ? 50 : Options.WithinDescriptors(r.GetValue(clients));
            return RunAsync(r.GetValue(servers)!, count, r.GetValue(rate), r.GetValue(payload), isShort ? 1 : r.GetValue(seconds), r.GetValue(protocol));
        });
        return command;
    }

    private static async Task<int> RunAsync(string[] names, int clients, double rate, int payloadBytes, int seconds, byte protocol)
    {
        Console.WriteLine($"{clients} clients, each {rate} QoS 1 message(s) of {payloadBytes} bytes a second to itself.");
        Console.WriteLine();
        Console.WriteLine("| server | to PUBACK: p50, ms | p99 | max | to arrival: p50, ms | p99 | max | messages a second | server CPU, of one core | lost |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var lost = 0L;
        foreach (var name in names)
        {
            await using var server = await ServerProcess.StartAsync(name);
            using var loop = new LoadLoop(server.At, protocol);
            var load = new LatencyLoad(loop, clients, rate, payloadBytes);
            var (cpuS, wallS) = load.Measure(TimeSpan.FromSeconds(Math.Min(seconds, 5)), TimeSpan.FromSeconds(seconds), server.ReadCpuS);
            Console.WriteLine(
                $"| {name} | {Times(load.Acknowledged)} | {Times(load.Arrived)} | {load.Arrived.Count / wallS:N0} | {100 * cpuS / wallS:F0} % | {load.Lost} |");
            lost += load.Lost;
        }

        return lost == 0 ? 0 : 1;
    }

    private static string Times(Histogram histogram) => $"{histogram.QuantileMs(0.5):F2} | {histogram.QuantileMs(0.99):F2} | {histogram.MaxMs:F1}";
}
