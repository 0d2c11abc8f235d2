using System.Runtime.CompilerServices;
using System.Text;
using Busbar.Links.Mqtt.Client.Internal;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Mqtt.Client;

/// <summary>Subscriptions, and who gets which message.</summary>
public sealed partial class MqttClient
{
    /// <summary>Highest subscription identifier (MQTT 5.0, 3.8.2.1.2).</summary>
    private const uint MaxSubscriptionId = 268_435_455;

    private readonly Dictionary<string, Route> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, Route> _routesById = [];

    /// <summary>SUBSCRIBE and UNSUBSCRIBE without their answers.</summary>
    private readonly Dictionary<ushort, Request> _requests = [];

    /// <summary>Filters that nobody wants any more, but which the server's session still has.</summary>
    private readonly HashSet<string> _unwanted = new(StringComparer.Ordinal);

    private readonly List<MqttSubscriptionHandle> _matched = [];

    /// <summary>Takes what no subscription asked for to <see cref="MqttClientOptions.Unmatched"/>; null when that is.</summary>
    private readonly MqttSubscriptionHandle? _unasked;

    /// <summary>The topic of the message that is being handed out.</summary>
    private byte[] _topic = new byte[256];

    private uint _lastSubscriptionId;
    private long _droppedIncoming;
    private long _handlerErrors;

    /// <summary>
    /// Subscribes. Messages of the subscription come to the handler one by one, in their order; several handlers run beside each other. A QoS 1 or 2
    /// message is acknowledged when its handlers are done, and acknowledgements keep the order of the messages (MQTT-4.6.0-2): when <see cref="MqttClientOptions.ReceiveMaximum"/>
    /// messages wait for a slow handler, the server sends no more of QoS 1 and 2 until it is done; QoS 0 goes on. After a reconnect the subscription is there again.
    /// Two subscriptions to one filter share what the server knows of it: the newer one's options, and the higher QoS.
    /// </summary>
    /// <param name="filter">Topic filter, with wildcards or <c>$share/group/</c>.</param>
    /// <param name="handler">Takes each message; what it throws is logged.</param>
    /// <param name="options">QoS and the rest; null for <see cref="MqttSubscriptionOptions.Default"/>.</param>
    /// <param name="ct">Gives up, and withdraws the subscription.</param>
    /// <returns>Ends when the server has agreed; without a connection it waits for one.</returns>
    /// <exception cref="ArgumentException">The filter is none.</exception>
    /// <exception cref="MqttClientException">The server refused, or it has said in CONNACK that it does not take such filters.</exception>
    public async Task<MqttSubscriptionHandle> SubscribeAsync(string filter, MqttHandler handler, MqttSubscriptionOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var handle = Register(filter, options ?? MqttSubscriptionOptions.Default);
        _ = Task.Run(() => PumpAsync(handle, handler), CancellationToken.None);
        return await GrantedAsync(handle, ct);
    }

    /// <summary>Subscribes for as long as the messages are read. A QoS 1 or 2 message is acknowledged when the next one is asked for.</summary>
    /// <param name="filter">Topic filter, with wildcards or <c>$share/group/</c>.</param>
    /// <param name="options">QoS and the rest; null for <see cref="MqttSubscriptionOptions.Default"/>.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ArgumentException">The filter is none.</exception>
    /// <exception cref="MqttClientException">The server refused, or the client has ended.</exception>
    public async IAsyncEnumerable<MqttMessage> Messages(string filter, MqttSubscriptionOptions? options = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var handle = Register(filter, options ?? MqttSubscriptionOptions.Default);
        try
        {
            await GrantedAsync(handle, ct);
            while (await handle.WaitToReadAsync(ct))
            {
                while (handle.TryRead(out var received))
                {
                    try
                    {
                        yield return received.Message;
                    }
                    finally
                    {
                        if (received.Delivery is { } delivery) Handled(delivery);
                    }
                }
            }
        }
        finally
        {
            // What is left unread would hold back every acknowledgement behind it.
            Unsubscribe(handle);
            while (handle.TryRead(out var left))
                if (left.Delivery is { } delivery) Handled(delivery);
        }
    }

    internal void Unsubscribe(MqttSubscriptionHandle handle)
    {
        ClientLink? link;
        lock (_gate)
        {
            handle.Close(null);
            var route = handle.Route;
            if (!route.Handles.Remove(handle) || route.Handles.Count > 0) return;
            _routes.Remove(route.Filter);
            _routesById.Remove(route.Id);
            if (!route.WasAsked) return;
            _unwanted.Add(route.Filter);
            link = _link;
            if (link is null) return;
            SendUnwanted(link);
        }

        Flush(link);
    }

