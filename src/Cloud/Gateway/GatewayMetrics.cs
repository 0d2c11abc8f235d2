using System.Diagnostics;
using System.Diagnostics.Metrics;
using Busbar.Links.Ocpp;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Gateway;

/// <summary>
/// Everything that the gateway counts. What happens per message is counted in plain fields and read when someone looks; the rest goes
/// straight to its instrument. Thread safe.
/// </summary>
public sealed class GatewayMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Busbar.Gateway";

    private readonly Meter _meter = new(MeterName);
    private readonly long[] _received = new long[OcppRouting.All.Count];
    private readonly Counter<long> _handshakes;
    private readonly Counter<long> _closes;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _troubles;
    private readonly Counter<long> _leniencies;
    private readonly Counter<long> _replaced;
    private readonly Histogram<double> _cmsDuration;
    private readonly Histogram<double> _commandDuration;
    private long _bytesReceived;
    private long _bytesSent;

    /// <summary>Creates the instruments.</summary>
    public GatewayMetrics()
    {
        _handshakes = _meter.CreateCounter<long>("busbar.gateway.handshakes", "{handshake}", "WebSocket handshakes by HTTP status of the answer; 0 for none.");
        _closes = _meter.CreateCounter<long>("busbar.gateway.closes", "{connection}", "Ended connections by close code and by who ended them.");
        _faults = _meter.CreateCounter<long>("busbar.gateway.faults", "{message}", "CALLERRORs sent to stations, by code.");
        _troubles = _meter.CreateCounter<long>("busbar.gateway.troubles", "{event}", "What was odd about links, by kind.");
        _leniencies = _meter.CreateCounter<long>("busbar.gateway.leniencies", "{message}", "Messages that needed a leniency rule, by rule.");
        _replaced = _meter.CreateCounter<long>("busbar.gateway.replaced", "{connection}", "Connections closed because their station opened a newer one.");
        _cmsDuration = _meter.CreateHistogram<double>("busbar.gateway.cms.duration", "s", "Time that the CMS took over calls of stations, by action.");
        _commandDuration = _meter.CreateHistogram<double>("busbar.gateway.command.duration", "s", "Time that stations took over commands, by action and outcome.");
        _meter.CreateObservableCounter("busbar.gateway.messages.received", ReadReceived, "{message}", "Calls received from stations that passed their schema, by action.");
        _meter.CreateObservableCounter("busbar.gateway.bytes", ReadBytes, "By", "WebSocket bytes of ended and of open connections, by direction.");
        _meter.CreateObservableUpDownCounter("busbar.gateway.connections", () => Connections(), "{connection}", "Stations connected.");
        _meter.CreateObservableUpDownCounter("busbar.gateway.handshakes.active", () => ActiveHandshakes(), "{handshake}", "Handshakes under way.");
    }

    /// <summary>Stations connected, asked when someone looks.</summary>
    internal Func<int> Connections { get; set; } = () => 0;

    /// <summary>Handshakes under way, asked when someone looks.</summary>
    internal Func<int> ActiveHandshakes { get; set; } = () => 0;

    /// <summary>Bytes (received, sent) of open connections, asked when someone looks.</summary>
    internal Func<(long Received, long Sent)> OpenBytes { get; set; } = () => (0, 0);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Received(OcppRoute route) => Interlocked.Increment(ref _received[route.Index]);

    internal void Handshake(int status) => _handshakes.Add(1, new KeyValuePair<string, object?>("status", status));

    internal void Replaced() => _replaced.Add(1);

    internal void Closed(ushort code, bool byStation, long bytesReceived, long bytesSent)
    {
        Interlocked.Add(ref _bytesReceived, bytesReceived);
        Interlocked.Add(ref _bytesSent, bytesSent);
        _closes.Add(1, new("code", (int)code), new("by", byStation ? "station" : "gateway"));
    }

    internal void Fault(OcppErrorCode code) => _faults.Add(1, new KeyValuePair<string, object?>("code", code.ToString()));

    internal void Trouble(OcppTroubleKind kind) => _troubles.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));

    internal void Leniency(Leniency used)
    {
        for (var rest = (ulong)used; rest != 0; rest &= rest - 1)
            _leniencies.Add(1, new KeyValuePair<string, object?>("rule", ((Leniency)(rest & (~rest + 1))).ToString()));
    }

    internal bool MeasuresCms => _cmsDuration.Enabled;

    internal void CmsAnswered(OcppAction action, TimeSpan duration) =>
        _cmsDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("action", action.Name));

    internal void CommandEnded(OcppAction action, string outcome, TimeSpan duration)
    {
        var tags = new TagList { { "action", action.Name }, { "outcome", outcome } };
        _commandDuration.Record(duration.TotalSeconds, tags);
    }

    private IEnumerable<Measurement<long>> ReadReceived()
    {
        foreach (var route in OcppRouting.All)
        {
            var count = Interlocked.Read(ref _received[route.Index]);
            if (count > 0)
                yield return new Measurement<long>(count, new("action", route.Action.Name), new("version", OcppVersions.SubProtocol(route.Action.Version)));
        }
    }

    private IEnumerable<Measurement<long>> ReadBytes()
    {
        var (received, sent) = OpenBytes();
        yield return new Measurement<long>(Interlocked.Read(ref _bytesReceived) + received, new KeyValuePair<string, object?>("direction", "received"));
        yield return new Measurement<long>(Interlocked.Read(ref _bytesSent) + sent, new KeyValuePair<string, object?>("direction", "sent"));
    }
}
