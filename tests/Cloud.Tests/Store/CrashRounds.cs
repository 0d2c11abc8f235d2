using System.Diagnostics;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.StoreChild;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Store;

/// <summary>
/// kill -9 at any moment: a child process (tests/StoreChild) writes facts and notes each acknowledgement in a file; the parent kills it,
/// opens the store and counts. Every acknowledged fact must be there, and none twice.
/// </summary>
/// <param name="postgres">The database that the child writes to; null for the embedded one.</param>
internal sealed class CrashRounds(string? postgres = null) : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs, kills and counts so often, and says what was counted.</summary>
    public async Task RunAsync(int kills, Func<Task<IStore>> openAsync)
    {
        var random = new Random();
        var acknowledged = 0L;
        for (var round = 0; round < kills; round++)
        {
            var before = acknowledged;
            await RunAndKillAsync(random.Next(50, 1000));
            await using var store = await openAsync();
            acknowledged = await CheckAsync(store);
            Assert.True(acknowledged > before, $"Round {round} acknowledged nothing.");
        }

        TestContext.Current.SendDiagnosticMessage("{0} facts acknowledged over {1} kills, 0 lost, 0 doubled", acknowledged, kills);
        TestContext.Current.TestOutputHelper?.WriteLine($"{acknowledged} facts acknowledged over {kills} kills, 0 lost, 0 doubled");
    }

    private async Task RunAndKillAsync(int afterMs)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        start.ArgumentList.Add(typeof(CrashScript).Assembly.Location);
        start.ArgumentList.Add(_folder.Path);
        if (postgres is not null) start.ArgumentList.Add(postgres);
        using var child = Process.Start(start)!;
        try
        {
            var size = NotedBytes();
            await Until.TrueAsync(() => child.HasExited || NotedBytes() != size, "the child acknowledges something");
            await Task.Delay(afterMs, Ct); // It is killed at any moment of its work.
            Assert.False(child.HasExited, "The child ended by itself; its reason is above.");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(Ct);
        }
    }

    private long NotedBytes() => Directory.EnumerateFiles(_folder.Path, "*.ack").Sum(f => new FileInfo(f).Length);

    /// <summary>Holds what is left against the notes; returns how many facts were acknowledged.</summary>
    private async Task<long> CheckAsync(IStore store)
    {
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

    private static async Task CheckStationAsync(IStore store, string station, int steps)
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
