using Busbar.Bench.Scale.Simulation;

namespace Busbar.Bench.Scale;

/// <summary>The simulation's queues against what is known of them: the mean wait of M/M/c by Erlang's C formula.</summary>
internal static class Theory
{
    private const double WorkS = 0.001;

    public static void Print(int seed, int count)
    {
        Console.WriteLine("| cores | busy | mean wait by Erlang C, ms | simulated, ms |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (cores, busy) in ((int, double)[])[(1, 0.5), (1, 0.8), (4, 0.5), (4, 0.8), (8, 0.9)])
            Console.WriteLine($"| {cores} | {busy:0.0} | {ErlangWaitS(cores, busy) * 1e3:0.000} | {SimulatedWaitS(cores, busy, seed, count) * 1e3:0.000} |");
    }

    private static double SimulatedWaitS(int cores, double busy, int seed, int count)
    {
        var clock = new Clockwork(seed);
        var servers = new Servers(clock, "test", cores);
        var left = count;
        void Next() => clock.After(clock.Exponential(WorkS / cores / busy), () =>
        {
            servers.Do(WorkS, static () => { });
            if (--left > 0) Next();
        });
        Next();
        clock.Run(double.MaxValue);
        return servers.WaitsS.Average();
    }

    private static double ErlangWaitS(int cores, double busy)
    {
        var load = cores * busy;
        double term = 1, sum = 1;
        for (var k = 1; k < cores; k++) sum += term *= load / k;
        var all = term * load / cores / (1 - busy);
        return all / (sum + all) * WorkS / cores / (1 - busy);
    }
}
