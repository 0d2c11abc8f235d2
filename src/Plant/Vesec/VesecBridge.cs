using System.IO.Pipelines;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Client;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Vesec;

/// <summary>
/// A site over MQTT (docs/vesec.md): guns without an SECC are asked for by <c>vesec/{gun_id}/{soc,demand,status}/{device}</c>; all of them, and the site, publish how
/// they stand. It has a loop of its own, keeps the newest of everything and queues nothing, so that neither a slow broker nor a flood reaches the site's control.
/// Thread safe.
/// </summary>
public sealed class VesecBridge : IAsyncDisposable
{
    /// <summary>Longest from a message to the gun.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    /// <summary>A gun is published at most twice a second: every fifth turn.</summary>
    private const int TurnsPerPublication = 5;

    /// <summary>What the broker may send at once; larger messages stay with it (MQTT 5.0, 3.1.2.11.4), so that none ends the connection.</summary>
    private const int MaxPacketBytes = 16 * 1024;

    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SubscribeAgainAfter = TimeSpan.FromMinutes(1);

    private readonly IVesecSite _site;
    private readonly VesecInbox _inbox;
    private readonly VesecOutbox _outbox;
    private readonly MqttClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly VesecDemand?[] _demands;
    private readonly Task _running;
    private readonly Task _subscribing;
    private int _isAfresh;
    private int _disposed;

    private VesecBridge(IVesecSite site, TimeProvider time, ILoggerFactory logs, Func<IDuplexPipe>? open)
    {
        (_site, _time) = (site, time);
        _log = logs.CreateLogger<VesecBridge>();
        var numbering = new VesecNumbering(site.Plan);
        var options = OptionsOf(site.Plan);
        var clientLog = logs.CreateLogger<MqttClient>();
        _client = open is null ? new MqttClient(options, time, clientLog) : new MqttClient(options, open, time, clientLog);
        _inbox = new VesecInbox(site.Plan, numbering, time, _log);
        _outbox = new VesecOutbox(site, numbering, _client, time, _log);
        _demands = new VesecDemand?[site.Plan.Guns.Count];
        _client.Connected += _ => Volatile.Write(ref _isAfresh, 1);
        _client.Start();
        _subscribing = Task.Run(SubscribeAsync);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Whether there is a connection to the broker.</summary>
    public bool IsConnected => _client.State == MqttClientState.Connected;

    /// <summary>What it has counted.</summary>
    public VesecCounters Counters
    {
        get
        {
            var (taken, refused, old, expired) = _inbox.Counters;
            return new VesecCounters(taken, refused, old, expired, _client.Counters.DroppedIncoming, _outbox.Published, _client.Counters.Connections);
        }
    }

    /// <summary>Begins to connect to the broker of <see cref="SitePlan.Vesec"/>, again and again until it works, and to serve the site.</summary>
    /// <param name="site">The site; it is to outlive the bridge.</param>
    /// <param name="time">Clock of everything.</param>
    /// <param name="logs">Where lines go.</param>
    /// <param name="open">Opens a connection to a broker within the process; null: to the plan's URL.</param>
    /// <exception cref="ArgumentException">The plan has no <c>vesec</c>, or its URL or login cannot be used.</exception>
    public static VesecBridge Start(SiteController site, TimeProvider time, ILoggerFactory logs, Func<IDuplexPipe>? open = null)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logs);
        return Start(new VesecSite(site), time, logs, open);
    }

    internal static VesecBridge Start(IVesecSite site, TimeProvider time, ILoggerFactory logs, Func<IDuplexPipe>? open = null) => new(site, time, logs, open);

    /// <summary>Says that the site goes, gives back what was asked for by topics, and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync();
        await Task.WhenAll(_running, _subscribing);
        for (var gun = 0; gun < _demands.Length; gun++)
            if (_demands[gun] is not null) Tell(gun, null);
        if (IsConnected)
        {
            using var patience = new CancellationTokenSource(GoodbyeTime, _time);
            await _outbox.PublishOfflineAsync(patience.Token);
        }

        await _client.DisposeAsync();
        _stop.Dispose();
    }

    private static MqttClientOptions OptionsOf(SitePlan plan)
    {
        var vesec = plan.Vesec ?? throw new ArgumentException($"The site {plan.Id} has no vesec; allowed: one with where its broker is.", nameof(plan));
        return new MqttClientOptions
        {
            Server = new Uri(vesec.Url),
            UserName = vesec.User,
            Password = vesec.Password,

            // One of its own for each start: whoever connects with the same one ends the other for good.
            ClientId = $"busbar-{plan.Id}-{Random.Shared.Next():x8}",

            // Nothing waits at the broker while we are away: an old demand must not come as if it were new.
            SessionExpiry = TimeSpan.Zero,
            KeepAlive = TimeSpan.FromSeconds(10),
            MaxPacketBytes = MaxPacketBytes,
            MaxPendingPerHandler = 1000,
            Will = new MqttMessage(VesecNumbering.SiteTopic, VesecJson.Offline(plan.Id)) { Retain = true, Qos = MqttQos.AtLeastOnce },
            ReconnectMax = TimeSpan.FromSeconds(10),
        };
    }

    private async Task SubscribeAsync()
    {
        var options = new MqttSubscriptionOptions { Qos = MqttQos.AtLeastOnce, NoLocal = true };
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _client.SubscribeAsync(VesecNumbering.Filter, Take, options, _stop.Token);
                return;
            }
            catch (MqttClientException e)
            {
                _log.NotSubscribed(VesecNumbering.Filter, e.Message, SubscribeAgainAfter.TotalSeconds);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(SubscribeAgainAfter, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ValueTask Take(MqttMessage message, CancellationToken ct)
    {
        _inbox.Take(message);
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Turn, _time);
        var publishing = Task.CompletedTask;
        var changes = new List<(int Gun, VesecDemand? Demand)>();
        try
        {
            for (var turn = 0; await timer.WaitForNextTickAsync(_stop.Token); turn++)
            {
                changes.Clear();
                _inbox.Collect(changes);
                foreach (var (gun, demand) in changes) Tell(gun, demand);
                if (turn % TurnsPerPublication != 0 || !publishing.IsCompleted || !IsConnected) continue;
                publishing = PublishAsync(Interlocked.Exchange(ref _isAfresh, 0) == 1);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await publishing;
        }
    }

    private void Tell(int gun, VesecDemand? demand)
    {
        if (demand is null) _log.DemandEnded(_site.Plan.Guns[gun].Id);
        else if (_demands[gun] is null) _log.DemandBegan(_site.Plan.Guns[gun].Id, demand.DemandW);
        _demands[gun] = demand;
        try
        {
            _site.Demand(gun, demand);
        }
        catch (Exception e)
        {
            _log.GunFailed(e, _site.Plan.Guns[gun].Id);
        }
    }

    private async Task PublishAsync(bool all)
    {
        try
        {
            await _outbox.PublishAsync([.. _demands], all, _stop.Token);
        }
        catch (Exception e)
        {
            // The next one may do better; the demands must go on.
            _log.PublishingFailed(e);
        }
    }
}
