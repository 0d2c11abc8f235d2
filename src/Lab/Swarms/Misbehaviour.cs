namespace Busbar.Lab.Swarms;

/// <summary>What a station does wrong, as real ones have been seen to do.</summary>
public enum Misbehaviour
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>MeterValues as fast as the socket takes them, without waiting for answers.</summary>
    Flood,

    /// <summary>Text that is not JSON.</summary>
    Garbage,

    /// <summary>A message of 10 MB.</summary>
    Oversize,

    /// <summary>Half a WebSocket frame, and then nothing.</summary>
    HalfFrame,

    /// <summary>Asks and asks, and never reads an answer.</summary>
    NeverReads,

    /// <summary>Opens a new connection under the same identity twenty times a second, leaving the old ones open.</summary>
    ReconnectStorm,

    /// <summary>Message ids as JSON numbers.</summary>
    NumericIds,

    /// <summary>Actions that no standard knows.</summary>
    UnknownAction,

    /// <summary>Fields of the wrong JSON type.</summary>
    WrongTypes,

    /// <summary>Answers commands after a minute, and answers commands that were never given.</summary>
    LateReplies,

    /// <summary>The same message id for every call.</summary>
    DuplicateIds,

    /// <summary>Vanishes for half a minute and comes back with two hundred messages.</summary>
    OfflineBursts,

    /// <summary>A clock that is hours or decades off.</summary>
    ClockSkew,

    /// <summary>Timestamps without a time zone.</summary>
    NoZoneDates,
}

/// <summary>Names of misbehaviours on the command line.</summary>
public static class Misbehaviours
{
    private static readonly (string Name, Misbehaviour Kind)[] Table =
    [
        ("flood", Misbehaviour.Flood),
        ("garbage", Misbehaviour.Garbage),
        ("oversize", Misbehaviour.Oversize),
        ("half-frame", Misbehaviour.HalfFrame),
        ("never-reads", Misbehaviour.NeverReads),
        ("reconnect-storm", Misbehaviour.ReconnectStorm),
        ("numeric-ids", Misbehaviour.NumericIds),
        ("unknown-action", Misbehaviour.UnknownAction),
        ("wrong-types", Misbehaviour.WrongTypes),
        ("late-replies", Misbehaviour.LateReplies),
        ("duplicate-ids", Misbehaviour.DuplicateIds),
        ("offline-bursts", Misbehaviour.OfflineBursts),
        ("clock-skew", Misbehaviour.ClockSkew),
        ("no-zone-dates", Misbehaviour.NoZoneDates),
    ];

    /// <summary>All names, separated by commas.</summary>
    public static string Names { get; } = string.Join(", ", Table.Select(t => t.Name));

    /// <summary>Reads <c>kind[=share]</c> items; a kind without a share takes one station in twenty.</summary>
    /// <exception cref="ArgumentException">There is no such kind, a share is wrong, or a kind stands twice.</exception>
    public static IReadOnlyDictionary<Misbehaviour, double> Parse(IEnumerable<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var shares = new Dictionary<Misbehaviour, double>();
        foreach (var (name, share) in items.SelectMany(Shares.Parse))
        {
            var kind = Table.FirstOrDefault(t => t.Name == name).Kind;
            if (kind == Misbehaviour.None) throw new ArgumentException($"There is no misbehaviour '{name}'; allowed: {Names}.", nameof(items));
            if (!shares.TryAdd(kind, share)) throw new ArgumentException($"The misbehaviour '{name}' stands twice.", nameof(items));
        }

        return shares;
    }

    /// <summary>Whether the central system rightly answers such a station with errors, or closes on it.</summary>
    internal static bool EarnsErrors(this Misbehaviour kind) => kind is not (Misbehaviour.None or Misbehaviour.NumericIds or Misbehaviour.ClockSkew or Misbehaviour.NoZoneDates);
}
