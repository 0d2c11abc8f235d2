using Busbar.Cloud.Bus.Format;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// The bus of a process that has a gateway: calls to the worker that has the station's shard, events into durable queues, commands from anybody for the
/// stations that are connected here. Attach the gateway, then start. Thread safe.
/// </summary>
public sealed class RabbitGatewayBus : IBus, IAsyncDisposable
{
    /// <summary>Channels that events go over at most. A broker's channel stands still while it waits for a queue that has no leader.</summary>
    private const int MostEventChannels = 64;

    private readonly RabbitOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RpcClient _rpc;
    private readonly ConfirmedPublisher[] _events;
    private readonly ConfirmPulse _pulse;
    private readonly TelemetryPublisher _telemetry;
    private readonly SeenPublisher _seen;
    private readonly GatewayBindings _bindings;
    private readonly RabbitCommands _commands;
    private readonly ProcessTeller _teller;
    private readonly BrokerLink _link;
    private GatewayCommands? _receiver;

    /// <summary>A bus that is not connected yet.</summary>
    /// <exception cref="ArgumentException">The options are not valid, or name no broker.</exception>
    public RabbitGatewayBus(RabbitOptions options, BusMetrics metrics, TimeProvider time, ILoggerFactory logs)
    {
        RabbitWorker.Require(options);
        (_options, _time) = (options, time);
        _log = logs.CreateLogger<RabbitGatewayBus>();
        _rpc = new RpcClient(options, metrics, time);
        var channels = Math.Min(options.Shards, MostEventChannels);
        var share = options with { ConfirmBatch = ((options.ConfirmBatch - 1) / channels) + 1, MaxWaiting = ((options.MaxWaiting - 1) / channels) + 1 };
        _events = [.. Enumerable.Range(0, channels).Select(_ => new ConfirmedPublisher(share, metrics, time))];
        _pulse = new ConfirmPulse(channels, time);
        metrics.Watch(_pulse);
        _telemetry = new TelemetryPublisher(options, metrics);
        _seen = new SeenPublisher(options, time);
        _bindings = new GatewayBindings(metrics, time);
        _teller = new ProcessTeller(time, _log);
        _commands = new RabbitCommands(_rpc, options, metrics, static _ => 0);
        _link = new BrokerLink("gateway", options, SessionAsync, metrics, time, _log);
    }

    /// <summary>The broker is there, takes messages, and every station that is connected here is bound.</summary>
    public bool IsReady => _link.IsUp;

    /// <summary>Stations that are bound to this gateway.</summary>
    public int Stations => _bindings.Count;

    /// <summary>What this process tells those that show the cluster; null for nothing. Set before the start.</summary>
    public Func<CancellationToken, ValueTask<ProcessNews>>? Describe
    {
        get => _teller.Describe;
        set => _teller.Describe = value;
    }

    /// <summary>Attaches the gateway; before <see cref="StartAsync"/>.</summary>
    public void Attach(IGatewayEndpoint gateway) => _receiver = new GatewayCommands(_bindings, gateway, _log);

    /// <summary>Connects and completes when that has succeeded; an absent broker is waited for until <paramref name="ct"/> fires, and tried after that too.</summary>
    /// <exception cref="BusUnfitException">The broker was set up for another number of shards.</exception>
    public Task StartAsync(CancellationToken ct)
    {
        if (_receiver is null) throw new InvalidOperationException("No gateway is attached to the bus.");
        _link.Start();
        return _link.FirstUpAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct)
    {
        var reply = await AskAsync(request.StationId, MessageTypes.Admit, CallFormat.Write(request), ct);
        return CallFormat.ReadAdmission(reply);
    }

    /// <inheritdoc/>
    public async ValueTask<CallAnswer> CallAsync(StationCall call, CancellationToken ct)
    {
        var reply = await AskAsync(call.StationId, MessageTypes.Call, CallFormat.Write(call), ct);
        return CallFormat.ReadAnswer(reply, call.Request.Action);
    }

    /// <inheritdoc/>
    public ValueTask PublishAsync(StationEvent stationEvent, CancellationToken ct)
    {
        switch (stationEvent)
        {
            case StationExchanged exchange:
                _telemetry.Publish(exchange);
                return ValueTask.CompletedTask;
            case StationReported { Request: HeartbeatRequest }:
                _seen.Note(stationEvent);
                return ValueTask.CompletedTask;
            default:
                return new(PublishDurablyAsync(stationEvent, ct));
        }
    }

    /// <inheritdoc/>
    public ValueTask<CommandReply> CommandAsync(StationCommand command, CancellationToken ct) => _commands.CommandAsync(command, ct);

    /// <inheritdoc/>
    public ValueTask<bool> DisconnectAsync(string stationId, string reason, CancellationToken ct) => _commands.DisconnectAsync(stationId, reason, ct);

    /// <inheritdoc/>
    public ValueTask<long?> FindConnectionAsync(string stationId, CancellationToken ct) => _commands.FindConnectionAsync(stationId, ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task PublishDurablyAsync(StationEvent e, CancellationToken ct)
    {
        // Bound first: whoever hears of the connection may command the station at once.
        if (e is StationConnected) await HoldAsync(e, ct);
        else if (e is StationDisconnected) _bindings.Release(e.StationId, e.Epoch);
        var shard = Shard.Of(e.StationId, _options.Shards);
        var message = new DurableMessage(Names.Events, Names.EventKey(shard, e.StationId), EventFormat.TypeOf(e), EventFormat.Write(e));
        var channel = shard % _events.Length;
        var confirmed = false;
        _pulse.Begin(channel);
        try
        {
            await _events[channel].PublishAsync(message, _options.PublishDeadline, ct);
            confirmed = true;
        }
        finally
        {
            _pulse.End(channel, confirmed);
        }
    }

    private async Task HoldAsync(StationEvent connected, CancellationToken ct)
    {
        try
        {
            await _bindings.HoldAsync(connected.StationId, connected.Epoch).WaitAsync(_options.PublishDeadline, _time, ct);
        }
        catch (TimeoutException e)
        {
            throw new BusUnavailableException($"The broker did not bind {connected.StationId} within {_options.PublishDeadline}.", e);
        }
    }

    private async ValueTask<byte[]> AskAsync(string stationId, string type, byte[] body, CancellationToken ct)
    {
        using var span = Properties.Source.StartActivity($"bus {type}", System.Diagnostics.ActivityKind.Client);
        var queue = Names.Calls(Shard.Of(stationId, _options.Shards));
        var reply = await _rpc.AskAsync(new RpcRequest("", queue, type, body, Repeatable: true), _options.CallDeadline, ct);
        return reply.Type == MessageTypes.Failed ? throw new CmsFailedException(CallFormat.ReadFailure(reply.Body)) : reply.Body;
    }

    private async Task SessionAsync(IConnection connection, CancellationToken ct)
    {
        await Topology.DeclareAsync(connection, _options.Shards, ct);
        await Together.RunAsync(
            ct,
            [
                lost => _rpc.RunAsync(connection, lost),
                .. _events.Select(shards => (Func<CancellationToken, Task>)(lost => shards.RunAsync(connection, lost))),
                lost => _telemetry.RunAsync(connection, lost),
                lost => _seen.RunAsync(connection, lost),
                lost => _teller.RunAsync(connection, lost),
                lost => _receiver!.RunAsync(connection, (queue, ended) => _bindings.RunAsync(connection, queue, _link.MarkUp, ended), lost),
            ]);
    }
}
