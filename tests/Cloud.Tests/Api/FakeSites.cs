using System.Collections.Concurrent;
using Busbar.Cloud.Sites;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Sites that a test puts in and changes by hand; commands are kept, and answered with <see cref="Reply"/>.</summary>
internal sealed class FakeSites : ISites
{
    private readonly ConcurrentDictionary<string, SiteView> _sites = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<object, (string Id, Action OnChange)> _watches = new();
    private int _looks;

    public ConcurrentQueue<(string Site, SiteCommand Command, string By)> Commands { get; } = new();

    public SiteReply Reply { get; set; } = SiteReply.Done;

    /// <summary>How many screens watch.</summary>
    public int Watches => _watches.Count;

    /// <summary>How often someone looked.</summary>
    public int Looks => Volatile.Read(ref _looks);

    public void Put(SiteView site)
    {
        _sites[site.Id] = site;
        foreach (var (id, onChange) in _watches.Values)
            if (id == site.Id) onChange();
    }

    public IReadOnlyList<SiteSummaryView> List() =>
    [
        .. _sites.Values.OrderBy(site => site.Id, StringComparer.Ordinal).Select(site => new SiteSummaryView(
            site.Id, site.Name, site.Online, site.Guns.Count, site.Guns.Count(gun => gun.State == SiteGunState.Charge), site.Modules.Count, site.Contactors.Count,
            site.Contactors.Count(contactor => contactor.State is SiteContactorState.Welded or SiteContactorState.StuckOpen), site.EmergencyStop.Active, site.Limit,
            site.Totals)),
    ];

    public SiteView? Find(string siteId)
    {
        Interlocked.Increment(ref _looks);
        return _sites.GetValueOrDefault(siteId);
    }

    public IDisposable Watch(string siteId, Action onChange)
    {
        var watch = new Watching(this);
        _watches[watch] = (siteId, onChange);
        return watch;
    }

    public ValueTask<SiteReply> RunAsync(string siteId, SiteCommand command, string by, CancellationToken ct)
    {
        Commands.Enqueue((siteId, command, by));
        return ValueTask.FromResult(Reply);
    }

    /// <summary>A full matrix with one vehicle at the first gun, fed by the first module.</summary>
    public static SiteView Site(string id, int guns = 2, int modules = 3)
    {
        var now = FakeCms.Noon;
        return new SiteView(
            id, $"Site {id}", Online: true, "equal", ["equal", "first-come"], new SiteLimitView(200_000, "grid connection"), null,
            new SiteTotalsView(50_000, 40_000, 39_500, modules * 40_000), [new SiteFeederView("F1", 250_000, 41_000)],
            [.. Enumerable.Range(1, modules).Select(m => Module($"M{m}", m == 1 ? "G1" : null))],
            [
                .. Enumerable.Range(1, modules).SelectMany(m => Enumerable.Range(1, guns).Select(g => new SiteContactorView(
                    $"K{m}.{g}", $"M{m}", $"G{g}", m == 1 && g == 1 ? SiteContactorState.Closed : SiteContactorState.Open, 100, 0.1))),
            ],
            [.. Enumerable.Range(1, guns).Select(g => Gun($"G{g}", g, charges: g == 1))],
            [new SiteEventView(now, SiteSeverity.Info, "G1", "A session started.")], new SiteEmergencyStopView(Active: false, null, null));
    }

    public static SiteModuleView Module(string id, string? gun, double powerW = 39_500) => gun is null
        ? new(id, "infy", "can0", 1, null, null, SiteModuleState.Off, 0, 0, 0, 0, 0, 40_000, 30, [], 0)
        : new(id, "infy", "can0", 1, "SN1", gun, SiteModuleState.Charging, 400, 100, 399.8, 98.8, powerW, 40_000, 45, [new("fan", "Fan", SiteSeverity.Warning)], 2);

    public static SiteGunView Gun(string id, int connectorId, bool charges, double powerW = 39_500) => new(
        id, connectorId, charges ? SiteGunState.Charge : SiteGunState.Standby, SeccConnected: true, Operative: true,
        charges ? new SiteVehicleView(Connected: true, "DE-1", 50, 150_000) : null, charges ? new SiteTargetView(400, 125) : null,
        new SiteMeasuredView(charges ? 399.8 : 0, charges ? 98.8 : 0, charges ? powerW : 0, charges ? 1234 : null), charges ? 50_000 : 0, charges ? 40_000 : 0,
        new SiteLimitView(40_000, charges ? "modules" : "gun"), null, charges ? ["M1"] : [], FakeCms.Noon,
        new SiteIsolationView(charges ? SiteIsolationStatus.Valid : SiteIsolationStatus.Invalid, charges ? 1000 : null),
        charges ? SiteContactorState.Closed : SiteContactorState.Open, 31, null);

    private sealed class Watching(FakeSites sites) : IDisposable
    {
        public void Dispose() => sites._watches.TryRemove(this, out _);
    }
}
