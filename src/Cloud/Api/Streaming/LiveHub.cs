using Busbar.Cloud.Cms;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace Busbar.Cloud.Api;

/// <summary>The hub <c>/live</c>: viewers say what they watch. It keeps nothing of its own; a client that reconnects says it again.</summary>
[Authorize(Roles.Viewer)]
internal sealed class LiveHub(LivePump pump, SitePump sites, ICms cms, IStore store, TimeProvider time) : Hub
{
    /// <summary>What a chart starts with.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(120);

    /// <summary>Pages of recent samples that are read at most: ten thousand samples, 80 a second.</summary>
    private const int MaxPages = 10;

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        // A close that was requested allows the client to connect again; an abort does not say so.
        var lifetime = Context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>();
        pump.Open(Context.ConnectionId, Roles.NameOf(Context.User!), Context.Abort, lifetime.RequestClose);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        pump.Close(Context.ConnectionId);
        return Task.CompletedTask;
    }

    /// <summary>Sends <c>stations</c>, <c>removed</c>, <c>alarm</c> and <c>overview</c> of all stations from now on. Whoever reads the stations after this misses nothing.</summary>
    public void WatchFleet() => pump.WatchFleet(Connection);

    /// <summary>Ends <see cref="WatchFleet"/>.</summary>
    public void UnwatchFleet() => Connection.WatchFleet(on: false);

    /// <summary>Sends everything of a station from now on, and answers with its state, its recent samples and its open alarms.</summary>
    /// <exception cref="HubException">The station is unknown, or too many are watched.</exception>
    public async Task<WatchedShape> WatchStation(string id)
    {
        if (cms.FindStation(id) is null) throw new HubException($"No station has the id {Problems.Quote(id)}.");
        var connection = Connection;
        if (!pump.TryWatch(connection, id))
            throw new HubException($"{LiveConnection.MaxWatched} stations are watched by this connection already; unwatch one first.");
        var alarms = await store.ReadAlarmsAsync(
            new AlarmQuery(id, Open: true, Acknowledged: null, AtLeast: null, Paging.MaxLimit, After: null), Context.ConnectionAborted);
        var station = cms.FindStation(id) ?? throw new HubException($"No station has the id {Problems.Quote(id)} any more.");
        return new WatchedShape(station, await ReadRecentAsync(station), [.. alarms.Select(AlarmShape.Of)]);
    }

    /// <summary>Ends <see cref="WatchStation"/>.</summary>
    public void UnwatchStation(string id) => Connection.Unwatch(id);

    /// <summary>
    /// Sends <c>site</c> whenever the site changes, at most five times a second, and answers with the picture that the changes build on. Asked again
    /// it answers with the picture alone, which is what a viewer does when a number is missing.
    /// </summary>
    /// <exception cref="HubException">The site is unknown, or too many are watched.</exception>
    public WatchedSiteShape WatchSite(string id) =>
        sites.Watch(Connection, id, out var tooMany)
        ?? throw new HubException(tooMany
            ? $"{LiveConnection.MaxWatchedSites} sites are watched by this connection already; unwatch one first."
            : $"No site has the id {Problems.Quote(id)}.");

    /// <summary>Ends <see cref="WatchSite"/>.</summary>
    public void UnwatchSite(string id) => Connection.UnwatchSite(id);

    private LiveConnection Connection => pump.Find(Context.ConnectionId) ?? throw new HubException("The connection is being closed.");

    /// <summary>Samples carry station time, so the window is moved by what the station's clock is known to be wrong.</summary>
    private async Task<List<SampleShape>> ReadRecentAsync(StationView station)
    {
        var from = time.GetUtcNow() - Recent + TimeSpan.FromMilliseconds(station.ClockSkewMs ?? 0);
        var samples = new List<SampleShape>();
        long? after = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var rows = await store.ReadMeterValuesAsync(
                new MeterQuery(station.Id, null, null, null, from, null, null, Paging.MaxLimit, after), Context.ConnectionAborted);
            samples.AddRange(rows.Select(row => SampleShape.Of(row, station.ClockSkewMs)));
            if (rows.Count < Paging.MaxLimit) break;
            after = rows[^1].Key;
        }

        return samples;
    }
}
