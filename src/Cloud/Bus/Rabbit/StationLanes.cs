namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Work of one station in order, of different stations side by side. What waits is bounded by the prefetch of the queue that it comes from. Thread safe.</summary>
internal sealed class StationLanes<T>(Func<T, ValueTask> work)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<T>?> _lanes = new(StringComparer.Ordinal);

    /// <summary>Begins with it now, or when what came before it for the same station is done. <c>work</c> does not throw.</summary>
    public void Post(string stationId, T item)
    {
        lock (_gate)
        {
            if (_lanes.TryGetValue(stationId, out var waiting))
            {
                if (waiting is null) _lanes[stationId] = waiting = new Queue<T>();
                waiting.Enqueue(item);
                return;
            }

            _lanes[stationId] = null;
        }

        _ = RunAsync(stationId, item);
    }

    private async Task RunAsync(string stationId, T item)
    {
        while (true)
        {
            await work(item);
            lock (_gate)
            {
                if (_lanes[stationId] is not { Count: > 0 } waiting)
                {
                    _lanes.Remove(stationId);
                    return;
                }

                item = waiting.Dequeue();
            }
        }
    }
}
