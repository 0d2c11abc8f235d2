using Busbar.Cloud.Bus.Format;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Hears what processes say of themselves, and asks the broker what waits when somebody wants to know. Thread safe.</summary>
internal sealed class RabbitCluster(RabbitOptions options, TimeProvider time, ILogger log) : ICluster, IDisposable
{
    /// <summary>How long a process that is silent is still shown: somebody may ask where it is.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    /// <summary>Messages of processes that wait for this one at most; the oldest is dropped first.</summary>
    private const int MostWaiting = 1_000;

    /// <summary>Processes that are remembered at most; the one that has been silent longest goes first.</summary>
    private const int MostProcesses = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (ProcessNews News, long HeardAt)> _heard = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1);
    private volatile IConnection? _connection;
    private (IReadOnlyList<QueueState> Queues, long ReadAt)? _last;

    /// <inheritdoc/>
    public int Shards => options.Shards;

    /// <inheritdoc/>
    public IReadOnlyList<(ProcessNews News, TimeSpan Silent)> Processes
    {
        get
        {
            lock (_gate)
            {
                foreach (var (id, (_, heardAt)) in _heard.ToArray())
                    if (time.GetElapsedTime(heardAt) > Remembered) _heard.Remove(id);
                return
                [
                    .. _heard.Values.OrderBy(one => one.News.Roles, StringComparer.Ordinal).ThenBy(one => one.News.Id, StringComparer.Ordinal)
                        .Select(one => (one.News, time.GetElapsedTime(one.HeardAt))),
                ];
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueueState>> ReadQueuesAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(options.CallDeadline);
        try
        {
            await _asking.WaitAsync(deadline.Token);
            try
            {
                if (_last is { } known && time.GetElapsedTime(known.ReadAt) < FreshFor) return known.Queues;
                if (_connection is not { IsOpen: true } connection) throw new BusUnavailableException("The broker is away.");
                var queues = await AskAsync(connection, deadline.Token);
                _last = (queues, time.GetTimestamp());
                return queues;
            }
            finally
            {
                _asking.Release();
            }
        }
        catch (Exception e) when (e is not BusUnavailableException && !ct.IsCancellationRequested)
        {
            throw new BusUnavailableException($"The broker did not say what waits: {e.Message}", e);
        }
    }

    /// <summary>Listens over one connection until it is lost.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-length"] = MostWaiting, ["x-message-ttl"] = (int)Remembered.TotalMilliseconds };
        var queue = await lease.Channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, arguments, cancellationToken: lease.Ended);
        await lease.Channel.QueueBindAsync(queue.QueueName, Names.Processes, "", cancellationToken: lease.Ended);
        await lease.Channel.BasicConsumeAsync(queue.QueueName, autoAck: true, new Deliveries(lease.Channel, OnNews), lease.Ended);
        _connection = connection;
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, lease.Ended);
        }
        finally
        {
            _connection = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _asking.Dispose();

    /// <summary>Takes what a process says of itself.</summary>
    public void Hear(ProcessNews news)
    {
        lock (_gate)
        {
            if (_heard.Count >= MostProcesses && !_heard.ContainsKey(news.Id)) _heard.Remove(_heard.MinBy(one => one.Value.HeardAt).Key);
            _heard[news.Id] = (news, time.GetTimestamp());
        }
    }

    private ValueTask OnNews(Delivery delivery)
    {
        try
        {
            Properties.RequireKnownSchema(delivery.Properties);
            Hear(ProcessFormat.Read(delivery.Body.Span));
        }
        catch (BusFormatException e)
        {
            log.Unreadable(delivery.Properties.Type ?? "", Names.Processes, e.Message);
        }

        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyList<QueueState>> AskAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        var queues = new List<QueueState>();
        await AddAsync(Names.Entry, QueueKind.Calls, null);
        await AddAsync(Names.Telemetry, QueueKind.Messages, null);
        await AddAsync(Names.Dead, QueueKind.DeadLetters, null);
        for (var shard = 0; shard < options.Shards; shard++)
        {
            await AddAsync(Names.Calls(shard), QueueKind.Calls, shard);
            await AddAsync(Names.EventsOf(shard), QueueKind.Events, shard);
        }

        return queues;

        async Task AddAsync(string name, QueueKind kind, int? shard)
        {
            var state = await lease.Channel.QueueDeclarePassiveAsync(name, lease.Ended);
            queues.Add(new QueueState(name, kind, shard, state.MessageCount, (int)state.ConsumerCount));
        }
    }
}
