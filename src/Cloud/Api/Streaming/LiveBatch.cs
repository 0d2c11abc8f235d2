using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>What changed since the last tick, in its latest state. Not thread safe.</summary>
internal sealed class LiveBatch
{
    /// <summary>Most samples and messages kept per station and tick; the oldest are dropped. A station sends some ten messages a second at the very most.</summary>
    public const int MaxPerStation = 1_000;

    private readonly Dictionary<string, Queue<SampleShape>> _samples = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<MessageRow>> _messages = new(StringComparer.Ordinal);

    public Dictionary<string, StationView> Stations { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Removed { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, AlarmRow> Alarms { get; } = [];

    public Dictionary<long, TransactionRow> Transactions { get; } = [];

    public IReadOnlyDictionary<string, Queue<SampleShape>> Samples => _samples;

    public IReadOnlyDictionary<string, Queue<MessageRow>> Messages => _messages;

    public bool IsEmpty => Stations.Count + Removed.Count + Alarms.Count + Transactions.Count + _samples.Count + _messages.Count == 0;

    public void Add(LiveEvent change)
    {
        switch (change)
        {
            case StationChanged changed:
                Stations[changed.Id] = changed.Station;
                Removed.Remove(changed.Id);
                break;
            case StationRemoved removed:
                Stations.Remove(removed.Id);
                Removed.Add(removed.Id);
                break;
            case AlarmChanged changed:
                Alarms[changed.Alarm.Id] = changed.Alarm;
                break;
            case TransactionChanged changed:
                Transactions[changed.Transaction.Id] = changed.Transaction;
                break;
            case SamplesMeasured measured:
                foreach (var sample in measured.Samples) Keep(_samples, measured.Id, SampleShape.Of(sample));
                break;
            case MessageLogged logged:
                Keep(_messages, logged.Id, logged.Message);
                break;
        }
    }

    private static void Keep<T>(Dictionary<string, Queue<T>> byStation, string stationId, T item)
    {
        if (!byStation.TryGetValue(stationId, out var queue)) byStation[stationId] = queue = new Queue<T>();
        if (queue.Count >= MaxPerStation) queue.Dequeue();
        queue.Enqueue(item);
    }
}
