using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Bus.Format;

/// <summary>Writes one JSON body at a time; each thread has its own, which is used again. Not for use across an await.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It lives as long as its thread and owns memory alone.")]
internal sealed class BodyWriter
{
    /// <summary>Buffers above this many bytes are not kept.</summary>
    private const int Keep = 256 * 1024;

    [ThreadStatic]
    private static BodyWriter? _ofThread;

    private readonly Utf8JsonWriter _json;
    private ArrayBufferWriter<byte> _body = new(1024);
    private ArrayBufferWriter<byte> _payload = new(1024);

    private BodyWriter() =>
        _json = new Utf8JsonWriter(_body, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>The JSON writer under it, for fields of all kinds.</summary>
    public Utf8JsonWriter Json => _json;

    /// <summary>Begins a body with its opening brace.</summary>
    public static BodyWriter Begin()
    {
        var writer = Start();
        writer._json.WriteStartObject();
        return writer;
    }

    /// <summary>Begins a body that is an array.</summary>
    public static BodyWriter BeginArray()
    {
        var writer = Start();
        writer._json.WriteStartArray();
        return writer;
    }

    /// <summary>A text; null is left out.</summary>
    public BodyWriter Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) _json.WriteString(name, value);
        return this;
    }

    /// <summary>A whole number.</summary>
    public BodyWriter Number(ReadOnlySpan<byte> name, long value)
    {
        _json.WriteNumber(name, value);
        return this;
    }

    /// <summary>A point in time, with its offset and all its digits.</summary>
    public BodyWriter Time(ReadOnlySpan<byte> name, DateTimeOffset value)
    {
        _json.WriteString(name, value);
        return this;
    }

    /// <summary>The payload of an OCPP message, as Wire writes it.</summary>
    public BodyWriter Payload(ReadOnlySpan<byte> name, OcppMessage message)
    {
        _payload.ResetWrittenCount();
        OcppJson.WriteTo(_payload, message);
        return Raw(name, _payload.WrittenSpan);
    }

    /// <summary>JSON that is written already; nothing when empty.</summary>
    public BodyWriter Raw(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return this;
        _json.WritePropertyName(name);
        _json.WriteRawValue(json, skipInputValidation: true);
        return this;
    }

    /// <summary>The version and action of an OCPP message, as every body that carries one names them.</summary>
    public BodyWriter Action(OcppAction action) => Text("version"u8, OcppVersions.SubProtocol(action.Version)).Text("action"u8, action.Name);

    /// <summary>Closes what <see cref="Begin"/> opened and gives the bytes.</summary>
    public byte[] End()
    {
        _json.WriteEndObject();
        return Finish();
    }

    /// <summary>Closes what <see cref="BeginArray"/> opened and gives the bytes.</summary>
    public byte[] EndArray()
    {
        _json.WriteEndArray();
        return Finish();
    }

    private static BodyWriter Start()
    {
        var writer = _ofThread ??= new BodyWriter();
        writer._body.ResetWrittenCount();
        writer._json.Reset(writer._body);
        return writer;
    }

    private byte[] Finish()
    {
        _json.Flush();
        var bytes = _body.WrittenSpan.ToArray();
        if (_body.Capacity > Keep) _body = new ArrayBufferWriter<byte>(1024);
        if (_payload.Capacity > Keep) _payload = new ArrayBufferWriter<byte>(1024);
        return bytes;
    }
}
