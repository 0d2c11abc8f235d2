using System.Text.Json;
using Busbar.Cloud.Bus.Format;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// The bus of a process that has neither gateway nor CMS, such as the API's: operators' calls to the worker that has the station, commands, what
/// changes on screens, dead letters. Thread safe.
/// </summary>
public sealed class RabbitOperatorBus : IOperatorBus, IAsyncDisposable
{
    /// <summary>Messages of changes that wait for this process at most; the oldest is dropped first.</summary>
    private const int MostLive = 200;

    /// <summary>Whoever looks at a screen is told that the broker is away when it has been for this long, instead of waiting for the call's deadline.</summary>
    private static readonly TimeSpan WithoutBroker = TimeSpan.FromSeconds(3);

    private readonly RabbitOptions _options;
    private readonly ILogger _log;
    private readonly RpcClient _rpc;
    private readonly RabbitCommands _commands;
    private readonly ConfirmedPublisher _publisher;
    private readonly RabbitDeadLetters _dead;
    private readonly ProcessTeller _teller;
    private readonly RabbitCluster _cluster;
    private readonly BrokerLink _link;

    /// <summary>A bus that is not connected yet.</summary>
    /// <exception cref="ArgumentException">The options are not valid, or name no broker.</exception>
    public RabbitOperatorBus(RabbitOptions options, BusMetrics metrics, TimeProvider time, ILoggerFactory logs)
    {
        RabbitWorker.Require(options);
        _options = options;
        _log = logs.CreateLogger<RabbitOperatorBus>();
        _rpc = new RpcClient(options, metrics, time, WithoutBroker);
        _commands = new RabbitCommands(_rpc, options, metrics, static _ => 0);
        _publisher = new ConfirmedPublisher(options, metrics, time);
        _dead = new RabbitDeadLetters(_publisher, options);
        _teller = new ProcessTeller(time, _log);
        _cluster = new RabbitCluster(options, time, _log);
        _link = new BrokerLink("operator", options, SessionAsync, metrics, time, _log);
    }

    /// <inheritdoc/>
    public Action<ReadOnlyMemory<byte>>? OnChange { get; set; }

    /// <inheritdoc/>
    public bool IsReady => _link.IsUp;

    /// <inheritdoc/>
    public int Shards => _options.Shards;

    /// <summary>Events that could not be taken.</summary>
    public IDeadLetters DeadLetters => _dead;

    /// <summary>The processes that work together, and what waits between them.</summary>
    public ICluster Cluster => _cluster;

    /// <summary>What this process tells those that show the cluster; null for nothing. Set before the start.</summary>
    public Func<CancellationToken, ValueTask<ProcessNews>>? Describe
    {
        get => _teller.Describe;
        set => _teller.Describe = value;
    }

    /// <inheritdoc cref="RabbitGatewayBus.StartAsync"/>
    public Task StartAsync(CancellationToken ct)
    {
        _link.Start();
        return _link.FirstUpAsync(ct);
    }

    /// <summary>Asks the worker that has the station. It may be asked twice when a worker or a connection dies: what is asked must bear it.</summary>
    /// <param name="kind">What is asked, a word that both sides know.</param>
    /// <param name="body">UTF-8 JSON; empty for none.</param>
    /// <returns>The worker's answer, UTF-8 JSON.</returns>
    /// <exception cref="BusUnavailableException">No answer within <see cref="RabbitOptions.CallDeadline"/>, or the broker has been away for 3 s.</exception>
    /// <exception cref="CmsFailedException">The worker failed over it.</exception>
    public ValueTask<byte[]> CallAsync(string kind, string stationId, ReadOnlyMemory<byte> body, CancellationToken ct) =>
        CallAsync(new OperatorCall(kind, Shard.Of(stationId, _options.Shards), stationId, body), null, ct);

    /// <summary>Asks the worker that has the shard; otherwise as for a station.</summary>
    public ValueTask<byte[]> CallAsync(string kind, int shard, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, _options.Shards);
        return CallAsync(new OperatorCall(kind, shard, null, body), null, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> CallAsync(OperatorCall call, TimeSpan? deadline, CancellationToken ct)
    {
        var request = new RpcRequest("", Names.Calls(call.Shard), MessageTypes.Operator, CallFormat.Write(call), Repeatable: true);
        var reply = await _rpc.AskAsync(request, deadline ?? _options.CallDeadline, ct);
        return reply.Type == MessageTypes.Failed ? throw new CmsFailedException(CallFormat.ReadFailure(reply.Body)) : reply.Body;
    }

    /// <inheritdoc cref="IBus.CommandAsync"/>
    public ValueTask<CommandReply> CommandAsync(StationCommand command, CancellationToken ct) => _commands.CommandAsync(command, ct);

    /// <inheritdoc cref="IBus.DisconnectAsync"/>
    public ValueTask<bool> DisconnectAsync(string stationId, string reason, CancellationToken ct) => _commands.DisconnectAsync(stationId, reason, ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        _cluster.Dispose();
    }

    private async Task SessionAsync(IConnection connection, CancellationToken ct)
    {
        await Topology.DeclareAsync(connection, _options.Shards, ct);
        await Together.RunAsync(
            ct,
            lost => _rpc.RunAsync(connection, lost),
            lost => _publisher.RunAsync(connection, lost),
            lost => _dead.RunAsync(connection, lost),
            lost => _teller.RunAsync(connection, lost),
            lost => _cluster.RunAsync(connection, lost),
            lost => ListenAsync(connection, lost));
    }

    private async Task ListenAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-length"] = MostLive };
        var queue = await lease.Channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, arguments, cancellationToken: lease.Ended);
        await lease.Channel.QueueBindAsync(queue.QueueName, Names.Live, "", cancellationToken: lease.Ended);
        var lane = new ReplyLane(lease.Channel, 50);
        await lease.Channel.BasicQosAsync(0, 50, global: false, lease.Ended);
        await lease.Channel.BasicConsumeAsync(queue.QueueName, autoAck: false, new Deliveries(lease.Channel, d => OnLive(d, lane)), lease.Ended);
        _link.MarkUp();
        await lane.RunAsync(lease.Ended);
    }

    private ValueTask OnLive(Delivery delivery, ReplyLane lane)
    {
        lane.Begin();
        try
        {
            Properties.RequireKnownSchema(delivery.Properties);
            if (OnChange is { } onChange) Split(delivery.Body, onChange);
        }
        catch (Exception e) when (e is BusFormatException or JsonException)
        {
            _log.Unreadable(delivery.Properties.Type ?? "", Names.Live, e.Message);
        }

        lane.Done(delivery.Tag);
        return ValueTask.CompletedTask;
    }

    private static void Split(ReadOnlyMemory<byte> changes, Action<ReadOnlyMemory<byte>> onChange)
    {
        var json = new Utf8JsonReader(changes.Span);
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray) throw new BusFormatException($"The body begins with {json.TokenType}; a JSON array is due.");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)json.TokenStartIndex;
            json.Skip();
            onChange(changes[start..(int)json.BytesConsumed]);
        }
    }
}
