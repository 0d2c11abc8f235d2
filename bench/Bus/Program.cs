using System.Globalization;
using Busbar.Bench.Bus;
using Busbar.Tests;

// dotnet run -c Release --project bench/Bus -- [calls|events|storm|all] [seconds per line, default 5] [rounds, default 3]
// calls:  calls a second and their latency through gateway bus, RabbitMQ and one worker whose CMS answers at once, against a bare ping over RabbitMQ with
//         the same number under way: one queue, direct reply-to, the client library alone.
// events: events a second with confirmation and their latency, against bare publications with confirmation into a quorum queue.
// storm:  how long 10,000 stations take that connect to one gateway at once, and that are lost and come back at once, against their bindings alone.
// A RabbitMQ of its own is started and ended; ours and bare take turns, round by round, in one run.
var mode = args.ElementAtOrDefault(0) ?? "all";
var seconds = double.Parse(args.ElementAtOrDefault(1) ?? "5", CultureInfo.InvariantCulture);
var rounds = int.Parse(args.ElementAtOrDefault(2) ?? "3", CultureInfo.InvariantCulture);
if (mode is not ("calls" or "events" or "storm" or "all"))
{
    Console.Error.WriteLine($"Mode '{mode}' is not known; allowed are calls, events, storm, all.");
    return 1;
}

if (!RabbitServer.IsInstalled)
{
    Console.Error.WriteLine("rabbitmq-server is not installed; scripts/setup-test.sh installs it.");
    return 1;
}

try
{
    var server = await RabbitServer.GetAsync();
    if (mode is "calls" or "all") await Compare.RunAsync("calls", "call", new BusCalls(await server.NewHostAsync()), new BareCalls(await server.NewHostAsync()), seconds, rounds);
    if (mode is "events" or "all") await Compare.RunAsync("events", "event", new BusEvents(await server.NewHostAsync()), new BareEvents(await server.NewHostAsync()), seconds, rounds);
    if (mode is "storm" or "all") await StormBench.RunAsync(server, 10_000);
    return 0;
}
finally
{
    await RabbitServer.EndAsync();
}
