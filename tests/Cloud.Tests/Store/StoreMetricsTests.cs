using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sqlite;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

public sealed class StoreMetricsTests
{
    [Fact]
    public async Task Commits_repeats_and_resets_are_measured()
    {
        var ct = TestContext.Current.CancellationToken;
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var seen = new ConcurrentDictionary<string, double>();
        using var folder = new TempFolder();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == "Busbar.Store") l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<long>((i, value, _, _) => seen.AddOrUpdate(i.Name, value, (_, old) => old + value));
        listener.SetMeasurementEventCallback<int>((i, value, _, _) => seen.AddOrUpdate(i.Name, value, (_, old) => old + value));
        listener.SetMeasurementEventCallback<double>((i, _, _, _) => seen.AddOrUpdate(i.Name, 1, (_, old) => old + 1));
        listener.Start();
        await using var store = await SqliteStore.OpenAsync(new StoreOptions { Folder = folder.Path }, new FakeTime(at), NullLogger<SqliteStore>.Instance, ct);
        var id = (await store.StartTransactionAsync(new StartFact("CP1", 1, "T", "T", false, at, at, 5000, null, "Accepted"), ct)).TransactionId;
        MeterSample Register(int minute, double wh) => new(
            "CP1", 1, id, at.AddMinutes(minute), at, "Energy.Active.Import.Register", null, null, "Sample.Periodic", "Wh", wh);
        await store.AppendMeterValuesAsync([Register(1, 5100), Register(2, 50), Register(2, 50)], ct);
        store.LogMessage(new MessageRow(0, "CP1", at, true, "MeterValues", "1", "{}", "{}", null, null, 1, 0));
        await store.ReadMessagesAsync(new MessageQuery(null, null, null, null, null, null, null, 1, null), ct);

        // Other tests run stores beside this one, so each figure is a floor.
        foreach (var (name, least) in new Dictionary<string, int>
        {
            ["busbar.store.commit.duration"] = 2, ["busbar.store.commit.writes"] = 2, ["busbar.store.samples.repeated"] = 1,
            ["busbar.store.register.resets"] = 1, ["busbar.store.messages.logged"] = 1,
        })
        {
            Assert.True(seen.GetValueOrDefault(name) >= least, $"{name} was {seen.GetValueOrDefault(name)}.");
        }

        seen.Clear();
        listener.RecordObservableInstruments();
        Assert.Contains("busbar.store.queue", seen.Keys);
        Assert.Contains("busbar.store.messages.queue", seen.Keys);
    }
}
