using Busbar.Cloud.Sites;
using Busbar.Core.Power;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;

namespace Busbar.Hub.Sites;

/// <summary>
/// Views of one site from the pictures of its controller. A row, and a list of rows, whose picture has not changed is the same object as in the view
/// before, and so is one whose picture has changed in nothing that a view shows. Not thread safe.
/// </summary>
internal sealed class SiteViews(SitePlan plan)
{
    private SitePicture? _picture;
    private SiteView? _view;

    /// <summary>The view of a picture.</summary>
    public SiteView Of(SitePicture picture)
    {
        if (ReferenceEquals(picture, _picture)) return _view!;
        var (from, before) = (_picture, _view);
        _view = new SiteView(
            plan.Id, plan.Name, Online: true, picture.Policy, AllocationPolicies.Names, SiteRows.LimitOf(picture.Limit), picture.OwnLimitW, SiteRows.TotalsOf(picture.Totals),
            Rows(from?.Feeders, before?.Feeders, picture.Feeders, SiteRows.Feeder, (a, b) => a == b),
            Rows(from?.Modules, before?.Modules, picture.Modules, SiteRows.Module, IsSame),
            Rows(from?.Contactors, before?.Contactors, picture.Contactors, SiteRows.Contactor, (a, b) => a == b),
            Rows(from?.Guns, before?.Guns, picture.Guns, SiteRows.Gun, IsSame),
            Events(from?.Events, before?.Events, picture.Events),
            SiteRows.StopOf(picture.EmergencyStop));
        _picture = picture;
        return _view;
    }

    /// <summary>The line of a view in a list of sites.</summary>
    public static SiteSummaryView Summary(SiteView site) => new(
        site.Id, site.Name, site.Online, site.Guns.Count, site.Guns.Count(gun => gun.State == SiteGunState.Charge), site.Modules.Count, site.Contactors.Count,
        site.Guns.Count(gun => gun.State == SiteGunState.Fault)
        + site.Modules.Count(module => module.State is SiteModuleState.Faulted or SiteModuleState.Lost)
        + site.Contactors.Count(contactor => contactor.State is SiteContactorState.Welded or SiteContactorState.StuckOpen),
        site.EmergencyStop.Active, site.Limit, site.Totals);

    private static IReadOnlyList<TView> Rows<TPicture, TView>(
        IReadOnlyList<TPicture>? from, IReadOnlyList<TView>? before, IReadOnlyList<TPicture> now, Func<TPicture, TView> map, Func<TView, TView, bool> same)
        where TPicture : class
        where TView : class
    {
        if (from is null || before is null || from.Count != now.Count) return [.. now.Select(map)];
        if (ReferenceEquals(from, now)) return before;
        var rows = new TView[now.Count];
        var differs = false;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = ReferenceEquals(from[i], now[i]) ? before[i] : map(now[i]);
            rows[i] = same(before[i], row) ? before[i] : row;
            differs |= !ReferenceEquals(rows[i], before[i]);
        }

        return differs ? rows : before;
    }

    /// <summary>New ones stand before those that are there.</summary>
    private static IReadOnlyList<SiteEventView> Events(IReadOnlyList<SiteEvent>? from, IReadOnlyList<SiteEventView>? before, IReadOnlyList<SiteEvent> now)
    {
        if (from is null || before is null) return [.. now.Take(SiteView.MaxEvents).Select(SiteRows.Event)];
        if (ReferenceEquals(from, now)) return before;
        var news = now.TakeWhile(one => from.Count == 0 || !ReferenceEquals(one, from[0])).Select(SiteRows.Event).ToArray();
        return news.Length == 0 ? before : [.. news.Concat(before).Take(Math.Min(now.Count, SiteView.MaxEvents))];
    }

    private static bool IsSame(SiteModuleView a, SiteModuleView b) => a.Errors.SequenceEqual(b.Errors) && a with { Errors = b.Errors } == b;

    private static bool IsSame(SiteGunView a, SiteGunView b) => a.Modules.SequenceEqual(b.Modules, StringComparer.Ordinal) && a with { Modules = b.Modules } == b;
}
