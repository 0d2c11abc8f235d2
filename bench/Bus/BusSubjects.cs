using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Rabbit;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Bench.Bus;

/// <summary>A CMS that answers at once.</summary>
internal sealed class InstantCms : ICmsEndpoint, IShardOwner
{
    private static readonly AuthorizeResponse Accepted = new() { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } };

    public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct) =>
        ValueTask.FromResult(new Admission(AdmissionVerdict.Accepted, 1, Leniency.All, true));

    public ValueTask<CallAnswer> OnCallAsync(StationCall call, CancellationToken ct) => ValueTask.FromResult(CallAnswer.Of(Accepted));

    public ValueTask OnEventAsync(StationEvent stationEvent, CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask TakeAsync(int shard, CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask ReleaseAsync(int shard, CancellationToken ct) => ValueTask.CompletedTask;
}

/// <summary>A gateway without stations.</summary>
internal sealed class EmptyGateway : IGatewayEndpoint
{
    public ValueTask<CommandReply> OnCommandAsync(StationCommand command, CancellationToken ct) =>
        ValueTask.FromResult(new CommandReply(CommandOutcome.NotConnected, null, null, null, TimeSpan.Zero));

    public ValueTask<bool> OnDisconnectAsync(string stationId, string reason, CancellationToken ct) => ValueTask.FromResult(false);

    public ValueTask<bool> OnReplacedAsync(string stationId, long newerEpoch, CancellationToken ct) => ValueTask.FromResult(false);
}

/// <summary>Gateway bus, RabbitMQ, one worker, with the default settings.</summary>
internal abstract class BusSubject(string url) : ISubject
{
    private readonly BusMetrics _metrics = new();
    private RabbitWorker? _worker;

    protected RabbitGatewayBus Gateway { get; private set; } = null!;

    public abstract string Name { get; }

    public async Task StartAsync()
    {
        var options = new RabbitOptions { Url = url };
        var cms = new InstantCms();
        _worker = new RabbitWorker(cms, cms, options, _metrics, TimeProvider.System, NullLoggerFactory.Instance);
        Gateway = new RabbitGatewayBus(options, _metrics, TimeProvider.System, NullLoggerFactory.Instance);
        Gateway.Attach(new EmptyGateway());
        await _worker.StartAsync(CancellationToken.None);
        await Gateway.StartAsync(CancellationToken.None);
        while (_worker.Shards.Count < options.Shards) await Task.Delay(100);
    }

    public abstract ValueTask OnceAsync(int caller);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        if (_worker is not null) await _worker.DisposeAsync();
        _metrics.Dispose();
    }
}

/// <summary>Authorize, from the gateway bus to its answer.</summary>
internal sealed class BusCalls(string url) : BusSubject(url)
{
    private static readonly AuthorizeRequest Request = new() { IdTag = "0123456789ABCDEF" };

    public override string Name => "gateway bus, one worker";

    public override async ValueTask OnceAsync(int caller)
    {
        var answer = await Gateway.CallAsync(new StationCall($"CP{caller:D5}", 1, Request, MessageId.FromSequence(1), DateTimeOffset.UnixEpoch), CancellationToken.None);
        if (answer.Response is null) throw new InvalidOperationException("no answer");
    }
}

/// <summary>A StatusNotification, from the gateway bus to its confirmation, with a worker that takes it.</summary>
internal sealed class BusEvents(string url) : BusSubject(url)
{
    private static readonly StatusNotificationRequest Request = new()
    {
        ConnectorId = 1, ErrorCode = ChargePointErrorCode.NoError, Status = ChargePointStatus.Charging, Timestamp = DateTimeOffset.UnixEpoch,
    };

    public override string Name => "gateway bus, one worker";

    public override ValueTask OnceAsync(int caller) =>
        Gateway.PublishAsync(new StationReported($"CP{caller:D5}", 1, DateTimeOffset.UnixEpoch, Request, MessageId.FromSequence(1)), CancellationToken.None);
}
