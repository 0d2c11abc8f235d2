using System.Threading.Channels;
using Busbar.Cloud.Bus.Format;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// The worker's end of the bus: it shares the shards with the other workers, and hands calls and events of those that it has to the CMS. Two connections:
/// one that publishes, and one that only consumes and acknowledges, so that a broker that is short of disk can still be emptied. Thread safe.
/// </summary>
public sealed class RabbitWorker : IAsyncDisposable
{
    private static readonly TimeSpan Announcing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Looking = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a new worker listens for others before it takes anything.</summary>
    private static readonly TimeSpan Listening = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a worker may be without one of its connections before it says that it takes no shards; so that they do not move for a moment's loss.</summary>
    private static readonly TimeSpan LameAfter = TimeSpan.FromSeconds(3);

    private const ushort EntryPrefetch = 100;
    private const ushort TelemetryPrefetch = 50;

    private readonly RabbitOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly WorkerContext _context;
    private readonly WorkerBoard _board;
    private readonly ShardKeeper _keeper;
    private readonly StoreWatch _store;
    private readonly CancellationTokenSource _end = new();
    private readonly RpcClient _rpc;
    private readonly ConfirmedPublisher _dead;
    private readonly LivePublisher _live;
    private readonly ProcessTeller _teller;
    private readonly BrokerLink _link;
    private readonly BrokerLink _consuming;
    private readonly Channel<bool> _announce = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private TaskCompletionSource<(IConnection Connection, CancellationToken Lost)> _events = New();
    private volatile bool _keeping;
    private long _changedAt;
    private Task _watching = Task.CompletedTask;
    private int _disposed;

    /// <summary>A worker that is not connected yet.</summary>
    /// <param name="cms">Takes calls and events.</param>
    /// <param name="owner">Loads and forgets the shards that this worker gets and gives up.</param>
    /// <param name="onOperator">Answers <see cref="RabbitOperatorBus"/>; null refuses.</param>
    /// <param name="isTransient">Failures that pass by themselves, such as a database that is away: the event is tried until it is taken, and never put among the dead
    /// letters for it. Null: <see cref="TimeoutException"/> and <see cref="IOException"/>.</param>
    /// <param name="store">Asks the CMS's store; null: this worker never leaves its shards to others for its store's sake, nor others theirs to it.</param>
    /// <exception cref="ArgumentException">The options are not valid, or name no broker.</exception>
    public RabbitWorker(
        ICmsEndpoint cms, IShardOwner owner, RabbitOptions options, BusMetrics metrics, TimeProvider time, ILoggerFactory logs,
        AnswerOperator? onOperator = null, Func<Exception, bool>? isTransient = null, StoreProbe? store = null)
    {
        Require(options);
        (_options, _time) = (options, time);
        _log = logs.CreateLogger<RabbitWorker>();
        _rpc = new RpcClient(options, metrics, time);
        _dead = new ConfirmedPublisher(options, metrics, time);
        _context = new WorkerContext(options, cms, owner, onOperator ?? Refuse, isTransient ?? IsTransient, _dead, metrics, time, _log);
        _board = new WorkerBoard(Id, time, _log);
        _keeper = new ShardKeeper(_context, _board);
        _store = new StoreWatch(store, _board, metrics, time, _log);
        _live = new LivePublisher(options, metrics, time);
        _teller = new ProcessTeller(time, _log);
        Bus = new WorkerBus(new RabbitCommands(_rpc, options, metrics, _context.EpochOf));
        _link = new BrokerLink("worker", options, SessionAsync, metrics, time, _log);
        _consuming = new BrokerLink("worker events", options, ConsumeAsync, metrics, time, _log);
    }

    /// <summary>This worker among the others: machine, process and a random part.</summary>
    public string Id { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>The CMS's way to stations: its commands and disconnections. The paths from stations are the gateways' and not served here.</summary>
    public IBus Bus { get; }

    /// <summary>Where the CMS's changes go on to other processes.</summary>
    public ILiveTransport Live => _live;

    /// <summary>The broker is there and takes messages.</summary>
    public bool IsReady => _link.IsUp && _consuming.IsUp;

    /// <summary>Shards that this worker has and has loaded, ascending.</summary>
    public IReadOnlyList<int> Shards => _keeper.Owned;

    /// <summary>Other workers that are alive.</summary>
    public int OtherWorkers => _board.Others;

    /// <summary>Why this worker leaves its shards to the others, in words: its store cannot be used, while another worker's can. Null while it does not.</summary>
    public string? WhyItYields => _store.Why;

    /// <summary>What this process tells those that show the cluster; null for nothing. Set before the start.</summary>
    public Func<CancellationToken, ValueTask<ProcessNews>>? Describe
    {
        get => _teller.Describe;
        set => _teller.Describe = value;
    }

    private bool IsLame => !_keeping && _time.GetElapsedTime(Interlocked.Read(ref _changedAt)) > LameAfter;

    /// <summary>Connects and completes when that has succeeded; shards come after that. An absent broker is waited for until <paramref name="ct"/> fires, and tried after
    /// that too.</summary>
    /// <exception cref="BusUnfitException">The broker was set up for another number of shards.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        _watching = _store.RunAsync(_end.Token);
        _consuming.Start();
        _link.Start();
        await _link.FirstUpAsync(ct);
    }