    private MqttSubscriptionHandle Register(string filter, MqttSubscriptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!MqttTopic.IsFilter(Encoding.UTF8.GetBytes(filter), out var fault)) throw new ArgumentException($"The filter is \"{filter}\": {fault.Text}", nameof(filter));
        ClientLink? link;
        MqttSubscriptionHandle handle;
        lock (_gate)
        {
            if (_state == MqttClientState.Ended) throw new MqttClientException($"The MQTT client {_clientId} has ended; it subscribes to nothing any more.");
            if (!_routes.TryGetValue(filter, out var route))
            {
                route = new Route(filter, NextSubscriptionId()) { WasAsked = _unwanted.Remove(filter) };
                _routes.Add(filter, route);
                _routesById.Add(route.Id, route);
            }

            handle = route.Add(this, options);
            link = _link;
            if (link is not null) SendSubscribe(link, route);
        }

        if (link is not null) Flush(link);
        return handle;
    }

    private uint NextSubscriptionId()
    {
        do _lastSubscriptionId = _lastSubscriptionId == MaxSubscriptionId ? 1 : _lastSubscriptionId + 1;
        while (_routesById.ContainsKey(_lastSubscriptionId));
        return _lastSubscriptionId;
    }

    private async Task<MqttSubscriptionHandle> GrantedAsync(MqttSubscriptionHandle handle, CancellationToken ct)
    {
        try
        {
            await handle.Granted.WaitAsync(ct);
            return handle;
        }
        catch
        {
            Unsubscribe(handle);
            throw;
        }
    }

    private async Task PumpAsync(MqttSubscriptionHandle handle, MqttHandler handler)
    {
        try
        {
            while (await handle.WaitToReadAsync(_stop.Token))
            {
                while (handle.TryRead(out var received))
                {
                    if (!handle.IsClosed) await HandleAsync(handler, handle.Filter, received.Message);
                    if (received.Delivery is { } delivery) Handled(delivery);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or MqttClientException or ObjectDisposedException)
        {
            // The client has ended, or the server took the subscription back; both have been said.
        }
    }

    private async ValueTask HandleAsync(MqttHandler handler, string filter, MqttMessage message)
    {
        try
        {
            await handler(message, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            Interlocked.Increment(ref _handlerErrors);
            _log.HandlerFailed(e, filter, message.Topic);
        }
    }

    /// <summary>Gives a message to those who subscribed to it: by the identifiers that came with it, or else by its topic.</summary>
    private void Dispatch(MqttMessage message, Delivery? delivery)
    {
        _matched.Clear();
        var topic = Utf8(message.Topic);
        foreach (var id in message.SubscriptionIds)
            if (_routesById.TryGetValue(id, out var route)) MatchOne(route, topic);
        if (_matched.Count == 0)
            foreach (var route in _routes.Values) MatchOne(route, topic);
        if (_matched.Count == 0)
        {
            _unmatched++;
            if (_unasked is not null) _matched.Add(_unasked);
        }

        foreach (var handle in _matched)
        {
            if (delivery is not null) delivery.Handlers++;
            if (handle.TryTake(message, delivery, _options.MaxPendingPerHandler)) continue;
            if (delivery is not null) delivery.Handlers--;
            if (_droppedIncoming++ % 1000 == 0) _log.HandlerSlow(handle.Filter);
        }
    }

    /// <summary>An identifier alone proves nothing: in a session from before, an earlier program may have given it to another filter.</summary>
    private void MatchOne(Route route, ReadOnlySpan<byte> topic)
    {
        if (MqttTopic.Matches(route.Pattern, topic)) _matched.AddRange(route.Handles);
    }

    private ReadOnlySpan<byte> Utf8(string topic)
    {
        var most = Encoding.UTF8.GetMaxByteCount(topic.Length);
        if (_topic.Length < most) _topic = new byte[most];
        return _topic.AsSpan(0, Encoding.UTF8.GetBytes(topic, _topic));
    }

    private void SendSubscribe(ClientLink link, Route route)
    {
        if (RefusalOf(link, route) is { } refusal)
        {
            RefuseRoute(route, route.Wishes, refusal.Code, refusal.Text);
            return;
        }

        // Without an identifier left, or beyond the server's packet size, the next connection tries again.
        if (NextPacketId() is not { } id) return;
        var packet = new SubscribePacket { PacketId = id, SubscriptionId = link.Terms.SubscriptionIdsAvailable ? route.Id : 0 };
        packet.Subscriptions.Add(route.Options.On(route.Bytes, link.Version));
        if (link.Terms.MaximumPacketSize is { } max && MqttPacketWriter.Size(link.Version, packet) is var size && size > max)
        {
            RefuseRoute(route, route.Wishes, MqttReasonCode.PacketTooLarge, $"SUBSCRIBE has {size} bytes; the server takes {max} at most (its Maximum Packet Size).");
            return;
        }

        _requests.Add(id, new Request(route.Filter, route, route.Wishes));
        route.WasAsked = true;
        MqttPacketWriter.Write(link.Output, link.Version, packet);
    }

    private static (MqttReasonCode Code, string Text)? RefusalOf(ClientLink link, Route route)
    {
        if (route.IsShared && !link.Terms.SharedAvailable) return (MqttReasonCode.SharedSubscriptionsNotSupported, "The server takes no shared subscriptions.");
        if (route.IsShared && route.Options.NoLocal) return (MqttReasonCode.ProtocolError, "NoLocal is true; a shared subscription must have false (MQTT-3.8.3-4).");
        if (MqttTopic.HasWildcard(route.Pattern) && !link.Terms.WildcardsAvailable) return (MqttReasonCode.WildcardSubscriptionsNotSupported, "The server takes no wildcards in filters.");
        return null;
    }

    private MqttFault? TakeSubAck(SubAckPacket packet)
    {
        if (!_requests.Remove(packet.PacketId, out var request) || request.Route is not { } route) return null;
        if (packet.Codes.Count != 1) return new MqttFault(MqttReasonCode.ProtocolError, $"SUBACK has {packet.Codes.Count} codes for one filter.", "MQTT-3.8.4-6");
        var code = packet.Codes[0];
        if (code >= MqttReasonCode.UnspecifiedError)
        {
            RefuseRoute(route, request.Wish, code, MqttPackets.Text(packet.ReasonString));
            return null;
        }

        route.IsThere = true;
        route.IsGranted = request.Wish == route.Wishes;
        foreach (var handle in route.Handles)
            if (handle.Wish <= request.Wish) handle.Grant((MqttQos)code);
        return null;
    }

    /// <summary>The server refuses a wish, and with it those before, unless it has granted them already: a refusal changes nothing of that.</summary>
    private void RefuseRoute(Route route, int wish, MqttReasonCode code, string? reason)
    {
        _log.SubscriptionRefused(route.Filter, _options.Server, code);
        var error = new MqttClientException($"{_options.Server} does not serve the subscription {route.Filter}: {code} (0x{(byte)code:X2}){(reason is null ? "" : $". {reason}")}", code);
        foreach (var handle in route.Handles.Where(handle => handle.Wish <= wish && !(route.IsThere && handle.Granted.IsCompleted)).ToArray())
        {
            route.Handles.Remove(handle);
            handle.Close(error);
        }

        if (route.Handles.Count > 0)
        {
            route.CombineOptions();
            route.IsGranted = route.IsThere && wish == route.Wishes;
            return;
        }

        _routesById.Remove(route.Id);
        if (_routes.TryGetValue(route.Filter, out var current) && ReferenceEquals(current, route)) _routes.Remove(route.Filter);
    }

    private void SendUnwanted(ClientLink link)
    {
        foreach (var filter in _unwanted)
        {
            if (NextPacketId() is not { } id) return;
            var packet = new UnsubscribePacket { PacketId = id };
            packet.Filters.Add(Encoding.UTF8.GetBytes(filter));
            _requests.Add(id, new Request(filter));
            MqttPacketWriter.Write(link.Output, link.Version, packet);
        }

        _unwanted.Clear();
    }

    /// <summary>Subscribes to what the server has forgotten, or never answered for.</summary>
    private void ResumeSubscriptions(ClientLink link)
    {
        if (!link.Terms.SessionPresent) _unwanted.Clear();
        SendUnwanted(link);
        foreach (var route in _routes.Values.ToArray())
        {
            route.IsThere &= link.Terms.SessionPresent;
            if (!route.IsThere || !route.IsGranted) SendSubscribe(link, route);
        }
    }

    /// <summary>The connection is gone: what it has not answered is asked for anew.</summary>
    private void LeaveSubscriptions()
    {
        foreach (var request in _requests.Values)
            if (request.Route is null && !_routes.ContainsKey(request.Filter)) _unwanted.Add(request.Filter);
        _requests.Clear();
    }

    private void FailSubscriptions(string why)
    {
        foreach (var handle in _routes.Values.SelectMany(route => route.Handles)) handle.Close(new MqttClientException($"Subscription {handle.Filter}: {why}"));
        _unasked?.Close(null);
        _routes.Clear();
        _routesById.Clear();
        _requests.Clear();
    }

    /// <summary>A SUBSCRIBE of a route, with the newest of its wishes by then; or, without one, an UNSUBSCRIBE of a filter.</summary>
    private readonly record struct Request(string Filter, Route? Route = null, int Wish = 0);
}
