using System.Diagnostics;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Bench.Store;

/// <summary>Callers that each wait for their commit, as stations with one outstanding call do. CPU is the whole process: the store and the callers.</summary>
internal static class CommitBench
{
    private const double WarmUpSeconds = 2;

    private static readonly (string Name, string Unit)[] Measurands =
        [("Energy.Active.Import.Register", "Wh"), ("Power.Active.Import", "W"), ("Current.Import", "A"), ("Voltage", "V")];

    private static readonly string Request =
        """
        {"connectorId":1,"transactionId":12345,"meterValue":[{"timestamp":"2026-03-01T12:00:00.000Z","sampledValue":[
        {"value":"12345.6","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"},{"value":"16.0","measurand":"Current.Import",
        "phase":"L1","unit":"A"},{"value":"230.1","measurand":"Voltage","unit":"V"},{"value":"11000","measurand":"Power.Active.Import","unit":"W"}]}]}
        """;

    public static async Task RunAsync(string folder, double seconds)
    {
        Console.WriteLine("callers | samples | log | asked msg/s |  msg/s | samples/s | CPU us/msg | cores | p50 ms | p99 ms | p99.9 ms | max ms | writes/commit | B/msg | dropped");
        foreach (var line in (Line[])[
            new(1, 1, false, 0), new(200, 1, false, 0), new(200, 4, false, 0), new(200, 1, true, 0), new(200, 4, true, 0), new(200, 1, true, 20_000),
            new(200, 4, true, 20_000), new(2_000, 4, true, 20_000)])
        {
            var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            await using (var store = await SqliteStore.OpenAsync(new StoreOptions { Folder = path }, TimeProvider.System, NullLogger<SqliteStore>.Instance))
            {
                var bench = new Run(store, line);
                await bench.StartAsync();
                await bench.PhaseAsync(WarmUpSeconds, print: false);
                await bench.PhaseAsync(seconds, print: true);
            }

            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>One line of the table; a rate of 0 asks for as much as goes.</summary>
    private sealed record Line(int Callers, int Samples, bool Log, int Rate);

    private sealed class Run(SqliteStore store, Line line)
    {
        private readonly DateTimeOffset _begin = TimeProvider.System.GetUtcNow();
        private readonly long[] _ids = new long[line.Callers];
        private long _sampleSeconds;

        public async Task StartAsync()
        {
            for (var i = 0; i < _ids.Length; i++)
            {
                var fact = new StartFact($"CP{i}", 1, $"TAG{i}", $"TAG{i}", false, _begin, _begin, 1000, null, "Accepted");
                _ids[i] = (await store.StartTransactionAsync(fact, CancellationToken.None)).TransactionId;
            }
        }

        public async Task PhaseAsync(double seconds, bool print)
        {
            var health = store.Health;
            var allocated = GC.GetTotalAllocatedBytes();
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var started = Stopwatch.GetTimestamp();
            var until = started + (long)(seconds * Stopwatch.Frequency);
            var callers = await Task.WhenAll(Enumerable.Range(0, line.Callers).Select(i => Task.Run(() => CallAsync(i, until))));
            var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            allocated = GC.GetTotalAllocatedBytes() - allocated;
            _sampleSeconds += 1_000_000;
            if (!print) return;
            var ticks = callers.SelectMany(l => l).Order().ToArray();
            double Ms(double share) => ticks[Math.Min(ticks.Length - 1, (int)(ticks.Length * share))] * 1000.0 / Stopwatch.Frequency;
            var now = store.Health;
            var perCommit = (double)(now.CommittedWrites - health.CommittedWrites) / (now.CommittedBatches - health.CommittedBatches);
            Console.WriteLine(
                $"{line.Callers,7} | {line.Samples,7} | {(line.Log ? "yes" : "no"),3} | {(line.Rate == 0 ? "all" : $"{line.Rate}"),11} | {ticks.Length / elapsed,6:n0} | "
                + $"{ticks.Length * line.Samples / elapsed,9:n0} | {cpu.TotalMicroseconds / ticks.Length,10:n1} | {cpu.TotalSeconds / elapsed,5:n2} | {Ms(0.5),6:n2} | "
                + $"{Ms(0.99),6:n2} | {Ms(0.999),8:n2} | {Ms(1),6:n1} | {perCommit,13:n0} | {allocated / ticks.Length,5} | {now.DroppedMessages}");
        }

        private async Task<List<long>> CallAsync(int caller, long until)
        {
            var ticks = new List<long>(4096);
            var samples = new MeterSample[line.Samples];
            var station = $"CP{caller}";
            var gap = line.Rate == 0 ? 0 : (double)Stopwatch.Frequency * line.Callers / line.Rate;
            var next = Stopwatch.GetTimestamp() + (Random.Shared.NextDouble() * gap);
            for (var i = 1; Stopwatch.GetTimestamp() < until; i++)
            {
                if (gap > 0) await PauseAsync(next - Stopwatch.GetTimestamp());
                next += gap;
                var at = _begin.AddSeconds(_sampleSeconds + i);
                for (var s = 0; s < samples.Length; s++)
                    samples[s] = new MeterSample(station, 1, _ids[caller], at, at, Measurands[s].Name, null, "Outlet", "Sample.Periodic", Measurands[s].Unit, 1000 + i);
                var asked = Stopwatch.GetTimestamp();
                await store.AppendMeterValuesAsync(samples, CancellationToken.None);
                ticks.Add(Stopwatch.GetTimestamp() - asked);
                if (line.Log) store.LogMessage(new MessageRow(0, station, at, true, "MeterValues", "1234567890123456789", Request, "{}", null, null, 1.5, 0));
            }

            return ticks;
        }

        private static async Task PauseAsync(double ticks)
        {
            if (ticks > 0) await Task.Delay(TimeSpan.FromSeconds(ticks / Stopwatch.Frequency));
        }
    }
}
