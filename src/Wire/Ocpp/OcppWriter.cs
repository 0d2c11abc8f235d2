using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// Writes JSON as UTF-8 straight into a buffer, without allocation: names come pre-encoded with quotes and colon, dates are written in
/// UTC, numbers without culture. It trusts its caller for the structure; <see cref="OcppJson.Validate"/> judges the content. Call
/// <see cref="Flush"/> at the end. Used by generated records.
/// </summary>
public ref struct OcppWriter
{
    // Besides what RFC 8259 §7 demands nothing is escaped.
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (char)i), '"', '\\']);
    private static readonly SearchValues<byte> EscapedUtf8 = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly IBufferWriter<byte> _to;
    private Span<byte> _buffer;
    private int _at;
    private bool _comma;

    /// <summary>A writer that appends to <paramref name="to"/>.</summary>
    public OcppWriter(IBufferWriter<byte> to)
    {
        _to = to;
        _buffer = to.GetSpan(256);
    }

    /// <summary>Hands what was written to the buffer. Call it once, at the end.</summary>
    public void Flush()
    {
        _to.Advance(_at);
        _buffer = default;
        _at = 0;
    }

    /// <summary>Opens an object that is a value of its own or an element.</summary>
    public void BeginObject() => Open((byte)'{');

    /// <summary>Closes an object.</summary>
    public void EndObject() => Close((byte)'}');

    /// <summary>Opens an array that is a value of its own or an element.</summary>
    public void BeginArray() => Open((byte)'[');

    /// <summary>Closes an array.</summary>
    public void EndArray() => Close((byte)']');

    /// <summary>Writes an integer property; null is left out.</summary>
    public void Integer(scoped ReadOnlySpan<byte> name, int? value)
    {
        if (value is not { } number) return;
        Name(name);
        Integer(number);
    }

    /// <summary>Writes a number property; null is left out.</summary>
    public void Number(scoped ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is not { } number) return;
        Name(name);
        Ensure(32);
        number.TryFormat(_buffer[_at..], out var written, default, CultureInfo.InvariantCulture);
        _at += written;
        _comma = true;
    }

    /// <summary>Writes a boolean property; null is left out.</summary>
    public void Boolean(scoped ReadOnlySpan<byte> name, bool? value)
    {
        if (value is not { } flag) return;
        Name(name);
        Raw(flag ? "true"u8 : "false"u8);
    }

    /// <summary>Writes a text property; null is left out.</summary>
    public void Text(scoped ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) return;
        Name(name);
        Text(value);
    }

    /// <summary>Writes a property whose value is JSON text already; null is left out.</summary>
    public void Json(scoped ReadOnlySpan<byte> name, string? json)
    {
        if (json is null) return;
        Name(name);
        Ensure(Encoding.UTF8.GetMaxByteCount(json.Length));
        _at += Encoding.UTF8.GetBytes(json, _buffer[_at..]);
        _comma = true;
    }

    /// <summary>Writes an enumeration property; null is left out.</summary>
    public void Enum<T>(scoped ReadOnlySpan<byte> name, OcppEnum<T> spellings, T? value)
        where T : struct, Enum
    {
        if (value is not { } member) return;
        Name(name);
        Enum(spellings, member);
    }

    /// <summary>Writes a date property in UTC, with milliseconds where they are not zero; null is left out.</summary>
    public void Date(scoped ReadOnlySpan<byte> name, DateTimeOffset? value)
    {
        if (value is not { } date) return;
        Name(name);
        Ensure(32);
        var utc = date.UtcDateTime;
        var to = _buffer[_at..];
        to[0] = (byte)'"';
        Digits(to[1..], utc.Year, 4);
        to[5] = (byte)'-';
        Digits(to[6..], utc.Month, 2);
        to[8] = (byte)'-';
        Digits(to[9..], utc.Day, 2);
        to[11] = (byte)'T';
        Digits(to[12..], utc.Hour, 2);
        to[14] = (byte)':';
        Digits(to[15..], utc.Minute, 2);
        to[17] = (byte)':';
        Digits(to[18..], utc.Second, 2);
        var length = 20;
        if (utc.Millisecond != 0)
        {
            to[20] = (byte)'.';
            Digits(to[21..], utc.Millisecond, 3);
            length = 24;
        }

        to[length] = (byte)'Z';
        to[length + 1] = (byte)'"';
        _at += length + 2;
        _comma = true;
    }

    /// <summary>Writes an object property; null is left out.</summary>
    public void Object<T>(scoped ReadOnlySpan<byte> name, T? value)
        where T : class, IOcppObject<T>
    {
        if (value is null) return;
        Name(name);
        value.Write(ref this);
    }

    /// <summary>Writes an array property of objects; null is left out.</summary>
    public void Objects<T>(scoped ReadOnlySpan<byte> name, T[]? value)
        where T : class, IOcppObject<T>
    {
        if (value is null) return;
        Name(name);
        BeginArray();
        foreach (var item in value) item.Write(ref this);
        EndArray();
    }

    /// <summary>Writes an array property of texts; null is left out.</summary>
    public void Texts(scoped ReadOnlySpan<byte> name, string[]? value)
    {
        if (value is null) return;
        Name(name);
        BeginArray();
        foreach (var item in value)
        {
            Comma();
            Text(item);
        }

        EndArray();
    }

    /// <summary>Writes an array property of enumeration values; null is left out.</summary>
    public void Enums<T>(scoped ReadOnlySpan<byte> name, OcppEnum<T> spellings, T[]? value)
        where T : struct, Enum
    {
        if (value is null) return;
        Name(name);
        BeginArray();
        foreach (var item in value)
        {
            Comma();
            Enum(spellings, item);
        }

        EndArray();
    }

    /// <summary>Writes an array property of integers; null is left out.</summary>
    public void Integers(scoped ReadOnlySpan<byte> name, int[]? value)
    {
        if (value is null) return;
        Name(name);
        BeginArray();
        foreach (var item in value)
        {
            Comma();
            Integer(item);
        }

        EndArray();
    }

    /// <summary>Writes the comma before an element of an array, except before the first.</summary>
    internal void Comma()
    {
        if (_comma) Byte((byte)',');
    }

    /// <summary>Writes bytes that are JSON already.</summary>
    internal void Raw(scoped ReadOnlySpan<byte> json)
    {
        Ensure(json.Length);
        json.CopyTo(_buffer[_at..]);
        _at += json.Length;
        _comma = true;
    }

    internal void Integer(int value)
    {
        Ensure(11);
        Utf8Formatter.TryFormat(value, _buffer[_at..], out var written);
        _at += written;
        _comma = true;
    }

    internal void Text(scoped ReadOnlySpan<char> value)
    {
        Byte((byte)'"');
        while (!value.IsEmpty)
        {
            var run = value.IndexOfAny(Escaped);
            if (run < 0) run = value.Length;
            Ensure(Encoding.UTF8.GetMaxByteCount(run));
            System.Text.Unicode.Utf8.FromUtf16(value[..run], _buffer[_at..], out _, out var written);
            _at += written;
            if (run == value.Length) break;
            Escape(value[run]);
            value = value[(run + 1)..];
        }

        Byte((byte)'"');
        _comma = true;
    }

    internal void Text(scoped ReadOnlySpan<byte> utf8)
    {
        Byte((byte)'"');
        while (!utf8.IsEmpty)
        {
            var run = utf8.IndexOfAny(EscapedUtf8);
            if (run < 0) run = utf8.Length;
            Raw(utf8[..run]);
            if (run == utf8.Length) break;
            Escape((char)utf8[run]);
            utf8 = utf8[(run + 1)..];
        }

        Byte((byte)'"');
        _comma = true;
    }

    private void Enum<T>(OcppEnum<T> spellings, T value)
        where T : struct, Enum
    {
        Byte((byte)'"');
        Raw(spellings.Utf8(value));
        Byte((byte)'"');
    }

    private void Escape(char value)
    {
        Ensure(6);
        var to = _buffer[_at..];
        to[0] = (byte)'\\';
        if (value is '"' or '\\')
        {
            to[1] = (byte)value;
            _at += 2;
            return;
        }

        "u00"u8.CopyTo(to[1..]);
        to[4] = (byte)('0' + (value >> 4));
        to[5] = (byte)"0123456789abcdef"[value & 0xF];
        _at += 6;
    }

    private void Name(scoped ReadOnlySpan<byte> name)
    {
        Comma();
        Raw(name);
        _comma = false;
    }

    private void Open(byte bracket)
    {
        Comma();
        Byte(bracket);
        _comma = false;
    }

    private void Close(byte bracket)
    {
        Byte(bracket);
        _comma = true;
    }

    private void Byte(byte value)
    {
        Ensure(1);
        _buffer[_at++] = value;
    }

    private void Ensure(int count)
    {
        if (_buffer.Length - _at < count) Grow(count);
    }

    private void Grow(int count)
    {
        _to.Advance(_at);
        _buffer = _to.GetSpan(Math.Max(count, 256));
        _at = 0;
    }

    private static void Digits(Span<byte> to, int value, int count)
    {
        for (var i = count - 1; i >= 0; i--, value /= 10) to[i] = (byte)('0' + (value % 10));
    }
}
