using System.Globalization;

namespace Busbar.Lab.Worlds;

/// <summary>Something that goes wrong.</summary>
public sealed record WorldFault
{
    /// <summary>Every kind, with commas between.</summary>
    public static string Kinds => string.Join(", ", WorldSiteChecks.FaultKinds);

    /// <summary>When, seconds since the start, 0 or more.</summary>
    public required double AtS { get; init; }

    /// <summary>What: <c>weld</c>, <c>stuck</c> (of a contactor such as <c>M1-GUN2</c> or <c>GUN2</c> for its output), <c>boardLoss</c> (of a gun or of a board such as <c>can0/1</c>),
    /// <c>isolation</c>, <c>cpDrop</c>, <c>emergencyStop</c>, <c>seccVanish</c> (of a gun), <c>moduleFailure</c> (it says so and is off), <c>moduleLoss</c> (it has no power; both of a
    /// module), <c>busOff</c> (of a <c>memory:</c> bus).</summary>
    public required string Kind { get; init; }

    /// <summary>Of which part.</summary>
    public required string Part { get; init; }

    /// <summary>For how long, s, more than 0; null: for good.</summary>
    public double? ForS { get; init; }

    /// <summary>Reads <c>PART:KIND[@FROM[-UNTIL]]</c>, such as <c>M3-GUN2:weld@60</c>, with times in seconds since the start.</summary>
    /// <param name="text">The text.</param>
    /// <param name="site">The site that it befalls.</param>
    /// <exception cref="ArgumentException">It is not like that, or the site has no such part; says what is allowed.</exception>
    public static WorldFault Parse(string text, WorldSite site)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(site);
        if (text.Split('@') is not [var what, ..] pieces || pieces.Length > 2 || what.LastIndexOf(':') is not (> 0 and var colon)) throw Wrong(text, "it does not begin with a part, a colon and a kind");
        var (part, kind) = (what[..colon], what[(colon + 1)..]);
        if (!WorldSiteChecks.FaultKinds.Contains(kind, StringComparer.Ordinal)) throw Wrong(text, $"there is no kind '{kind}'; allowed: {Kinds}");
        string[] parts = [.. WorldSiteChecks.PartsFor(kind, site, new WorldSiteLayout(site))];
        if (!parts.Contains(part, StringComparer.Ordinal)) throw Wrong(text, $"there is no part '{part}' for {kind}; known: {string.Join(", ", parts.Take(12))}{(parts.Length > 12 ? "..." : "")}");
        var times = pieces.Length < 2 ? ["0"] : pieces[1].Split('-');
        if (times.Length > 2 || Seconds(times[0]) is not { } from) throw Wrong(text, $"'{string.Join('-', times)}' is no time in seconds, FROM or FROM-UNTIL");
        if (times.Length < 2) return new WorldFault { Kind = kind, Part = part, AtS = from };
        return Seconds(times[1]) is { } until && until > from
            ? new WorldFault { Kind = kind, Part = part, AtS = from, ForS = until - from }
            : throw Wrong(text, $"'{times[1]}' is no time in seconds after {times[0]}");
    }

    private static double? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 1e6 ? seconds : null;

    private static ArgumentException Wrong(string text, string why) => new($"The fault '{text}' is not PART:KIND[@FROM[-UNTIL]], such as M3-GUN2:weld@60: {why}.", nameof(text));
}
