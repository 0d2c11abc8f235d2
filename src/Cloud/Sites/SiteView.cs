namespace Busbar.Cloud.Sites;

/// <summary>A site as lists show it.</summary>
/// <param name="Id">Id in the site's file.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Online">Its controller reports.</param>
/// <param name="Guns">How many it has.</param>
/// <param name="Charging">Guns with a session that carries current.</param>
/// <param name="Modules">How many it has.</param>
/// <param name="Contactors">How many it has.</param>
/// <param name="Faults">Guns in fault, modules faulted or lost, contactors welded or stuck open, together.</param>
/// <param name="EmergencyStop">An emergency stop is active.</param>
/// <param name="Limit">The least of the limits on the whole site.</param>
/// <param name="Totals">Power of the whole site.</param>
public sealed record SiteSummaryView(
    string Id, string Name, bool Online, int Guns, int Charging, int Modules, int Contactors, int Faults, bool EmergencyStop, SiteLimitView Limit,
    SiteTotalsView Totals);

/// <summary>A whole site at one moment. Ids are unique over guns, modules, busbars and feeders together, and those of contactors among themselves.</summary>
/// <param name="Id">Id in the site's file.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Online">False when its controller does not report; the rest is then the last that was heard.</param>
/// <param name="Policy">How power is shared now.</param>
/// <param name="Policies">What <paramref name="Policy"/> may be.</param>
/// <param name="Limit">The least of the limits on the whole site, and whose it is.</param>
/// <param name="OwnLimitW">Limit in W that an operator set here; null for none.</param>
/// <param name="Totals">Power of the whole site.</param>
/// <param name="Feeders">Feeders from the grid; empty when the site's file names none.</param>
/// <param name="Modules">Power modules in the order of the site's file.</param>
/// <param name="Contactors">Contactors of the matrix in the order of the site's file.</param>
/// <param name="Guns">Guns in the order of the site's file.</param>
/// <param name="Events">What happened, newest first, at most <see cref="MaxEvents"/>.</param>
/// <param name="EmergencyStop">Whether everything is stopped.</param>
public sealed record SiteView(
    string Id, string Name, bool Online, string Policy, IReadOnlyList<string> Policies, SiteLimitView Limit, double? OwnLimitW, SiteTotalsView Totals,
    IReadOnlyList<SiteFeederView> Feeders, IReadOnlyList<SiteModuleView> Modules, IReadOnlyList<SiteContactorView> Contactors,
    IReadOnlyList<SiteGunView> Guns, IReadOnlyList<SiteEventView> Events, SiteEmergencyStopView EmergencyStop)
{
    /// <summary>Most events in a view.</summary>
    public const int MaxEvents = 200;
}

/// <summary>A limit and whose it is.</summary>
/// <param name="ValueW">W.</param>
/// <param name="Source">What sets it, in words such as <c>grid connection</c>, <c>operator</c> or <c>cable</c>.</param>
public sealed record SiteLimitView(double ValueW, string Source);

/// <summary>Power of a whole site, in W.</summary>
/// <param name="DemandW">What the vehicles ask for, within their guns' limits.</param>
/// <param name="AllocatedW">What is granted to them.</param>
/// <param name="DeliveredW">What flows, as measured at the guns.</param>
/// <param name="CapacityW">What the modules in service could give.</param>
public sealed record SiteTotalsView(double DemandW, double AllocatedW, double DeliveredW, double CapacityW);

/// <summary>A feeder from the grid.</summary>
/// <param name="Id">Id.</param>
/// <param name="LimitW">W that it may carry.</param>
/// <param name="UsedW">W that its modules take.</param>
public sealed record SiteFeederView(string Id, double LimitW, double UsedW);

/// <summary>An emergency stop.</summary>
/// <param name="Active">Everything is stopped.</param>
/// <param name="Since">Since when; null when not active.</param>
/// <param name="By">Who or what, with the reason; null when not active.</param>
public sealed record SiteEmergencyStopView(bool Active, DateTimeOffset? Since, string? By);

/// <summary>How much something matters.</summary>
public enum SiteSeverity
{
    /// <summary>Usual.</summary>
    Info,

    /// <summary>Someone should look at it.</summary>
    Warning,

    /// <summary>Something does not work, or is dangerous.</summary>
    Critical,
}

/// <summary>Something that happened at a site. Events are told apart by time and text; none is changed later.</summary>
/// <param name="At">When.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Subject">Id of the gun, module, contactor, feeder or board; the site's own id when it is about the whole.</param>
/// <param name="Text">A sentence for people.</param>
public sealed record SiteEventView(DateTimeOffset At, SiteSeverity Severity, string Subject, string Text);
