using System.Buffers;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// The grammar of an absolute URI (RFC 3986 appendix A), which the schemas ask of the places where firmware and diagnostics lie.
/// An address in square brackets is checked by its characters alone.
/// </summary>
internal static class OcppUri
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string RegisteredName = Letters + "0123456789-._~!$&'()*+,;=";

    private static readonly SearchValues<char> Scheme = SearchValues.Create(Letters + "0123456789+-.");
    private static readonly SearchValues<char> Host = SearchValues.Create(RegisteredName);
    private static readonly SearchValues<char> User = SearchValues.Create(RegisteredName + ":");
    private static readonly SearchValues<char> Path = SearchValues.Create(RegisteredName + ":@/");
    private static readonly SearchValues<char> Query = SearchValues.Create(RegisteredName + ":@/?");
    private static readonly SearchValues<char> Address = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon < 1 || !char.IsAsciiLetter(text[0]) || text[..colon].ContainsAnyExcept(Scheme)) return false;
        var rest = text[(colon + 1)..];
        Cut(ref rest, '#', out var fragment);
        Cut(ref rest, '?', out var query);
        if (rest.StartsWith("//"))
        {
            var authority = rest[2..];
            var slash = authority.IndexOf('/');
            rest = slash < 0 ? [] : authority[slash..];
            if (slash >= 0) authority = authority[..slash];
            if (!IsAuthority(authority)) return false;
        }

        return Holds(rest, Path) && Holds(query, Query) && Holds(fragment, Query);
    }

    private static bool IsAuthority(ReadOnlySpan<char> authority)
    {
        var at = authority.IndexOf('@');
        if (at >= 0 && !Holds(authority[..at], User)) return false;
        var host = authority[(at + 1)..];
        var port = ReadOnlySpan<char>.Empty;
        if (host.StartsWith("["))
        {
            var close = host.IndexOf(']');
            if (close < 3 || host[1..close].ContainsAnyExcept(Address) || host[1..close].Count(':') < 2) return false;
            var after = host[(close + 1)..];
            return after.IsEmpty || (after[0] == ':' && !after[1..].ContainsAnyExceptInRange('0', '9'));
        }

        Cut(ref host, ':', out port);
        return Holds(host, Host) && !port.ContainsAnyExceptInRange('0', '9');
    }

    private static void Cut(scoped ref ReadOnlySpan<char> text, char at, out ReadOnlySpan<char> after)
    {
        var index = text.IndexOf(at);
        after = index < 0 ? [] : text[(index + 1)..];
        if (index >= 0) text = text[..index];
    }

    /// <summary>Whether all characters are of the set or percent-encoded.</summary>
    private static bool Holds(ReadOnlySpan<char> text, SearchValues<char> allowed)
    {
        while (true)
        {
            var odd = text.IndexOfAnyExcept(allowed);
            if (odd < 0) return true;
            if (text[odd] != '%' || text.Length < odd + 3 || !char.IsAsciiHexDigit(text[odd + 1]) || !char.IsAsciiHexDigit(text[odd + 2])) return false;
            text = text[(odd + 3)..];
        }
    }
}
