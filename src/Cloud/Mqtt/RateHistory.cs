namespace Busbar.Cloud.Mqtt;

/// <summary>Rates of the last five minutes, made of totals that are noted every two seconds. Thread safe.</summary>
internal sealed class RateHistory(TimeProvider time)
{
    /// <summary>How often totals are to be noted.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private const int Kept = 150;

    private readonly Lock _gate = new();
    private readonly Queue<MqttRatesView> _rates = new(Kept);
    private MqttTotalsView? _last;
    private MqttRatesView _latest = new(time.GetUtcNow(), 0, 0, 0, 0, 0);
    private long _lastAt;

    /// <summary>The last step; zeros before there are two notes.</summary>
    public MqttRatesView Latest
    {
        get
        {
            lock (_gate) return _latest;
        }
    }

    /// <summary>Every step that is kept, oldest first.</summary>
    public IReadOnlyList<MqttRatesView> All()
    {
        lock (_gate) return [.. _rates];
    }

    public void Note(MqttTotalsView totals)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_last is { } last && time.GetElapsedTime(_lastAt, now).TotalSeconds is > 0 and var seconds)
            {
                _latest = new MqttRatesView(
                    time.GetUtcNow(), (totals.MessagesIn - last.MessagesIn) / seconds, (totals.MessagesOut - last.MessagesOut) / seconds,
                    (totals.BytesIn - last.BytesIn) / seconds, (totals.BytesOut - last.BytesOut) / seconds, (totals.Dropped - last.Dropped) / seconds);
                if (_rates.Count == Kept) _rates.Dequeue();
                _rates.Enqueue(_latest);
            }

            (_last, _lastAt) = (totals, now);
        }
    }
}
