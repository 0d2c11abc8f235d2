using System.Text;

namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>The topic of a rule: levels with wildcards and variables, read once, bound to each identity at its login. Immutable; thread safe.</summary>
internal sealed class TopicTemplate
{
    /// <summary>Longest topic in bytes (1.5.4).</summary>
    private const int MaxBytes = 65_535;

    private readonly Level[] _levels;
    private readonly TopicLevel[]? _constant;

    private TopicTemplate(Level[] levels)
    {
        _levels = levels;
        if (Variables.Count == 0) _constant = Bind(static _ => null);
    }

    /// <summary>Names of the variables in it.</summary>
    public IReadOnlyList<string> Variables =>
        [.. _levels.SelectMany(level => level.Parts).Where(part => part.IsVariable).Select(part => part.Text).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Reads a topic of a rule.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong and what is allowed.</exception>
    public static TopicTemplate Read(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        if (topic.Length == 0) throw new FormatException("a topic such as pulsebms/{site}/{clientId}/# is needed.");
        if (Encoding.UTF8.GetByteCount(topic) > MaxBytes) throw new FormatException($"at most {MaxBytes} bytes of UTF-8 are allowed.");
        if (topic.Contains('\0', StringComparison.Ordinal)) throw new FormatException("U+0000 is not allowed in a topic (MQTT-4.7.3-2).");
        if (topic.StartsWith("$share/", StringComparison.Ordinal))
            throw new FormatException("rules speak of topics; leave out $share/GROUP/, which a rule for the topic includes.");
        var levels = topic.Split('/').Select(ReadLevel).ToArray();
        if (Array.FindIndex(levels, level => level.Kind == TopicLevelKind.Rest) is >= 0 and var rest && rest != levels.Length - 1)
            throw new FormatException("# is allowed as the last level only (MQTT-4.7.1-1).");
        return new TopicTemplate(levels);
    }

    /// <summary>
    /// The pattern for one identity; null when it lacks a variable or a value would change what the rule means: one that is empty, one with
    /// <c>+</c>, <c>#</c>, <c>/</c> or U+0000 in it, one that makes the first level begin with <c>$</c>.
    /// </summary>
    public TopicLevel[]? Bind(Func<string, string?> valueOf)
    {
        if (_constant is not null) return _constant;
        var bound = new TopicLevel[_levels.Length];
        for (var i = 0; i < bound.Length; i++)
        {
            var level = _levels[i];
            if (level.Kind != TopicLevelKind.Text)
            {
                bound[i] = new TopicLevel(level.Kind, []);
                continue;
            }

            var text = new StringBuilder();
            foreach (var part in level.Parts)
            {
                if (!part.IsVariable) text.Append(part.Text);
                else if (valueOf(part.Text) is { } value && IsPlain(value)) text.Append(value);
                else return null;
            }

            if (i == 0 && text is ['$', ..] && level.Parts[0].IsVariable) return null;
            bound[i] = new TopicLevel(TopicLevelKind.Text, Encoding.UTF8.GetBytes(text.ToString()));
        }

        return bound;
    }

    private static bool IsPlain(string value) => value.Length > 0 && value.AsSpan().IndexOfAny("+#/\0") < 0;

    private static Level ReadLevel(string text)
    {
        if (text == "+") return new Level(TopicLevelKind.One, []);
        if (text == "#") return new Level(TopicLevelKind.Rest, []);
        if (text.AsSpan().IndexOfAny('+', '#') >= 0)
            throw new FormatException($"+ and # are allowed as whole levels only (MQTT-4.7.1-1, MQTT-4.7.1-2); level \"{text}\" has more.");

        var parts = new List<Part>();
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var open = rest.IndexOfAny('{', '}');
            if (open != 0)
            {
                parts.Add(new Part(open < 0 ? rest.ToString() : rest[..open].ToString(), IsVariable: false));
                rest = open < 0 ? default : rest[open..];
                continue;
            }

            var close = rest.IndexOf('}');
            if (rest[0] != '{' || close < 2 || !IsName(rest[1..close]))
                throw new FormatException($"braces are allowed around the name of a variable only, as in {{site}}; level \"{text}\" has others.");
            parts.Add(new Part(rest[1..close].ToString(), IsVariable: true));
            rest = rest[(close + 1)..];
        }

        return new Level(TopicLevelKind.Text, [.. parts]);
    }

    /// <summary>Whether a text may be the name of a variable.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        return !name.IsEmpty;
    }

    private sealed record Level(TopicLevelKind Kind, Part[] Parts);

    private readonly record struct Part(string Text, bool IsVariable);
}
