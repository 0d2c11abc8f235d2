using System.Numerics;

namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>What one level of a topic pattern stands for.</summary>
/// <param name="Kind">A text, or a wildcard.</param>
/// <param name="Text">The text, UTF-8; empty for a wildcard.</param>
internal readonly record struct TopicLevel(TopicLevelKind Kind, byte[] Text);

/// <summary>Kinds of level (MQTT 5.0, 4.7.1).</summary>
internal enum TopicLevelKind : byte
{
    /// <summary>Itself.</summary>
    Text,

    /// <summary><c>+</c>: any one level.</summary>
    One,

    /// <summary><c>#</c>: the level above and any number of levels.</summary>
    Rest,
}

/// <summary>
/// The topic patterns that one identity may use for one purpose. Asking allocates nothing and takes the filter level by level, all patterns
/// side by side. Immutable; thread safe.
/// </summary>
internal sealed class TopicRules(IReadOnlyList<TopicLevel[]> patterns)
{
    /// <summary>Most patterns of one identity and purpose: what <see cref="Covers"/> keeps on the stack, a bit each.</summary>
    public const int MaxPatterns = 4096;

    private const int BitsPerWord = 64;

    private readonly TopicLevel[][] _patterns = [.. patterns];

    /// <summary>
    /// Whether every topic that the filter can match, is matched by one of the patterns; not necessarily all of them by the same: <c>a</c> and
    /// <c>a/+/#</c> together cover <c>a/#</c>. A topic name is a filter that matches itself alone.
    /// </summary>
    /// <remarks>
    /// A <c>+</c> in the filter stands for any text, also for one that no pattern names. That one is the hardest: only wildcards match it,
    /// and wildcards match the others too. So it suffices to follow that one. Wildcards in the first level match no topic that begins
    /// with <c>$</c> (4.7.2), on either side.
    /// </remarks>
    public bool Covers(ReadOnlySpan<byte> filter)
    {
        if (_patterns.Length == 0 || filter.IsEmpty) return false;
        Span<ulong> alive = stackalloc ulong[(_patterns.Length + BitsPerWord - 1) / BitsPerWord];
        alive.Fill(ulong.MaxValue);
        alive[^1] >>= alive.Length * BitsPerWord - _patterns.Length;

        // No topic is empty (4.7.3), so /# has no level above.
        var above = filter[0] == (byte)'/' ? 2 : 1;
        for (var depth = 0; ; depth++)
        {
            var slash = filter.IndexOf((byte)'/');
            var level = slash < 0 ? filter : filter[..slash];
            if (level is [(byte)'#']) return (depth < above || Ends(alive, depth)) && CoversBelow(alive, depth);
            if (Step(alive, depth, level, level is [(byte)'+']) is { } decided) return decided;
            if (slash < 0) return Ends(alive, depth + 1);
            filter = filter[(slash + 1)..];
        }
    }

    /// <summary>Whether all topics with any one or more levels from here on are covered.</summary>
    private bool CoversBelow(Span<ulong> alive, int depth)
    {
        while (true)
        {
            if (Step(alive, depth, level: default, any: true) is { } decided) return decided;
            depth++;
            if (!Ends(alive, depth)) return false;
        }
    }

    /// <summary>Leaves alive the patterns that match this level too. True when one of them matches whatever follows, false when none is left, else null.</summary>
    private bool? Step(Span<ulong> alive, int depth, ReadOnlySpan<byte> level, bool any)
    {
        var reserved = depth == 0 && !level.IsEmpty && level[0] == (byte)'$';
        var left = 0UL;
        for (var word = 0; word < alive.Length; word++)
        {
            for (var bits = alive[word]; bits != 0; bits &= bits - 1)
            {
                var bit = BitOperations.TrailingZeroCount(bits);
                var pattern = _patterns[word * BitsPerWord + bit];
                if (depth < pattern.Length)
                {
                    ref readonly var own = ref pattern[depth];
                    if (own.Kind == TopicLevelKind.Rest && !reserved) return true;
                    if (own.Kind == TopicLevelKind.One && !reserved) continue;
                    if (own.Kind == TopicLevelKind.Text && !any && own.Text.AsSpan().SequenceEqual(level)) continue;
                }

                alive[word] &= ~(1UL << bit);
            }

            left |= alive[word];
        }

        return left == 0 ? false : null;
    }

    /// <summary>Whether one of the patterns matches a topic that ends here, after so many levels.</summary>
    private bool Ends(ReadOnlySpan<ulong> alive, int levels)
    {
        for (var word = 0; word < alive.Length; word++)
        {
            for (var bits = alive[word]; bits != 0; bits &= bits - 1)
            {
                var pattern = _patterns[word * BitsPerWord + BitOperations.TrailingZeroCount(bits)];
                if (pattern.Length == levels || (pattern.Length == levels + 1 && pattern[levels].Kind == TopicLevelKind.Rest)) return true;
            }
        }

        return false;
    }
}
