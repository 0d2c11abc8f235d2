using System.Globalization;
using System.Text;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.StoreChild;

/// <summary>
/// What the child process of the crash test does: stations that start, meter ten times and stop, again and again. Each notes every step
/// that was acknowledged in a file of its own and, after a restart, repeats the last one, as stations do that missed an answer.
/// </summary>
public static class CrashScript
{
    /// <summary>Stations, named CP0, CP1, ...</summary>
    public const int Stations = 40;

    /// <summary>Steps of one transaction: the start, ten MeterValues, the stop.</summary>
    public const int StepsPerRound = 12;

    /// <summary>Energy of each transaction, Wh.</summary>
    public const int RoundWh = 1000;

    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Settings that make samples move often; on PostgreSQL where a database is named.</summary>
    public static StoreOptions Options(string folder, string? postgres = null) => new() { Folder = folder, RecentSamples = 2_000, Postgres = postgres };

    /// <summary>When a transaction begins.</summary>
    public static DateTimeOffset Begin(int round) => T0.AddMinutes(round * 15);

    /// <summary>The notes of a station.</summary>
    public static string Notes(string folder, int station) => Path.Combine(folder, $"CP{station}.ack");

    /// <summary>Runs all stations, for ever.</summary>
    public static async Task RunAsync(string folder, string? postgres)
    {
        await using var store = await StoreOpener.OpenAsync(Options(folder, postgres), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Stations).Select(i => RunStationAsync(store, folder, i)));
    }

    private static async Task RunStationAsync(IStore store, string folder, int number)
    {
        var path = Notes(folder, number);
        var done = File.Exists(path) ? (await File.ReadAllLinesAsync(path)).Length : 0;
        await using var notes = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var step = Math.Max(0, done - 1); ; step++)
        {
            await StepAsync(store, $"CP{number}", step);
            if (step >= done) await notes.WriteAsync(Encoding.ASCII.GetBytes(step.ToString(CultureInfo.InvariantCulture) + "\n"));
        }
    }

    private static async Task StepAsync(IStore store, string station, int step)
    {
        var (round, part) = Math.DivRem(step, StepsPerRound);
        var (begin, meterWh) = (Begin(round), round * RoundWh);
        var start = new StartFact(station, 1, station, station, false, begin, begin, meterWh, null, "Accepted");
        var id = (await store.StartTransactionAsync(start, CancellationToken.None)).TransactionId;
        var at = begin.AddMinutes(part);
        if (part == StepsPerRound - 1)
            await store.StopTransactionAsync(new StopFact(station, id, at, at, meterWh + RoundWh, station, "Local", []), CancellationToken.None);
        else if (part > 0)
            await store.AppendMeterValuesAsync([Sample(station, id, at, "Energy.Active.Import.Register", meterWh + (part * 10)), Sample(station, null, at, "Voltage", 230)], CancellationToken.None);
        store.LogMessage(new MessageRow(0, station, at, true, "Step", $"{step}", "{}", "{}", null, null, 1, 0));
    }

    private static MeterSample Sample(string station, long? id, DateTimeOffset at, string measurand, double value) =>
        new(station, 1, id, at, at, measurand, null, null, "Sample.Periodic", "Wh", value);
}
