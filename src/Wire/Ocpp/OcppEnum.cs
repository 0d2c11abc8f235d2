using System.Runtime.CompilerServices;
using System.Text;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// The spellings of one enumeration on the wire, both ways, without allocation. The members of <typeparamref name="T"/> count up from 0 in
/// the order of the spellings; those after the standard's own are for lenient reading only and are never sent. Thread safe.
/// </summary>
/// <typeparam name="T">The enumeration; its underlying type is <see cref="int"/>.</typeparam>
public sealed class OcppEnum<T>
    where T : struct, Enum
{
    private readonly string[] _texts;
    private readonly byte[][] _utf8;
    private readonly int[][] _byLength;
    private readonly int _standard;

    internal OcppEnum(string[] standard, string[]? extra = null, Leniency unknownRule = Leniency.None, T unknown = default)
    {
        _texts = [.. standard, .. extra ?? []];
        _utf8 = Array.ConvertAll(_texts, Encoding.UTF8.GetBytes);
        _standard = standard.Length;
        UnknownRule = unknownRule;
        Unknown = unknown;
        Allowed = string.Join(", ", standard);
        var indexes = Enumerable.Range(0, _texts.Length).ToArray();
        _byLength = new int[_utf8.Max(u => u.Length) + 1][];
        for (var length = 0; length < _byLength.Length; length++)
            _byLength[length] = Array.FindAll(indexes, i => _utf8[i].Length == length);
    }

    /// <summary>The spellings of the standard, in its order, separated by commas.</summary>
    public string Allowed { get; }

    /// <summary>The spellings of the standard, in its order.</summary>
    public ReadOnlySpan<string> Spellings => _texts.AsSpan(0, _standard);

    /// <summary>The rule under which a spelling outside the standard is read as <see cref="Unknown"/>; none where it is always refused.</summary>
    internal Leniency UnknownRule { get; }

    internal T Unknown { get; }

    /// <summary>The spelling; a number in digits for a value outside the enumeration.</summary>
    public string Spell(T value) => (uint)Index(value) < (uint)_texts.Length ? _texts[Index(value)] : Index(value).ToString();

    /// <summary>Whether the standard has this value, so that it may be sent.</summary>
    public bool IsStandard(T value) => (uint)Index(value) < (uint)_standard;

    /// <summary>Reads a spelling of the standard, with case.</summary>
    public bool TryParse(ReadOnlySpan<byte> utf8, out T value) => TryFind(utf8, out value) && IsStandard(value);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out T)"/>
    public bool TryParse(string? text, out T value)
    {
        var index = Array.IndexOf(_texts, text, 0, _standard);
        value = Value(Math.Max(index, 0));
        return index >= 0;
    }

    internal ReadOnlySpan<byte> Utf8(T value) => _utf8[Index(value)];

    /// <summary>Reads a spelling of the standard or one of those beyond it.</summary>
    internal bool TryFind(ReadOnlySpan<byte> utf8, out T value)
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

    /// <summary>Reads a spelling without regard to the case of ASCII letters; where two differ by case alone the first counts.</summary>
    internal bool TryFindIgnoringCase(ReadOnlySpan<byte> utf8, out T value)
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
