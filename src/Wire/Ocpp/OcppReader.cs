using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Busbar.Wire.Json;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// Reads a payload in one pass over its UTF-8 bytes, straight into the record: no document tree, no reflection, no exceptions.
/// The first breach of JSON or of the schema ends the reading; <see cref="Fault"/> then says where and why. The bytes must be
/// valid UTF-8 (<see cref="OcppFrames"/> and <see cref="OcppJson"/> check it once per frame). Used by generated records.
/// </summary>
public ref partial struct OcppReader
{
    private const int MostShown = 40;

    private readonly ReadOnlySpan<byte> _json;
    private readonly Leniency _allowed;
    private int _at;
    private int _depth;
    private bool _fresh;
    private Leniency _used;
    private OcppErrorCode _code;
    private string? _problem;
    private string _path;

    /// <summary>A reader at the start of <paramref name="json"/>, which must be valid UTF-8.</summary>
    public OcppReader(ReadOnlySpan<byte> json, Leniency allowed)
    {
        _json = json;
        _allowed = allowed;
        _path = "";
        SkipSpace();
    }

    /// <summary>The leniency rules that fired so far.</summary>
    public readonly Leniency Used => _used;

    /// <summary>Whether reading has failed.</summary>
    public readonly bool HasFault => _problem is not null;

    /// <summary>Why reading failed; null when it has not.</summary>
    public readonly OcppFault? Fault =>
        _problem is null ? null : new OcppFault(_code, _path, _path.Length == 0 ? Capitalised(_problem) : $"{_path}: {_problem}");

    /// <summary>Enters an object.</summary>
    public bool BeginObject()
    {
        if (Current != '{') return WrongType("an object");
        return Enter();
    }

    /// <summary>Goes to the value of the next property; false at the end of the object, or on a fault.</summary>
    public bool NextProperty(out ReadOnlySpan<byte> name)
    {
        name = default;
        SkipSpace();
        if (Current == (byte)'}') return Leave();
        if (!Separate()) return false;
        if (Current != '"') return Malformed("a property name is expected");
        if (!ScanString(out name, out var escaped)) return false;
        SkipSpace();
        if (Current != ':') return Malformed("a colon is expected after a property name");
        _at++;
        SkipSpace();
        if (escaped) name = Unescaped(name);
        return true;
    }

    /// <summary>Marks a property as seen; the second time is a fault, under any leniency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Once(ref ulong seen, ulong bit)
    {
        if ((seen & bit) != 0) return Fail(OcppErrorCode.FormatViolation, "given twice");
        seen |= bit;
        return true;
    }

    /// <summary>A property that the schema does not know: skipped under <see cref="Leniency.ExtraProperties"/>, else a fault.</summary>
    public bool Unknown(scoped ReadOnlySpan<byte> name)
    {
        var good = Tolerate(Leniency.ExtraProperties) ? SkipValue() : Fail(OcppErrorCode.FormatViolation, "the schema has no such property");
        if (!good) Prefix(Shorten(name));
        return good;
    }

    /// <summary>A property that the schema does not know, in an object that is open by its schema: skipped.</summary>
    public bool Open() => SkipValue();

    /// <summary>Notes in which property the fault lies; always null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public T? At<T>(string property)
        where T : class
    {
        Prefix(property);
        return null;
    }

    /// <summary>A required property is missing; always null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public T? Missing<T>(string property)
        where T : class
    {
        Fail(OcppErrorCode.OccurrenceConstraintViolation, "required, but missing");
        return At<T>(property);
    }

    /// <summary>A required array is missing: empty under <see cref="Leniency.MissingArray"/>, else a fault.</summary>
    public bool MissingArray<T>(string property, out T[] value)
    {
        value = [];
        if (Tolerate(Leniency.MissingArray)) return true;
        Missing<object>(property);
        return false;
    }

    /// <summary>Checks that the whole buffer is UTF-8. Until then no text may be made of it.</summary>
    internal bool RequireUtf8() => Utf8.IsValid(_json) || Fail(OcppErrorCode.RpcFrameworkError, "not JSON: it is not valid UTF-8");

    /// <summary>Checks that nothing but blanks follows.</summary>
    internal bool End()
    {
        SkipSpace();
        return _at == _json.Length || Malformed("text follows the end of the payload");
    }

    internal bool BeginArray()
    {
        if (Current != '[') return WrongType("an array");
        return Enter();
    }

    internal bool NextItem()
    {
        SkipSpace();
        return Current == ']' ? Leave() : Separate();
    }

    private bool Enter()
    {
        if (_depth == OcppLimits.MaxDepth)
            return Fail(OcppErrorCode.FormatViolation, $"nested deeper than {OcppLimits.MaxDepth} levels");
        _depth++;
        _at++;
        _fresh = true;
        return true;
    }

    private bool Leave()
    {
        _depth--;
        _at++;
        _fresh = false;
        return false;
    }

    /// <summary>Reads the comma, except before the first element.</summary>
    private bool Separate()
    {
        if (_fresh)
        {
            _fresh = false;
            return true;
        }

        if (Current != ',') return Malformed("a comma or the closing bracket is expected");
        _at++;
        SkipSpace();
        return Current is not ((byte)'}' or (byte)']') || Malformed("a comma stands before the closing bracket");
    }

    /// <summary>Whether this rule may be used; if so, notes that it was.</summary>
    private bool Tolerate(Leniency rule)
    {
        if ((_allowed & rule) == Leniency.None) return false;
        _used |= rule;
        return true;
    }

    internal bool Malformed(string what) =>
        Fail(OcppErrorCode.RpcFrameworkError, _at < _json.Length ? $"not JSON at byte {_at}: {what}" : $"not JSON: it ends too early, {what}");

    private bool WrongType(string expected)
    {
        var at = _at;
        var got = Describe();
        if (HasFault) return false;
        var text = Shorten(_json[at.._at]);
        return Fail(OcppErrorCode.TypeConstraintViolation, $"must be {expected}; got {got}{(text.Length == 0 ? "" : " " + text)}");
    }

    /// <summary>Names the kind of the value here and reads over it when it is a scalar.</summary>
    private string Describe()
    {
        switch (Current)
        {
            case (byte)'{': return "an object";
            case (byte)'[': return "an array";
            case (byte)'"': SkipValue(); return "the text";
            default: SkipValue(); return "the value";
        }
    }

    private bool Disallowed(scoped ReadOnlySpan<byte> text, string allowed) =>
        Fail(OcppErrorCode.PropertyConstraintViolation, $"\"{Shorten(text)}\" is not allowed; {allowed}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool Fail(OcppErrorCode code, string problem)
    {
        if (_problem is not null) return false;
        _code = code;
        _problem = problem;
        return false;
    }

    private void Prefix(string segment) => _path = _path.Length == 0 || _path[0] == '[' ? segment + _path : $"{segment}.{_path}";

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> raw)
    {
        var bytes = new byte[raw.Length];
        return JsonText.TryUnescape(raw, bytes, half: null, out var written) ? bytes.AsSpan(0, written) : raw;
    }

    /// <summary>The text for a fault: at most 40 characters, without control characters.</summary>
    internal static string Shorten(scoped ReadOnlySpan<byte> utf8) => Shorten(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * MostShown)]));

    /// <inheritdoc cref="Shorten(ReadOnlySpan{byte})"/>
    internal static string Shorten(string text)
    {
        var cut = text.Length <= MostShown ? text : text[..(char.IsHighSurrogate(text[MostShown - 1]) ? MostShown - 1 : MostShown)] + "...";
        return string.Create(cut.Length, cut, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
    }

    private static string Capitalised(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
