using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Busbar.Cloud.Api;

/// <summary>
/// Where a page of a list begins: after the row of this key. A key too long for an address (MQTT topics and client ids may have 65,535 bytes) travels as its
/// beginning with a hash of the whole, and is found again among the rows.
/// </summary>
/// <param name="Text">The key, or the beginning of it.</param>
/// <param name="Hash">Of the whole key; null when <paramref name="Text"/> is the whole.</param>
internal readonly record struct PageKey(string Text, string? Hash)
{
    /// <summary>Most characters of a key on its way; well within what proxies let through.</summary>
    public const int MaxLength = 1000;

    /// <summary>Bytes of a long key that travel: with base64url, marks and hash these stay below <see cref="MaxLength"/>.</summary>
    private const int BeginningBytes = 700;

    private const int HashLength = 16;
    private const char Mark = '~';

    /// <summary>As it travels: plain ASCII as it is, anything else as <c>~</c> and base64url of its UTF-8, long ones as <c>~~</c>, hash and base64url of the beginning.</summary>
    public static string Encode(string key)
    {
        if (key.Length is > 0 and <= MaxLength && key[0] != Mark && key.All(c => c is > ' ' and <= '~')) return key;
        var utf8 = Encoding.UTF8.GetBytes(key);
        if (1 + Base64Url.GetEncodedLength(utf8.Length) <= MaxLength) return Mark + Base64Url.EncodeToString(utf8);
        var end = BeginningBytes;
        while ((utf8[end] & 0xC0) == 0x80) end--;
        return $"{Mark}{Mark}{HashOf(key)}{Base64Url.EncodeToString(utf8.AsSpan(0, end))}";
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static bool TryDecode(string text, out PageKey key)
    {
        key = new PageKey(text, null);
        if (text.Length > MaxLength) return false;
        if (text.Length == 0 || text[0] != Mark) return true;
        var isLong = text.Length > 1 && text[1] == Mark;
        var start = isLong ? 2 + HashLength : 1;
        if (text.Length < start || !Base64Url.IsValid(text.AsSpan(start))) return false;
        key = new PageKey(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(start))), isLong ? text[2..start] : null);
        return true;
    }

    /// <summary>The whole key, looked for among those of the rows where only its beginning is known. Its beginning when that row is gone.</summary>
    public string Resolve(IEnumerable<string> keys)
    {
        if (Hash is not { } hash) return Text;
        var beginning = Text;
        return keys.FirstOrDefault(key => key.StartsWith(beginning, StringComparison.Ordinal) && HashOf(key) == hash) ?? beginning;
    }

    private static string HashOf(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return BitConverter.ToUInt64(hash, 0).ToString("x16", CultureInfo.InvariantCulture);
    }
}
