using System.Diagnostics;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sqlite;
using Busbar.StoreChild;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

/// <summary>
/// kill -9 at any moment: a child process (tests/StoreChild) writes facts and notes each acknowledgement in a file; the parent kills it,
/// opens the store and counts. Every acknowledged fact must be there, and none twice.
/// </summary>
public sealed class StoreCrashTests : IDisposable
{
    private const int Rounds = 4;
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
            await RunAndKillAsync(random.Next(50, 1000));
            acknowledged = await CheckAsync();
            Assert.True(acknowledged > before, $"Round {round} acknowledged nothing.");
        }

        TestContext.Current.SendDiagnosticMessage("{0} facts acknowledged over {1} kills", acknowledged, Rounds);
    }

    private async Task RunAndKillAsync(int afterMs)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        start.ArgumentList.Add(typeof(CrashScript).Assembly.Location);
        start.ArgumentList.Add(_folder.Path);
        using var child = Process.Start(start)!;
        try
        {
            var size = NotedBytes();
            for (var waitedMs = 0; NotedBytes() == size; waitedMs += 20)
            {
                Assert.False(child.HasExited, "The child ended by itself; its reason is above.");
                Assert.True(waitedMs < 60_000, "The child acknowledged nothing for a minute.");
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

    private long NotedBytes() => Directory.EnumerateFiles(_folder.Path, "*.ack").Sum(f => new FileInfo(f).Length);

    /// <summary>Opens what is left and holds it against the notes; returns how many facts were acknowledged.</summary>
    private async Task<long> CheckAsync()
    {
        await using var store = await SqliteStore.OpenAsync(CrashScript.Options(_folder.Path), TimeProvider.System, NullLogger<SqliteStore>.Instance, Ct);
        Assert.Equal("ok", await store.ReadAsync(db => db.First("PRAGMA integrity_check", r => r.GetString(0)), Ct));
        long acknowledged = 0;
        for (var station = 0; station < CrashScript.Stations; station++)
        {
            var notes = CrashScript.Notes(_folder.Path, station);
            var steps = File.Exists(notes) ? (await File.ReadAllLinesAsync(notes, Ct)).Length : 0;
            await CheckStationAsync(store, $"CP{station}", steps);
            acknowledged += steps;
        }

        return acknowledged;
    }

    private static async Task CheckStationAsync(SqliteStore store, string station, int steps)
    {
        var query = new TransactionQuery(station, null, null, null, null, null, 100_000, null);
        var transactions = (await store.ReadTransactionsAsync(query, Ct)).Reverse().ToList();
        var points = await store.ReadMeterValuesAsync(new MeterQuery(station, null, null, null, null, null, null, 1_000_000, null), Ct);
        Assert.Distinct(transactions.Select(t => t.StartedAt));
        Assert.Distinct(points.Select(p => (p.At, p.Measurand)));
        Assert.InRange(transactions.Count, (steps + CrashScript.StepsPerRound - 1) / CrashScript.StepsPerRound, (steps / CrashScript.StepsPerRound) + 1);
        var samples = points.ToLookup(p => p.At);
        for (var step = 0; step < steps; step++)
        {
            var (round, part) = Math.DivRem(step, CrashScript.StepsPerRound);
            var at = CrashScript.Begin(round).AddMinutes(part);
            if (part == 0) Assert.Equal(at, transactions[round].StartedAt);
            else if (part == CrashScript.StepsPerRound - 1) Assert.Equal((at, CrashScript.RoundWh), (transactions[round].StoppedAt, transactions[round].EnergyWh));
            else Assert.Equal(2, samples[at].Count(p => p.TransactionId == transactions[round].Id));
        }

        if (transactions.LastOrDefault(t => t.StoppedAt is null) is not { } open) return;
        var register = points.Where(p => p.TransactionId == open.Id && p.Measurand.StartsWith("Energy", StringComparison.Ordinal)).Select(p => (double?)p.Value).Max();
        Assert.Equal(register - open.MeterStartWh, open.EnergyWh);
    }
}
