using System.Collections.Concurrent;
using System.Threading.Channels;
using Busbar.Cloud.Bus.Format;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// Which stations' commands come to this gateway. Binding is pipelined: however many stations connect at once, the broker is asked once to have done it
/// all. What is wanted is kept here, so that a new connection to the broker binds all of it again. Thread safe.
/// </summary>
internal sealed class GatewayBindings(BusMetrics metrics)
{
    /// <summary>Removals between two looks at what is to be bound, which somebody waits for.</summary>
    private const int MostRemovals = 50;

    private readonly ConcurrentDictionary<string, long> _held = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> _bound = new(StringComparer.Ordinal);
    private Dictionary<string, TaskCompletionSource> _toBind = new(StringComparer.Ordinal);
    private readonly HashSet<string> _toRemove = new(StringComparer.Ordinal);

    /// <summary>Stations that are held here.</summary>
    public int Count => _held.Count;

    /// <summary>The connection of the station that this gateway holds.</summary>
    public bool TryGetEpoch(string stationId, out long epoch) => _held.TryGetValue(stationId, out epoch);

    /// <summary>A station has connected. Completes when its commands come here and every other gateway has been told.</summary>
    public Task HoldAsync(string stationId, long epoch)
    {
        _held.AddOrUpdate(stationId, epoch, (_, present) => Math.Max(present, epoch));
        return Enqueue(stationId);
    }

    /// <summary>A connection of the station has ended; a newer one stays.</summary>
    public void Release(string stationId, long epoch)
    {
        if (!_held.TryRemove(new(stationId, epoch))) return;
        lock (_gate) _toRemove.Add(stationId);
        _signal.Writer.TryWrite(true);
    }

    /// <summary>Tells the other gateways once more which connection is held here.</summary>
    public void Repeat(string stationId) => _ = Enqueue(stationId);

    /// <summary>Binds over one connection until it is lost.</summary>
    /// <param name="connection">To the broker.</param>
    /// <param name="queue">The gateway's queue on this connection.</param>
    /// <param name="onReady">Called when everything that is held is bound.</param>
    public async Task RunAsync(IConnection connection, string queue, Action onReady, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        metrics.Bindings(-_bound.Count);
        _bound.Clear();
        foreach (var station in _held.Keys) _ = Enqueue(station);
        var first = true;
        while (true)
        {
            await BindAsync(lease.Channel, queue, lease.Ended);
            if (first) onReady();
            first = false;
            await RemoveAsync(lease.Channel, queue, lease.Ended);
            await _signal.Reader.ReadAsync(lease.Ended);
        }
    }

    private Task Enqueue(string stationId)
    {
        Task done;
        lock (_gate)
        {
            if (!_toBind.TryGetValue(stationId, out var waiting))
                _toBind[stationId] = waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            done = waiting.Task;
        }

        _signal.Writer.TryWrite(true);
        return done;
    }

    private async Task BindAsync(IChannel channel, string queue, CancellationToken ct)
    {
        Dictionary<string, TaskCompletionSource> batch;
        lock (_gate)
        {
            if (_toBind.Count == 0) return;
            (batch, _toBind) = (_toBind, new(StringComparer.Ordinal));
        }

        try
        {
            foreach (var station in batch.Keys)
            {
                if (!_held.ContainsKey(station) || !_bound.Add(station)) continue;
                metrics.Bindings(1);
                await channel.QueueBindAsync(queue, Names.Commands, Names.CommandKey(station), noWait: true, cancellationToken: ct);
            }

            await channel.QueueDeclarePassiveAsync(queue, ct);
            foreach (var station in batch.Keys)
            {
                if (!_held.TryGetValue(station, out var epoch)) continue;
                var properties = Properties.Of(MessageTypes.Claim);
                await channel.BasicPublishAsync(Names.Commands, Names.CommandKey(station), mandatory: false, properties, CommandFormat.Write(station, epoch, null), ct);
            }
        }
        catch
        {
            // The next connection binds all that is held; who waits for it goes on waiting, up to his deadline.
            lock (_gate)
            {
                foreach (var (station, waiting) in batch)
                    if (!_toBind.TryAdd(station, waiting)) _ = _toBind[station].Task.ContinueWith(_ => waiting.TrySetResult(), TaskScheduler.Default);
            }

            throw;
        }

        foreach (var waiting in batch.Values) waiting.TrySetResult();
    }

    private async Task RemoveAsync(IChannel channel, string queue, CancellationToken ct)
    {
        string[] batch;
        lock (_gate)
        {
            if (_toRemove.Count == 0) return;
            batch = [.. _toRemove.Take(MostRemovals)];
            _toRemove.ExceptWith(batch);
            if (_toRemove.Count > 0) _signal.Writer.TryWrite(true);
        }

        foreach (var station in batch)
        {
            if (_held.ContainsKey(station) || !_bound.Remove(station)) continue;
            metrics.Bindings(-1);
            await channel.QueueUnbindAsync(queue, Names.Commands, Names.CommandKey(station), cancellationToken: ct);
        }
    }
}
