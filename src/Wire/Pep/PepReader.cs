using System.Buffers.Text;

namespace Busbar.Wire.Pep;

/// <summary>
/// Reads the fields of a payload straight from UTF-8: no document tree, no exceptions. The first breach ends the reading and
/// <see cref="Problem"/> says which field has which value and what is allowed. Keys that are not known are skipped. Not thread safe.
/// </summary>
public ref partial struct PepReader
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly PepNumbers _numbers;
    private int _at;
    private int _depth;
    private bool _fresh;

    internal PepReader(ReadOnlySpan<byte> json, PepNumbers numbers)
    {
        _json = json;
        _numbers = numbers;
        SkipSpace();
    }

    /// <summary>What is wrong, with field, value and what is allowed; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Deviations that were let pass so far.</summary>
    public PepFindings Findings { get; internal set; }

    internal string? StrayDetails { get; init; }

    internal readonly bool PeekIsText => Current == '"';

    internal readonly bool PeekIsObject => Current == '{';

    /// <summary>Enters the object that starts here.</summary>
    public bool BeginObject() => Current == '{' ? Enter() : Fail($"{(_json.IsEmpty ? "The message is empty" : $"{Show(Peek())} stands where an object is expected")}.");

    /// <summary>Goes to the next key of the object; false at its end and on a fault.</summary>
    public bool Next(out ReadOnlySpan<byte> name)
    {
        name = default;
        if (Problem is not null) return false;
        SkipSpace();
        if (Current == '}') return Leave();
        if (!Separate()) return false;
        if (Current != '"') return Malformed("a key is expected");
        if (!ScanText(out name)) return false;
        SkipSpace();
        if (Current != ':') return Malformed("a colon is expected after a key");
        _at++;
        SkipSpace();
        name = Plain(name);
        return true;
    }

    /// <summary>Reads over a value that nobody asked for.</summary>
    public void Skip() => SkipValue();

    /// <summary>Reads a number within bounds, an integer unless the connection has agreed on floats.</summary>
    public void Number(string field, double min, double max, string unit, ref double? value)
    {
        if (value is not null) Twice(field);
        var raw = Raw();
        if (Problem is not null) return;
        if (!TryNumber(raw, out var number) || !(number >= min && number <= max)) Wrong(field, raw, Range(min, max, unit));
        else if (_numbers == PepNumbers.Integers && Math.Truncate(number) != number) Wrong(field, raw, $"an integer, because floatValues is false, of {Range(min, max, unit)}");
        else value = number;
    }

    /// <summary>Reads a truth value.</summary>
    public void Flag(string field, ref bool? value)
    {
        if (value is not null) Twice(field);
        var raw = Raw();
        if (Problem is not null) return;
        if (raw.SequenceEqual("true"u8)) value = true;
        else if (raw.SequenceEqual("false"u8)) value = false;
        else Wrong(field, raw, "true or false");
    }

    /// <summary>Reads a text.</summary>
    public void Text(string field, ref string? value)
    {
        if (value is not null) Twice(field);
        var raw = Raw();
        if (Problem is not null) return;
        if (raw[0] == '"') value = Unescape(raw[1..^1]);
        else Wrong(field, raw, "a text");
    }

    /// <summary>Reads one of some words, to the letter; the answer is its index in <paramref name="words"/>.</summary>
    public void Word(string field, string[] words, ref int? value)
    {
        if (value is not null) Twice(field);
        var raw = Raw();
        if (Problem is not null) return;
        if (raw[0] == '"')
        {
            var text = Plain(raw[1..^1]);
            for (var i = 0; i < words.Length; i++)
            {
                if (!Is(text, words[i])) continue;
                value = i;
                return;
            }
        }

        Wrong(field, raw, string.Join(", ", words));
    }

    /// <summary>Reads a list of texts.</summary>
    public void Texts(string field, ref List<string>? value)
    {
        if (value is not null) Twice(field);
        if (Current != '[')
        {
            Wrong(field, Raw(), "a list of texts");
            return;
        }

        var list = new List<string>();
        Enter();
        while (NextItem())
        {
            var raw = Raw();
            if (Problem is not null) return;
            if (raw[0] == '"') list.Add(Unescape(raw[1..^1]));
            else Wrong(field, raw, "a list of texts");
        }

        value = list;
    }

    /// <summary>Reads an object of any keys and values; values stay JSON. A key given twice is refused.</summary>
    public void Map(string field, ref Dictionary<string, PepIoValue>? value)
    {
        if (value is not null) Twice(field);
        if (Current != '{')
        {
            Wrong(field, Raw(), "an object");
            return;
        }

        var map = new Dictionary<string, PepIoValue>(StringComparer.Ordinal);
        Enter();
        while (Next(out var name))
        {
            var key = System.Text.Encoding.UTF8.GetString(name);
            var raw = Raw();
            if (Problem is not null) return;
            if (!map.TryAdd(key, PepIoValue.FromJson(raw))) Twice($"{field}.{Clip(key)}");
        }

        value = map;
    }

    /// <summary>Refuses the message unless a field was there.</summary>
    public void Require(bool given, string field, string allowed)
    {
        if (!given && Problem is null) Fail($"payload.{field} is missing; allowed: {allowed}.");
    }

    /// <summary>Refuses the message because of a value.</summary>
    public void Wrong(string field, scoped ReadOnlySpan<byte> raw, string allowed)
    {
        if (Problem is null) Fail($"payload.{field} is {Show(raw)}; allowed: {allowed}.");
    }

    internal static string Range(double min, double max, string unit) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(min <= -PepLimits.MaxNumber ? "-2147483647" : min)} to {max}{(unit.Length == 0 ? "" : " ")}{unit}");

    internal static bool TryNumber(scoped ReadOnlySpan<byte> raw, out double number)
    {
        number = 0;
        return raw[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9') && Utf8Parser.TryParse(raw, out number, out var used) && used == raw.Length && double.IsFinite(number);
    }

    internal static bool TryInteger(scoped ReadOnlySpan<byte> raw, out double number)
    {
        number = 0;
        return !raw.IsEmpty && TryNumber(raw, out number) && Math.Truncate(number) == number;
    }

    private static bool Is(scoped ReadOnlySpan<byte> utf8, string ascii)
    {
        if (utf8.Length != ascii.Length) return false;
        for (var i = 0; i < utf8.Length; i++)
            if (utf8[i] != ascii[i]) return false;
        return true;
    }

    private void Twice(string field)
    {
        if (Problem is null) Fail($"payload.{field} is given twice; allowed: once.");
    }

    private bool Fail(string problem)
    {
        Problem ??= problem;
        return false;
    }
}
