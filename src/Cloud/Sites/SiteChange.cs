namespace Busbar.Cloud.Sites;

/// <summary>What differs between two pictures of a site.</summary>
/// <param name="Head">What is neither a list of rows nor an event; null when the same.</param>
/// <param name="Feeders">Those that differ.</param>
/// <param name="Modules">Those that differ.</param>
/// <param name="Contactors">Those that differ.</param>
/// <param name="Guns">Those that differ.</param>
/// <param name="Events">Those that are new, newest first.</param>
public sealed record SiteChange(
    SiteHeadView? Head, IReadOnlyList<SiteFeederView> Feeders, IReadOnlyList<SiteModuleView> Modules, IReadOnlyList<SiteContactorView> Contactors,
    IReadOnlyList<SiteGunView> Guns, IReadOnlyList<SiteEventView> Events)
{
    /// <summary>Nothing differs.</summary>
    public bool IsEmpty => Head is null && Feeders.Count + Modules.Count + Contactors.Count + Guns.Count + Events.Count == 0;

    /// <summary>What makes <paramref name="after"/> out of <paramref name="before"/>; null when rows have come or gone, so that it must be read anew.</summary>
    public static SiteChange? Between(SiteView before, SiteView after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var head = SiteHeadView.Of(after);
        if (Rows(before.Feeders, after.Feeders, row => row.Id, (a, b) => a == b) is not { } feeders
            || Rows(before.Modules, after.Modules, row => row.Id, Same) is not { } modules
            || Rows(before.Contactors, after.Contactors, row => row.Id, (a, b) => a == b) is not { } contactors
            || Rows(before.Guns, after.Guns, row => row.Id, Same) is not { } guns)
            return null;
        return new SiteChange(head.IsSame(SiteHeadView.Of(before)) ? null : head, feeders, modules, contactors, guns, News(before.Events, after.Events));
    }

    /// <summary>Rows that differ; null when they are not rows of the same things in the same order.</summary>
    private static List<T>? Rows<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> id, Func<T, T, bool> same)
        where T : class
    {
        if (before.Count != after.Count) return null;
        var changed = new List<T>();
        for (var i = 0; i < after.Count; i++)
        {
            if (ReferenceEquals(before[i], after[i])) continue;
            if (id(before[i]) != id(after[i])) return null;
            if (!same(before[i], after[i])) changed.Add(after[i]);
        }

        return changed;
    }

    private static bool Same(SiteModuleView a, SiteModuleView b) => a.Errors.SequenceEqual(b.Errors) && a with { Errors = b.Errors } == b;

    private static bool Same(SiteGunView a, SiteGunView b) => a.Modules.SequenceEqual(b.Modules, StringComparer.Ordinal) && a with { Modules = b.Modules } == b;

    private static List<SiteEventView> News(IReadOnlyList<SiteEventView> before, IReadOnlyList<SiteEventView> after) =>
        before.Count == 0 ? [.. after] : [.. after.TakeWhile(one => one != before[0])];
}

/// <summary>What a site is beside its rows and events; the members are those of <see cref="SiteView"/>.</summary>
/// <param name="Name">For people.</param>
/// <param name="Online">Whether its controller reports.</param>
/// <param name="Policy">How power is shared.</param>
/// <param name="Policies">How it could be.</param>
/// <param name="Limit">What bounds the whole site.</param>
/// <param name="OwnLimitW">Operators' limit, W; null: none.</param>
/// <param name="Totals">Sums.</param>
/// <param name="EmergencyStop">Whether it is stopped, by whom.</param>
public sealed record SiteHeadView(
    string Name, bool Online, string Policy, IReadOnlyList<string> Policies, SiteLimitView Limit, double? OwnLimitW, SiteTotalsView Totals,
    SiteEmergencyStopView EmergencyStop)
{
    /// <summary>That of a view.</summary>
    public static SiteHeadView Of(SiteView site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return new SiteHeadView(site.Name, site.Online, site.Policy, site.Policies, site.Limit, site.OwnLimitW, site.Totals, site.EmergencyStop);
    }

    /// <summary>Equal, the policies one by one.</summary>
    public bool IsSame(SiteHeadView other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Policies.SequenceEqual(other.Policies, StringComparer.Ordinal) && this with { Policies = other.Policies } == other;
    }
}
