using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Client;
using Busbar.Plant.Control;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Vesec;

/// <summary>
/// Publishes what has changed, kept by the broker. Nothing is queued: what the broker has not taken is made anew from the newest picture. One thread at a time.
/// </summary>
internal sealed class VesecOutbox
{
    /// <summary>How long the broker may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After a refusal a topic rests: it is a matter of the broker's settings, and each one is logged.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>The site's topic is published so often although nothing has changed.</summary>
    internal static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly IVesecSite _site;
    private readonly MqttClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Line[] _states;
    private readonly Line[] _allocations;
    private readonly Line _own = new(VesecNumbering.SiteTopic);
    private long _published;

    public VesecOutbox(IVesecSite site, VesecNumbering numbering, MqttClient client, TimeProvider time, ILogger log)
    {
        (_site, _client, _time, _log) = (site, client, time, log);
        _states = [.. site.Plan.Guns.Select((_, g) => new Line(numbering.Topic(g, VesecNumbering.State)))];
        _allocations = [.. site.Plan.Guns.Select((_, g) => new Line(numbering.Topic(g, VesecNumbering.Allocation)))];
    }

    /// <summary>Messages that the broker has taken.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>Publishes what differs from what the broker has; ends when it has taken all of it, or its time is over.</summary>
    /// <param name="demands">What the guns' topics say.</param>
    /// <param name="all">The broker may have forgotten everything.</param>
    /// <param name="ct">Ends it.</param>
    public async Task PublishAsync(IReadOnlyList<VesecDemand?> demands, bool all, CancellationToken ct)
    {
        var picture = _site.Picture;
        if (all) foreach (var line in _states.Concat(_allocations).Append(_own)) line.Forget();
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var under = new List<Task>();
        Add(_own, VesecJson.Site(_site.Plan.Id, picture), _own.TakenAt is { } at && _time.GetElapsedTime(at) >= Heartbeat);
        for (var gun = 0; gun < picture.Guns.Count; gun++)
        {
            Add(_states[gun], VesecJson.State(picture.Guns[gun]));
            Add(_allocations[gun], VesecJson.Allocation(picture.Guns[gun], demands[gun]));
        }

        await Task.WhenAll(under);

        void Add(Line line, byte[] content, bool isDue = false)
        {
            if (line.RestsUntil is { } end && _time.GetTimestamp() < end) return;
            if (isDue || !line.Has(content)) under.Add(PublishAsync(line, content, either.Token));
        }
    }

    /// <summary>Says that the site goes.</summary>
    public async Task PublishOfflineAsync(CancellationToken ct) => await PublishAsync(_own, VesecJson.Offline(_site.Plan.Id), ct);

    private async Task PublishAsync(Line line, byte[] content, CancellationToken ct)
    {
        line.Forget();
        try
        {
            var message = new MqttMessage(line.Topic, VesecJson.Stamped(content, _time.GetUtcNow())) { Retain = true, Qos = MqttQos.AtLeastOnce, PayloadIsText = true, ContentType = "application/json" };
            var outcome = await _client.PublishAsync(message, ct);
            if (outcome.IsDelivered)
            {
                line.Taken(content, _time.GetTimestamp());
                Interlocked.Increment(ref _published);
            }
            else if (outcome.Delivery == MqttDelivery.Refused)
            {
                line.RestsUntil = _time.GetTimestamp() + (long)(Rest.TotalSeconds * _time.TimestampFrequency);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or MqttClientException)
        {
            _log.NotPublished(line.Topic, e.Message);
        }
    }

    /// <summary>A topic, and what the broker has of it.</summary>
    private sealed class Line(string topic)
    {
        private byte[]? _content;

        public string Topic { get; } = topic;

        public long? TakenAt { get; private set; }

        public long? RestsUntil { get; set; }

        public bool Has(byte[] content) => _content is { } taken && taken.AsSpan().SequenceEqual(content);

        public void Taken(byte[] content, long at) => (_content, TakenAt) = (content, at);

        public void Forget() => _content = null;
    }
}
