namespace Busbar.Cloud.Cms.Shards;

/// <summary>One shard of the stations, and whether this process answers for it. Thread safe.</summary>
internal sealed class StationShard(int number)
{
    private volatile bool _held;

    /// <summary>Held while a change is numbered and told, so that changes are told in the order of their numbers.</summary>
    public Lock Telling { get; } = new();

    /// <summary>Names this time with the shard; another for each time that it is taken, by whomever.</summary>
    public string Term { get; private set; } = "";

    /// <summary>Number of the last change of this term that was told to other processes. Under <see cref="Telling"/>.</summary>
    public long Told { get; set; }

    public int Number => number;

    /// <summary>Its stations are in memory here, and nowhere else.</summary>
    public bool Held => _held;

    /// <summary>When it was taken last.</summary>
    public DateTimeOffset HeldSince { get; private set; }

    /// <summary>From here on messages of its stations are answered.</summary>
    public void Hold(DateTimeOffset now)
    {
        lock (Telling)
        {
            Term = Guid.NewGuid().ToString("N");
            Told = 0;
        }

        HeldSince = now;
        _held = true;
    }

    /// <summary>From here on messages of its stations are refused, and nothing of them is written.</summary>
    public void LetGo() => _held = false;
}
