using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Busbar.Wire.Json;

namespace Busbar.Wire.Ocpp;

/// <content>
/// Values of the schema's types, each with the leniency rules that concern it. Every method returns false with the fault set when the value
/// is refused.
/// </content>
public ref partial struct OcppReader
{
    /// <summary>An integer of 32 bits.</summary>
    public bool Integer(out int value) => PlainInteger(out value) || OddInteger(required: true, out value, out _);

    /// <inheritdoc cref="Integer"/>
    public bool OptionalInteger(out int? value)
    {
        value = null;
        if (Absent(Leniency.NullText | Leniency.EmptyText)) return true;
        var absent = false;
        if (!PlainInteger(out var present) && !OddInteger(required: false, out present, out absent)) return false;
        if (!absent) value = present;
        return true;
    }

    /// <summary>A required integer for which <c>null</c> stands as <paramref name="fallback"/> under a rule of its own.</summary>
    public bool IntegerOr(int fallback, Leniency rule, out int value)
    {
        value = fallback;
        return Null(rule) || Integer(out value);
    }

    /// <summary>A number. JSON has no bound on it; ours is that of <see cref="decimal"/>.</summary>
    public bool Number(out decimal value) => NumberToken("a number", out _, out value);

    /// <inheritdoc cref="Number"/>
    public bool OptionalNumber(out decimal? value)
    {
        value = null;
        if (Absent(Leniency.NullText | Leniency.EmptyText)) return true;
        if (!Number(out var present)) return false;
        value = present;
        return true;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Boolean(out bool value)
    {
        value = TryLiteral("true"u8);
        if (value || TryLiteral("false"u8)) return true;
        var at = _at;
        if (PlainInteger(out var number) && number is (0 or 1) && Tolerate(Leniency.NumberAsBoolean))
        {
            value = number == 1;
            return true;
        }

        _at = at;
        return WrongType("true or false");
    }

    /// <inheritdoc cref="Boolean"/>
    public bool OptionalBoolean(out bool? value)
    {
        value = null;
        if (Absent(Leniency.NullText | Leniency.EmptyText)) return true;
        if (!Boolean(out var present)) return false;
        value = present;
        return true;
    }

    /// <summary>Text of at most <paramref name="maxLength"/> Unicode code points, as JSON schema counts.</summary>
    public bool Text(int maxLength, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (Current != '"') return NumberAsText(maxLength, out value);
        if (!ScanString(out var raw, out var escaped)) return false;
        return escaped ? EscapedText(raw, maxLength, out value) : PlainText(raw, maxLength, out value);
    }

    /// <inheritdoc cref="Text"/>
    public bool OptionalText(int maxLength, out string? value)
    {
        value = null;
        if (Absent(Leniency.NullText)) return true;
        return Text(maxLength, out value);
    }

    /// <summary>Text; under <see cref="Leniency.JsonAsText"/> any other value, kept as its JSON text.</summary>
    public bool OptionalJsonText(int maxLength, out string? value)
    {
        value = null;
        if (Absent(Leniency.NullText)) return true;
        if (Current == '"' || !Tolerate(Leniency.JsonAsText)) return Text(maxLength, out value);
        var start = _at;
        return SkipValue() && PlainText(_json[start.._at], maxLength, out value);
    }

    /// <summary>Text that is an absolute URI.</summary>
    public bool Uri(int maxLength, [NotNullWhen(true)] out string? value) =>
        Text(maxLength, out value)
        && (OcppUri.IsValid(value) || Fail(OcppErrorCode.PropertyConstraintViolation, $"\"{Shorten(value)}\" is not allowed; {OcppChecker.UriIsDue}"));

    /// <inheritdoc cref="Uri"/>
    public bool OptionalUri(int maxLength, out string? value)
    {
        value = null;
        return Absent(Leniency.NullText | Leniency.EmptyText) || Uri(maxLength, out value);
    }

    /// <summary>Any JSON value, kept as its text.</summary>
    public bool Json([NotNullWhen(true)] out string? value)
    {
        value = null;
        var start = _at;
        if (!SkipValue()) return false;
        value = Encoding.UTF8.GetString(_json[start.._at]);
        return true;
    }

    /// <inheritdoc cref="Json"/>
    public bool OptionalJson(out string? value) => Json(out value);

    /// <summary>One of the spellings of an enumeration.</summary>
    public bool Enum<T>(OcppEnum<T> spellings, out T value)
        where T : struct, Enum
    {
        value = default;
        if (Current != '"') return WrongType("text");
        if (!ScanString(out var text, out var escaped)) return false;
        if (escaped) text = Unescaped(text);
        return spellings.TryParse(text, out value) || OddEnum(spellings, text, out value);
    }

    /// <inheritdoc cref="Enum"/>
    public bool OptionalEnum<T>(OcppEnum<T> spellings, out T? value)
        where T : struct, Enum
    {
        value = null;
        if (Absent(Leniency.NullText | Leniency.EmptyText)) return true;
        if (!Enum(spellings, out var present)) return false;
        value = present;
        return true;
    }

    /// <summary>A date and time of RFC 3339, normalised to UTC; digits beyond 100 ns are cut off.</summary>
    public bool Date(out DateTimeOffset value)
    {
        value = default;
        if (Current != '"') return WrongType("a date and time as text");
        if (!ScanString(out var text, out var escaped)) return false;
        if (escaped) text = Unescaped(text);
        var used = OcppDate.TryParse(text, out value);
        if (used is Leniency.None || (used is { } rule && (_allowed & rule) == rule && Tolerate(rule))) return true;
        return Disallowed(text, "a date and time of RFC 3339 is due, such as 2026-03-01T12:00:00Z");
    }

    /// <inheritdoc cref="Date"/>
    public bool OptionalDate(out DateTimeOffset? value)
    {
        value = null;
        if (Absent(Leniency.NullText | Leniency.EmptyText)) return true;
        if (!Date(out var present)) return false;
        value = present;
        return true;
    }

    /// <summary>An object.</summary>
    public bool Object<T>([NotNullWhen(true)] out T? value)
        where T : class, IOcppObject<T>
    {
        value = T.Read(ref this);
        return value is not null;
    }

    /// <inheritdoc cref="Object"/>
    public bool OptionalObject<T>(out T? value)
        where T : class, IOcppObject<T>
    {
        value = null;
        return Absent(Leniency.NullText) || Object(out value);
    }

    /// <summary>Holds a number that was read against the schema's range and step; null is not checked.</summary>
    public bool InRange(decimal? value, decimal minimum, decimal maximum, decimal step)
    {
        if (value is not { } number) return true;
        if (number >= minimum && number <= maximum && (step == 0 || number % step == 0 || Tolerate(Leniency.FinerNumber))) return true;
        return Fail(OcppErrorCode.PropertyConstraintViolation, $"{number} is not allowed; {OcppChecker.Range(minimum, maximum, step)}");
    }

    /// <summary>Holds every element of an array of integers against the schema's range and step; null is not checked.</summary>
    public bool InRange(int[]? values, decimal minimum, decimal maximum, decimal step)
    {
        for (var i = 0; i < values?.Length; i++)
        {
            if (InRange(values[i], minimum, maximum, step)) continue;
            Prefix($"[{i}]");
            return false;
        }

        return true;
    }

    /// <summary>Reads over a <c>null</c> that this rule lets pass.</summary>
    private bool Null(Leniency rule) => Current == 'n' && (_allowed & rule) != Leniency.None && TryLiteral("null"u8) && Tolerate(rule);

    /// <summary>
    /// Whether the optional value here counts as absent: <c>null</c>, or text that one of <paramref name="rules"/> takes for it. Reads
    /// over it then.
    /// </summary>
    private bool Absent(Leniency rules)
    {
        if (Null(Leniency.NullProperty)) return true;
        if (Current != '"' || (_allowed & rules) == Leniency.None) return false;
        var rest = _json[_at..];
        if ((rules & Leniency.NullText) != Leniency.None && rest.StartsWith("\"null\""u8) && Tolerate(Leniency.NullText)) _at += 6;
        else if ((rules & Leniency.EmptyText) != Leniency.None && rest.StartsWith("\"\""u8) && Tolerate(Leniency.EmptyText)) _at += 2;
        else return false;
        return true;
    }

    /// <summary>An integer as JSON writes it, of at most nine digits; anything else is left to <see cref="OddInteger"/>.</summary>
    private bool PlainInteger(out int value)
    {
        value = 0;
        var negative = Current == '-';
        var start = negative ? _at + 1 : _at;
        var at = start;
        while (char.IsAsciiDigit((char)ByteAt(at)) && at < start + 9) value = (value * 10) + (ByteAt(at++) - '0');
        if (at == start || (ByteAt(start) == '0' && at > start + 1)) return false;
        var next = ByteAt(at);
        if (char.IsAsciiDigit((char)next) || next is (byte)'.' or (byte)'e' or (byte)'E') return false;
        if (negative) value = -value;
        _at = at;
        return true;
    }

    private bool OddInteger(bool required, out int value, out bool absent)
    {
        value = 0;
        absent = false;
        if (!NumberToken("an integer", out var digits, out var number)) return false;
        var whole = decimal.Round(number, MidpointRounding.AwayFromZero);
        if (whole != number && !Tolerate(Leniency.FractionalInteger))
            return Fail(OcppErrorCode.TypeConstraintViolation, $"must be an integer; got {Shorten(digits)}");
        if (whole < int.MinValue || whole > int.MaxValue)
        {
            absent = !required && Tolerate(Leniency.IntegerOutOfRange);
            return absent
                || Fail(OcppErrorCode.PropertyConstraintViolation, $"{Shorten(digits)} is not allowed; {int.MinValue} to {int.MaxValue} is");
        }

        value = (int)whole;
        return true;
    }

    private bool NumberToken(string expected, out ReadOnlySpan<byte> digits, out decimal value)
    {
        value = 0;
        if (Current is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            if (!ScanNumber(out digits)) return false;
        }
        else if (Current == '"' && (_allowed & Leniency.TextAsNumber) != Leniency.None)
        {
            var at = _at;
            if (!ScanString(out var text, out var escaped)) { digits = default; return false; }
            digits = text.Trim((byte)' ');
            var inner = new OcppReader(digits, Leniency.None);
            if (escaped || digits.IsEmpty || !inner.ScanNumber(out _) || inner._at != digits.Length)
            {
                _at = at;
                return WrongType(expected);
            }

            Tolerate(Leniency.TextAsNumber);
        }
        else
        {
            digits = default;
            return WrongType(expected);
        }

        return decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            || Fail(OcppErrorCode.PropertyConstraintViolation, $"{Shorten(digits)} is not allowed; at most 28 digits before the point are");
    }

    private bool NumberAsText(int maxLength, out string? value)
    {
        value = null;
        var scalar = Current is (byte)'-' or (>= (byte)'0' and <= (byte)'9') or (byte)'t' or (byte)'f';
        if (!scalar || (_allowed & Leniency.NumberAsText) == Leniency.None) return WrongType("text");
        var start = _at;
        if (!SkipValue()) return false;
        Tolerate(Leniency.NumberAsText);
        return PlainText(_json[start.._at], maxLength, out value);
    }

    private bool PlainText(scoped ReadOnlySpan<byte> utf8, int maxLength, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (utf8.Length > maxLength && !FitsLength(utf8, maxLength)) return false;
        value = utf8.IsEmpty ? "" : Encoding.UTF8.GetString(utf8);
        return true;
    }

    private bool EscapedText(scoped ReadOnlySpan<byte> raw, int maxLength, [NotNullWhen(true)] out string? value)
    {
        const int OnStack = 512;
        value = null;
        var rented = raw.Length > OnStack ? ArrayPool<byte>.Shared.Rent(raw.Length) : null;
        var buffer = rented ?? stackalloc byte[OnStack];
        var good = JsonText.TryUnescape(raw, buffer, half: null, out var written)
            ? PlainText(buffer[..written], maxLength, out value)
            : Fail(OcppErrorCode.FormatViolation, $"\"{Shorten(raw)}\" is not Unicode: it holds half a surrogate pair");
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return good;
    }

    private bool FitsLength(scoped ReadOnlySpan<byte> utf8, int maxLength)
    {
        var length = CodePoints(utf8);
        if (length <= maxLength || (length <= OcppLimits.MaxOverlongText && Tolerate(Leniency.OverlongText))) return true;
        return Fail(OcppErrorCode.PropertyConstraintViolation, $"\"{Shorten(utf8)}\" has {length} characters; at most {maxLength} are allowed");
    }

    private static int CodePoints(scoped ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var unit in utf8)
            if ((unit & 0xC0) != 0x80) count++;
        return count;
    }

    private bool OddEnum<T>(OcppEnum<T> spellings, scoped ReadOnlySpan<byte> text, out T value)
        where T : struct, Enum
    {
        if (spellings.TryParseIgnoringCase(text, out value) && Tolerate(Leniency.EnumCase)) return true;
        if (spellings.Lenient is { } lenient && Tolerate(lenient.Rule))
        {
            value = lenient.Read(text);
            return true;
        }

        return Disallowed(text, $"allowed: {spellings.Allowed}");
    }
}
