namespace Busbar.Cloud.Bus;

/// <summary>The processes that work together over a broker, as one of them sees it. Thread safe.</summary>
public interface ICluster
{
    /// <summary>Into how many shards the stations are divided.</summary>
    int Shards { get; }

    /// <summary>Every process that was heard of within the last two minutes, this one included, by roles and id; with the time since it was last heard.</summary>
    IReadOnlyList<(ProcessNews News, TimeSpan Silent)> Processes { get; }

    /// <summary>What waits in the broker; not older than two seconds.</summary>
    /// <exception cref="BusUnavailableException">The broker is away.</exception>
    ValueTask<IReadOnlyList<QueueState>> ReadQueuesAsync(CancellationToken ct);
}

/// <summary>A queue in the broker.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Shard">Whose shard; null for a queue of all.</param>
/// <param name="Messages">Messages that wait to be delivered.</param>
/// <param name="Consumers">Who takes from it.</param>
public sealed record QueueState(string Name, QueueKind Kind, int? Shard, long Messages, int Consumers);

/// <summary>What a queue is for.</summary>
public enum QueueKind
{
    /// <summary>Calls of stations and operators.</summary>
    Calls,

    /// <summary>Events of stations.</summary>
    Events,

    /// <summary>Exchanges for the message log.</summary>
    Messages,

    /// <summary>Events that could not be taken.</summary>
    DeadLetters,
}
