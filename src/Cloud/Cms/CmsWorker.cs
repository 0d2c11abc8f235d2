using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Anomalies;
using Busbar.Cloud.Cms.Charging;
using Busbar.Cloud.Cms.Commands;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Cms.Schedules;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Live;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms;

/// <summary>
/// The CMS's own rhythm. In a single process it reads what the store holds before anything starts, and attaches the CMS to the bus; else the bus says
/// which shards are taken, and when. Then it hands changed stations to the live view and does the periodic duties, each at its interval and over the
/// shards of this process alone, so that each is done once; at the end it writes what is in memory only. A duty that fails is logged and tried again.
/// </summary>
internal sealed class CmsWorker : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan FinalFlush = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PresenceInterval = TimeSpan.FromSeconds(1);

    private readonly StationDirectory _directory;
    private readonly StationShards _shards;
    private readonly ShardOwner _owner;
    private readonly Presence _presence;
    private readonly PresenceChecks _checks;
    private readonly BackgroundCalls _background;
    private readonly ILiveFeed _live;
    private readonly ICmsEndpoint _endpoint;
    private readonly IBus _bus;
    private readonly TimeProvider _time;
    private readonly ILogger<CmsWorker> _log;
    private readonly TimeSpan _interval;
    private readonly Duty[] _duties;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public CmsWorker(
        StationDirectory directory, StationShards shards, ShardOwner owner, AlarmBook alarms, Reservations reservations, Presence presence,
        PresenceChecks checks, ClockWatch clocks, AnomalyWatch anomalies, ProfileBook profiles, FleetFigures fleet, BackgroundCalls background,
        ILiveFeed live, ICmsEndpoint endpoint, IBus bus, CmsOptions options, TimeProvider time, ILogger<CmsWorker> log)
    {
        _directory = directory;
        _shards = shards;
        _owner = owner;
        _presence = presence;
        _checks = checks;
        _background = background;
        _live = live;
        _endpoint = endpoint;
        _bus = bus;
        _time = time;
        _log = log;
        _interval = options.LiveInterval;
        _duties =
        [
            new("live view", TimeSpan.Zero, _ => { ShowChanged(); return ValueTask.CompletedTask; }),
            new("figures of the fleet", TimeSpan.FromSeconds(1), _ => { fleet.Tick(time.GetUtcNow()); return ValueTask.CompletedTask; }),
            new("last seen", options.LastSeenFlush, presence.FlushAsync),
            new("stations that are gone", TimeSpan.FromSeconds(10), presence.SweepOfflineAsync),
            new("clocks", TimeSpan.FromSeconds(10), clocks.SweepAsync),
            new("anomalies", TimeSpan.FromSeconds(10), anomalies.SweepAsync),
            new("reservations", TimeSpan.FromSeconds(10), reservations.SweepAsync),
            new("alarms", TimeSpan.FromMinutes(1), alarms.SweepAsync),
            new("profiles", TimeSpan.FromMinutes(1), _ => { profiles.Sweep(); return ValueTask.CompletedTask; }),
        ];
    }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_shards.GatewaysApart) return;
        await _owner.TakeAsync(0, cancellationToken);
        if (_bus is InProcessBus inProcess) inProcess.Attach(_endpoint);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_background.RunAsync(_stop.Token), BeatAsync(_stop.Token), CheckPresenceAsync(_stop.Token));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        try
        {
            await _running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    /// <summary>After the gateway has said its last: what is in memory only is written.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(FinalFlush, _time);
        await DoAsync("last seen", _presence.FlushAsync, deadline.Token);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <summary>One beat: changed stations to the live view, and the duties that are due.</summary>
    internal async ValueTask BeatOnceAsync(CancellationToken ct)
    {
        foreach (var duty in _duties)
        {
            var timestamp = _time.GetTimestamp();
            if (duty.DoneAt is { } doneAt && _time.GetElapsedTime(doneAt, timestamp) < duty.Every) continue;
            duty.DoneAt = timestamp;
            await DoAsync(duty.Name, duty.Work, ct);
        }
    }

    // Those that change while they are shown wait for the next beat.
    private void ShowChanged()
    {
        var now = _time.GetUtcNow();
        for (var waiting = _directory.Count; waiting >= 0 && _directory.TryTakeChanged(out var station); waiting--)
            if (station.Shard.Held) _live.Publish(new StationChanged(station.Id, now, station.View()));
    }

    private async Task BeatAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        while (await timer.WaitForNextTickAsync(ct)) await BeatOnceAsync(ct);
    }

    // Beside the beat: questions to other processes take their time.
    private async Task CheckPresenceAsync(CancellationToken ct)
    {
        if (!_shards.GatewaysApart) return;
        using var timer = new PeriodicTimer(PresenceInterval, _time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await _checks.SweepAsync(ct);
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                _log.DutyFailed(e, "presence");
            }
        }
    }

    private async ValueTask DoAsync(string name, Func<CancellationToken, ValueTask> work, CancellationToken ct)
    {
        await _shards.Duties.WaitAsync(ct);
        try
        {
            await work(ct);
        }
        catch (ShardNotHeldException)
        {
            // Let go in the middle of it: its next owner does it.
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            _log.DutyFailed(e, name);
        }
        finally
        {
            _shards.Duties.Release();
        }
    }

    private sealed class Duty(string name, TimeSpan every, Func<CancellationToken, ValueTask> work)
    {
        public string Name { get; } = name;

        public TimeSpan Every { get; } = every;

        public Func<CancellationToken, ValueTask> Work { get; } = work;

        public long? DoneAt { get; set; }
    }
}
