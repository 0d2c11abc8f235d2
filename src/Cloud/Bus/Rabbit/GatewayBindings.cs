using System.Collections.Concurrent;
using System.Threading.Channels;
using Busbar.Cloud.Bus.Format;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// Which stations' commands come to this gateway. Binding is pipelined: however many stations connect at once, the broker is asked once to have done it
/// all. Bindings are removed a while after their stations left, one at a time and only while none is to be made: nobody waits for that. What is wanted is kept
/// here, so that a new connection to the broker binds all of it again. Thread safe.
/// </summary>
internal sealed class GatewayBindings(BusMetrics metrics, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _held = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> _bound = new(StringComparer.Ordinal);
    private readonly Leavers _leavers = new(time);
    private Dictionary<string, TaskCompletionSource> _toBind = new(StringComparer.Ordinal);

    /// <summary>Stations that are held here.</summary>
    public int Count => _held.Count;

    /// <summary>The connection of the station that this gateway holds.</summary>
    public bool TryGetEpoch(string stationId, out long epoch) => _held.TryGetValue(stationId, out epoch);

    /// <summary>A station has connected. Completes when its commands come here and every other gateway has been told.</summary>
    public Task HoldAsync(string stationId, long epoch)
    {
        _held.AddOrUpdate(stationId, epoch, (_, present) => Math.Max(present, epoch));
        _leavers.Remove(stationId);
        return Enqueue(stationId);
    }

    /// <summary>A connection of the station has ended; a newer one stays.</summary>
    public void Release(string stationId, long epoch)
    {
        if (!_held.TryRemove(new(stationId, epoch))) return;
        _leavers.Add(stationId, epoch);
        _signal.Writer.TryWrite(true);
    }

    /// <summary>A connection of the station, somewhere, has this epoch.</summary>
    public void NoteClaim(string stationId, long epoch) => _leavers.Claim(stationId, epoch);

    /// <summary>The station has left this gateway and has a newer connection at another one, which answers for it.</summary>
    public bool IsElsewhere(string stationId) => _leavers.IsElsewhere(stationId);

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
            await WaitAsync(lease.Ended);
        }
    }

    private bool IsBindWanted
    {
        get
        {
            lock (_gate) return _toBind.Count > 0;
        }
    }

    /// <summary>Until there is something to bind, or to remove.</summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_leavers.NextIn ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await _signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A binding has stayed long enough.
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
                await channel.QueueBindAsync(queue, Names.Stations, Names.CommandKey(station), noWait: true, cancellationToken: ct);
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
        while (!IsBindWanted && _leavers.TryTake(out var station))
        {
            if (_held.ContainsKey(station) || !_bound.Remove(station)) continue;
            metrics.Bindings(-1);
            await channel.QueueUnbindAsync(queue, Names.Stations, Names.CommandKey(station), cancellationToken: ct);
        }
    }
}
