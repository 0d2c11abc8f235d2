using System.Net;
using System.Text;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>A whole CMS on one fake clock, a store in memory and a fake gateway; speaks as a gateway would for its stations.</summary>
internal sealed class CmsRig : IAsyncDisposable
{
    public const string Id = "CP-1";

    private readonly ServiceProvider _services;
    private readonly InProcessBus _bus = new();
    private readonly CmsWorker _worker;
    private readonly Dictionary<string, long> _epochs = [];
    private ulong _message;
    private bool _disposed;

    private CmsRig(CmsOptions options, FakeStore store, IStore? real, FakeTime time, Action<IServiceCollection>? more, int? shards)
    {
        Store = store;
        Facts = real ?? store;
        Time = time;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time).AddSingleton(Facts).AddSingleton<IBus>(_bus);
        more?.Invoke(services);
        services.AddBusbarCms(options, shards);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        _bus.Attach(Gateway);
        _bus.Attach(_services.GetRequiredService<ICmsEndpoint>());
        Cms = _services.GetRequiredService<ICms>();
        Feed = _services.GetRequiredService<LiveFeed>();
        _worker = _services.GetServices<IHostedService>().OfType<CmsWorker>().Single();
    }

    public static CmsOptions Defaults { get; } = new() { UnknownStations = UnknownStationPolicy.Accept, ReadConfigurationAtBoot = false, IntervalJitter = 0 };

    public FakeStore Store { get; }

    /// <summary>The store that the CMS has: the fake one, or a real one that the test brought.</summary>
    public IStore Facts { get; }

    public FakeTime Time { get; }

    public FakeGateway Gateway { get; } = new();

    public ICms Cms { get; }

    public LiveFeed Feed { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public StationView View => Cms.FindStation(Id)!;

    public static async Task<CmsRig> StartAsync(
        CmsOptions? options = null, FakeStore? store = null, FakeTime? time = null, Action<IServiceCollection>? more = null, IStore? real = null, int? shards = null)
    {
        var rig = new CmsRig(options ?? Defaults, store ?? new FakeStore(), real, time ?? new FakeTime(), more, shards);
        await rig.Facts.SaveIdTagAsync(Tag("TAG1"), CancellationToken.None);
        await rig._worker.StartingAsync(CancellationToken.None);
        return rig;
    }

    public static IdTagRow Tag(string tag, bool blocked = false, string? parent = null, DateTimeOffset? expiresAt = null, bool mayRunBeside = false) =>
        new(tag, blocked, parent, expiresAt, mayRunBeside, null, DateTimeOffset.UnixEpoch);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Starts the workers and the beat, too.</summary>
    public async Task RunAsync() => await _worker.StartAsync(CancellationToken.None);

    /// <summary>One round of the periodic duties, all of them due.</summary>
    public async Task BeatAsync(TimeSpan? after = null)
    {
        Time.Advance(after ?? TimeSpan.FromMinutes(1));
        await _worker.BeatOnceAsync(CancellationToken.None);
    }

    /// <summary>The process goes and comes: the same store, a new CMS.</summary>
    public async Task<CmsRig> RestartAsync(CmsOptions? options = null)
    {
        await _worker.StoppedAsync(CancellationToken.None);
        await DisposeAsync();
        return await StartAsync(options, Store, Time);
    }

    public ValueTask<Admission> AdmitAsync(string? password = null, string id = Id) => AdmitAsync(password is null ? null : Encoding.UTF8.GetBytes(password), id);

    public ValueTask<Admission> AdmitAsync(byte[]? password, string id = Id) =>
        _bus.AdmitAsync(new AdmissionRequest(id, OcppVersion.V16, password, IPAddress.Loopback), CancellationToken.None);

    public async Task<long> ConnectAsync(string id = Id)
    {
        var admission = await AdmitAsync(id: id);
        Assert.Equal(AdmissionVerdict.Accepted, admission.Verdict);
        _epochs[id] = admission.Epoch;
        await EventAsync(new StationConnected(id, admission.Epoch, Now, OcppVersion.V16, IPAddress.Loopback));
        return admission.Epoch;
    }

    /// <summary>Connected and accepted.</summary>
    public async Task<long> BootAsync(string id = Id)
    {
        var epoch = await ConnectAsync(id);
        Assert.Equal(BootNotificationStatus.Accepted, (await CallAsync<BootNotificationResponse>(Boot(), epoch, id)).Status);
        return epoch;
    }

    public static BootNotificationRequest Boot(string firmware = "1.0") =>
        new() { ChargePointVendor = "Acme", ChargePointModel = "Wallbox", ChargePointSerialNumber = "S-1", FirmwareVersion = firmware };

    /// <summary>Epoch of the newest connection that this rig opened; 0 when none.</summary>
    public long EpochOf(string id = Id) => _epochs.GetValueOrDefault(id);

    public async Task<T> CallAsync<T>(OcppRequest request, long? epoch = null, string id = Id)
        where T : OcppResponse
    {
        var answer = await CallAsync(request, epoch, id);
        Assert.Null(answer.Fault);
        Assert.Null(OcppJson.Validate(answer.Response!));
        return Assert.IsType<T>(answer.Response);
    }

    public ValueTask<CallAnswer> CallAsync(OcppRequest request, long? epoch = null, string id = Id) =>
        _bus.CallAsync(new StationCall(id, epoch ?? EpochOf(id), request, MessageId.FromSequence(++_message), Now), CancellationToken.None);

    public ValueTask ReportAsync(OcppRequest request, long? epoch = null, string id = Id) =>
        EventAsync(new StationReported(id, epoch ?? EpochOf(id), Now, request, MessageId.FromSequence(++_message)));

    public ValueTask EventAsync(StationEvent e) => _bus.PublishAsync(e, CancellationToken.None);

    public ValueTask<CommandReply> CommandAsync(OcppRequest request, string id = Id) => Cms.CommandAsync(id, request, "operator", CancellationToken.None);

    public async Task<int> StartAsync(
        int connector = 1, string tag = "TAG1", int meterWh = 1000, DateTimeOffset? at = null, int? reservation = null, string id = Id) =>
        (await CallAsync<StartTransactionResponse>(StartOf(connector, tag, meterWh, at, reservation), id: id)).TransactionId;

    public StartTransactionRequest StartOf(int connector = 1, string tag = "TAG1", int meterWh = 1000, DateTimeOffset? at = null, int? reservation = null) =>
        new() { ConnectorId = connector, IdTag = tag, MeterStart = meterWh, Timestamp = at ?? Now, ReservationId = reservation };

    public StopTransactionRequest StopOf(int transaction, int meterWh = 5000, string? tag = null, StopReason? reason = null, DateTimeOffset? at = null, MeterValue[]? data = null) =>
        new() { TransactionId = transaction, MeterStop = meterWh, Timestamp = at ?? Now, IdTag = tag, Reason = reason, TransactionData = data };

    public StatusNotificationRequest StatusOf(
        ChargePointStatus status, int connector = 1, ChargePointErrorCode error = ChargePointErrorCode.NoError, DateTimeOffset? at = null, string? info = null) =>
        new() { ConnectorId = connector, Status = status, ErrorCode = error, Timestamp = at, Info = info };

    public MeterValuesRequest MetersOf(params SampledValue[] values) => MetersOf(1, null, null, values);

    public MeterValuesRequest MetersOf(int connector, int? transaction, DateTimeOffset? at, params SampledValue[] values) =>
        new() { ConnectorId = connector, TransactionId = transaction, MeterValue = [new MeterValue { Timestamp = at ?? Now, SampledValue = values }] };

    public static SampledValue Sample(
        string value, Measurand? measurand = null, UnitOfMeasure? unit = null, Phase? phase = null, Location? location = null, ReadingContext? context = null) =>
        new() { Value = value, Measurand = measurand, Unit = unit, Phase = phase, Location = location, Context = context };

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        using var deadline = new CancellationTokenSource(Until.Patience);
        await _worker.StopAsync(deadline.Token);
        await _services.DisposeAsync();
    }
}
