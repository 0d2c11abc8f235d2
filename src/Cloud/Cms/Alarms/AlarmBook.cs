using System.Collections.Concurrent;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Alarms;

/// <summary>
/// Open alarms, one per (station, connector, kind). Raising an open one again moves "last seen", text and evidence. An alarm
/// that the store cannot take now is logged and raised anew by its next sighting: a fact is never refused because of an alarm.
/// Thread safe.
/// </summary>
internal sealed class AlarmBook(
    StationShards shards, IStore store, StationDirectory directory, FleetFigures fleet, ILiveFeed live, CmsMetrics metrics, CmsOptions options, TimeProvider time,
    ILogger<AlarmBook> log)
{
    private const int PageSize = 1_000;
    private const int Stripes = 32;

    private readonly ConcurrentDictionary<AlarmKey, OpenAlarm> _open = new();
    private readonly SemaphoreSlim[] _stripes = MakeStripes();

    /// <summary>Reads the open alarms of shards that are to be held, after their stations.</summary>
    public async Task LoadAsync(IReadOnlySet<StationShard> taken, CancellationToken ct)
    {
        var query = new AlarmQuery(null, true, null, null, PageSize, null);
        while (true)
        {
            var page = await store.ReadAlarmsAsync(query, ct);
            foreach (var row in page)
                if (taken.Contains(shards.Of(row.StationId))) Opened(AlarmKey.Of(row), row, row.LastSeenAt);

            if (page.Count < query.Limit) return;
            query = query with { After = page[^1].Id };
        }
    }

    public bool IsOpen(string stationId, int? connectorId, string kind) => _open.ContainsKey(new AlarmKey(stationId, connectorId, kind));

    /// <summary>Open alarms whose kind begins so.</summary>
    public IReadOnlyList<AlarmRow> OpenOf(string kindPrefix)
    {
        var rows = new List<AlarmRow>();
        foreach (var (key, open) in _open)
            if (key.Kind.StartsWith(kindPrefix, StringComparison.Ordinal)) rows.Add(open.Row);
        return rows;
    }

    /// <summary>Raises an alarm, or sees an open one again.</summary>
    /// <exception cref="ShardNotHeldException">Another process keeps the station's alarms.</exception>
    public async ValueTask RaiseAsync(
        string stationId, int? connectorId, string kind, AlarmSeverity severity, string text, string? evidenceJson, CancellationToken ct)
    {
        var key = new AlarmKey(stationId, connectorId, kind);
        var stripe = StripeOf(key);
        await stripe.WaitAsync(ct);
        try
        {
            shards.Held(stationId);
            var now = time.GetUtcNow();
            if (_open.TryGetValue(key, out var open))
            {
                await SeeAgainAsync(open, severity, text, evidenceJson, now, ct);
                return;
            }

            var row = new AlarmRow(0, stationId, connectorId, kind, severity, text, evidenceJson, now, now, null, null, null, null);
            row = row with { Id = await store.SaveAlarmAsync(row, ct) };
            Opened(key, row, now);
            metrics.AlarmRaised(kind);
            log.AlarmRaised(kind, stationId, connectorId, text);
            live.Publish(new AlarmChanged(stationId, now, row));
        }
        catch (StoreUnavailableException e)
        {
            log.AlarmNotKept(e, kind, stationId, connectorId, text);
        }
        finally
        {
            stripe.Release();
        }
    }

    /// <summary>Clears an alarm; does nothing when it is not open.</summary>
    public ValueTask ClearAsync(string stationId, int? connectorId, string kind, CancellationToken ct)
    {
        var key = new AlarmKey(stationId, connectorId, kind);
        return _open.ContainsKey(key) ? ClearOpenAsync(key, static _ => true, ct) : ValueTask.CompletedTask;
    }

    /// <summary>Acknowledges an alarm, open or not; one about an event clears with that. Null when there is none.</summary>
    /// <exception cref="ShardNotHeldException">Another process keeps the station's alarms.</exception>
    public async ValueTask<AlarmRow?> AcknowledgeAsync(long alarmId, string byUser, string? note, CancellationToken ct)
    {
        if (await store.FindAlarmAsync(alarmId, ct) is not { } kept) return null;
        var key = AlarmKey.Of(kept);
        var stripe = StripeOf(key);
        await stripe.WaitAsync(ct);
        try
        {
            if (kept.StationId is { } stationId) shards.Held(stationId);
            var now = time.GetUtcNow();
            var isOpen = _open.TryGetValue(key, out var open) && open.Row.Id == alarmId;
            var before = isOpen ? open!.Row : await store.FindAlarmAsync(alarmId, ct) ?? kept;
            var after = before with { AcknowledgedAt = now, AcknowledgedBy = byUser, Note = note ?? before.Note };
            if (after.ClearedAt is null && AlarmKinds.IsEvent(after.Kind)) after = after with { ClearedAt = now };
            await store.SaveAlarmAsync(after, ct);
            if (isOpen) Acknowledged(key, open!, after, now);
            live.Publish(new AlarmChanged(after.StationId, now, after));
            return after;
        }
        finally
        {
            stripe.Release();
        }
    }

    /// <summary>Clears what happened long ago and was not seen again.</summary>
    public async ValueTask SweepAsync(CancellationToken ct)
    {
        var quietSince = time.GetUtcNow() - options.AlarmQuietTime;
        foreach (var (key, open) in _open)
        {
            if (AlarmKinds.IsEvent(key.Kind) && open.Row.LastSeenAt < quietSince)
                await ClearOpenAsync(key, row => row.LastSeenAt < quietSince, ct);
        }
    }

    /// <summary>Forgets the alarms of a station that is no more.</summary>
    public void Forget(string stationId)
    {
        foreach (var (key, open) in _open)
            if (key.StationId == stationId) Forget(key, open);
    }

    /// <summary>Forgets the alarms of a shard that is let go.</summary>
    public void Forget(StationShard shard)
    {
        foreach (var (key, open) in _open)
            if (ReferenceEquals(shards.Of(key.StationId), shard)) Forget(key, open);
    }

    private void Forget(AlarmKey key, OpenAlarm open)
    {
        if (_open.TryRemove(key, out _)) fleet.AlarmCleared(open.Row.Severity, open.Row.AcknowledgedAt is not null);
    }

    private async ValueTask ClearOpenAsync(AlarmKey key, Func<AlarmRow, bool> still, CancellationToken ct)
    {
        var stripe = StripeOf(key);
        await stripe.WaitAsync(ct);
        try
        {
            if (!_open.TryGetValue(key, out var open) || !still(open.Row)) return;
            var now = time.GetUtcNow();
            var row = open.Row with { ClearedAt = now };
            await store.SaveAlarmAsync(row, ct);
            Closed(key, open.Row);
            live.Publish(new AlarmChanged(row.StationId, now, row));
        }
        catch (StoreUnavailableException e)
        {
            log.AlarmNotKept(e, key.Kind, key.StationId, key.ConnectorId, "cleared");
        }
        finally
        {
            stripe.Release();
        }
    }

    private async ValueTask SeeAgainAsync(
        OpenAlarm open, AlarmSeverity severity, string text, string? evidenceJson, DateTimeOffset now, CancellationToken ct)
    {
        var before = open.Row;
        var after = before with { LastSeenAt = now, Severity = severity, Text = text, EvidenceJson = evidenceJson ?? before.EvidenceJson };
        if (severity == before.Severity && now - open.WrittenAt < options.AlarmRefresh)
        {
            open.Row = after;
            return;
        }

        await store.SaveAlarmAsync(after, ct);
        open.Row = after;
        open.WrittenAt = now;
        if (severity != before.Severity)
        {
            fleet.AlarmCleared(before.Severity, acknowledged: true);
            fleet.AlarmOpened(severity);
            fleet.AlarmAcknowledged();
            Count(before, -1);
            Count(after, +1);
        }

        live.Publish(new AlarmChanged(after.StationId, now, after));
    }

    private void Opened(AlarmKey key, AlarmRow row, DateTimeOffset writtenAt)
    {
        if (!_open.TryAdd(key, new OpenAlarm(row, writtenAt))) return;
        fleet.AlarmOpened(row.Severity);
        if (row.AcknowledgedAt is not null) fleet.AlarmAcknowledged();
        Count(row, +1);
    }

    private void Acknowledged(AlarmKey key, OpenAlarm open, AlarmRow after, DateTimeOffset now)
    {
        if (open.Row.AcknowledgedAt is null) fleet.AlarmAcknowledged();
        open.Row = after;
        open.WrittenAt = now;
        if (after.ClearedAt is not null) Closed(key, after);
    }

    private void Closed(AlarmKey key, AlarmRow row)
    {
        if (!_open.TryRemove(key, out _)) return;
        fleet.AlarmCleared(row.Severity, row.AcknowledgedAt is not null);
        Count(row, -1);
    }

    private void Count(AlarmRow row, int by)
    {
        if (row.StationId is not { } id || directory.Known(id) is not { } station) return;
        lock (station.Gate) station.CountAlarm(row.Severity, by);
        directory.Changed(station);
    }

    private SemaphoreSlim StripeOf(AlarmKey key) => _stripes[(uint)key.GetHashCode() % Stripes];

    private static SemaphoreSlim[] MakeStripes()
    {
        var stripes = new SemaphoreSlim[Stripes];
        for (var i = 0; i < Stripes; i++) stripes[i] = new SemaphoreSlim(1, 1);
        return stripes;
    }

    private readonly record struct AlarmKey(string? StationId, int? ConnectorId, string Kind)
    {
        public static AlarmKey Of(AlarmRow row) => new(row.StationId, row.ConnectorId, row.Kind);
    }

    private sealed class OpenAlarm(AlarmRow row, DateTimeOffset writtenAt)
    {
        public AlarmRow Row { get; set; } = row;

        public DateTimeOffset WrittenAt { get; set; } = writtenAt;
    }
}
