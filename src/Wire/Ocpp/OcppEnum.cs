using System.Runtime.CompilerServices;
using System.Text;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// The spellings of one enumeration on the wire, both ways, without allocation. The members of <typeparamref name="T"/> count up from 0 in
/// the order of the spellings; those after the standard's own come from lenient reading only and are never sent. Thread safe.
/// </summary>
/// <typeparam name="T">The enumeration; its underlying type is <see cref="int"/>.</typeparam>
public sealed class OcppEnum<T>
    where T : struct, Enum
{
    private readonly string[] _texts;
    private readonly byte[][] _utf8;
    private readonly int[][] _byLength;
    private readonly int _standard;

    internal OcppEnum(string[] standard, OcppLenientEnum<T>? lenient = null)
    {
        _texts = [.. standard, .. lenient?.Extra ?? []];
        _utf8 = Array.ConvertAll(_texts, Encoding.UTF8.GetBytes);
        _standard = standard.Length;
        Lenient = lenient;
        Allowed = string.Join(", ", standard);
        var indexes = Enumerable.Range(0, _standard).ToArray();
        _byLength = new int[standard.Max(s => s.Length) + 1][];
        for (var length = 0; length < _byLength.Length; length++)
            _byLength[length] = Array.FindAll(indexes, i => _utf8[i].Length == length);
    }

    /// <summary>The spellings of the standard, in its order, separated by commas.</summary>
    public string Allowed { get; }

    /// <summary>The spellings of the standard, in its order.</summary>
    public ReadOnlySpan<string> Spellings => _texts.AsSpan(0, _standard);

    /// <summary>How unknown spellings are read leniently; null where they are always refused.</summary>
    internal OcppLenientEnum<T>? Lenient { get; }

    /// <summary>The spelling; a number in digits for a value outside the enumeration.</summary>
    public string Spell(T value) => (uint)Index(value) < (uint)_texts.Length ? _texts[Index(value)] : Index(value).ToString();

    /// <summary>Whether the standard has this value, so that it may be sent.</summary>
    public bool IsStandard(T value) => (uint)Index(value) < (uint)_standard;

    /// <summary>Reads a spelling of the standard, with case.</summary>
    public bool TryParse(ReadOnlySpan<byte> utf8, out T value)
    {
        if (utf8.Length < _byLength.Length)
        {
            foreach (var index in _byLength[utf8.Length])
            {
                if (!utf8.SequenceEqual(_utf8[index])) continue;
                value = Value(index);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out T)"/>
    public bool TryParse(string? text, out T value)
    {
        var index = Array.IndexOf(_texts, text, 0, _standard);
        value = Value(Math.Max(index, 0));
        return index >= 0;
    }

    /// <summary>The spelling as UTF-8; empty for a value outside the enumeration, which <see cref="OcppChecker"/> refuses.</summary>
    internal ReadOnlySpan<byte> Utf8(T value) => (uint)Index(value) < (uint)_utf8.Length ? _utf8[Index(value)] : [];

    /// <summary>
    /// Reads a spelling of the standard without regard to the case of ASCII letters; where two differ by case alone the first counts.
    /// </summary>
    internal bool TryParseIgnoringCase(ReadOnlySpan<byte> utf8, out T value)
    {
        if (utf8.Length < _byLength.Length)
        {
            foreach (var index in _byLength[utf8.Length])
            {
                if (!Ascii.EqualsIgnoreCase(utf8, _utf8[index])) continue;
                value = Value(index);
                return true;
            }
        }

        value = default;
        return false;
    }

    private static int Index(T value) => Unsafe.BitCast<T, int>(value);

    private static T Value(int index) => Unsafe.BitCast<int, T>(index);
}

/// <summary>How spellings outside the standard are read under a leniency rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Unknown">What any other spelling is read as.</param>
/// <param name="Extra">Spellings of the members beyond the standard, in their order.</param>
/// <param name="Aliases">Further spellings and the members that they stand for.</param>
internal sealed record OcppLenientEnum<T>(Leniency Rule, T Unknown, string[] Extra, params (string Spelling, T Value)[] Aliases)
    where T : struct, Enum
{
    /// <summary>The member that a spelling outside the standard stands for.</summary>
    public T Read(ReadOnlySpan<byte> utf8)
    {
        foreach (var (spelling, value) in Aliases)
            if (Ascii.Equals(utf8, spelling)) return value;
        return Unknown;
    }
}
