using System.Diagnostics.Metrics;
using Busbar.Cloud.Bus.Rabbit;

namespace Busbar.Cloud.Bus;

/// <summary>Everything that the distributed bus counts. Thread safe.</summary>
public sealed class BusMetrics : IDisposable
{
    /// <summary>Name of the meter, and of the source of spans.</summary>
    public const string MeterName = "Busbar.Bus";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _callDuration;
    private readonly Counter<long> _resent;
    private readonly Counter<long> _published;
    private readonly Histogram<double> _confirmDuration;
    private readonly Counter<long> _handled;
    private readonly Histogram<double> _handleDuration;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _redelivered;
    private readonly Counter<long> _telemetryDropped;
    private readonly Counter<long> _liveDropped;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _reconnects;
    private readonly Histogram<double> _takeover;
    private volatile ConfirmPulse? _pulse;
    private long _connections;
    private long _blocked;
    private long _shards;
    private long _bindings;
    private long _yielding;

    /// <summary>Creates the instruments.</summary>
    public BusMetrics()
    {
        _calls = _meter.CreateCounter<long>("busbar.bus.calls", "{call}", "Calls made over the broker, by type and outcome (answered, failed, unavailable).");
        _callDuration = _meter.CreateHistogram<double>("busbar.bus.call.duration", "s", "Time from a call's begin to its answer, by type.");
        _resent = _meter.CreateCounter<long>("busbar.bus.resent", "{message}", "Messages sent once more, after a connection broke or the broker refused them, by type.");
        _published = _meter.CreateCounter<long>("busbar.bus.events.published", "{event}", "Events handed to the broker, by outcome (confirmed, refused, unavailable).");
        _confirmDuration = _meter.CreateHistogram<double>("busbar.bus.events.confirm.duration", "s", "Time from an event's begin to the broker's confirmation.");
        _meter.CreateObservableGauge("busbar.bus.events.still", Still, "s", "Time that events of a shard have waited for the broker without one confirmed; of more than 64 shards, those whose numbers are 64 apart share one.");
        _handled = _meter.CreateCounter<long>("busbar.bus.events.handled", "{event}", "Events that a worker finished with, by outcome (taken, refused, dead).");
        _handleDuration = _meter.CreateHistogram<double>("busbar.bus.events.handle.duration", "s", "Time that the CMS took over an event, attempts included.");
        _retries = _meter.CreateCounter<long>("busbar.bus.events.retries", "{attempt}", "Attempts at an event beyond the first.");
        _redelivered = _meter.CreateCounter<long>("busbar.bus.redelivered", "{message}", "Calls and events that may have been delivered before.");
        _telemetryDropped = _meter.CreateCounter<long>("busbar.bus.telemetry.dropped", "{exchange}", "Exchanges for the message log that were dropped because the broker did not keep up.");
        _liveDropped = _meter.CreateCounter<long>("busbar.bus.live.dropped", "{change}", "Changes for the live view that were dropped because the broker did not keep up.");
        _commands = _meter.CreateCounter<long>("busbar.bus.commands", "{command}", "Commands sent to gateways, by outcome.");
        _reconnects = _meter.CreateCounter<long>("busbar.bus.connects", "{connection}", "Connections made to the broker, by name of the link.");
        _takeover = _meter.CreateHistogram<double>("busbar.bus.shard.takeover.duration", "s", "Time from getting a shard to its first call: loading its stations.");
        _meter.CreateObservableUpDownCounter("busbar.bus.connections", () => Interlocked.Read(ref _connections), "{connection}", "Connections to the broker that are open.");
        _meter.CreateObservableUpDownCounter("busbar.bus.connections.blocked", () => Interlocked.Read(ref _blocked), "{connection}", "Connections that the broker keeps from publishing: its memory or disk is short.");
        _meter.CreateObservableUpDownCounter("busbar.bus.shards", () => Interlocked.Read(ref _shards), "{shard}", "Shards that this worker has.");
        _meter.CreateObservableUpDownCounter("busbar.bus.yielding", () => Interlocked.Read(ref _yielding), "{worker}", "1 while this worker leaves its shards to others because it cannot use its store, and another can.");
        _meter.CreateObservableUpDownCounter("busbar.bus.bindings", () => Interlocked.Read(ref _bindings), "{station}", "Stations whose commands come to this gateway.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>From now on tells which channels of events stand still; of several gateways' in one process, the last one's.</summary>
    internal void Watch(ConfirmPulse pulse) => _pulse = pulse;

    internal void Called(string type, string outcome, TimeSpan took)
    {
        _calls.Add(1, new("type", type), new("outcome", outcome));
        if (_callDuration.Enabled) _callDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("type", type));
    }

    internal void Resent(string type) => _resent.Add(1, new KeyValuePair<string, object?>("type", type));

    internal void Published(string outcome, TimeSpan took)
    {
        _published.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        if (_confirmDuration.Enabled) _confirmDuration.Record(took.TotalSeconds);
    }

    internal void Handled(string outcome, TimeSpan took)
    {
        _handled.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        if (_handleDuration.Enabled) _handleDuration.Record(took.TotalSeconds);
    }

    internal void Retried() => _retries.Add(1);

    internal void Redelivered() => _redelivered.Add(1);

    internal void TelemetryDropped() => _telemetryDropped.Add(1);

    internal void LiveDropped() => _liveDropped.Add(1);

    internal void Commanded(CommandOutcome outcome) => _commands.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    internal void Connected(string link)
    {
        _reconnects.Add(1, new KeyValuePair<string, object?>("link", link));
        Interlocked.Increment(ref _connections);
    }

    internal void Disconnected() => Interlocked.Decrement(ref _connections);

    internal void Blocked(int by) => Interlocked.Add(ref _blocked, by);

    internal void Took(TimeSpan took)
    {
        Interlocked.Increment(ref _shards);
        _takeover.Record(took.TotalSeconds);
    }

    internal void Released() => Interlocked.Decrement(ref _shards);

    internal void Yielding(int by) => Interlocked.Add(ref _yielding, by);

    internal void Bindings(int by) => Interlocked.Add(ref _bindings, by);

    private IEnumerable<Measurement<double>> Still() => _pulse is not { } pulse
        ? []
        : Enumerable.Range(0, pulse.Channels).Select(shard => new Measurement<double>(pulse.StillFor(shard).TotalSeconds, new KeyValuePair<string, object?>("shard", shard)));
}