    /// <summary>Gives up every shard, each when what is under way is done, and completes when all are with others or with nobody. Commands still go.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        _keeper.Drain();
        _announce.Writer.TryWrite(true);
        while (!_keeper.IsEmpty && _link.IsUp) await Task.Delay(Looking / 4, _time, ct);
    }

    /// <summary>Ends at once: shards are lost, and what was under way goes to other workers. Call <see cref="DrainAsync"/> before for a good end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _end.CancelAsync();
        await _watching;
        await _link.DisposeAsync();
        await _consuming.DisposeAsync();
        _end.Dispose();
    }

    /// <summary>Stops a start without a broker or with wrong settings.</summary>
    internal static void Require(RabbitOptions options)
    {
        var faults = options.Validate();
        if (faults.Count > 0) throw new ArgumentException(string.Join(' ', faults), nameof(options));
        if (!options.IsDistributed) throw new ArgumentException("Bus:Url is empty; allowed: the address of a RabbitMQ broker.", nameof(options));
    }

    private static TaskCompletionSource<(IConnection, CancellationToken)> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static ValueTask<byte[]> Refuse(OperatorCall call, CancellationToken ct) =>
        throw new InvalidOperationException($"kind is {call.Kind}; this worker answers no operators.");

    private static bool IsTransient(Exception e) => e is TimeoutException or IOException;

    /// <summary>The consuming connection is there: its session lasts until it is lost, and is used by the other one.</summary>
    private async Task ConsumeAsync(IConnection connection, CancellationToken ct)
    {
        await Topology.DeclareAsync(connection, _options.Shards, ct);
        _consuming.MarkUp();
        Volatile.Read(ref _events).TrySetResult((connection, ct));
        try
        {
            await Together.RunAsync(ct, lost => TakeTelemetryAsync(connection, lost), lost => Task.Delay(Timeout.Infinite, lost));
        }
        finally
        {
            Volatile.Write(ref _events, New());
        }
    }

    private async Task SessionAsync(IConnection connection, CancellationToken ct)
    {
        await Topology.DeclareAsync(connection, _options.Shards, ct);
        Keeping(false);
        _link.MarkUp();
        await Together.RunAsync(
            ct,
            lost => _rpc.RunAsync(connection, lost),
            lost => _dead.RunAsync(connection, lost),
            lost => _live.RunAsync(connection, lost),
            lost => _teller.RunAsync(connection, lost),
            lost => ForwardAsync(connection, lost),
            lost => AnnounceAsync(connection, lost),
            lost => KeepAsync(connection, lost));
    }

    /// <summary>
    /// Keeps the shards as long as both connections last. A worker that has one alone still hears and is heard, but says that it takes none, so that others do.
    /// </summary>
    private async Task KeepAsync(IConnection calls, CancellationToken ct)
    {
        await Task.Delay(Listening, _time, ct);
        while (true)
        {
            var (events, eventsLost) = await Volatile.Read(ref _events).Task.WaitAsync(ct);
            using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct, eventsLost);
            try
            {
                Keeping(true);
                while (!lost.IsCancellationRequested)
                {
                    if (_store.Judge()) _announce.Writer.TryWrite(true);
                    _keeper.Step(calls, events, _store.Yields, lost.Token);
                    await Task.Delay(Looking, _time, lost.Token);
                    if (_board.Expire()) _announce.Writer.TryWrite(true);
                }
            }
            catch (OperationCanceledException) when (lost.IsCancellationRequested)
            {
                // One of the connections is gone, and with it every shard.
            }
            finally
            {
                Keeping(false);
                await lost.CancelAsync();
                await _keeper.EndAsync();
            }

            await Task.Delay(Looking, _time, ct);
        }
    }

    private void Keeping(bool isKeeping)
    {
        Interlocked.Exchange(ref _changedAt, _time.GetTimestamp());
        _keeping = isKeeping;
        _announce.Writer.TryWrite(true);
    }

    /// <summary>Says once a second, and at every change, what this worker has; hears the others.</summary>
    private async Task AnnounceAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        var channel = lease.Channel;
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-length"] = 1_000, ["x-message-ttl"] = (int)WorkerBoard.AliveFor.TotalMilliseconds };
        var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, arguments, cancellationToken: lease.Ended);
        await channel.QueueBindAsync(queue.QueueName, Names.Workers, "", cancellationToken: lease.Ended);
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, new Deliveries(channel, Hear), lease.Ended);
        while (true)
        {
            var news = new WorkerNews(Id, _keeper.IsDraining || IsLame || _store.Yields, _keeper.Owned, _store.ProvenAgo);
            await channel.BasicPublishAsync(Names.Workers, "", mandatory: false, Properties.Of(MessageTypes.Worker), WorkerFormat.Write(news), lease.Ended);
            using var second = CancellationTokenSource.CreateLinkedTokenSource(lease.Ended);
            second.CancelAfter(Announcing);
            try
            {
                await _announce.Reader.ReadAsync(second.Token);
            }
            catch (OperationCanceledException) when (!lease.Ended.IsCancellationRequested)
            {
                // A second is over.
            }
        }
    }

    private ValueTask Hear(Delivery delivery)
    {
        try
        {
            Properties.RequireKnownSchema(delivery.Properties);
            if (_board.Hear(WorkerFormat.Read(delivery.Body.Span)).IsNew) _announce.Writer.TryWrite(true);
        }
        catch (BusFormatException e)
        {
            _log.Unreadable(delivery.Properties.Type ?? "", Names.Workers, e.Message);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Passes calls of those who know no shards on to their shard's queue; the answer goes straight to the caller.</summary>
    private async Task ForwardAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        var lane = new ReplyLane(lease.Channel, EntryPrefetch);
        await lease.Channel.BasicQosAsync(0, EntryPrefetch, global: false, lease.Ended);
        await lease.Channel.BasicConsumeAsync(Names.Entry, autoAck: false, new Deliveries(lease.Channel, d => Forward(d, lane)), lease.Ended);
        await lane.RunAsync(lease.Ended);
    }

    private ValueTask Forward(Delivery delivery, ReplyLane lane)
    {
        lane.Begin();
        var properties = new BasicProperties(delivery.Properties);
        try
        {
            var queue = Names.Calls(Shard.Of(CallFormat.ReadStation(delivery.Body.Span), _options.Shards));
            properties.Expiration ??= ((long)_options.CallDeadline.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            lane.Done(delivery.Tag, new Outgoing(queue, properties, delivery.Body.ToArray()));
        }
        catch (BusFormatException e)
        {
            _log.Unreadable(delivery.Properties.Type ?? "", Names.Entry, e.Message);
            var answer = Properties.Of(MessageTypes.Failed);
            answer.CorrelationId = delivery.Properties.CorrelationId;
            var body = CallFormat.WriteFault(new(Wire.Ocpp.OcppErrorCode.FormatViolation, "", e.Message));
            lane.Done(delivery.Tag, delivery.Properties.ReplyTo is { Length: > 0 } to ? new Outgoing(to, answer, body) : null);
        }

        return ValueTask.CompletedTask;
    }

    private async Task TakeTelemetryAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        var lane = new ReplyLane(lease.Channel, TelemetryPrefetch);
        await lease.Channel.BasicQosAsync(0, TelemetryPrefetch, global: false, lease.Ended);
        await lease.Channel.BasicConsumeAsync(Names.Telemetry, autoAck: false, new Deliveries(lease.Channel, d => TakeTelemetryAsync(d, lane, lease.Ended)), lease.Ended);
        await lane.RunAsync(lease.Ended);
    }

    private async ValueTask TakeTelemetryAsync(Delivery delivery, ReplyLane lane, CancellationToken ct)
    {
        lane.Begin();
        try
        {
            Properties.RequireKnownSchema(delivery.Properties);
            // What is in hand stays in hand, so that the broker gives the rest to workers that can keep it.
            while (_store.Yields) await Task.Delay(StoreWatch.Interval, _time, ct);
            foreach (var exchange in EventFormat.ReadExchanges(delivery.Body.Span)) await _context.Cms.OnEventAsync(exchange, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Telemetry is not worth a second try.
            _log.Unreadable(delivery.Properties.Type ?? "", Names.Telemetry, e.Message);
        }

        lane.Done(delivery.Tag);
    }
}
