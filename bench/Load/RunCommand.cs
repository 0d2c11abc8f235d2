using System.Diagnostics;

namespace Busbar.Bench.Load;

/// <summary>Closed loop against several servers in turn, round by round, so that what else the machine does hits all alike.</summary>
internal static class RunCommand
{
    private static readonly string[] Actions = ["Heartbeat", "MeterValues"];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var connections = arguments.Number("connections", 200);
        var seconds = arguments.Number("seconds", 10);
        var rounds = arguments.Number("rounds", 5);
        var names = arguments.Text("servers", "gateway,echo,ocpp-rpc").Split(',');
        var results = new Dictionary<(string Server, string Action), List<Sample>>();
        var servers = new List<ServerProcess>();
        try
        {
            foreach (var name in names) servers.Add(await ServerProcess.StartAsync(name));
            foreach (var action in Actions)
            {
                Console.Error.WriteLine($"{action}, {Station.BytesOf(action)} bytes: warm-up");
                foreach (var server in servers) await MeasureAsync(server, action, connections, TimeSpan.FromSeconds(5));
                for (var round = 0; round < rounds; round++)
                {
                    foreach (var server in servers)
                    {
                        var sample = await MeasureAsync(server, action, connections, TimeSpan.FromSeconds(seconds));
                        Console.Error.WriteLine($"{action} round {round + 1}: {server.Name} {sample.PerCpuS:F0} per CPU s, {sample.PerS:F0} per s");
                        if (!results.TryGetValue((server.Name, action), out var list)) results[(server.Name, action)] = list = [];
                        list.Add(sample);
                    }
                }
            }
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }

        Print(names, results, connections, seconds, rounds);
        return 0;
    }

    private static async Task<Sample> MeasureAsync(ServerProcess server, string action, int connections, TimeSpan duration)
    {
        var stations = new Station[connections];
        for (var i = 0; i < connections; i++) stations[i] = await Station.ConnectAsync(server.Port, $"BENCH{i}");
        var stop = false;
        var loops = stations.Select(s => Task.Run(() => s.LoopAsync(action, () => Volatile.Read(ref stop)))).ToArray();
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        var (cpu, count, clock) = (server.ReadCpu(), stations.Sum(s => s.Answered), Stopwatch.GetTimestamp());
        await Task.Delay(duration);
        var (cpuEnd, countEnd) = (server.ReadCpu(), stations.Sum(s => s.Answered));
        var user = cpuEnd.UserS - cpu.UserS;
        var sample = new Sample(countEnd - count, user + cpuEnd.SystemS - cpu.SystemS, user, Stopwatch.GetElapsedTime(clock).TotalSeconds);
        Volatile.Write(ref stop, true);
        await Task.WhenAll(loops);
        foreach (var station in stations) await station.DisposeAsync();
        return sample;
    }

    private static void Print(string[] names, Dictionary<(string Server, string Action), List<Sample>> results, int connections, int seconds, int rounds)
    {
        Console.WriteLine($"{connections} connections, closed loop, {rounds} rounds of {seconds} s for each server in turn.");
        Console.WriteLine();
        Console.WriteLine($"| message | server | CPU us each | of it user | messages per CPU s, {names[0]} = 1 | {names[0]} against it |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var action in Actions)
        {
            var first = results[(names[0], action)];
            foreach (var name in names)
            {
                var samples = results[(name, action)];
                var messages = (double)samples.Sum(s => s.Messages);
                var logs = samples.Select((s, i) => Math.Log(first[i].PerCpuS / s.PerCpuS)).ToArray();
                var mean = logs.Average();
                var error = logs.Length < 2 ? 0 : Math.Sqrt(logs.Sum(l => (l - mean) * (l - mean)) / (logs.Length - 1) / logs.Length);
                Console.WriteLine(
                    $"| {action} | {name} | {1e6 * samples.Sum(s => s.CpuS) / messages:F1} | {1e6 * samples.Sum(s => s.UserS) / messages:F1} | {Math.Exp(-mean):F2} | {Math.Exp(mean):F2}x (+-{100 * error:F0} %) |");
            }
        }

        Console.WriteLine();
        Console.WriteLine($"\"{names[0]} against it\": the messages that {names[0]} serves for the CPU time in which that server serves one; geometric mean over the rounds with its standard error.");
    }

    private readonly record struct Sample(long Messages, double CpuS, double UserS, double WallS)
    {
        public double PerCpuS => Messages / CpuS;

        public double PerS => Messages / WallS;
    }
}
