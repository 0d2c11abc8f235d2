using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Busbar.Wire.Pep;

/// <summary>How a number becomes an integer on a connection without floats.</summary>
public enum PepRounding
{
    /// <summary>To the nearest: measured and target values.</summary>
    Nearest,

    /// <summary>Down: an upper limit never promises more than there is.</summary>
    Down,

    /// <summary>Up: a lower limit likewise.</summary>
    Up,
}

/// <summary>Writes a message as UTF-8 straight into a buffer, without allocation. What must not be sent throws. Not thread safe.</summary>
public ref struct PepWriter
{
    private const int Decimals = 3;

    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (char)i), '"', '\\', '\u007f']);

    private readonly IBufferWriter<byte> _to;
    private readonly PepNumbers _numbers;
    private Span<byte> _buffer;
    private int _at;
    private bool _comma;

    internal PepWriter(IBufferWriter<byte> to, PepNumbers numbers)
    {
        _to = to;
        _numbers = numbers;
        _buffer = to.GetSpan(320);
    }

    /// <summary>Writes a number within its bounds: three decimals where floats are agreed on, else an integer. Null is left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of bounds or not finite.</exception>
    public void Number(string field, double? value, double min, double max, PepRounding rounding = PepRounding.Nearest)
    {
        if (value is not { } number) return;
        if (!(number >= min && number <= max)) throw new ArgumentOutOfRangeException(field, number, $"{field} is {number}; allowed: {PepReader.Range(min, max, "")}.");
        Name(field);
        Ensure(32);
        number = _numbers == PepNumbers.Floats ? Math.Round(number, Decimals, MidpointRounding.AwayFromZero) : rounding switch
        {
            PepRounding.Down => Math.Floor(number),
            PepRounding.Up => Math.Ceiling(number),
            _ => Math.Round(number, MidpointRounding.AwayFromZero),
        };
        if (number == 0) number = 0; // no "-0"
        if (Math.Truncate(number) == number && Math.Abs(number) < 1e15)
        {
            Utf8Formatter.TryFormat((long)number, _buffer[_at..], out var digits);
            _at += digits;
            return;
        }

        number.TryFormat(_buffer[_at..], out var written, default, CultureInfo.InvariantCulture);
        _at += written;
    }

    /// <summary>Writes a truth value; null is left out.</summary>
    public void Flag(string field, bool? value)
    {
        if (value is not { } flag) return;
        Name(field);
        Raw(flag ? "true"u8 : "false"u8);
    }

    /// <summary>Writes a text; null is left out.</summary>
    public void Text(string field, string? value)
    {
        if (value is null) return;
        Name(field);
        Value(value);
    }

    /// <summary>Writes a list of texts.</summary>
    public void Texts(string field, IEnumerable<string> values)
    {
        Name(field);
        Raw("["u8);
        var first = true;
        foreach (var value in values)
        {
            if (!first) Raw(","u8);
            first = false;
            Value(value);
        }

        Raw("]"u8);
    }

    /// <summary>Writes an object of JSON values.</summary>
    public void Map(string field, IReadOnlyDictionary<string, PepIoValue> values)
    {
        Name(field);
        Raw("{"u8);
        var first = true;
        foreach (var (key, value) in values)
        {
            if (!first) Raw(","u8);
            first = false;
            Value(key);
            Raw(":"u8);
            var json = value.Json ?? "null";
            Ensure(Encoding.UTF8.GetMaxByteCount(json.Length));
            _at += Encoding.UTF8.GetBytes(json, _buffer[_at..]);
        }

        Raw("}"u8);
    }

    internal void Raw(scoped ReadOnlySpan<byte> utf8)
    {
        Ensure(utf8.Length);
        utf8.CopyTo(_buffer[_at..]);
        _at += utf8.Length;
    }

    internal void Value(int number)
    {
        Ensure(16);
        Utf8Formatter.TryFormat(number, _buffer[_at..], out var written);
        _at += written;
    }

    internal void Value(string text)
    {
        Raw("\""u8);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            var run = rest.IndexOfAny(Escaped);
            if (run < 0) run = rest.Length;
            Ensure(Encoding.UTF8.GetMaxByteCount(run));
            _at += Encoding.UTF8.GetBytes(rest[..run], _buffer[_at..]);
            rest = rest[run..];
            if (rest.IsEmpty) break;
            Ensure(6);
            if (rest[0] is '"' or '\\')
            {
                _buffer[_at++] = (byte)'\\';
                _buffer[_at++] = (byte)rest[0];
            }
            else
            {
                "\\u00"u8.CopyTo(_buffer[_at..]);
                _buffer[_at + 4] = Hex(rest[0] >> 4);
                _buffer[_at + 5] = Hex(rest[0] & 0xF);
                _at += 6;
            }

            rest = rest[1..];
        }

        Raw("\""u8);
    }

    internal void Flush()
    {
        _to.Advance(_at);
        _at = 0;
        _buffer = default;
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);

    private void Name(string field)
    {
        Ensure(field.Length + 4);
        if (_comma) _buffer[_at++] = (byte)',';
        _comma = true;
        _buffer[_at++] = (byte)'"';
        _at += Encoding.UTF8.GetBytes(field, _buffer[_at..]);
        _buffer[_at++] = (byte)'"';
        _buffer[_at++] = (byte)':';
    }

    private void Ensure(int bytes)
    {
        if (_buffer.Length - _at >= bytes) return;
        _to.Advance(_at);
        _at = 0;
        _buffer = _to.GetSpan(Math.Max(bytes, 320));
    }
}
