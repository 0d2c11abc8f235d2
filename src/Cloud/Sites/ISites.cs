namespace Busbar.Cloud.Sites;

/// <summary>
/// The sites whose controllers report to this process, as people and programs look at them and command them. Reading never waits: it is the
/// controller's last picture, at most 200 ms old. Thread safe.
/// </summary>
public interface ISites
{
    /// <summary>Every site in the order of ids, compared by ordinal. Few; a site that is offline stays.</summary>
    IReadOnlyList<SiteSummaryView> List();

    /// <summary>
    /// One site; null when there is none with this id (compared by ordinal). A row that has not changed since the last picture should be the
    /// same object in the next: what is sent to screens are the rows that differ, and a large site has ten thousand contactors.
    /// </summary>
    SiteView? Find(string siteId);

    /// <summary>
    /// Calls back after something in <see cref="Find"/> changed, as often as it likes, on any thread; whoever listens looks at its own pace,
    /// returns at once and does not throw. A controller that nobody watches need not make pictures more often than once a second.
    /// Dispose to end it. An unknown id is watched in vain.
    /// </summary>
    IDisposable Watch(string siteId, Action onChange);

    /// <summary>
    /// Runs a command and completes once the site controller has taken or refused it, which is not the end of what it causes: a module on its way
    /// is seen in the view. The controller notes who it was as an event. Never throws for a refusal.
    /// </summary>
    /// <param name="siteId">Id of the site.</param>
    /// <param name="command">What to do.</param>
    /// <param name="by">Name of the user.</param>
    /// <param name="ct">Gives up waiting; the command may still be carried out.</param>
    ValueTask<SiteReply> RunAsync(string siteId, SiteCommand command, string by, CancellationToken ct);
}
