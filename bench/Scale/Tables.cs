using System.Globalization;
using Busbar.Bench.Scale.Simulation;

namespace Busbar.Bench.Scale;

/// <summary>Sizes, and what the simulation says of them, as tables of docs/scale.md.</summary>
internal static class Tables
{
    private static readonly int[] Fleets = [10_000, 1_000_000, 10_000_000];

    public static void Print(Costs costs, int seed, bool isShort)
    {
        var sizes = Fleets.Select(stations => Size.Of(stations, costs)).ToArray();
        Head("", sizes.Select(s => $"{s.Stations:N0} stations"));
        Row("cells, each of stations", sizes, s => $"{s.Cells:N0} of {s.CellStations:N0}");
        Row("of a cell: gateways", sizes, s => $"{s.Gateways}, {Size.Cores} cores, {Gb(costs.ProcessBytes + (costs.StationBytes.Gateway * s.CellStations / (s.Gateways - 1)))}");
        Row("of a cell: cms", sizes, s => $"{s.Workers}, {Size.Cores} cores, {Gb(costs.ProcessBytes + (costs.StationBytes.Worker * s.CellStations / (s.Workers - 1)))}");
        Row("of a cell: api", sizes, s => $"{s.Apis}, {Size.Cores} cores, {Gb(costs.ProcessBytes + (costs.ApiStationBytes * s.CellStations))}");
        Row("of a cell: RabbitMQ nodes", sizes, s => $"{s.BrokerNodes}, {s.BrokerCores} cores, {Gb(1e9 + (costs.StationBytes.Broker * s.CellStations))}");
        Row("of a cell: shards", sizes, s => $"{s.Shards}");
        Row("of a cell: PostgreSQL", sizes, s => $"1 and a standby, {s.DatabaseCores} cores");
        Row("processes in all", sizes, s => $"{s.Cells * (s.Gateways + s.Workers + s.Apis + s.BrokerNodes + 2):N0}");
        Row("cores in all", sizes, s => $"{s.Cells * (((s.Gateways + s.Workers + s.Apis) * Size.Cores) + (s.BrokerNodes * s.BrokerCores) + (2 * s.DatabaseCores)):N0}");
        Row("messages a second, mean", sizes, s => $"{(s.Stations * Behaviour.Mean).Messages:N0}");
        Row("messages a second, busiest minute", sizes, s => $"{(s.Stations * Behaviour.Busiest).Messages:N0}");
        Row("of a cell: durable events a second, busiest", sizes, s => $"{(s.CellStations * Behaviour.Busiest).Events:N0}");
        Row("of a cell: rows a second into PostgreSQL, busiest", sizes, s => $"{RowsASecond(s.CellStations * Behaviour.Busiest):N0}");
        Row("disk a day, samples", sizes, s => Gb((s.Stations * Behaviour.Mean).MeterValues * Behaviour.SamplesAMessage * 86_400 * costs.SampleBytes));
        Row("disk a day, message log", sizes, s => Gb((s.Stations * Behaviour.Mean).Messages * 86_400 * costs.ExchangeBytes));
        Console.WriteLine();

        Head("Busiest minute, one cell, simulated", sizes.Select(s => $"{s.CellStations:N0}"));
        var runs = sizes.Select(s => Steady.Run(s, costs, seed, isShort ? 2 : 20)).ToArray();
        Row("gateways busy", runs, r => $"{r.Gateway:0%}");
        Row("workers busy", runs, r => $"{r.Worker:0%}");
        Row("RabbitMQ busy", runs, r => $"{r.Broker:0%}");
        Row("PostgreSQL busy", runs, r => $"{r.Database:0%}");
        Row("event answered, p50", runs, r => $"{r.EventP50Ms:0.0} ms");
        Row("event answered, p99", runs, r => $"{r.EventP99Ms:0.0} ms");
        Row("event in the store, p99", runs, r => $"{r.TakenP99Ms:0.0} ms");
        Row("call answered, p50", runs, r => $"{r.CallP50Ms:0.0} ms");
        Row("call answered, p99", runs, r => $"{r.CallP99Ms:0.0} ms");
        Console.WriteLine();

        var share = isShort ? 0.02 : 1;
        Head("Stations come back, one cell, simulated", sizes.Select(s => $"{s.CellStations:N0}"));
        Storms("a gateway died", true, s => s.CellStations / s.Gateways);
        Storms("all of them", false, s => s.CellStations);

        void Storms(string what, bool withoutOne, Func<Size, int> returning)
        {
            var storms = sizes.Select(s => Storm.Run(s, costs, Math.Max(100, (int)(returning(s) * share)), withoutOne, seed)).ToArray();
            Row($"{what}: how many", storms, r => $"{r.Stations:N0}");
            Row($"{what}: half registered", storms, r => $"{r.HalfS:0.0} s");
            Row($"{what}: all registered", storms, r => $"{r.AllS:0.0} s");
            Row($"{what}: boot answered, p99", storms, r => $"{r.BootP99S:0.00} s");
            Row($"{what}: turned away at first", storms, r => $"{r.TurnedAway:0%}");
        }
    }

    /// <summary>Samples, exchanges of the message log, and states.</summary>
    private static double RowsASecond(Rates rates) => (rates.MeterValues * Behaviour.SamplesAMessage) + rates.Messages + rates.Statuses + rates.Calls;

    private static string Gb(double bytes) => bytes switch
    {
        >= 1e12 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e12:0.0} TB"),
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
    };

    private static void Head(string title, IEnumerable<string> columns)
    {
        string[] all = [title, .. columns];
        Console.WriteLine($"| {string.Join(" | ", all)} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", all.Length))}");
    }

    private static void Row<T>(string name, IEnumerable<T> of, Func<T, string> cell) => Console.WriteLine($"| {name} | {string.Join(" | ", of.Select(cell))} |");
}
