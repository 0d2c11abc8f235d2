using System.Globalization;
using Busbar.Cloud.Sites;
using Busbar.Core.Power;
using Busbar.Core.Units;
using Busbar.Plant.Control;
using Busbar.Wire.Can.Modules;

namespace Busbar.Hub.Sites;

/// <summary>Site controllers of this process as the API sees sites. A controller takes every command at once, so none is left without an answer. Thread safe.</summary>
internal sealed class PlantSites : ISites
{
    private readonly Lock _gate = new();
    private Entry[] _sites = [];

    /// <summary>Shows a site from now on; its id must be new.</summary>
    public void Add(IPlantSite site)
    {
        lock (_gate)
        {
            if (_sites.Any(s => s.Site.Plan.Id == site.Plan.Id)) throw new ArgumentException($"There is a site {site.Plan.Id} already; allowed: an id that no other has.", nameof(site));
            _sites = [.. _sites.Append(new Entry(site)).OrderBy(s => s.Site.Plan.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>A site's controller has ended: what it said last stays, as that of a site that is offline.</summary>
    public void SetOffline(string siteId) => Of(siteId)?.GoOffline();

    /// <inheritdoc/>
    public IReadOnlyList<SiteSummaryView> List() => [.. Volatile.Read(ref _sites).Select(s => SiteViews.Summary(s.View))];

    /// <inheritdoc/>
    public SiteView? Find(string siteId) => Of(siteId)?.View;

    /// <inheritdoc/>
    public IDisposable Watch(string siteId, Action onChange) => new Watching(Of(siteId), onChange);

    /// <inheritdoc/>
    public ValueTask<SiteReply> RunAsync(string siteId, SiteCommand command, string by, CancellationToken ct) => ValueTask.FromResult(
        Of(siteId) is not { } entry ? new SiteReply(SiteOutcome.Unknown, $"No site has the id '{siteId}'.")
        : entry.IsOffline ? new SiteReply(SiteOutcome.NotNow, $"The controller of site {siteId} does not run.")
        : Run(entry.Site, command, by));

    private static SiteReply Run(IPlantSite site, SiteCommand command, string by)
    {
        switch (command)
        {
            case EmergencyStopSite stop:
                site.EmergencyStop($"{by}: {stop.Reason}");
                return SiteReply.Done;
            case ReleaseEmergencyStop:
                return Release(site, by);
            case SetSiteLimit { LimitW: var limitW }:
                if (IsNoLimit(limitW, out var refusal)) return refusal;
                site.SetLimit(limitW, LimitSources.Operator);
                site.Note(site.Plan.Id, $"{LimitWords(limitW)} by {by}.");
                return SiteReply.Done;
            case SetSitePolicy { Policy: var policy }:
                if (!AllocationPolicies.Names.Contains(policy, StringComparer.Ordinal))
                    return new SiteReply(SiteOutcome.NotAllowed, $"'{policy}' is not allowed. Give {string.Join(", ", AllocationPolicies.Names)}.", "policy");
                site.SetPolicy(policy);
                site.Note(site.Plan.Id, $"Power is divided by the policy {policy}, by {by}.");
                return SiteReply.Done;
            case SetGunLimit { LimitW: var limitW } limit:
                if (IsNoLimit(limitW, out refusal)) return refusal;
                return WithGun(site, limit.Gun, gun =>
                {
                    site.SetGunLimit(gun, limitW is { } w ? Limit.Watts(w, LimitSources.Operator) : null, LimitSources.Operator);
                    site.Note(limit.Gun, $"{LimitWords(limitW)} by {by}.");
                    return SiteReply.Done;
                });
            case StopGun stop:
                return WithGun(site, stop.Gun, gun => Stop(site, gun, by));
            case RecoverModule recover:
                return Recover(site, recover.Module, by);
            default:
                throw new ArgumentException($"{command.GetType().Name} is no command of a site.", nameof(command));
        }
    }

    private static SiteReply Release(IPlantSite site, string by)
    {
        var stop = site.Picture.EmergencyStop;
        if (!stop.IsActive) return new SiteReply(SiteOutcome.NotNow, "No emergency stop is active.");
        if (stop.Inputs.Count > 0) return new SiteReply(SiteOutcome.NotNow, $"The emergency stop is pressed at {string.Join(", ", stop.Inputs)}: release it there first.");
        site.ReleaseEmergencyStop(by);
        return SiteReply.Done;
    }

    private static SiteReply Stop(IPlantSite site, int gun, string by)
    {
        if (site.StatusOf(gun).SessionSince is null) return new SiteReply(SiteOutcome.NotNow, $"No session runs at {site.Plan.Guns[gun].Id}.");
        site.StopGun(gun, by);
        site.Note(site.Plan.Guns[gun].Id, $"Told to stop by {by}.");
        return SiteReply.Done;
    }

    private static SiteReply Recover(IPlantSite site, string id, string by)
    {
        if (site.Picture.Modules.FirstOrDefault(m => m.Plan.Id == id) is not { } module) return UnknownOf("module", id, site);
        if (module is { Fault: null, View.NeedsOff: false } && module.View.Errors.All(e => e.Severity != ModuleSeverity.Fault))
            return new SiteReply(SiteOutcome.NotNow, $"Module {id} has no fault.");
        site.Recover(id, by);
        return SiteReply.Done;
    }

    private static string LimitWords(double? limitW) => limitW is { } w ? string.Create(CultureInfo.InvariantCulture, $"Limited to {w / 1000:0.###} kW") : "Limit lifted";

    private static SiteReply WithGun(IPlantSite site, string id, Func<int, SiteReply> run)
    {
        for (var i = 0; i < site.Plan.Guns.Count; i++)
            if (site.Plan.Guns[i].Id == id) return run(i);
        return UnknownOf("gun", id, site);
    }

    private static SiteReply UnknownOf(string what, string id, IPlantSite site) => new(SiteOutcome.Unknown, $"No {what} of site {site.Plan.Id} has the id '{id}'.");

    private static bool IsNoLimit(double? limitW, out SiteReply refusal)
    {
        refusal = limitW is null or (>= 0 and < double.PositiveInfinity)
            ? SiteReply.Done
            : new SiteReply(SiteOutcome.NotAllowed, $"{limitW} is not allowed. Give 0 W or more, or null.", "limitW");
        return refusal.Outcome != SiteOutcome.Done;
    }

    private Entry? Of(string siteId) => Volatile.Read(ref _sites).FirstOrDefault(s => s.Site.Plan.Id == siteId);

    /// <summary>A site with the view that was made last.</summary>
    private sealed class Entry(IPlantSite site)
    {
        private readonly Lock _gate = new();
        private readonly SiteViews _views = new(site.Plan);
        private SiteView? _last;

        public IPlantSite Site => site;

        public bool IsOffline { get; private set; }

        public event Action? WentOffline;

        public SiteView View
        {
            get
            {
                lock (_gate) return IsOffline ? _last! : _views.Of(site.Picture);
            }
        }

        public void GoOffline()
        {
            lock (_gate)
            {
                if (IsOffline) return;
                _last = _views.Of(site.Picture) with { Online = false };
                IsOffline = true;
            }

            WentOffline?.Invoke();
        }
    }

    private sealed class Watching : IDisposable
    {
        private readonly Entry? _entry;
        private readonly Action _onChange;

        public Watching(Entry? entry, Action onChange)
        {
            (_entry, _onChange) = (entry, onChange);
            if (entry is null) return;
            entry.Site.PictureChanged += onChange;
            entry.WentOffline += onChange;
        }

        public void Dispose()
        {
            if (_entry is null) return;
            _entry.Site.PictureChanged -= _onChange;
            _entry.WentOffline -= _onChange;
        }
    }
}
