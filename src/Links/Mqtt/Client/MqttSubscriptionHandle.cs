using System.Threading.Channels;
using Busbar.Links.Mqtt.Client.Internal;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Client;

/// <summary>A subscription of this program. Dispose of it to end it: its handler is not called any more, and the server is told when it was the last one of its filter. Thread safe.</summary>
public sealed class MqttSubscriptionHandle : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly Channel<Received> _lane = Channel.CreateUnbounded<Received>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosed;
    private volatile MqttQos _qos;
    private int _pendingQos0;

    internal MqttSubscriptionHandle(MqttClient client, Route route, MqttSubscriptionOptions options, int wish) => (_client, Route, Options, Wish, _qos) = (client, route, options, wish, options.Qos);

    /// <summary>The topic filter.</summary>
    public string Filter => Route.Filter;

    /// <summary>Highest QoS that the server has granted to the filter, last; what was asked for until it has answered.</summary>
    public MqttQos GrantedQos => _qos;

    internal Route Route { get; }

    internal MqttSubscriptionOptions Options { get; }

    /// <summary>Which of the wishes for its filter it came with: see <see cref="Route.Wishes"/>.</summary>
    internal int Wish { get; }

    internal Task Granted => _granted.Task;

    internal bool IsClosed => _isClosed;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Unsubscribe(this);
        return ValueTask.CompletedTask;
    }

    internal void Grant(MqttQos qos)
    {
        _qos = qos;
        _granted.TrySetResult();
    }

    /// <summary>No more messages come; those that wait are acknowledged without a handler.</summary>
    internal void Close(Exception? error)
    {
        _isClosed = true;
        if (error is not null && _granted.TrySetException(error)) _ = _granted.Task.Exception;
        _lane.Writer.TryComplete(error);
    }

    /// <summary>Hands a message over. False: there is no room for a QoS 0 message, or the subscription has ended.</summary>
    internal bool TryTake(MqttMessage message, Delivery? delivery, int maxPending)
    {
        if (delivery is null && Interlocked.Increment(ref _pendingQos0) > maxPending)
        {
            Interlocked.Decrement(ref _pendingQos0);
            return false;
        }

        return _lane.Writer.TryWrite(new Received(message, delivery));
    }

    internal ValueTask<bool> WaitToReadAsync(CancellationToken ct) => _lane.Reader.WaitToReadAsync(ct);

    internal bool TryRead(out Received received)
    {
        if (!_lane.Reader.TryRead(out received)) return false;
        if (received.Delivery is null) Interlocked.Decrement(ref _pendingQos0);
        return true;
    }

    internal readonly record struct Received(MqttMessage Message, Delivery? Delivery);
}
