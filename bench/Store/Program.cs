using System.Globalization;
using Busbar.Bench.Store;

// dotnet run -c Release --project bench/Store -- [commits|inserts|mqtt|postgres|starts] [seconds per line, default 5]
// commits: messages a second, CPU and latency of the durable MeterValues path, alone and with the message log.
// mqtt: messages a second, CPU and latency of the MQTT broker's store, and how long it takes to read 100,000 sessions.
// postgres: rows a second into a private PostgreSQL, and how much that is of a bare binary COPY of the same rows.
// starts: transaction starts a second into PostgreSQL when all come at once.
// inserts: what a row costs in SQLite by table layout and by way of binding, which is why the store is built as it is.
var mode = args.ElementAtOrDefault(0) ?? "commits";
var seconds = double.Parse(args.ElementAtOrDefault(1) ?? "5", CultureInfo.InvariantCulture);
var folder = Directory.CreateTempSubdirectory("busbar-bench-").FullName;
try
{
    if (mode == "commits") await CommitBench.RunAsync(folder, seconds);
    else if (mode == "inserts") InsertBench.Run(folder);
    else if (mode == "postgres") await PostgresBench.RunAsync(seconds);
    else if (mode == "starts") await StartsBench.RunAsync();
    else if (mode == "mqtt") await MqttBench.RunAsync(folder, seconds);
    else Console.Error.WriteLine($"Mode '{mode}' is not known; allowed are commits, inserts, mqtt, postgres, starts.");
}
finally
{
    Directory.Delete(folder, recursive: true);
}
