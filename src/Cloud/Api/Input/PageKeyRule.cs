using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Busbar.Cloud.Api;

/// <summary>Paging keys as they travel in headers: plain ASCII as it is, anything else as <c>~</c> and base64url of its UTF-8.</summary>
internal sealed class PageKeyRule : ValueRule<string>
{
    private const char Mark = '~';
    private const int MaxLength = 1000;

    public override string Allowed => $"what the header {Paging.NextAfterHeader} of the page before said";

    public override ValueSchema Schema { get; } = new("string", MaxLength: MaxLength);

    public static string Encode(string key) =>
        key.Length > 0 && key[0] != Mark && key.All(c => c is > ' ' and <= '~') ? key : Mark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    public override bool TryRead(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        if (text.Length > MaxLength) return false;
        if (text.Length == 0 || text[0] != Mark) return true;
        if (!Base64Url.IsValid(text.AsSpan(1))) return false;
        value = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(1)));
        return true;
    }
}
