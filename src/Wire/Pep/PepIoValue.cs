using System.Globalization;
using System.Text;

namespace Busbar.Wire.Pep;

/// <summary>A value of an input or output of the SECC: hardware dependent, so any JSON value. Immutable.</summary>
/// <param name="Json">The value as JSON text.</param>
public readonly record struct PepIoValue(string Json)
{
    /// <summary>As a number; null when it is none.</summary>
    public double? Number => Json is { Length: > 0 } && PepReader.TryNumber(Encoding.UTF8.GetBytes(Json), out var number) ? number : null;

    /// <summary>As a truth value; null when it is none.</summary>
    public bool? Flag => Json switch { "true" => true, "false" => false, _ => null };

    /// <summary>As a text; null when it is none.</summary>
    public string? Text => Json is ['"', .., '"'] && Json.Length >= 2 ? PepReader.Unescape(Encoding.UTF8.GetBytes(Json[1..^1])) : null;

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public static PepIoValue Of(double number) => double.IsFinite(number)
        ? new(number.ToString("R", CultureInfo.InvariantCulture))
        : throw new ArgumentOutOfRangeException(nameof(number), number, "JSON has finite numbers only.");

    /// <summary>A truth value.</summary>
    public static PepIoValue Of(bool flag) => new(flag ? "true" : "false");

    /// <summary>A text.</summary>
    public static PepIoValue Of(string text)
    {
        var to = new System.Buffers.ArrayBufferWriter<byte>(text.Length + 16);
        var writer = new PepWriter(to, default);
        writer.Value(text);
        writer.Flush();
        return FromJson(to.WrittenSpan);
    }

    internal static PepIoValue FromJson(scoped ReadOnlySpan<byte> raw) => new(Encoding.UTF8.GetString(raw));
}
