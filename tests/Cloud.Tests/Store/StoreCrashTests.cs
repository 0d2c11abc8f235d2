using System.Diagnostics;
using System.Globalization;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;
using Busbar.Cloud.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

/// <summary>
/// kill -9 at any moment: a child process writes facts and notes each acknowledgement in a file; the parent kills it, opens the store
/// and counts. Every acknowledged fact must be there, and none twice, although the child repeats what it was not sure of, as stations do.
/// </summary>
public sealed class StoreCrashTests : IDisposable
{
    private const string FolderVariable = "BUSBAR_TEST_CRASH_FOLDER";
    private const int Rounds = 4;
    private const int Stations = 40;
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_acknowledged_fact_survives_kill_9_and_none_is_doubled()
    {
        var random = new Random();
        var acknowledged = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var before = acknowledged;
            await RunAndKillAsync(random.Next(50, 1500));
            acknowledged = await CheckAsync();
            Assert.True(acknowledged > before, $"Round {round} acknowledged nothing.");
        }

        TestContext.Current.SendDiagnosticMessage("{0} facts acknowledged over {1} kills", acknowledged, Rounds);
    }

    /// <summary>The child: run by the test above in a process of its own, for ever.</summary>
    [Fact(Explicit = true)]
    public async Task Child_that_writes_until_it_is_killed()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "Only as the child of the crash test.");
        await using var store = await SqliteStore.OpenAsync(
            new StoreOptions { Folder = folder, RecentSamples = 2_000 }, TimeProvider.System, NullLogger<SqliteStore>.Instance, Ct);
        await Task.WhenAll(Enumerable.Range(0, Stations).Select(i => RunStationAsync(store, folder, i)));
    }

    /// <summary>A station: start, ten MeterValues, stop, again and again; continues where its notes end, repeating the last step.</summary>
    private static async Task RunStationAsync(SqliteStore store, string folder, int number)
    {
        var station = $"CP{number}";
        var path = Path.Combine(folder, station + ".ack");
        var done = File.Exists(path) ? (await File.ReadAllLinesAsync(path, Ct)).Length : 0;
        await using var notes = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var step = Math.Max(0, done - 1); ; step++)
        {
            await StepAsync(store, station, step);
            if (step >= done) await notes.WriteAsync(System.Text.Encoding.ASCII.GetBytes(step.ToString(CultureInfo.InvariantCulture) + "\n"), Ct);
        }
    }

    private static async Task StepAsync(SqliteStore store, string station, int step)
    {
        var (round, part) = Math.DivRem(step, 12);
        var begin = T0.AddMinutes(round * 15);
        var id = (await store.StartTransactionAsync(new StartFact(station, 1, station, station, false, begin, begin, round * 1000, null, "Accepted"), Ct)).TransactionId;
        if (part == 11)
        {
            await store.StopTransactionAsync(new StopFact(station, id, begin.AddMinutes(12), begin, (round * 1000) + 1000, station, "Local", []), Ct);
        }
        else if (part > 0)
        {
            var at = begin.AddMinutes(part);
            await store.AppendMeterValuesAsync([Sample(station, id, at, "Energy.Active.Import.Register", (round * 1000) + (part * 10)), Sample(station, null, at, "Voltage", 230)], Ct);
        }

        store.LogMessage(new MessageRow(0, station, begin, true, "Step", $"{step}", "{}", "{}", null, null, 1, 0));
    }

    private static MeterSample Sample(string station, long? id, DateTimeOffset at, string measurand, double value) =>
        new(station, 1, id, at, at, measurand, null, null, "Sample.Periodic", "Wh", value);

    private async Task RunAndKillAsync(int afterMs)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(typeof(StoreCrashTests).Assembly.Location);
        foreach (var argument in (string[])["--filter-method", $"*.{nameof(Child_that_writes_until_it_is_killed)}", "--explicit", "only", "--no-progress"])
            start.ArgumentList.Add(argument);
        start.Environment[FolderVariable] = _folder.Path;
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(Ct);
        try
        {
            var size = AcknowledgedBytes();
            for (var waited = 0; AcknowledgedBytes() == size; waited += 20)
            {
                Assert.False(child.HasExited, $"The child ended by itself: {(child.HasExited ? await output : "")}");
                Assert.True(waited < 60_000, "The child acknowledged nothing for a minute.");
                await Task.Delay(20, Ct);
            }

            await Task.Delay(afterMs, Ct);
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(Ct);
        }
    }

    private long AcknowledgedBytes() => Directory.EnumerateFiles(_folder.Path, "*.ack").Sum(f => new FileInfo(f).Length);

    /// <summary>Opens what is left and holds it against the notes; returns how many facts were acknowledged.</summary>
    private async Task<long> CheckAsync()
    {
        await using var store = await SqliteStore.OpenAsync(
            new StoreOptions { Folder = _folder.Path, RecentSamples = 2_000 }, TimeProvider.System, NullLogger<SqliteStore>.Instance, Ct);
        Assert.Equal("ok", await store.ReadAsync(db => db.First("PRAGMA integrity_check", r => r.GetString(0)), Ct));
        long acknowledged = 0;
        for (var i = 0; i < Stations; i++)
        {
            var path = Path.Combine(_folder.Path, $"CP{i}.ack");
            var steps = File.Exists(path) ? (await File.ReadAllLinesAsync(path, Ct)).Length : 0;
            await CheckStationAsync(store, $"CP{i}", steps);
            acknowledged += steps;
        }

        return acknowledged;
    }

    private static async Task CheckStationAsync(SqliteStore store, string station, int steps)
    {
        var transactions = (await store.ReadTransactionsAsync(new TransactionQuery(station, null, null, null, null, null, 100_000, null), Ct)).Reverse().ToList();
        Assert.Equal(transactions.Select(t => t.StartedAt).Distinct(), transactions.Select(t => t.StartedAt));
        var points = await store.ReadMeterValuesAsync(new MeterQuery(station, null, null, null, null, null, null, 1_000_000, null), Ct);
        Assert.Equal(points.Select(p => (p.At, p.Measurand)).Distinct(), points.Select(p => (p.At, p.Measurand)));
        var samples = points.ToLookup(p => p.At);
        for (var step = 0; step < steps; step++)
        {
            var (round, part) = Math.DivRem(step, 12);
            Assert.True(round < transactions.Count, $"{station}: start {round} is lost.");
            Assert.Equal(T0.AddMinutes(round * 15), transactions[round].StartedAt);
            if (part == 11) Assert.Equal(1000, transactions[round].EnergyWh);
            else if (part > 0) Assert.Equal(2, samples[T0.AddMinutes((round * 15) + part)].Count(p => p.TransactionId == transactions[round].Id));
        }

        Assert.InRange(transactions.Count, (steps + 11) / 12, (steps / 12) + 1);
        var open = transactions.LastOrDefault(t => t.StoppedAt is null);
        if (open is not null)
        {
            var last = points.Where(p => p.TransactionId == open.Id && p.Measurand.StartsWith("Energy", StringComparison.Ordinal)).Select(p => (double?)p.Value).Max();
            Assert.Equal(last - open.MeterStartWh, open.EnergyWh);
        }
    }
}
