using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>What a worker answers: a value, or a refusal that the caller throws as the CMS would have in one process.</summary>
/// <param name="Value">Null also where the CMS has null for an answer.</param>
/// <param name="Refusal">Null where there is a value.</param>
internal sealed record OperatorAnswer<T>(T? Value, OperatorRefusal? Refusal = null);

/// <summary>An exception of the CMS that means something to its caller.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Text">Its message.</param>
/// <param name="Field">The field of a <see cref="StationEditException"/>.</param>
internal sealed record OperatorRefusal(RefusalKind Kind, string Text, string? Field = null);

/// <summary>Which exception it was.</summary>
internal enum RefusalKind
{
    /// <summary><see cref="StationEditException"/>.</summary>
    Edit,

    /// <summary><see cref="Store.StoreUnavailableException"/>.</summary>
    Store,

    /// <summary><see cref="Bus.BusUnavailableException"/>.</summary>
    Bus,
}

/// <summary>A request for a station. <paramref name="Command"/> is the body of the command path.</summary>
internal sealed record CommandQuestion(string ByUser, byte[] Command);

/// <summary>What became of it, as on the command path, and what the CMS did beyond passing it on.</summary>
internal sealed record CommandResult(byte[] Reply, IReadOnlyList<string> Steps);

/// <summary>Which alarm, by whom, with which note.</summary>
internal sealed record AcknowledgeQuestion(long AlarmId, string ByUser, string? Note);

/// <summary>Which transaction, by whom.</summary>
internal sealed record CloseQuestion(long TransactionId, string ByUser);

/// <summary>Which schedule.</summary>
internal sealed record ComposeQuestion(int ConnectorId, DateTimeOffset From, TimeSpan Duration, string Unit);

/// <summary>Which page of a shard: what follows <paramref name="After"/>, null for the first.</summary>
internal sealed record SnapshotQuestion(string? After);

/// <summary>A page of a shard.</summary>
/// <param name="Mark">Where the shard's changes stood before the page was made.</param>
/// <param name="Stations">By id.</param>
/// <param name="More">There are more behind the last one.</param>
internal sealed record SnapshotPage(ShardMark Mark, IReadOnlyList<StationView> Stations, bool More);

/// <summary>What an API process watches, in place of what it said before.</summary>
internal sealed record WatchQuestion(string Api, IReadOnlyList<string> Stations);

/// <summary>How far the changes of a shard have come.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Term">One worker's time with the shard; another for each time that it is taken.</param>
/// <param name="Sequence">The last change's number, from 1; 0 when there was none in this term.</param>
internal readonly record struct ShardMark(int Shard, string Term, long Sequence);

/// <summary>One change, as a worker tells it. What is null is not changed by it.</summary>
internal sealed record RemoteChange(DateTimeOffset At)
{
    /// <summary>Of a change of a station: where it stands among the shard's changes.</summary>
    public ShardMark? Mark { get; init; }

    /// <summary>The station's new state.</summary>
    public StationView? Station { get; init; }

    /// <summary>The station was deleted.</summary>
    public string? Removed { get; init; }

    /// <summary>A station's transaction.</summary>
    public TransactionRow? Transaction { get; init; }

    /// <summary>An alarm.</summary>
    public AlarmRow? Alarm { get; init; }

    /// <summary>Samples of a watched station.</summary>
    public IReadOnlyList<MeterSample>? Samples { get; init; }

    /// <summary>An exchange of a watched station.</summary>
    public MessageRow? Message { get; init; }

    /// <summary>A worker's figures.</summary>
    public WorkerNews? Worker { get; init; }
}

/// <summary>What a worker says of itself each second.</summary>
/// <param name="Id">The worker, unique per process and start.</param>
/// <param name="Overview">Its stations in figures; its history of power is there only when it has grown.</param>
/// <param name="Marks">Its shards.</param>
/// <param name="Seen">Stations that said something since the last time, and when, in milliseconds since 1970; those that changed otherwise told it so.</param>
internal sealed record WorkerNews(string Id, FleetOverview Overview, IReadOnlyList<ShardMark> Marks, IReadOnlyDictionary<string, long> Seen);
