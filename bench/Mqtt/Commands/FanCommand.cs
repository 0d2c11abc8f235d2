using System.CommandLine;
using Busbar.Bench.Mqtt.Load;
using Busbar.Bench.Mqtt.Servers;

namespace Busbar.Bench.Mqtt.Commands;

/// <summary><c>fan</c>: many to one and one to many, every server in turn, round by round, so that what else the machine does hits all alike.</summary>
internal static class FanCommand
{
    private const int ShortClients = 20;

    public static Command Create()
    {
        var servers = Options.Servers("busbar", "mosquitto");
        var scenarios = new Option<string[]>("--scenarios")
        {
            Description = "Which of in0, out0, in1, in2 (fan-in and fan-out with their QoS).",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["in0", "out0", "in1", "in2"],
        };
        var payloads = new Option<int[]>("--payloads") { Description = "Bytes of a message, 12 or more.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [64, 1024] };
        var clients = Options.Number("--clients", "Connections on the many side.", 1000);
        var window = Options.Number("--window", "Messages of one publisher under way; 20 is the default of Mosquitto's own clients.", 20);
        var seconds = Options.Number("--seconds", "Length of one measurement.", 5);
        var warmUp = Options.Number("--warm-up", "Seconds before each measurement that do not count.", 2);
        var rounds = Options.Number("--rounds", "Measurements of each server and scenario, after one that does not count.", 3);
        var protocol = Options.Protocol();
        var @short = Options.Short();
        var command = new Command("fan", "Messages delivered per second of server CPU time.") { servers, scenarios, payloads, clients, window, seconds, warmUp, rounds, protocol, @short };
        command.SetAction((r, _) =>
        {
            var isShort = r.GetValue(@short);
            var shapes = (from payload in isShort ? [64] : r.GetValue(payloads)!
                          from scenario in r.GetValue(scenarios)!
                          select Shape(scenario, isShort ? ShortClients : r.GetValue(clients), payload, r.GetValue(window))).ToArray();
            var times = isShort
                ? new Times(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200), 1)
                : new Times(TimeSpan.FromSeconds(r.GetValue(warmUp)), TimeSpan.FromSeconds(r.GetValue(seconds)), r.GetValue(rounds));
            return RunAsync(r.GetValue(servers)!, shapes, times, r.GetValue(protocol));
        });
        return command;
    }

    private static FanShape Shape(string name, int clients, int payloadBytes, int window) => name switch
    {
        "in0" => new FanShape("QoS 0 fan-in", clients, 1, 0, payloadBytes, window),
        "out0" => new FanShape("QoS 0 fan-out", 1, clients, 0, payloadBytes, window),
        "in1" => new FanShape("QoS 1 fan-in", clients, 1, 1, payloadBytes, window),
        "in2" => new FanShape("QoS 2 fan-in", clients, 1, 2, payloadBytes, window),
        _ => throw new InvalidOperationException($"Scenario \"{name}\" is not known; allowed: in0, out0, in1, in2."),
    };

    private static async Task<int> RunAsync(string[] names, FanShape[] shapes, Times times, byte protocol)
    {
        var results = new Dictionary<(FanShape Shape, string Server), List<FanSample>>();
        var servers = new List<ServerProcess>();
        try
        {
            foreach (var name in names) servers.Add(await ServerProcess.StartAsync(name));
            foreach (var shape in shapes)
            {
                foreach (var server in servers) Measure(server, shape, times, protocol);
                for (var round = 1; round <= times.Rounds; round++)
                {
                    foreach (var server in servers)
                    {
                        var sample = Measure(server, shape, times, protocol);
                        await Console.Error.WriteLineAsync(
                            $"{shape.Name}, {shape.PayloadBytes} bytes, round {round}: {server.Name} {sample.PerCpuS:N0} per CPU s, {sample.PerS:N0} per s, lost {sample.Lost}, repeated {sample.Repeated}");
                        if (!results.TryGetValue((shape, server.Name), out var list)) results[(shape, server.Name)] = list = [];
                        list.Add(sample);
                    }
                }
            }
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }

        Print(names, shapes, results);
        var bad = results.Where(r => r.Key.Shape.Qos > 0 && r.Value.Any(s => s.Lost > 0 || s.Repeated > 0)).ToArray();
        foreach (var (key, _) in bad) await Console.Error.WriteLineAsync($"{key.Server} lost or repeated messages of {key.Shape.Name}.");
        return bad.Length == 0 ? 0 : 1;
    }

    private static FanSample Measure(ServerProcess server, FanShape shape, Times times, byte protocol)
    {
        using var loop = new LoadLoop(server.At, protocol);
        return new FanLoad(shape, loop).Measure(times.WarmUp, times.Window, server.ReadCpuS);
    }

    private static void Print(string[] names, FanShape[] shapes, Dictionary<(FanShape Shape, string Server), List<FanSample>> results)
    {
        Console.WriteLine("| messages | server | delivered per CPU second | CPU, us each | delivered a second | lost | " + $"{names[0]} against it |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var shape in shapes)
        {
            var first = results[(shape, names[0])];
            foreach (var name in names)
            {
                var samples = results[(shape, name)];
                var delivered = (double)samples.Sum(s => s.Delivered);
                var cpuS = samples.Sum(s => s.CpuS);
                var logs = samples.Select((s, i) => Math.Log(first[i].PerCpuS / s.PerCpuS)).ToArray();
                var mean = logs.Average();
                var error = logs.Length < 2 ? 0 : Math.Sqrt(logs.Sum(l => (l - mean) * (l - mean)) / (logs.Length - 1) / logs.Length);
                var against = name == names[0] ? "" : $"{Math.Exp(mean):F2}x (+-{100 * error:F0} %)";
                Console.WriteLine(
                    $"| {shape.Name}, {shape.PayloadBytes} bytes | {name} | {delivered / cpuS:N0} | {1e6 * cpuS / delivered:F2} | {delivered / samples.Sum(s => s.WallS):N0} | {samples.Sum(s => s.Lost)} | {against} |");
            }
        }
    }

    private sealed record Times(TimeSpan WarmUp, TimeSpan Window, int Rounds);
}
