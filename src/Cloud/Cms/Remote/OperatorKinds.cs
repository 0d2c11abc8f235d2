namespace Busbar.Cloud.Cms.Remote;

/// <summary>What an API process asks of workers, by the <c>kind</c> of its call. A public surface between versions: names stay.</summary>
internal static class OperatorKinds
{
    /// <summary>A request for a station, and its own answer back.</summary>
    public const string Command = "command";

    /// <summary>Enters or changes a station.</summary>
    public const string Save = "save-station";

    /// <summary>Forgets a station.</summary>
    public const string Delete = "delete-station";

    /// <summary>Acknowledges an alarm.</summary>
    public const string Acknowledge = "acknowledge-alarm";

    /// <summary>Closes an open transaction by hand.</summary>
    public const string Close = "close-transaction";

    /// <summary>What the accepted profiles allow.</summary>
    public const string Compose = "compose-schedule";

    /// <summary>The stations of a shard as they are now, a page at a time.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Stations that somebody watches in detail, by one API process; for a while.</summary>
    public const string Watch = "watch";
}
