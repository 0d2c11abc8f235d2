using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Anomalies;
using Busbar.Cloud.Cms.Charging;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Cms.Stations;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Shards;

/// <summary>
/// Takes shards into memory and lets them go. Shards that are asked for while others load are read together with the next load, so that a worker
/// that gets half of the fleet reads the store a few times, not once per shard.
/// </summary>
internal sealed class ShardOwner(
    StationShards shards, StationDirectory directory, AlarmBook alarms, Reservations reservations, Presence presence, AnomalyWatch anomalies,
    PasswordGuard passwords, FleetFigures fleet, TimeProvider time, ILogger<ShardOwner> log)
    : IShardOwner, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Wish> _wishes = [];
    private readonly SemaphoreSlim _loading = new(1, 1);

    /// <inheritdoc/>
    public async ValueTask TakeAsync(int shard, CancellationToken ct)
    {
        var wish = new Wish(shards[shard]);
        lock (_gate) _wishes.Add(wish);
        try
        {
            await _loading.WaitAsync(ct);
            try
            {
                if (!wish.Granted) await LoadAsync(ct);
            }
            finally
            {
                _loading.Release();
            }
        }
        catch
        {
            bool granted;
            lock (_gate) granted = !_wishes.Remove(wish);
            if (granted) Forget(wish.Shard);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(int shard, CancellationToken ct)
    {
        var held = shards[shard];
        var wasHeld = held.Held;
        held.LetGo();
        try
        {
            // A duty that goes over stations at this moment may still write.
            await shards.Duties.WaitAsync(ct);
            try
            {
                if (wasHeld) await presence.FlushAsync(held, ct);
            }
            finally
            {
                shards.Duties.Release();
            }
        }
        catch (Exception e)
        {
            // What is lost is when its stations were last seen; who has the shard next will see them.
            log.ShardNotFlushed(e, shard);
        }

        Forget(held);
        log.ShardReleased(shard);
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    /// <summary>Loads every shard that is wished for now.</summary>
    private async Task LoadAsync(CancellationToken ct)
    {
        Wish[] wishes;
        lock (_gate) wishes = [.. _wishes];
        var taken = wishes.Select(wish => wish.Shard).ToHashSet();
        var now = time.GetUtcNow();
        try
        {
            await directory.LoadAsync(taken, now, ct);
            await alarms.LoadAsync(taken, ct);
            await reservations.LoadAsync(taken, ct);
        }
        catch
        {
            foreach (var shard in taken) Forget(shard);
            throw;
        }

        foreach (var wish in wishes)
        {
            lock (_gate)
            {
                wish.Granted = _wishes.Remove(wish);
                if (wish.Granted) wish.Shard.Hold(now);
            }

            if (!wish.Granted) Forget(wish.Shard);
        }

        log.ShardsTaken(string.Join(' ', taken.Select(shard => shard.Number).Order()), directory.Count, fleet.Overview(now).OpenTransactions);
    }

    private void Forget(StationShard shard)
    {
        shard.LetGo();
        alarms.Forget(shard);
        reservations.Forget(shard);
        foreach (var station in directory.Forget(shard))
        {
            anomalies.Forget(station);
            passwords.Forget(station.Id);
        }

        fleet.ForgetEnergy(shard.Number);
    }

    /// <summary>A shard that somebody waits for.</summary>
    private sealed class Wish(StationShard shard)
    {
        public StationShard Shard { get; } = shard;

        public bool Granted { get; set; }
    }
}
