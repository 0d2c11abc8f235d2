namespace Busbar.Cloud.Mqtt;

/// <summary>
/// Sessions with their rates. Twenty thousand of them are read only when someone looks, and at most once a second however many do; a
/// rate is what changed since the look before. Thread safe.
/// </summary>
internal sealed class ClientRates(TimeProvider time, Func<IReadOnlyList<MqttClientView>> read)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>A look before that is longer ago says nothing of now.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private IReadOnlyList<MqttClientView> _latest = [];
    private long? _at;

    public IReadOnlyList<MqttClientView> Latest()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var age = _at is { } at ? time.GetElapsedTime(at, now) : TimeSpan.MaxValue;
            if (age < Fresh) return _latest;
            var rows = read();
            _latest = age < Stale ? WithRates(rows, _latest, age.TotalSeconds) : rows;
            _at = now;
            return _latest;
        }
    }

    /// <summary>The start of a connection is reckoned back from its age, so it may differ a little from look to look.</summary>
    private static bool IsOneConnection(MqttClientView a, MqttClientView b) =>
        a.ConnectedAt is { } one && b.ConnectedAt is { } other && (one - other).Duration() < Fresh && a.MessagesIn >= b.MessagesIn;

    private static MqttClientView[] WithRates(IReadOnlyList<MqttClientView> rows, IReadOnlyList<MqttClientView> before, double seconds)
    {
        var known = new Dictionary<string, MqttClientView>(before.Count, StringComparer.Ordinal);
        foreach (var row in before) known[row.Id] = row;
        return [.. rows.Select(row => known.TryGetValue(row.Id, out var old) && IsOneConnection(row, old)
            ? row with { MessagesInPerS = (row.MessagesIn - old.MessagesIn) / seconds, MessagesOutPerS = (row.MessagesOut - old.MessagesOut) / seconds }
            : row)];
    }
}
