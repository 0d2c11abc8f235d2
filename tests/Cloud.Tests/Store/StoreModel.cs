using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Store;

/// <summary>Random starts, stops, samples, repeats and restarts against a model that a reader can check: lists, searched from end to end.</summary>
public abstract class StoreModel
{
    private const int Minutes = 600;
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Measurands = ["Energy.Active.Import.Register", "Voltage", "Current.Import"];
    private readonly List<Charge> _charges = [];
    private readonly List<MeterSample> _samples = [];
    private readonly Dictionary<(string, int, string, DateTimeOffset), double> _values = [];

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected FakeTime Time { get; } = new(T0);

    /// <summary>Opens the store on the database of this test. It may be asked for several, of which at most one works at a time.</summary>
    protected abstract Task<IStore> OpenAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_store_agrees_with_its_model(int seed)
    {
        var random = new Random(seed);
        var (store, other) = (await OpenAsync(), await OtherAsync());
        for (var i = 0; i < 400; i++)
        {
            if (other is not null && random.Next(3) == 0) (store, other) = (other, store);
            switch (random.Next(20))
            {
                case < 3:
                    await StartAsync(store, random);
                    break;
                case < 5:
                    await StopAsync(store, random);
                    break;
                case < 19:
                    await AppendAsync(store, Samples(random, random.Next(1, 12)));
                    break;
                default:
                    await store.DisposeAsync();
                    store = await OpenAsync();
                    break;
            }

            if (i % 200 == 199) await CompareAsync(store);
        }

        await store.DisposeAsync();
        if (other is not null) await other.DisposeAsync();
    }

    /// <summary>A second store on the same database, where there may be one; null where not.</summary>
    protected virtual Task<IStore?> OtherAsync() => Task.FromResult<IStore?>(null);

    private static string Station(Random random) => $"CP{random.Next(2)}";

    private static DateTimeOffset At(Random random) => T0.AddMinutes(random.Next(Minutes));

    private async Task StartAsync(IStore store, Random random)
    {
        if (_charges.Count > 0 && random.Next(3) == 0)
        {
            var known = _charges[random.Next(_charges.Count)];
            var repeat = await store.StartTransactionAsync(known.Fact with { ReceivedAt = T0.AddDays(1) }, Ct);
            Assert.Equal((known.Id, true), (repeat.TransactionId, repeat.Repeat));
            return;
        }

        var fact = new StartFact(Station(random), random.Next(1, 3), $"T{random.Next(1000)}", "G", true, At(random), T0, random.Next(10_000), null, "Accepted");
        var started = await store.StartTransactionAsync(fact, Ct);
        if (!started.Repeat) _charges.Add(new Charge(started.TransactionId, fact));
    }

    private async Task StopAsync(IStore store, Random random)
    {
        if (_charges.Count == 0) return;
        var charge = _charges[random.Next(_charges.Count)];
        var data = Samples(random, random.Next(3)).Select(s => s with { StationId = charge.Fact.StationId, ConnectorId = charge.Fact.ConnectorId }).ToArray();
        var stop = new StopFact(charge.Fact.StationId, charge.Id, charge.Fact.StartedAt.AddMinutes(random.Next(60)), T0, charge.Fact.MeterStartWh + 500, null, null, data);
        var result = await store.StopTransactionAsync(stop, Ct);
        Assert.Equal(charge.StoppedAt is null ? StopOutcome.Stopped : StopOutcome.Repeat, result.Outcome);
        if (charge.StoppedAt is not null) return;
        charge.StoppedAt = stop.StoppedAt;
        foreach (var sample in data) Keep(sample with { TransactionId = charge.Id });
    }

    private async Task AppendAsync(IStore store, MeterSample[] samples)
    {
        await store.AppendMeterValuesAsync(samples, Ct);
        foreach (var sample in samples)
            Keep(_charges.Exists(c => c.Id == sample.TransactionId && c.Fact.StationId == sample.StationId) ? sample : sample with { TransactionId = null });
    }

    private MeterSample[] Samples(Random random, int count)
    {
        var (station, connector) = (Station(random), random.Next(1, 3));
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var mine = _charges.FindAll(c => c.Fact.StationId == station && c.Fact.ConnectorId == connector);
            long? named = random.Next(4) switch
            {
                0 => random.Next(-1, 60) is var wild && mine.Exists(c => c.Id == wild) ? wild : null,
                1 when mine.Count > 0 => mine[random.Next(mine.Count)].Id,
                _ => null,
            };
            var at = At(random);
            return new MeterSample(station, connector, named, at, at, Measurands[random.Next(3)], null, null, "Sample.Periodic", "x", random.Next(100));
        })];
    }

    private void Keep(MeterSample sample)
    {
        // Another value at the same instant stands a millisecond later; the same value is a repeat.
        while (!_values.TryAdd((sample.StationId, sample.ConnectorId, sample.Measurand, sample.At), sample.Value))
        {
            if (_values[(sample.StationId, sample.ConnectorId, sample.Measurand, sample.At)].Equals(sample.Value)) return;
            sample = sample with { At = sample.At.AddMilliseconds(1) };
        }

        _samples.Add(sample);
    }

    private long? LinkOf(MeterSample sample)
    {
        if (sample.TransactionId is { } named) return named;
        var last = _charges.Where(c => c.Fact.StationId == sample.StationId && c.Fact.ConnectorId == sample.ConnectorId && c.Fact.StartedAt <= sample.At)
            .OrderBy(c => c.Fact.StartedAt).ThenBy(c => c.Id).LastOrDefault();
        return last is not null && !(last.StoppedAt < sample.At) ? last.Id : null;
    }

    private async Task CompareAsync(IStore store)
    {
        foreach (var station in (string[])["CP0", "CP1"])
        {
            var expected = _samples.Where(s => s.StationId == station)
                .Select(s => (s.At, s.ConnectorId, s.Measurand, s.Value, Link: LinkOf(s))).Order().ToList();
            var query = new MeterQuery(station, null, null, null, null, null, null, 100_000, null);
            var points = await store.ReadMeterValuesAsync(query, Ct);
            Assert.Equal(expected, points.Select(p => (p.At, p.ConnectorId, p.Measurand, p.Value, Link: p.TransactionId)).Order());
            var buckets = await store.ReadMeterValuesAsync(query with { Resolution = TimeSpan.FromMinutes(7) }, Ct);
            Assert.Equal(expected.Count, buckets.Sum(p => p.Count));
            Assert.Equal(expected.Sum(s => s.Value), buckets.Sum(p => p.Value * p.Count), 6);
            foreach (var charge in _charges.Where(c => c.Fact.StationId == station))
            {
                var mine = await store.ReadMeterValuesAsync(query with { TransactionId = charge.Id }, Ct);
                Assert.Equal(expected.Where(s => s.Link == charge.Id), mine.Select(p => (p.At, p.ConnectorId, p.Measurand, p.Value, Link: p.TransactionId)).Order());
                var row = (await store.FindTransactionAsync(charge.Id, Ct))!;
                Assert.Equal((charge.Fact.StartedAt, charge.StoppedAt), (row.StartedAt, row.StoppedAt));
            }
        }
    }

    private sealed class Charge(long id, StartFact fact)
    {
        public long Id { get; } = id;

        public StartFact Fact { get; } = fact;

        public DateTimeOffset? StoppedAt { get; set; }
    }
}
