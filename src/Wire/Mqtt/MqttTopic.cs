using System.Text.Unicode;

namespace Busbar.Wire.Mqtt;

/// <summary>
/// Topic names and topic filters (4.7, 4.8.2), both as UTF-8. Names are compared byte by byte: case counts, nothing is normalised. Thread safe;
/// nothing here allocates, except the words of a fault.
/// </summary>
public static class MqttTopic
{
    /// <summary>The longest name or filter in bytes (MQTT-4.7.3-3).</summary>
    public const int MaxBytes = 65_535;

    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>Whether this is a topic name: 1 to 65,535 bytes of UTF-8 without U+0000 and without wildcards.</summary>
    public static bool IsName(ReadOnlySpan<byte> utf8, out MqttFault fault)
    {
        if (!IsText(utf8, "topic name", MqttReasonCode.TopicNameInvalid, out fault)) return false;
        if (!HasWildcard(utf8)) return true;
        fault = new MqttFault(MqttReasonCode.TopicNameInvalid, "a topic name has a wildcard; + and # are for filters.", "MQTT-4.7.0-1");
        return false;
    }

    /// <summary>
    /// Whether this is a topic filter: 1 to 65,535 bytes of UTF-8 without U+0000, + alone in its level, # alone in the last level; behind
    /// <c>$share/</c> a share name and a filter.
    /// </summary>
    public static bool IsFilter(ReadOnlySpan<byte> utf8, out MqttFault fault)
    {
        if (!IsText(utf8, "topic filter", MqttReasonCode.TopicFilterInvalid, out fault)) return false;
        if (!utf8.StartsWith(SharePrefix)) return WildcardsStandRight(utf8, out fault);
        if (!TryParseShared(utf8, out _, out var inner))
        {
            var rest = utf8[SharePrefix.Length..];
            var clause = rest.IsEmpty || rest[0] == (byte)'/' ? "MQTT-4.8.2-1" : "MQTT-4.8.2-2";
            fault = Bad("a shared subscription is $share/, a name without / + #, another /, and a filter.", clause);
            return false;
        }

        return WildcardsStandRight(inner, out fault);
    }

    /// <summary>
    /// Whether a name is matched by a filter; both must be valid, the filter without <c>$share/</c>. <c>a/#</c> matches <c>a</c> too, and a filter that
    /// begins with a wildcard does not match a name that begins with $ (MQTT-4.7.2-1).
    /// </summary>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> name)
    {
        if (filter.IsEmpty || name.IsEmpty) return false;
        if (name[0] == (byte)'$' && filter[0] is ((byte)'+' or (byte)'#')) return false;
        while (true)
        {
            var level = NextLevel(ref filter, out var filterGoesOn);
            if (level.Length == 1 && level[0] == (byte)'#') return true;
            var nameLevel = NextLevel(ref name, out var nameGoesOn);
            var any = level.Length == 1 && level[0] == (byte)'+';
            if (!any && !level.SequenceEqual(nameLevel)) return false;
            if (!filterGoesOn) return !nameGoesOn;
            if (!nameGoesOn) return filter.Length == 1 && filter[0] == (byte)'#';
        }
    }

    /// <summary>
    /// Takes <c>$share/group/filter</c> apart. False when it does not begin with <c>$share/</c> or is not well formed, which
    /// <see cref="IsFilter"/> tells apart; the wildcards of the inner filter are not looked at.
    /// </summary>
    public static bool TryParseShared(ReadOnlySpan<byte> filter, out ReadOnlySpan<byte> group, out ReadOnlySpan<byte> inner)
    {
        group = default;
        inner = default;
        if (!filter.StartsWith(SharePrefix)) return false;
        var rest = filter[SharePrefix.Length..];
        var slash = rest.IndexOf((byte)'/');
        if (slash < 1 || slash == rest.Length - 1 || HasWildcard(rest[..slash])) return false;
        group = rest[..slash];
        inner = rest[(slash + 1)..];
        return true;
    }

    /// <summary>Whether there is a + or # anywhere.</summary>
    public static bool HasWildcard(ReadOnlySpan<byte> utf8) => utf8.ContainsAny((byte)'+', (byte)'#');

    /// <summary>Cuts the first level off; what is left begins behind the separator.</summary>
    private static ReadOnlySpan<byte> NextLevel(ref ReadOnlySpan<byte> topic, out bool goesOn)
    {
        var slash = topic.IndexOf((byte)'/');
        goesOn = slash >= 0;
        var level = goesOn ? topic[..slash] : topic;
        topic = goesOn ? topic[(slash + 1)..] : default;
        return level;
    }

    private static bool IsText(ReadOnlySpan<byte> utf8, string what, MqttReasonCode code, out MqttFault fault)
    {
        fault = default;
        if (utf8.IsEmpty) fault = new MqttFault(code, $"a {what} is empty; 1 to 65,535 bytes are allowed.", "MQTT-4.7.3-1");
        else if (utf8.Length > MaxBytes) fault = new MqttFault(code, $"a {what} has {utf8.Length} bytes; 1 to 65,535 are allowed.", "MQTT-4.7.3-3");
        else if (!Utf8.IsValid(utf8)) fault = new MqttFault(code, $"a {what} is not well-formed UTF-8.", "MQTT-1.5.4-1");
        else if (utf8.Contains((byte)0)) fault = new MqttFault(code, $"a {what} has a U+0000.", "MQTT-4.7.3-2");
        else return true;
        return false;
    }

    private static bool WildcardsStandRight(ReadOnlySpan<byte> filter, out MqttFault fault)
    {
        fault = default;
        if (!HasWildcard(filter)) return true;
        var goesOn = true;
        while (goesOn)
        {
            var level = NextLevel(ref filter, out goesOn);
            if (level.Contains((byte)'#') && (level.Length > 1 || goesOn)) fault = Bad("# stands alone in the last level of a filter.", "MQTT-4.7.1-1");
            else if (level.Contains((byte)'+') && level.Length > 1) fault = Bad("+ stands alone in its level of a filter.", "MQTT-4.7.1-2");
            else continue;
            return false;
        }

        return true;
    }

    private static MqttFault Bad(string text, string clause) => new(MqttReasonCode.TopicFilterInvalid, text, clause);
}
