using System.Globalization;
using Busbar.Bench.Cluster;

// dotnet run -c Release --project bench/Cluster -- [latency|storm|costs|all] [--short] [--stations N]
// latency: a command from REST to a station and back, through API process, RabbitMQ, worker, RabbitMQ, gateway and all the way back.
// storm:   all stations come to two gateways at once, as strangers and then again; time until all are registered.
// costs:   memory and CPU time of each role for an idle station, and CPU time for a message of each kind.
// The cluster is that of scripts/cluster.sh, in a folder of its own. --short proves that it runs, with few stations.
var isShort = args.Contains("--short");
var mode = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "all";
var at = Array.IndexOf(args, "--stations");
var stations = at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 0;
if (mode is not ("latency" or "storm" or "costs" or "all") || stations is < 0 or > 15_000)
{
    Console.Error.WriteLine("Say latency, storm, costs or all; --stations takes 1 to 15000, --short proves that it runs.");
    return 1;
}

await using var cluster = await RunningCluster.StartAsync();
using var rest = await cluster.LogInAsync();
if (mode is "latency" or "all") await LatencyBench.RunAsync(cluster, rest, isShort);
if (mode is "costs" or "all") await CostBench.RunAsync(cluster, rest, stations > 0 ? stations : isShort ? 50 : 2_000, isShort);
if (mode is "storm" or "all") await StormBench.RunAsync(cluster, rest, stations > 0 ? stations : isShort ? 100 : 10_000);
return 0;
