using System.Diagnostics.Metrics;
using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Reporting;

/// <summary>
/// Everything that the broker counts. What happens per message is counted by its connection in plain fields and summed when someone looks; the rest
/// goes straight to its instrument. Thread safe.
/// </summary>
internal sealed class BrokerMetrics : IDisposable
{
    private readonly BrokerCore _core;
    private readonly Meter _meter = new(MqttBroker.MeterName);
    private readonly Lock _gate = new();
    private readonly Counter<long> _connects;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _events;
    private BrokerTotals _ended;
    private long _dropped;

    public BrokerMetrics(BrokerCore core)
    {
        _core = core;
        _connects = _meter.CreateCounter<long>("busbar.mqtt.connects", "{connection}", "Connections that were let in, by protocol version.");
        _refused = _meter.CreateCounter<long>("busbar.mqtt.refused", "{connection}", "Connections that were not let in, by reason.");
        _faults = _meter.CreateCounter<long>("busbar.mqtt.faults", "{connection}", "Connections closed because the client broke the standard, by reason.");
        _events = _meter.CreateCounter<long>(
            "busbar.mqtt.events", "{event}",
            "What happened, by kind: session taken over, keep-alive missed, slow consumer cut, client throttled, will published, message repeated, publish refused, subscribe refused, retained refused.");
        _meter.CreateObservableCounter("busbar.mqtt.messages", () => Directions(Totals(), t => t.MessagesIn, t => t.MessagesOut), "{message}", "PUBLISH packets by direction.");
        _meter.CreateObservableCounter("busbar.mqtt.packets", () => Directions(Totals(), t => t.PacketsIn, t => t.PacketsOut), "{packet}", "Packets of all kinds by direction.");
        _meter.CreateObservableCounter("busbar.mqtt.bytes", () => Directions(Totals(), t => t.BytesIn, t => t.BytesOut), "By", "Bytes by direction.");
        _meter.CreateObservableCounter("busbar.mqtt.dropped", () => Interlocked.Read(ref _dropped), "{message}", "Messages dropped: slow client, full queue, too large for the client.");
        _meter.CreateObservableUpDownCounter("busbar.mqtt.connections", () => core.Sessions.Connected, "{connection}", "Clients connected.");
        _meter.CreateObservableUpDownCounter("busbar.mqtt.sessions", () => core.Sessions.Count, "{session}", "Sessions, connected or not.");
        _meter.CreateObservableUpDownCounter("busbar.mqtt.subscriptions", () => core.Subscriptions.Count, "{subscription}", "Subscriptions of all sessions.");
        _meter.CreateObservableUpDownCounter("busbar.mqtt.retained", () => core.Retained.Count, "{message}", "Kept messages.");
    }

    /// <summary>What has passed since the start.</summary>
    public BrokerTotals Totals()
    {
        var sum = new BrokerTotals(0, 0, 0, 0, 0, 0, Interlocked.Read(ref _dropped));

        // A connection that ends goes from the list to the sum of the ended under the same lock.
        lock (_gate)
        {
            sum += _ended;
            foreach (var connection in _core.Connections.All) sum += TotalsOf(connection);
        }

        return sum;
    }

    public static BrokerTotals TotalsOf(BrokerConnection connection) => new(
        connection.MessagesReceived, connection.Outbox.Messages, connection.PacketsReceived, connection.Outbox.Packets,
        connection.BytesReceived, connection.Outbox.BytesSent, 0);

    /// <summary>A connection is over: it leaves the list, and what it counted stays.</summary>
    public void Ended(BrokerConnection connection)
    {
        lock (_gate)
        {
            _core.Connections.Remove(connection);
            _ended += TotalsOf(connection);
        }
    }

    public void Connected(MqttVersion version) => _connects.Add(1, new KeyValuePair<string, object?>("version", version == MqttVersion.V50 ? "5.0" : "3.1.1"));

    public void Refused(MqttReasonCode code) => _refused.Add(1, new KeyValuePair<string, object?>("reason", code.ToString()));

    public void Faulted(MqttReasonCode code) => _faults.Add(1, new KeyValuePair<string, object?>("reason", code.ToString()));

    public void Dropped() => Interlocked.Increment(ref _dropped);

    public void TakenOver() => Happened("session taken over");

    public void KeepAliveMissed() => Happened("keep-alive missed");

    public void SlowConsumerCut() => Happened("slow consumer cut");

    public void Throttled() => Happened("client throttled");

    public void WillPublished() => Happened("will published");

    public void Repeated() => Happened("message repeated");

    public void PublishRefused() => Happened("publish refused");

    public void SubscribeRefused() => Happened("subscribe refused");

    public void RetainedRefused() => Happened("retained refused");

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Directions(BrokerTotals totals, Func<BrokerTotals, long> received, Func<BrokerTotals, long> sent) =>
    [
        new(received(totals), new KeyValuePair<string, object?>("direction", "received")),
        new(sent(totals), new KeyValuePair<string, object?>("direction", "sent")),
    ];

    private void Happened(string what) => _events.Add(1, new KeyValuePair<string, object?>("kind", what));
}
