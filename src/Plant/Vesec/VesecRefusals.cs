using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Vesec;

/// <summary>Counts what was refused, and logs it at most once a minute per topic. Not thread safe.</summary>
internal sealed class VesecRefusals(TimeProvider time, ILogger log)
{
    /// <summary>Topics that are told apart; misspelt ones beyond it share one line a minute.</summary>
    private const int MaxTopics = 256;

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Entry> _topics = new(StringComparer.Ordinal);

    /// <summary>Messages that were wrong.</summary>
    public long Wrong { get; private set; }

    /// <summary>Messages that were right and too old, or of unknown age.</summary>
    public long Old { get; private set; }

    /// <summary>A message with a fault.</summary>
    public void AddWrong(string topic, string why)
    {
        Wrong++;
        if (IsToBeLogged(topic) is { } unlogged) log.Refused(VesecText.Shown(topic), why, unlogged, Wrong);
    }

    /// <summary>A message that came too late.</summary>
    public void AddOld(string topic, string why)
    {
        Old++;
        if (IsToBeLogged(topic) is { } unlogged) log.TooOld(VesecText.Shown(topic), why, unlogged, Old);
    }

    /// <summary>Null: not now; otherwise how many of the topic have not been logged since the line before.</summary>
    private long? IsToBeLogged(string topic)
    {
        var now = time.GetTimestamp();
        if (!_topics.TryGetValue(topic, out var entry))
        {
            if (_topics.Count >= MaxTopics) Forget();
            if (_topics.Count >= MaxTopics) topic = "";
            entry = _topics.GetValueOrDefault(topic);
        }

        if (entry.Logged is { } logged && time.GetElapsedTime(logged, now) < Quiet)
        {
            _topics[topic] = entry with { Unlogged = entry.Unlogged + 1 };
            return null;
        }

        _topics[topic] = new Entry(now, 0);
        return entry.Unlogged;
    }

    private void Forget()
    {
        foreach (var (topic, entry) in _topics)
            if (time.GetElapsedTime(entry.Logged!.Value) >= Quiet) _topics.Remove(topic);
    }

    private readonly record struct Entry(long? Logged, long Unlogged);
}
