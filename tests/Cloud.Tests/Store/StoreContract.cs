using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Store;

/// <summary>What every store must do, whatever database lies below. A database passes by deriving from this class.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private protected static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private IStore? _store;

    private protected FakeTime Time { get; } = new(T0);

    private protected IStore Store => _store!;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Opens the store on the database of this test; again after a dispose it must find what was there.</summary>
    protected abstract Task<IStore> OpenAsync();

    public virtual async ValueTask InitializeAsync() => _store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    private protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync();
    }

    private protected static StationRow Station(string id) => new(
        id, Registration.Accepted, "ABB", "Terra", "S1", "B1", "1.2", "iccid", "imsi", "meter", "M1", "ocpp1.6", T0, T0.AddSeconds(1), T0.AddSeconds(2),
        T0.AddSeconds(3), T0.AddSeconds(4), "10.0.0.1", "hash", 5, -250, 7, "Idle", "Uploaded", "North", "Depot");

    private protected static StartFact Start(
        string station = "CP1", int connector = 1, string tag = "TAG1", string? group = null, DateTimeOffset? at = null, long meterWh = 1000,
        bool beside = false, string authorization = "Accepted") =>
        new(station, connector, tag, group ?? tag, beside, at ?? T0, (at ?? T0).AddSeconds(1), meterWh, null, authorization);

    private protected static StopFact Stop(
        long id, DateTimeOffset at, long meterWh, string station = "CP1", string? tag = "TAG1", params MeterSample[] data) =>
        new(station, id, at, at.AddSeconds(1), meterWh, tag, "Local", data);

    private protected static MeterSample Energy(DateTimeOffset at, double wh, long? transaction = null, string station = "CP1", int connector = 1) =>
        Sample(at, "Energy.Active.Import.Register", wh, "Wh", transaction, station, connector);

    private protected static MeterSample Sample(
        DateTimeOffset at, string measurand, double value, string unit, long? transaction = null, string station = "CP1", int connector = 1,
        string? phase = null, string context = "Sample.Periodic", string? location = null) =>
        new(station, connector, transaction, at, at.AddSeconds(1), measurand, phase, location, context, unit, value);

    private protected async Task<long> StartedAsync(StartFact fact) => (await Store.StartTransactionAsync(fact, Ct)).TransactionId;

    private protected ValueTask AppendAsync(params MeterSample[] samples) => Store.AppendMeterValuesAsync(samples, Ct);

    private protected async Task<TransactionRow> TransactionAsync(long id) => (await Store.FindTransactionAsync(id, Ct))!;

    private protected Task<IReadOnlyList<MeterPoint>> PointsAsync(
        string station = "CP1", int? connector = null, long? transaction = null, string? measurand = null, DateTimeOffset? from = null,
        DateTimeOffset? to = null, TimeSpan? resolution = null, int limit = 1000, long? after = null) =>
        Store.ReadMeterValuesAsync(new MeterQuery(station, connector, transaction, measurand, from, to, resolution, limit, after), Ct);
}
