using System.Globalization;

namespace Busbar.Cloud.Bus;

/// <summary>Settings of the bus, section <c>Bus</c>. Immutable; read once at start. <see cref="Validate"/> says what is wrong with them.</summary>
public sealed record RabbitOptions
{
    /// <summary>
    /// The broker, such as <c>amqp://user:password@host:5672/vhost</c>, or <c>amqps://</c> for TLS; empty for no broker: everything in one process.
    /// Several, parted by commas, are nodes of one broker and tried in turn. Default empty.
    /// </summary>
    public string Url { get; init; } = "";

    /// <summary>Parts into which the stations are divided among workers, 1 to 1,024, default 32. The same in every process; the broker remembers it.</summary>
    public int Shards { get; init; } = 32;

    /// <summary>Messages of one shard that a worker has in hand at most, calls and events each, 1 to 10,000. Default 256.</summary>
    public int Prefetch { get; init; } = 256;

    /// <summary>How long a call may take, from the gateway to its answer, an absent broker included, 1 s to 10 min. Default 25 s, less than <c>Ocpp:CmsTimeout</c>.</summary>
    public TimeSpan CallDeadline { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long the broker may take to confirm an event, its absence included, 1 s to 10 min. Default 25 s.</summary>
    public TimeSpan PublishDeadline { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a command that names no deadline may take, 1 s to 10 min. Default 40 s, more than <c>Ocpp:CommandTimeout</c>.</summary>
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Events that are sent to the broker and not confirmed yet at most, parted equally among the shards, 1 to 100,000. Default 2,000. They share confirmations.</summary>
    public int ConfirmBatch { get; init; } = 2_000;

    /// <summary>Messages that wait in this process to be sent at most, per path, 1 to 1,000,000; further callers wait for room until their deadline. Default 10,000.</summary>
    public int MaxWaiting { get; init; } = 10_000;

    /// <summary>Exchanges for the message log that wait to be sent at most before the oldest are dropped and counted, 1 to 1,000,000. Default 20,000.</summary>
    public int TelemetryQueue { get; init; } = 20_000;

    /// <summary>How often the CMS is given an event that it fails over before the event is put among the dead letters, 1 to 100. Default 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long work under way may take when a shard is given up, 0 to 1 min. Default 5 s.</summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Changes for the live view are sent together this often, 10 ms to 10 s. Default 200 ms.</summary>
    public TimeSpan LiveInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The stations of a shard that have sent a Heartbeat are told to its worker together this often, 10 ms to 1 min. Default 2 s.</summary>
    public TimeSpan SeenInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Silence after which a connection to the broker is asked for life; twice this without an answer ends it. 1 s to 5 min, default 5 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>There is a broker.</summary>
    internal bool IsDistributed => Url.Length > 0;

    /// <summary>What is wrong, each with its key, its value and what is allowed; empty when all is well. Passwords are not shown.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        foreach (var url in Url.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("amqp" or "amqps"))
                faults.Add("Bus:Url has a part that is no address of a broker; allowed: empty, or amqp://user:password@host:port/vhost and amqps://..., parted by commas.");
        }

        Range(faults, nameof(Shards), Shards, 1, Shard.Most);
        Range(faults, nameof(Prefetch), Prefetch, 1, 10_000);
        Range(faults, nameof(CallDeadline), CallDeadline, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Range(faults, nameof(PublishDeadline), PublishDeadline, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Range(faults, nameof(CommandDeadline), CommandDeadline, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Range(faults, nameof(ConfirmBatch), ConfirmBatch, 1, 100_000);
        Range(faults, nameof(MaxWaiting), MaxWaiting, 1, 1_000_000);
        Range(faults, nameof(TelemetryQueue), TelemetryQueue, 1, 1_000_000);
        Range(faults, nameof(Attempts), Attempts, 1, 100);
        Range(faults, nameof(ReleaseTimeout), ReleaseTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Range(faults, nameof(LiveInterval), LiveInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));
        Range(faults, nameof(SeenInterval), SeenInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Range(faults, nameof(Heartbeat), Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        return faults;
    }

    private static void Range<T>(List<string> faults, string key, T value, T from, T to)
        where T : IComparable<T>
    {
        if (value.CompareTo(from) >= 0 && value.CompareTo(to) <= 0) return;
        faults.Add(string.Create(CultureInfo.InvariantCulture, $"Bus:{key} is {value}; allowed: {from} to {to}."));
    }
}
