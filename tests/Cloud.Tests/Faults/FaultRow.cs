using System.Globalization;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Postgres;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>The end of a scenario in figures.</summary>
/// <param name="Sent">Facts that stations sent, repetitions among them.</param>
/// <param name="Acknowledged">Facts that were answered well.</param>
/// <param name="Stored">Facts in the database.</param>
/// <param name="Lost">Acknowledged and not stored.</param>
/// <param name="Doubled">Stored more than once.</param>
/// <param name="Unordered">Taken by the CMS after a later one of their station.</param>
/// <param name="Worst">The longest that a station waited from its first try at a fact to the answer.</param>
/// <param name="Commands">What operators asked of stations; how much of it was answered; how much came to a station twice; the longest that one waited for an answer or a word that there is none.</param>
internal sealed record FaultRow(
    string Name, long Sent, long Acknowledged, long Stored, long Lost, long Doubled, int Unordered, TimeSpan Worst, (int Asked, int Answered, int Doubled, TimeSpan Worst) Commands)
{
    public const string Head =
        "| fault | sent | acknowledged | stored | lost | doubled | out of order | worst wait of a station | commands answered of asked | worst wait of an operator |\n|---|---|---|---|---|---|---|---|---|---|";

    private const int Page = 1_000;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Name} | {Sent} | {Acknowledged} | {Stored} | {Lost} | {Doubled} | {Unordered} | {Worst.TotalSeconds:0.0} s | {Commands.Answered} of {Commands.Asked} | {Commands.Worst.TotalSeconds:0.0} s |");

    /// <summary>Counts, once everything that was acknowledged has had its time to arrive.</summary>
    public static async Task<FaultRow> CountAsync(FaultWorld world, (int Asked, int Answered, TimeSpan Worst) commands)
    {
        await using var store = await world.OpenStoreAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var (stored, lost, doubled) = (0L, 0L, 0L);
            foreach (var station in world.Stations)
            {
                var found = await FindAsync(store, station);
                stored += found.Values.Sum();
                doubled += found.Values.Sum(n => n - 1);
                for (var n = 1L; n <= station.Acknowledged; n++) lost += found.ContainsKey(n) ? 0 : 1;
            }

            if (lost > 0 && !patience.IsCancellationRequested)
            {
                await Task.Delay(200, CancellationToken.None);
                continue;
            }

            return new FaultRow(
                world.Name, world.Stations.Sum(s => s.Sent), world.Stations.Sum(s => s.Acknowledged), stored, lost, doubled, world.Witness.Unordered,
                world.Stations.Max(s => s.Worst), (commands.Asked, commands.Answered, world.Stations.Sum(s => s.Asked.Values.Count(n => n > 1)), commands.Worst));
        }
    }

    /// <summary>How often each fact of a station is in the database.</summary>
    private static async Task<Dictionary<long, int>> FindAsync(PostgresStore store, FaultStation station)
    {
        var found = new Dictionary<long, int>();
        void Note(long number) => found[number] = found.GetValueOrDefault(number) + 1;
        for (long? after = null; ;)
        {
            var page = await store.ReadTransactionsAsync(new TransactionQuery(station.Id, null, null, null, null, null, Page, after), CancellationToken.None);
            foreach (var row in page)
            {
                Note(row.MeterStartWh);
                if (row.MeterStopWh is not { } stop) continue;
                Note(stop);
                Assert.Equal(FaultStation.Round - 1, stop - row.MeterStartWh);
            }

            if (page.Count < Page) break;
            after = page[^1].Id;
        }

        for (long? after = null; ;)
        {
            var page = await store.ReadMeterValuesAsync(new MeterQuery(station.Id, null, null, null, null, null, null, Page, after), CancellationToken.None);
            foreach (var point in page.Where(p => FaultStation.KindOf((long)p.Value) == FactKind.Meter)) Note((long)point.Value);
            if (page.Count < Page) return found;
            after = page[^1].Key;
        }
    }
}
