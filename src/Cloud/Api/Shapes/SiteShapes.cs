using Busbar.Cloud.Sites;

namespace Busbar.Cloud.Api;

/// <summary>What the page of a site starts with.</summary>
/// <param name="Seq">Number of the picture; the next change has the one after it.</param>
internal sealed record WatchedSiteShape(long Seq, SiteView Site);

/// <summary>What changed at a site since the change before. A gap in <paramref name="Seq"/> means that the site must be watched anew.</summary>
/// <param name="Id">Id of the site.</param>
/// <param name="Seq">One more than that of the change before.</param>
/// <param name="Head">Everything but rows and events; null when the same.</param>
/// <param name="Feeders">Rows that changed.</param>
/// <param name="Modules">Rows that changed.</param>
/// <param name="Contactors">Rows that changed.</param>
/// <param name="Guns">Rows that changed.</param>
/// <param name="Events">Those that are new, newest first.</param>
internal sealed record SiteChangeShape(
    string Id, long Seq, SiteHeadView? Head, IReadOnlyList<SiteFeederView> Feeders, IReadOnlyList<SiteModuleView> Modules,
    IReadOnlyList<SiteContactorView> Contactors, IReadOnlyList<SiteGunView> Guns, IReadOnlyList<SiteEventView> Events)
{
    public static SiteChangeShape Of(string id, long seq, SiteChange change) =>
        new(id, seq, change.Head, change.Feeders, change.Modules, change.Contactors, change.Guns, change.Events);
}
