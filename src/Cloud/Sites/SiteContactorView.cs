namespace Busbar.Cloud.Sites;

/// <summary>Where a contactor is, by command and auxiliary contact together.</summary>
public enum SiteContactorState
{
    /// <summary>Open.</summary>
    Open,

    /// <summary>Closed.</summary>
    Closed,

    /// <summary>Told to open, not seen open yet.</summary>
    Opening,

    /// <summary>Told to close, not seen closed yet.</summary>
    Closing,

    /// <summary>Stays closed though told to open.</summary>
    Welded,

    /// <summary>Stays open though told to close.</summary>
    StuckOpen,

    /// <summary>Not known; held to be closed and live.</summary>
    Unknown,
}

/// <summary>A contactor between two nodes: modules, guns and busbars. A node that is neither a module nor a gun of the view is a busbar.</summary>
/// <param name="Id">Id.</param>
/// <param name="From">Id of one node.</param>
/// <param name="To">Id of the other.</param>
/// <param name="State">Where it is.</param>
/// <param name="Cycles">How often it has closed; null when not counted.</param>
/// <param name="WearPct">Share of its rated life that is used, 0 to more than 100; null when not known.</param>
public sealed record SiteContactorView(string Id, string From, string To, SiteContactorState State, long? Cycles, double? WearPct);
